"""git: the one room that runs it. Read-only."""

from __future__ import annotations

from site_builder.git.blobs import Blobs
from site_builder.git.revisions import Head, head, revisions
from site_builder.git.work import signing_key, uncommitted, user_email

__all__ = ["Blobs", "Head", "head", "revisions", "signing_key", "uncommitted", "user_email"]
