"""Cutting a sorted sequence where its own items say, so that one item more moves at most a cut or two.

An item begins a new piece where a hash of it falls below a threshold that rises with the size of the piece so far.
The thresholds are nested: what begins a piece early would begin it later too. So two sequences that differ in one
item agree again at the next cut, almost always, and pieces do not spread over sizes as they do with one threshold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

Item = TypeVar("Item")
_HASH: Final = 2**32


@dataclass(frozen=True, slots=True)
class Rises:
    """When pieces end: from each size on (ascending), one item in so many begins the next; `most` ends any piece."""

    steps: tuple[tuple[int, int], ...]
    most: int

    @classmethod
    def about(cls, size: int) -> Rises:
        """Return the rule for pieces of about `size` items, 16 or more: half of it to twice it, except for a few."""
        half = size // 2
        return cls(((half, size), (size, size // 4), (size + half, size // 16)), 4 * size)


def cut(items: Sequence[Item], name: Callable[[Item], str], rises: Rises) -> Iterator[Sequence[Item]]:
    """Yield the pieces of a sequence in order, none of them empty.

    `name` gives the text that is hashed; neighbours of one name are never parted.
    """
    least = rises.steps[0][0]
    start = 0
    for position, item in enumerate(items):
        size = position - start
        if size < least or name(item) == name(items[position - 1]):
            continue
        if size >= rises.most or _hash(name(item)) < _threshold(rises, size):
            yield items[start:position]
            start = position
    if start < len(items):
        yield items[start:]


def _threshold(rises: Rises, size: int) -> int:
    one_in = next(every for least, every in reversed(rises.steps) if size >= least)
    return _HASH // one_in


def _hash(text: str) -> int:
    """Return the first 4 bytes, big-endian, of the SHA-256 of a text."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big")
