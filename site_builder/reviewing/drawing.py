"""Drawing: lines of text for a terminal, of a width, each with a style that the terminal may show or not.

Everything passes `visible` here, so nothing of a record or packet reaches a terminal as a control sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from site_builder.report.escape import visible
from site_builder.report.terminal import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL: Final = 14


class Style(Enum):
    """What a line is, for a terminal that can show it."""

    PLAIN = "plain"
    HEADING = "heading"
    WARNING = "warning"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its line break; `text` is safe to print."""

    text: str
    style: Style = Style.PLAIN


def wrapped(text: str, width: int) -> list[str]:
    """Return hostile text as safe lines of at most `width` columns; a word that is longer stays whole.

    Its own line breaks are kept.
    """
    rows: list[str] = []
    for paragraph in text.rstrip("\n").split("\n"):
        row = ""
        for word in visible(paragraph).split(" "):
            longer = f"{row} {word}" if row else word
            if row and columns(longer) > width:
                rows.append(row)
                row = word
            else:
                row = longer
        rows.append(row)
    return rows


def prose(text: str, width: int, indent: int = 2, style: Style = Style.PLAIN) -> Iterator[Line]:
    """Return text as an indented paragraph."""
    return _behind(" " * indent, text, width, style)


def labelled(label: str, text: str, width: int) -> Iterator[Line]:
    """Return text behind a label, its further lines below its first."""
    return (Line(line.text.rstrip()) for line in _behind(f"  {label:<{_LABEL}}", text, width))


def item(text: str, width: int) -> Iterator[Line]:
    """Return text behind a dash."""
    return _behind("  - ", text, width)


def heading(text: str, width: int) -> Iterator[Line]:
    """Yield a heading with a blank line before it."""
    yield Line("")
    yield from prose(text, width, 0, Style.HEADING)


def _behind(head: str, text: str, width: int, style: Style = Style.PLAIN) -> Iterator[Line]:
    for row in wrapped(text, width - len(head)):
        yield Line(head + row, style)
        head = " " * len(head)
