"""Replacing a folder in one step: a build writes beside the old site, and the two change places at its end.

A process that is killed leaves the old site as it was, and beside it a folder `.site-XXXXXXXX` with a mark in it, which
the next build removes. A folder belongs to a running build as long as somebody holds a lock on it; a lock ends with
its process, however that ends. Where the system has no such locks (Windows) nothing is removed.

What may be replaced or deleted is what handlelists wrote, and nothing else: a built site names its own files in
`WRITTEN`, so that a file that somebody else put there is noticed before it is lost. Nothing is written among an
instance's sources, in git's own folder, or through a symbolic link.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from site_builder.errors import OutputError
from site_builder.settings import TEMPORARY

if sys.platform != "win32":
    import fcntl

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


WRITTEN: Final = ".handlelists.json"
"""In a built site: the paths of all its other files, sorted."""
_SOURCES: Final = ("lists", "instance.yaml")
_BY_SYSTEMS: Final = frozenset({".DS_Store", "Thumbs.db"})
"""Files that a system puts into every folder that it shows."""
_NAMED: Final = 5


def refuse_place(path: Path) -> None:
    """Raise `OutputError` for a place among sources, in `.git`, in a built site, or behind a link; and for a device.

    Links are looked for in the path itself and, inside an instance, in its folders up to the root: where the
    machine's own folders are links, that is nobody's mistake.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - symbolic links stay as they are
    places = (whole, *whole.parents)
    within = next((place for place in whole.parents if _is_root(place)), whole.parent)
    link = next((place for place in places[: places.index(within)] if place.is_symlink()), None)
    if link is not None:
        raise OutputError(
            f"{link} is a symbolic link; nothing is written through it", hint="Name another place."
        )
    refuse_special(path)
    real = Path(os.path.realpath(whole))
    for place in (real, *real.parents):
        if place != real and (place.is_file() or (place / WRITTEN).is_file()):
            kind = "file" if place.is_file() else "built site, and the next build would not know it"
            raise OutputError(f"{path} is inside {place}: that is a {kind}", hint="Name another place.")
        if place.name == ".git" or (place.name.lower() == _SOURCES[0] and _is_root(place.parent)):
            raise OutputError(
                f"{path} is inside {place}; only sources belong there", hint="Name another place."
            )


def refuse_special(path: Path) -> None:
    """Raise `OutputError` for a device, a pipe or a socket: nothing takes its place."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OutputError(f"{path} is neither a file nor a folder", hint="Take it away, or name another.")


def refuse_foreign(site: Path) -> None:
    """Raise `OutputError` unless `site` is a built site and nothing more, an empty folder, or not there."""
    if not os.path.lexists(site):
        return
    if not site.is_dir():
        raise OutputError(f"{site} is not a folder", hint="Name another folder with --site-dir.")
    written = _written(site)
    if written is None and any(item.name not in _BY_SYSTEMS for item in site.iterdir()):
        message = f"{site} holds something that is not a built site; it will not be replaced"
        raise OutputError(message, hint="Empty it, or name another folder with --site-dir.")
    others = (path for path in files_below(site) if path.rpartition("/")[2] not in _BY_SYSTEMS)
    foreign = list(islice((path for path in others if path not in (written or ())), _NAMED))
    if foreign:
        hint = "Move it away (what belongs on the site goes into docs/), or name another folder."
        raise OutputError(f"no build wrote {', '.join(foreign)} in {site}; it will not be deleted", hint=hint)


def files_below(folder: Path) -> Iterator[str]:
    """Yield the path below `folder` of everything in it that is not a folder: POSIX, no link followed."""
    left = [(str(folder), "")]
    while left:
        place, prefix = left.pop()
        with os.scandir(place) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    left.append((item.path, f"{prefix}{item.name}/"))
                else:
                    yield prefix + item.name


def written_file(paths: Iterable[str]) -> bytes:
    """Return the content of `WRITTEN` for a site of these files."""
    return json.dumps({"files": sorted(paths)}, indent=0).encode()


def _is_root(folder: Path) -> bool:
    return os.path.isfile(folder.joinpath(*_SOURCES))  # noqa: PTH113 - says no where it may not look


def _written(site: Path) -> Collection[str] | None:
    """Return the paths that a site names as its own, that of its names too; None where it names none."""
    try:
        return frozenset(json.loads((site / WRITTEN).read_bytes())["files"]) | {WRITTEN}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
