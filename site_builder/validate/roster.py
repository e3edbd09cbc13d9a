"""The roster: keys that can sign, each of them one person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.load.source_tree import REVIEWERS_FILE, Loading
from site_builder.signatures.public_key import public_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.problems import Problem


def check_keys(loading: Loading) -> Iterator[Problem]:
    """`roster-key-invalid`, `roster-key-shared`; one reviewer may name one key twice, for two periods."""
    owners: dict[bytes, str] = {}
    for reviewer, entry in loading.tree.reviewers.items():
        for index, item in enumerate(entry.get("keys", ())):
            pointer = f"/{reviewer}/keys/{index}/key"
            key = public_key(item["key"])
            if isinstance(key, str):
                yield loading.places.problem("roster-key-invalid", REVIEWERS_FILE, pointer, why=key)
                continue
            owner = owners.setdefault(key.blob, reviewer)
            if owner != reviewer:
                yield loading.places.problem(
                    "roster-key-shared", REVIEWERS_FILE, pointer, reviewer=reviewer, other=owner
                )
