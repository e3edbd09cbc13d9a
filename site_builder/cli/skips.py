"""Skips: which claims a reviewer put off, so that the next session begins with what they have not seen.

A file of digests on the reviewer's own machine: it names nobody, is never committed, and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, TypeVar

from site_builder.write.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_Thing = TypeVar("_Thing")
_MOST: Final = 10_000
PRIVATE: Final = 0o600
"""Permissions of what may name accounts that are not public, or says what somebody did not want to look at."""


class Skips:
    """The claims that were skipped, the longest ago first; `path` is where they are kept, None if nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._skipped: list[str] = []
        self._waiting: set[str] = set()
        with contextlib.suppress(OSError):
            self._skipped = path.read_text("ascii", "replace").split() if path is not None else []

    def last(self, things: Sequence[_Thing], digest: Callable[[_Thing], str]) -> list[_Thing]:
        """Return things in their order, what was skipped behind them; `digest` gives the claim of one."""
        self._waiting = {digest(thing) for thing in things}
        places = {name: place for place, name in enumerate(self._skipped)}
        return sorted(things, key=lambda thing: places.get(digest(thing), -1))

    def skip(self, digest: str) -> None:
        """Put a claim behind all others. A file that cannot be written is not worth an error."""
        self._skipped = [*(name for name in self._skipped if name != digest), digest][-_MOST:]
        if self._path is not None:
            with contextlib.suppress(OSError):
                write_atomic(self._path, "\n".join(self._skipped).encode("ascii", "replace"), mode=PRIVATE)

    def settle(self, digest: str) -> None:
        """Take a claim out of those that wait."""
        self._waiting.discard(digest)

    @property
    def left(self) -> tuple[int, int]:
        """How many claims still wait, and how many of them were skipped."""
        return len(self._waiting), len(self._waiting.intersection(self._skipped))
