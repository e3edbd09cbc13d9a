"""A terminal's columns and colours: how wide a text is, how it is broken into lines, how it is painted.

It knows nothing of problems and changes. What comes in has been through `escape.visible` where it is data.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from site_builder.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

BOLD: Final = "1"
DIM: Final = "2"
RED: Final = "1;31"
GREEN: Final = "1;32"
YELLOW: Final = "1;33"


def columns(text: str) -> int:
    """Return how many terminal columns `text` takes.

    East Asian wide and full-width characters (UAX 11) take two, combining marks none.
    """
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cost(character: str) -> int:
    """Return the columns that a character takes once escaped, but at least one, so that heaps of marks are bounded."""
    return max(1, columns(visible(character)))


def line_start(text: str) -> str:
    """Return safe text without blanks before it as the start of a line, behind `./` where it would be a command.

    GitHub's job runner obeys lines of output that begin with `::`, whatever blanks come before it.
    """
    return f"./{text}" if text.startswith("::") else text


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield safe text in lines of at most `width` columns, broken at spaces where there are any.

    Runs of spaces become one; a text without words gives no line.
    """
    line, used = "", 0
    for word in text.split():
        needed = sum(cost(character) for character in word)
        if line and used + 1 + needed > width:
            yield line
            line, used = "", 0
        if line:
            line, used = f"{line} ", used + 1
        for character in word:
            if used + cost(character) > width:
                yield line
                line, used = "", 0
            line, used = line + character, used + cost(character)
    if line:
        yield line


class Painter:
    """Puts styles around text that is already safe, or leaves it alone."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def __call__(self, style: str, text: str) -> str:
        """Return `text` in a style (parameters of SGR, ECMA-48 8.3.117)."""
        return f"\x1b[{style}m{text}\x1b[0m" if self._enabled else text
