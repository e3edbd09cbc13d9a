"""The wire format of SSH (RFC 4251 section 5): lengths and strings, read strictly."""

from __future__ import annotations

from typing import Final

_LENGTH: Final = 4


class Unreadable(Exception):  # noqa: N818 - an answer inside this package, not an error of anybody
    """The bytes are not what the format says."""


class Reader:
    """Reads one sequence of bytes from its beginning to its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes. Raises `Unreadable` where there are not as many."""
        end = self._position + count
        if end > len(self._data):
            raise Unreadable
        taken = self._data[self._position : end]
        self._position = end
        return taken

    def number(self) -> int:
        """Return the next uint32."""
        return int.from_bytes(self.take(_LENGTH), "big")

    def string(self) -> bytes:
        """Return the next string: its length, then as many bytes."""
        return self.take(self.number())

    def integer(self) -> int:
        """Return the next mpint, which has to be positive and in its shortest form."""
        data = self.string()
        if not data or data[0] & 0x80 or (data[0] == 0 and data[1:2] < b"\x80"):
            raise Unreadable
        return int.from_bytes(data, "big")

    def word(self) -> str:
        """Return the next string as ASCII text."""
        try:
            return self.string().decode("ascii")
        except UnicodeDecodeError:
            raise Unreadable from None

    def end(self) -> None:
        """Raise `Unreadable` where anything is left."""
        if self._position != len(self._data):
            raise Unreadable


def string(data: bytes) -> bytes:
    """Return bytes as a string of the wire format."""
    return len(data).to_bytes(_LENGTH, "big") + data
