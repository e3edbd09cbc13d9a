"""Progress: how far long work is, for whoever shows it. Knows no clock and no terminal."""

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

Progress = Callable[[str, int, int | None], None]
"""Hears what is being done, how many steps of it are, and of how many (None where that is not known)."""

_Item = TypeVar("_Item")


def silent(_what: str, _done: int, _of: int | None) -> None:
    """Hear nothing."""


def counted(tell: Progress, what: str, items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield items, saying before each, and before the first is made, how many were done; at the end that all are."""
    of = len(items) if isinstance(items, Sized) else None
    done = 0
    tell(what, done, of)
    for done, item in enumerate(items, start=1):
        yield item
        tell(what, done, of)
    tell(what, done, done)
