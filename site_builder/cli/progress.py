"""The progress bar: on standard error, only if that is a terminal, only for what takes more than a second.

It is one line without escape sequences, drawn over itself and wiped out as soon as its stage is done, so that
whatever is printed next begins on an empty line.
"""

import contextlib
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Final, TextIO

from site_builder.progress import Progress, silent
from site_builder.report.escape import visible

_PATIENCE: Final = 1.0
_PAUSE: Final = 0.1
"""Seconds before the bar is first drawn, and between two drawings."""
_CELLS: Final = 20

clock: Final = time.monotonic


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give what a long piece of work tells how far it is; the bar is gone when the block is left, however it is."""
    if not sys.stderr.isatty():
        yield silent
        return
    bar = _Bar(sys.stderr)
    try:
        yield bar.show
    finally:
        with contextlib.suppress(OSError):
            bar.clear()


class _Bar:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._next = clock() + _PATIENCE
        self._width = 0

    def show(self, what: str, done: int, of: int | None) -> None:
        if done == of:
            self.clear()
            return
        now = clock()
        if now < self._next:
            return
        self._next = now + _PAUSE
        count = f"{done:,}" if done else "..."
        if of is not None:
            count = f"[{'#' * (_CELLS * done // of):<{_CELLS}}] {done:,} of {of:,}"
        line = visible(f"{what} {count}")[: shutil.get_terminal_size().columns - 1]
        self._write(line.ljust(self._width))
        self._width = len(line)

    def clear(self) -> None:
        """Wipe the line out."""
        if self._width:
            self._write(f"{' ' * self._width}\r")
            self._width = 0

    def _write(self, text: str) -> None:
        self._stream.write(f"\r{text}")
        self._stream.flush()
