"""git: the one module that runs it. Read-only."""

from __future__ import annotations

from site_builder.git.blobs import Blobs
from site_builder.git.revisions import Head, as_of, head, refuse_unusable, revisions
from site_builder.git.trees import (
    Blob,
    PathChange,
    changes,
    first_parents,
    is_ancestor,
    listing,
    resolve,
    times,
)
from site_builder.git.work import private_file, signing_key, uncommitted, user_emails

__all__ = [
    "Blob",
    "Blobs",
    "Head",
    "PathChange",
    "as_of",
    "changes",
    "first_parents",
    "head",
    "is_ancestor",
    "listing",
    "private_file",
    "refuse_unusable",
    "resolve",
    "revisions",
    "signing_key",
    "times",
    "uncommitted",
    "user_emails",
]
