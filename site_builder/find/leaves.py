"""Leaves: runs of the index as compact JSON. What two neighbours share at their beginning is written once.

A leaf of keys holds `entries`, each `[shared, rest, what, since, id]`, then where there is one the handle now, then
the key where `search_key(text)` does not give it without the table of Unicode; `what` is a number in the leaf's own
table `[kind, platform, list, state]`, `since` counts days from 1970-01-01. A leaf of tails holds `entries` as
`shared, rest` in turn: texts made of a tail, a line feed and the head before it. `shared` counts code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from site_builder.canonical import canonical
from site_builder.days import days_between
from site_builder.find.entries import KINDS, IndexEntry
from site_builder.handles import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_EPOCH: Final = "1970-01-01"
FROM_PARTS: Final = 64
"""Code points of a key from which on no tail begins: what names are cut into has a bound."""
SHORTEST: Final = 2


def key_leaf(entries: Sequence[IndexEntry]) -> bytes:
    """Return the file of a run of entries."""
    what: dict[tuple[str, str, str, str], int] = {}
    rows: list[list[Any]] = []
    before = ""
    for entry in entries:
        place = what.setdefault((KINDS[entry.kind], entry.platform, entry.list, entry.state), len(what))
        shared, rest = _shared(before, entry.text)
        row = [shared, rest, place, days_between(_EPOCH, entry.since), entry.id]
        derived = entry.text.isascii() and search_key(entry.text) == entry.key
        if entry.handle or not derived:
            row.append(entry.handle)
        if not derived:
            row.append(entry.key)
        rows.append(row)
        before = entry.text
    return canonical({"entries": rows, "what": [list(item) for item in what]}) + b"\n"


def tail_leaf(texts: Sequence[str]) -> bytes:
    """Return the file of a run of tails."""
    flat: list[Any] = []
    before = ""
    for text in texts:
        flat += _shared(before, text)
        before = text
    return canonical({"entries": flat}) + b"\n"


def tails(keys: Iterable[str]) -> list[str]:
    """Return every tail of even length of every key, each with the head before it, sorted.

    A part of a key begins at an even distance from its end, or the part without its first letter does: so every
    second tail is enough to find it.
    """
    return sorted(
        f"{key[start:]}\n{key[:start]}"
        for key in keys
        for start in range(len(key) % 2, min(FROM_PARTS, len(key) - SHORTEST + 1), 2)
    )


def _shared(before: str, text: str) -> tuple[int, str]:
    """Return how many code points two texts share at their beginning, and the rest of the second."""
    shared = 0
    for first, second in zip(before, text, strict=False):
        if first != second:
            break
        shared += 1
    return shared, text[shared:]
