"""Packed: what is compressed or framed inside a capture, read as a stream and never past the limits."""

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from site_builder.errors import file_size
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed, demand

BLOCK: Final = 16 * 1024
GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_ENCRYPTED: Final = 1
_FAULTS: Final = (
    *(EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError),
    *(struct.error, zipfile.BadZipFile, zlib.error),
)
"""What the standard library raises for a file that is not as it says."""


class Meter:
    """Counts the bytes that are read of one capture: what goes into an unpacker, and what is read in the end."""

    def __init__(self) -> None:
        self._left = LIMITS.capture_read

    def spend(self, data: bytes) -> bytes:
        """Return what was read. Raises `Malformed` where it is more than may be read of one capture."""
        self._left -= len(data)
        demand(self._left >= 0, f"it unpacks to more than {file_size(LIMITS.capture_read)}")
        return data


@contextlib.contextmanager
def refused() -> Iterator[None]:
    """Let what the standard library raises for a damaged file be a `Malformed`."""
    try:
        yield
    except Malformed:
        raise
    except _FAULTS as error:
        raise Malformed(f"it is damaged: {str(error)[:100] or type(error).__name__}") from None


class _Inflated(io.RawIOBase):
    """The contents of gzip members one after the other."""

    def __init__(self, packed: BinaryIO, meter: Meter) -> None:
        super().__init__()
        self._packed, self._meter = packed, meter
        self._data = b""
        self._members = 0
        self._open = False
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # no other buffer is passed
        made = b""
        while not made:
            self._data = self._data or self._meter.spend(self._packed.read(BLOCK))
            if not self._data:
                demand(not self._open, "it ends in the middle of compressed data")
                return 0
            if not self._open:
                self._begin()
            made = self._inflater.decompress(self._data, len(buffer))
            self._open = not self._inflater.eof
            self._data = self._inflater.unconsumed_tail if self._open else self._inflater.unused_data
        buffer[: len(made)] = made
        return len(made)

    def _begin(self) -> None:
        self._members += 1
        demand(self._members <= LIMITS.capture_records, f"it has more than {LIMITS.capture_records:,} parts")
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._open = True


def unpacked(stream: io.BufferedReader, meter: Meter) -> BinaryIO:
    """Return a stream of what a file holds, unpacked where it is gzip. Reading raises what `refused` takes."""
    if stream.peek(len(GZIP))[: len(GZIP)] != GZIP:
        return stream
    return io.BufferedReader(_Inflated(stream, meter), BLOCK)


class HeadReader:
    """What warcio reads the head of a record from: its lines, up to the limit."""

    def __init__(self, stream: BinaryIO, meter: Meter) -> None:
        self._stream, self._meter = stream, meter
        self._left = 0

    def begin(self) -> None:
        """Begin another head: the limit holds for each."""
        self._left = LIMITS.capture_head_bytes

    def read(self, length: int) -> bytes:
        """Return at most `length` bytes, and no more than a block."""
        return self._meter.spend(self._stream.read(min(length, BLOCK)))

    def readline(self, length: int | None = None) -> bytes:
        """Return a line of a head, or what there is of it within `length` bytes."""
        most = self._left + 1
        line = self._stream.readline(most if length is None else min(length, most))
        self._left -= len(line)
        limit = file_size(LIMITS.capture_head_bytes)
        demand(self._left >= 0, f"the head of a record is longer than {limit}")
        return self._meter.spend(line)


class _Directory:
    """A file in which zipfile looks for members: no seek leaves it, and no read is longer than a directory may be."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._stream.tell(), io.SEEK_END: self._size}[whence]
        demand(0 <= start + offset <= self._size, "it is damaged: an offset leads out of it")
        return self._stream.seek(start + offset)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def read(self, length: int = -1) -> bytes:
        length = length if length >= 0 else self._size - self.tell()
        most = LIMITS.capture_directory_bytes
        demand(length <= most, f"the directory of its members is longer than {file_size(most)}")
        return self._stream.read(length)


class ZipMembers:
    """The members of a zip file by name. Raises `Malformed` for one that no crawler writes."""

    def __init__(self, stream: BinaryIO, size: int, meter: Meter) -> None:
        self._meter = meter
        with refused():
            self._zip = zipfile.ZipFile(_Directory(stream, size))
        found = self._zip.infolist()
        most = LIMITS.capture_members
        demand(len(found) <= most, f"it has {len(found):,} members, more than {most:,}")
        for info in found:
            parts = info.filename.removesuffix("/").split("/")
            unsafe = not {"", ".", ".."}.isdisjoint(parts) or "\\" in info.orig_filename
            demand(not unsafe and info.filename.isprintable(), f"it has a member {info.filename[:60]!r}")
        self._members = {info.filename: info for info in found}
        demand(len(self._members) == len(found), "two of its members have one name")

    @property
    def names(self) -> tuple[str, ...]:
        """The names, sorted."""
        return tuple(sorted(self._members))

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[io.BufferedReader]:
        """Give a stream of a member's contents."""
        info = self._members[name]
        plain = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        demand(
            plain and not info.flag_bits & _ENCRYPTED,
            f"its member {name} is encrypted, or packed in another way",
        )
        with refused(), self._zip.open(info) as stream:
            yield io.BufferedReader(stream, BLOCK)  # type: ignore[arg-type]  # a member can be read into

    def content(self, name: str) -> bytes:
        """Return a member's whole content; empty where there is no such member."""
        if name not in self._members:
            return b""
        most = LIMITS.capture_member_bytes
        data = bytearray()
        with self.open(name) as stream:
            while block := self._meter.spend(stream.read(BLOCK)):
                data += block
                demand(len(data) <= most, f"its member {name} is longer than {file_size(most)}")
        return bytes(data)
