"""Store: a private folder that keeps captures by the SHA-256 of their bytes, outside of every repository."""

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from site_builder.errors import OutputError, UsageError, file_size
from site_builder.progress import Progress, silent
from site_builder.settings import LIMITS
from site_builder.strict_json import SHA256
from site_builder.write.atomic import files_below, refuse_place
from site_builder.write.files import refuse_links, write_atomic

_FOLDER: Final = "captures"
_BLOCK: Final = 1024 * 1024
_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_OPEN: Final = (
    os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)


@dataclass(frozen=True, slots=True)
class OpenCapture:
    """A file that is read: it stays the same one whatever its path leads to meanwhile."""

    stream: io.BufferedReader
    size: int

    def blocks(self, tell: Progress = silent) -> Iterator[bytes]:
        """Yield all bytes from the beginning."""
        self.stream.seek(0)
        done = 0
        while block := self.stream.read(_BLOCK):
            done += len(block)
            if done > self.size:
                raise UsageError("the capture grew while it was read", hint="wait until it is complete")
            yield block
            tell("Reading the capture", done, self.size)

    def digest(self, tell: Progress = silent) -> str:
        """Return the hex SHA-256 of its bytes."""
        made = hashlib.sha256()
        for block in self.blocks(tell):
            made.update(block)
        return made.hexdigest()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[OpenCapture]:
    """Open a capture. Raises `UsageError` for anything but a file, and for one beyond the limit; `OSError`."""
    if path.is_symlink():
        raise UsageError(f"{path} is a symbolic link", hint="name the file itself")
    descriptor = os.open(path, _OPEN)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise UsageError(f"{path} is not a file")
    with os.fdopen(descriptor, "rb") as stream:
        if status.st_size > LIMITS.capture_bytes:
            raise UsageError(
                f"{path} is larger than {file_size(LIMITS.capture_bytes)}", hint="capture less at once"
            )
        yield OpenCapture(stream, status.st_size)


class CaptureStore:
    """The store in a folder, which is made when the first capture is put there."""

    def __init__(self, folder: Path, apart_from: Path) -> None:
        """Raise `UsageError` or `OutputError` for a folder inside `apart_from`, or where nothing may be written."""
        place = Path(os.path.realpath(folder))
        if place.is_relative_to(os.path.realpath(apart_from)):
            error = (
                f"the store {folder} is inside {apart_from}, where captures would be committed or published"
            )
            raise UsageError(error, hint="name a folder outside the repository")
        refuse_place(place / _FOLDER / "00")
        self.folder = place

    @staticmethod
    def path_of(digest: str) -> str:
        """Return where the store keeps a capture, relative to its folder."""
        return f"{_FOLDER}/{digest[:2]}/{digest}"

    def put(self, capture: OpenCapture, digest: str, tell: Progress = silent) -> bool:
        """Keep a capture whose digest this is; return whether it is new. It is there whole, or not at all.

        Raises `OutputError` where something else is in its place, `UsageError` where the file changed since it was
        read, `OSError` where it cannot be written.
        """
        path = self.path_of(digest)
        refuse_links(self.folder, path)
        target = self.folder / path
        if os.path.lexists(target):
            if self.holds(digest):
                return False
            raise OutputError(
                f"{target} holds something else", hint="`handlelists capture --verify` says more"
            )
        for folder in reversed((target.parent, *target.parent.parents)):
            if not folder.is_dir():
                folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        write_atomic(target, _checked(capture, digest, tell), mode=_FILE_MODE)
        return True

    def holds(self, digest: str) -> bool:
        """Return whether the store's file of this name has the bytes that it is named after. Raises `OSError`."""
        try:
            with opened(self.folder / self.path_of(digest)) as capture:
                return capture.digest() == digest
        except UsageError:
            return False

    def files(self) -> Iterator[tuple[str, str | None]]:
        """Yield everything in the store: its path below the folder, and the digest that it is named after if it is."""
        top = self.folder / _FOLDER
        for path in sorted(files_below(top)) if top.is_dir() else ():
            whole, name = f"{_FOLDER}/{path}", path.rpartition("/")[2]
            named = SHA256.fullmatch(name) is not None and whole == self.path_of(name)
            yield whole, name if named else None


def _checked(capture: OpenCapture, digest: str, tell: Progress) -> Iterator[bytes]:
    """Yield a capture's bytes. Raises `UsageError` at their end where they are not those of the digest."""
    made = hashlib.sha256()
    for block in capture.blocks(tell):
        made.update(block)
        yield block
    if made.hexdigest() != digest:
        raise UsageError("the capture changed while it was read", hint="wait until it is complete")
