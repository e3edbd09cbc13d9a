"""A folder that holds one whole state of something at a time, and changes from one to the next in one step.

    folder/
      current -> generations/<name>
      generations/<name>/...
      lock

A new state is written beside the old one, and then the symbolic link `current` is replaced, which POSIX does in one
step (rename(2)); so the folder itself may be a mount point, unlike what `atomic` replaces. A process that is killed
leaves `current` as it was or as it was going to be, and perhaps a folder that nothing leads to, which the next one
removes. Nothing here knows what a state is.
"""

import contextlib
import os
import re
import secrets
import shutil
import sys
from typing import Final

from site_builder.errors import OutputError
from site_builder.promises import Promise, at_hand
from site_builder.write.atomic import refuse_place
from site_builder.write.files import write_files

if sys.platform != "win32":
    import fcntl

from collections.abc import Iterable, Iterator
from pathlib import Path

CURRENT: Final = "current"
_STATES: Final = "generations"
_LOCK: Final = "lock"
_NEXT: Final = f".{CURRENT}-next"
_NAME: Final = re.compile("[0-9a-f]{16}")
"""A state's: made by `replace`, and what nobody else would call a folder."""


class Busy(Exception):  # noqa: N818 - a condition that the caller puts into words
    """Another process has the folder."""


class Generations:
    """A folder of this kind, locked: see `opened`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def current(self) -> Path | None:
        """The folder of the current state; None where there is none yet.

        Raises `OutputError` where `current` is something else.
        """
        link = self._folder / CURRENT
        if not os.path.lexists(link):
            return None
        target = link.readlink().parts if link.is_symlink() else ()
        if len(target) != 2 or target[0] != _STATES or target[1] in ("", ".", ".."):  # noqa: PLR2004 - folder, name
            message = f"{link} does not lead to a folder in {_STATES}/"
            raise OutputError(message, hint="Move it away, or name another folder.")
        return self._folder / _STATES / target[1]

    def replace(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write (path, bytes) pairs as the new state, put it into place and remove the old one.

        Raises `OSError` and `OutputError`; the old state then remains.
        """
        old = self.current
        new = self._folder / _STATES / secrets.token_hex(8)
        new.mkdir()
        try:
            write_files(new, (Promise(path, (), at_hand(data)) for path, data in files))
            _flush(*new.rglob("*"), new)
            step = self._folder / _NEXT
            step.symlink_to(f"{_STATES}/{new.name}")
            step.replace(self._folder / CURRENT)
        except BaseException:
            with contextlib.suppress(OSError, OutputError):
                self.clean()
            raise
        _flush(self._folder)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)

    def clean(self) -> None:
        """Remove what killed processes left: states that nothing leads to."""
        (self._folder / _NEXT).unlink(missing_ok=True)
        current = self.current
        for state in sorted((self._folder / _STATES).iterdir()):
            if state != current:
                shutil.rmtree(state, ignore_errors=True)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Generations]:
    """Lock the folder, made if need be, and clean it.

    Raises `Busy` where another process has it, and `OutputError` where it holds something else or has no locks.
    """
    refuse_place(folder)
    if os.path.lexists(folder) and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder")
    foreign = sorted(_foreign(folder)) if folder.is_dir() else ()
    if foreign:
        message = f"{folder} holds other files, such as {foreign[0]}"
        raise OutputError(message, hint="Move them away, or name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / _LOCK):
        (folder / _STATES).mkdir(exist_ok=True)
        generations = Generations(folder)
        generations.clean()
        yield generations


def _foreign(folder: Path) -> Iterator[str]:
    """Yield what no mirror has: names beside its own, and in `generations/` all that is not a state's folder."""
    yield from {item.name for item in folder.iterdir()} - {CURRENT, _STATES, _LOCK, _NEXT}
    states = folder / _STATES
    if os.path.lexists(states) and (states.is_symlink() or not states.is_dir()):
        yield _STATES
        return
    for item in states.iterdir() if states.exists() else ():
        if item.is_symlink() or not _NAME.fullmatch(item.name):
            yield f"{_STATES}/{item.name}"


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold a lock on a file, which ends with the process, however that ends."""
    if sys.platform == "win32":
        raise OutputError("this system lacks the file locks or links that are needed here")
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
    finally:
        os.close(descriptor)


def _flush(*paths: Path) -> None:
    """Have the disk hold files and folders, so that not even a power cut leaves half a state in place."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
