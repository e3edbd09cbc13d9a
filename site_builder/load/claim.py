"""Claims: what reviewers vouch for, and its digest.

A claim is taken from the strict loader before schema typing, so every scalar is the text that was written.
What changes without anybody vouching for it stays out: observations, appeals, retractions, and the address of
a capture whose bytes are pinned by a digest. The digest is the SHA-256 of the RFC 8785 canonical form.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from site_builder.canonical import canonical
from site_builder.record import OUTSIDE_CLAIM

if TYPE_CHECKING:
    from collections.abc import Mapping

_OUTSIDE: Final = OUTSIDE_CLAIM | {"id"}


def claim(list_id: str, record_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claim of a record: `raw` is its file's mapping as the strict loader gives it."""
    body = {key: value for key, value in raw.items() if key not in _OUTSIDE}
    evidence = body.get("evidence")
    if isinstance(evidence, list):
        body["evidence"] = [_pinned(item) for item in evidence]
    # `id` is carried by `record`; a file has no keys of these two names (its schema sees to it).
    return {**body, "list": list_id, "record": record_id}


def claim_digest(list_id: str, record_id: str, raw: Mapping[str, Any]) -> str:
    """Return the claim's hex SHA-256 over its RFC 8785 form."""
    return hashlib.sha256(canonical(claim(list_id, record_id, raw))).hexdigest()


def _pinned(item: Any) -> Any:
    if isinstance(item, dict) and "sha256" in item and "archived" in item:
        return {key: value for key, value in item.items() if key != "archived"}
    return item
