"""JSON as it comes: items one after the other, so that a long list is never held as a whole.

Numbers stay as written: account ids have more digits than a float keeps. What is wrong with one item is a fault of
that item; a text that is not JSON is refused.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from site_builder.settings import LIMITS
from site_builder.tables.model import TableRefused

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_PIECE: Final = 64 * 1024


class TwiceNamed:
    """In the place of an object that has a key twice."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any] | TwiceNamed:
    made = dict(pairs)
    return made if len(made) == len(pairs) else TwiceNamed()


DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=str, parse_float=str, parse_constant=str
)
"""Numbers become text; of an object that has a key twice nothing is kept."""


class JsonItem(NamedTuple):
    """One item of a list, and the keys that lead to the list, joined by dots."""

    of: str
    number: int
    value: Any


class JsonText:
    """A JSON text that is read piece by piece. Its methods raise `TableRefused` where it is not JSON."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._held, self._at, self._line = "", 0, 1
        self._ended = False

    def lists(self) -> Iterator[JsonItem]:
        """Yield the items of every list that is not part of another list's item, in order."""
        yield from self._lists("", LIMITS.table_depth)
        if self._next():
            raise self._wrong("there is something behind its end")

    def whole(self) -> Any:
        """Return the value of a text whose lists were asked for before."""
        return self._value()

    def _lists(self, name: str, depth: int) -> Iterator[JsonItem]:
        opened = self._next()
        if depth == 0:
            raise self._wrong("it is nested too deeply")
        if opened == "[":
            yield from self._items(name)
        elif opened == "{":
            names = set()
            for _ in self._parts("}"):
                key = self._value()
                if not isinstance(key, str) or key in names:
                    raise self._wrong("a key is missing or occurs twice")
                names.add(key)
                self._expect(":")
                yield from self._lists(f"{name}.{key}" if name else key, depth - 1)
        else:
            self._value()

    def _items(self, name: str) -> Iterator[JsonItem]:
        for number, _ in enumerate(self._parts("]"), 1):
            yield JsonItem(name, number, self._value())

    def _parts(self, closing: str) -> Iterator[None]:
        """Pass over the marks around and between the parts of a list or object; whoever asks reads the parts."""
        self._at += 1
        if self._next() == closing:
            self._at += 1
            return
        while True:
            yield
            if self._next() == closing:
                self._at += 1
                return
            self._expect(",")

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise self._wrong(f"there is no {mark} where one is needed")
        self._at += 1

    def _next(self) -> str:
        """Return the next character that is not blank, without passing over it; empty at the end."""
        while True:
            found = _BLANK.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._held) or not self._more(_PIECE):
                return self._held[self._at : self._at + 1]

    def _more(self, size: int) -> bool:
        """Hold more of the text, and forget what was read; return whether there was any."""
        self._line += self._held.count("\n", 0, self._at)
        piece = self._text.read(size)
        self._held, self._at = self._held[self._at :] + piece, 0
        self._ended = not piece
        return not self._ended

    def _value(self) -> Any:
        self._next()
        wrong = 0
        while True:
            try:
                value, end = DECODER.raw_decode(self._held, self._at)
            except RecursionError:
                raise self._wrong("it is nested too deeply") from None
            except json.JSONDecodeError as error:
                end, wrong = None, error.pos - self._at
            # What reaches to the end of what is held may go on: a number, a text.
            if end is not None and (end < len(self._held) or self._ended):
                self._at = end
                return value
            if len(self._held) - self._at > LIMITS.table_item:
                raise self._wrong(f"one item has more than {LIMITS.table_item:,} characters")
            more = not self._ended and self._more(max(_PIECE, len(self._held) - self._at))
            if not more and end is None:
                self._at += wrong
                raise self._wrong("what comes there is not JSON, or it ends early")

    def _wrong(self, what: str) -> TableRefused:
        line = self._line + self._held.count("\n", 0, self._at)
        return TableRefused(
            "json", f"the file begins like JSON, and cannot be read: {what} (line {line} of its text)"
        )
