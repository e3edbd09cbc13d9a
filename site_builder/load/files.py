"""Source files: what is under `lists/`, and its bytes. The only module of the loader that touches a disk.

A symbolic link is never followed and a file is never read beyond its limit, so that what a pull request brings
cannot reach outside the tree or fill the memory.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from site_builder.errors import InstanceError
from site_builder.progress import Progress, counted, silent
from site_builder.settings import TEMPORARY

Kind = Literal["file", "folder", "unreadable folder", "symbolic link", "special file"]

SOURCE_FOLDER: Final = "lists"
_IGNORED: Final = frozenset({".gitkeep", ".gitignore", ".gitattributes", ".DS_Store"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One name in the source tree: POSIX path below the root, kind, and size in bytes."""

    path: str
    kind: Kind
    size: int


class FileSource(Protocol):
    """Where source files come from: a working tree, or (for the history) a revision."""

    def entries(self) -> Iterator[SourceFile]:
        """Yield everything under `lists/` but plain folders with something in them, sorted by path."""

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a file. Raises `OSError` where it cannot be read."""


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """The files of a folder on disk; `tell` hears how many of them were taken up."""

    root: Path
    tell: Progress = silent

    def entries(self) -> Iterator[SourceFile]:
        """Yield every file, link and special file under `lists/`, sorted by path.

        Raises `InstanceError` where there is no such folder.
        """
        top = self.root / SOURCE_FOLDER
        if top.is_symlink() or not top.is_dir():
            raise InstanceError.without(self.root, SOURCE_FOLDER)
        found = sorted(_walk(str(top), SOURCE_FOLDER), key=lambda entry: entry.path)
        yield from counted(self.tell, "Reading files", found)

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a regular file below the root, following no symbolic link."""
        descriptor = os.open(f"{self.root}/{path}", _READING)
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read(limit)


def ignored(name: str) -> bool:
    """Return whether a name is passed over: no source file is called so."""
    return name in _IGNORED or name.endswith(TEMPORARY)


# A pipe is opened without waiting for somebody to write into it.
_READING: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"))


def _walk(folder: str, prefix: str) -> Iterator[SourceFile]:
    try:
        scan = os.scandir(folder)
    except OSError:
        yield SourceFile(prefix, "unreadable folder", 0)
        return
    with scan as found:
        for item in found:
            if ignored(item.name):
                continue
            path = f"{prefix}/{item.name}"
            if item.is_symlink():
                yield SourceFile(path, "symbolic link", 0)
            elif item.is_dir(follow_symlinks=False):
                if item.name.endswith((".yaml", ".yml")):
                    yield SourceFile(path, "folder", 0)
                yield from _walk(item.path, path)
            else:
                status = item.stat(follow_symlinks=False)
                regular = stat.S_ISREG(status.st_mode)
                yield SourceFile(path, "file" if regular else "special file", status.st_size)
