"""Skips: which claims a reviewer put off, so that the next session begins with what they have not seen.

A file of digests on the reviewer's own machine: it names nobody, is never committed, and may be deleted at any time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeVar

from site_builder.write.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_Thing = TypeVar("_Thing")
_MOST: Final = 10_000
PRIVATE: Final = 0o600
"""Permissions of what may name accounts that are not public, or says what somebody did not want to look at."""


class Skips:
    """The claims that were skipped, the longest ago first; `path` is where they are kept, None if nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._skipped = dict.fromkeys(self._read())
        self._waiting: set[str] = set()

    def last(self, things: Iterable[_Thing], digest: Callable[[_Thing], str]) -> list[_Thing]:
        """Return things in their order, what was skipped behind them; `digest` gives the claim of one."""
        found = list(things)
        self._waiting = {digest(thing) for thing in found}
        places = {name: place for place, name in enumerate(self._skipped)}
        return sorted(found, key=lambda thing: places.get(digest(thing), -1))

    def skip(self, digest: str) -> None:
        """Put a claim behind all others. A file that cannot be written is not worth an error."""
        self._skipped.pop(digest, None)
        self._skipped[digest] = None
        if self._path is not None:
            content = json.dumps(list(self._skipped)[-_MOST:], indent=0).encode("ascii")
            try:
                write_atomic(self._path, content, mode=PRIVATE)
            except OSError:
                self._path = None

    def settle(self, digest: str) -> None:
        """Take a claim out of those that wait."""
        self._waiting.discard(digest)

    @property
    def left(self) -> tuple[int, int]:
        """How many claims still wait, and how many of them were skipped."""
        return len(self._waiting), len(self._waiting & self._skipped.keys())

    def _read(self) -> list[str]:
        if self._path is None:
            return []
        try:
            told = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return []
        return [name for name in told if isinstance(name, str)] if isinstance(told, list) else []
