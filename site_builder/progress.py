"""Progress: how far long work is, for whoever shows it. Knows no clock and no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

Progress = Callable[[str, int, int | None], None]
"""Hears what is being done, how many steps of it are, and of how many (None where that is not known)."""

_Item = TypeVar("_Item")


def silent(_what: str, _done: int, _of: int | None) -> None:
    """Hear nothing."""


def counted(tell: Progress, what: str, items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield items, each after saying how many came before it; at the end say that all are done."""
    of = len(items) if isinstance(items, Sized) else None
    done = 0
    for done, item in enumerate(items):
        tell(what, done, of)
        yield item
    tell(what, done, done)
