"""Replacing a folder in one step: a build writes beside the old site, and the two change places at its end.

A process that is killed leaves the old site as it was, and beside it a folder `.site-XXXXXXXX` with a mark in it, which
the next build removes. A folder belongs to a running build as long as somebody holds a lock on it; a lock ends with
its process, however that ends. Where the system has no such locks (Windows) nothing is removed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from site_builder.settings import TEMPORARY
from site_builder.write.ownership import refuse_foreign, refuse_place

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX: Final = ".site-"
_MARK: Final = ".handlelists"
"""In every folder of this kind: one of the same name without it is somebody else's."""
_TEMPORARY: Final = re.compile(rf"(?s)/[.]site-[^/]{{8}}(?:/.*)?$|/[.]([^/]+)[.][^/.]+{TEMPORARY}$")
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


@dataclass(slots=True)
class StagedDirectory:
    """A fresh folder beside the one that it will replace.

    `path` is where to write; `publish` puts it into place, `discard` gives it up. One of them has to be called;
    both may be called again.
    """

    final: Path
    _holder: Path
    _lock: int | None

    @classmethod
    def create(cls, final: Path) -> StagedDirectory:
        """Make an empty folder beside `final` and remove what killed builds left there.

        Raises `OutputError` where `final` is something that a site must not replace.
        """
        refuse_place(final)
        final = Path(os.path.realpath(final))
        refuse_foreign(final)
        final.parent.mkdir(parents=True, exist_ok=True)
        with _locked(final.parent):
            # Under the parent's lock nobody can take a folder between its making and its locking for abandoned.
            _remove_abandoned(final.parent)
            holder = final.parent / tempfile.mkdtemp(prefix=PREFIX, dir=final.parent)
            lock = _try_lock(holder)
            (holder / _MARK).touch()
        staged = cls(final, holder, lock)
        staged.path.mkdir()
        return staged

    @property
    def path(self) -> Path:
        """The folder to write into."""
        return self._holder / "site"

    def publish(self) -> None:
        """Put the folder into place; the old one is gone afterwards."""
        if not self.path.is_dir():
            return
        refuse_foreign(self.final)
        swap(self.path, self.final)
        self.discard()

    def discard(self) -> None:
        """Remove whatever is left beside the site."""
        shutil.rmtree(self._holder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def known_as(path: str) -> str:
    """Return the path by which a user knows what is written: of a temporary file or folder, what it is made for."""
    return _TEMPORARY.sub(lambda found: f"/{found[1]}" if found[1] else "", path)


def swap(staged: Path, final: Path) -> None:
    """Put `staged` where `final` is, and what was there, if anything, where `staged` was.

    On Linux the two change places in one step; elsewhere there is an instant without `final`.
    """
    if not os.path.lexists(final):
        staged.rename(final)
        return
    if _exchange(staged, final):
        return
    old = staged.with_name(f"{staged.name}.old")
    final.rename(old)
    try:
        staged.rename(final)
    except OSError:
        with contextlib.suppress(OSError):
            old.rename(final)
        raise
    old.rename(staged)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places (renameat2(2), RENAME_EXCHANGE); False where system or file system cannot."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):  # a C library older than this call
        return False
    paths = (os.fsencode(one), os.fsencode(other))
    return bool(renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def _remove_abandoned(parent: Path) -> None:
    for holder in sorted(parent.glob(f"{PREFIX}????????")):
        foreign = holder.is_symlink() or not holder.is_dir()
        if foreign or (any(holder.iterdir()) and not (holder / _MARK).exists()):
            continue
        lock = _try_lock(holder)
        if lock is not None:
            shutil.rmtree(holder, ignore_errors=True)
            os.close(lock)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, waiting for it, where there are such locks."""
    descriptor = os.open(folder, os.O_RDONLY) if sys.platform != "win32" else None
    try:
        if sys.platform != "win32" and descriptor is not None:
            with contextlib.suppress(OSError):  # a file system without locks: go on without
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _try_lock(folder: Path) -> int | None:
    """Take the folder's lock and return its descriptor; None where somebody has it or there are no locks."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
