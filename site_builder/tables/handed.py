"""A file that was handed in, as bytes: each time it is read it is hashed, and never read beyond a limit.

What is not a regular file (a folder, a pipe, a device) is refused before anything is read of it.
"""

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from site_builder.errors import file_size
from site_builder.tables.model import TableRefused

_BUFFER: Final = 256 * 1024
# A pipe is opened without waiting for somebody to write into it.
_READING: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK"))


class HashedBytes(io.RawIOBase):
    """A stream of a file's bytes that hashes what is read. Reading raises `TableRefused` beyond a limit."""

    def __init__(self, descriptor: int, limit: int) -> None:
        super().__init__()
        self._file = io.FileIO(descriptor)
        self._hash = hashlib.sha256()
        self._limit = limit
        self.size = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as typeshed's own subclasses
        """Read into a buffer and return how many bytes; 0 at the end."""
        count = self._file.readinto(buffer) or 0
        self._hash.update(memoryview(buffer)[:count])
        self.size += count
        if self.size > self._limit:
            raise too_large(self._limit)
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    @property
    def sha256(self) -> str:
        """The hex SHA-256 of what was read so far."""
        return self._hash.hexdigest()


def too_large(limit: int) -> TableRefused:
    """Return what is said of a file that is larger than is allowed."""
    return TableRefused("file-size", f"the file is larger than {file_size(limit)}; split it")


@contextlib.contextmanager
def opened(path: Path, limit: int) -> Iterator[tuple[io.BufferedReader, HashedBytes]]:
    """Open a regular file: give its bytes buffered, and what hashes them.

    Raises `TableRefused` where there is none, where it cannot be opened or read, or is larger than `limit`.
    """
    try:
        descriptor = os.open(path, _READING)
    except OSError as error:
        raise _unreadable(error) from None
    try:
        _check(os.fstat(descriptor), limit)
        raw = HashedBytes(descriptor, limit)
    except BaseException:
        os.close(descriptor)
        raise
    with raw:
        try:
            yield io.BufferedReader(raw, _BUFFER), raw
        except OSError as error:
            raise _unreadable(error) from None


def _check(status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise TableRefused("file", f"this is {what}, not a file")
    if status.st_size > limit:
        raise too_large(limit)


def _unreadable(error: OSError) -> TableRefused:
    return TableRefused("file", f"the file cannot be read: {error.strerror or 'the system does not say why'}")
