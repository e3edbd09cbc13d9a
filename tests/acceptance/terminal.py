"""A real terminal for the command: a pseudo-terminal, read until it says what is waited for, with keys pressed."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Final, Self

from tests.acceptance.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

_PATIENCE: Final = 60.0
_LFLAG: Final = 3
# The pseudo-terminal becomes the controlling one, where ssh-keygen asks for a passphrase.
_START: Final = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from site_builder.cli import main; main()"
)


class Terminal:
    """A run of `handlelists` at a terminal of 80 columns."""

    def __init__(self, *arguments: str, cwd: Path, color: bool = False) -> None:
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
        self._process = subprocess.Popen(
            (sys.executable, "-c", _START, *arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env={**inherited, "PYTHONPATH": str(REPOSITORY), **({} if color else {"NO_COLOR": "1"})},
            start_new_session=True,
        )
        os.close(slave)
        self.text = ""
        self._seen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def expect(self, words: str) -> str:
        """Read until the words have come; return what came before them since the last time."""
        while words not in self.text[self._seen :]:
            assert self._read(), f"{words!r} did not come:\n{self.text[self._seen :]}"
        start = self._seen
        self._seen = self.text.index(words, start) + len(words)
        return self.text[start : self._seen]

    def press(self, key: str) -> None:
        """Press a key once the command waits for one."""
        self._until(lambda mode: not mode & termios.ICANON)
        os.write(self._master, key.encode())

    def answer(self, secret: str) -> None:
        """Type a line once the terminal no longer shows what is typed."""
        self._until(lambda mode: not mode & termios.ECHO)
        os.write(self._master, f"{secret}\n".encode())

    def enter(self, text: str) -> None:
        """Type a line that is shown, at the question that was waited for."""
        os.write(self._master, f"{text}\n".encode())

    def end(self) -> int:
        """Read to the end and return the exit status."""
        while self._read():
            pass
        assert "Traceback" not in self.text, self.text
        return self._process.wait(_PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], _PATIENCE)
        assert ready, f"nothing came for {_PATIENCE} seconds:\n{self.text}"
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that nobody has the terminal open any more
            return False
        self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)

    def _until(self, ready: Callable[[int], bool]) -> None:
        """Wait for the command to switch the terminal: what comes before is thrown away by it."""
        deadline = time.monotonic() + _PATIENCE
        while not ready(termios.tcgetattr(self._master)[_LFLAG]):
            assert time.monotonic() < deadline, self.text
            assert self._process.poll() is None, self.text
            os.sched_yield()
