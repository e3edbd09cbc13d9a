"""The index as a reader who trusts nothing decodes it, from the files of a site (docs/reference/find.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def key_rows(site: Path) -> Iterator[dict[str, Any]]:
    """Yield every key of every leaf: what it was made of, the account's handle now, the record, and what it is."""
    return _rows(site / "find" / "keys")


def protected_rows(site: Path) -> Iterator[dict[str, Any]]:
    """Yield the same of every account that is kept from being listed."""
    return _rows(site / "find" / "protected")


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for leaf in _leaves(folder):
        before = ""
        for shared, rest, place, _, record, *more in leaf["entries"]:
            before = before[:shared] + rest
            kind, platform, list_id, state = leaf["what"][place]
            yield {
                "text": before,
                "kind": kind,
                "platform": platform,
                "list": list_id,
                "state": state,
                "record": record,
                "more": more,
            }


def tail_texts(site: Path) -> Iterator[str]:
    """Yield the whole key of every tail."""
    for leaf in _leaves(site / "find" / "tails"):
        before = ""
        for shared, rest in _pairs(leaf["entries"]):
            before = before[:shared] + rest
            tail, _, head = before.partition("\n")
            yield head + tail


def _pairs(flat: Sequence[Any]) -> Iterator[tuple[int, str]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _leaves(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json")):
        file = json.loads(path.read_bytes())
        if "entries" in file:
            yield file
