"""The `text` report: for a person at a terminal, and for editors that jump to `file:line:column`.

Colours are the only control sequences it emits, and only where the context allows them.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Final

from site_builder.problems import Place, Problem, Problems, Severity
from site_builder.report.escape import ELLIPSIS, clip, visible
from site_builder.rules import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.report.context import ReportContext

_BOLD: Final = "1"
_DIM: Final = "2"
_SEVERITY_STYLES: Final = {Severity.ERROR: "1;31", Severity.WARNING: "1;33"}


def columns(text: str) -> int:
    """Return how many terminal columns `text` takes.

    East Asian wide and full-width characters (UAX 11) take two, combining marks none.
    """
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _cost(character: str) -> int:
    """Columns that a character takes once escaped, but at least one, so that heaps of marks are bounded."""
    return max(1, columns(visible(character)))


def _window(line: str, at: int, budget: int) -> tuple[int, int]:
    """Return the start and end of the part of `line` around index `at` that `budget` columns can show.

    A quarter of the budget goes to what follows, then as much as fits to what precedes, the rest again to
    what follows: the start of the line stays in view for as long as possible.
    """
    start, end, spent = at, at, 0
    for share, forward in ((budget // 4, True), (budget, False), (budget, True)):
        while (end < len(line)) if forward else (start > 0):
            cost = _cost(line[end] if forward else line[start - 1])
            if spent + cost > share:
                break
            spent += cost
            if forward:
                end += 1
            else:
                start -= 1
    return start, end


class _Painter:
    """Puts styles around text that is already safe, or leaves it alone."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._enabled else text


def _file_name(file: str) -> str:
    """Return the name to show: where it does not begin like a path, behind `./`.

    GitHub's job runner obeys lines of output that begin with `::`.
    """
    name = visible(file)
    return name if name[:1].isalnum() else f"./{name}"


def _excerpt(place: Place, context: ReportContext, paint: _Painter) -> Iterator[str]:
    if place.pointer == "" and place.line == place.column == 1:
        return  # the problem is about the whole file
    line = context.sources(place.file, place.line)
    if line is None or not line.strip():
        return
    at = min(place.column - 1, len(line))
    start, end = _window(line, at, context.limits.excerpt_columns)
    before = (ELLIPSIS if start else "") + visible(line[start:at])
    shown = (ELLIPSIS if start else "") + visible(line[start:end]) + (ELLIPSIS if end < len(line) else "")
    gutter = f"{place.line:>6} | "
    yield f"{paint(_DIM, gutter)}{shown}"
    caret = " " * columns(before) + paint(_BOLD, "^")
    yield f"{paint(_DIM, ' ' * (len(gutter) - 2) + '| ')}{caret}"


def _problem(item: Problem, context: ReportContext, paint: _Painter) -> Iterator[str]:
    place = item.place
    where = paint(_BOLD, f"{_file_name(place.file)}:{place.line}:{place.column}:")
    severity = paint(_SEVERITY_STYLES[item.severity], f"{item.severity.value}:")
    words = visible(clip(message(item), context.limits.message_characters))
    yield f"{where} {severity} {words} {paint(_DIM, f'[{item.code}]')}"
    yield from _excerpt(place, context, paint)


def report_text(problems: Problems, context: ReportContext) -> str:
    """Return all problems, a blank line after each file's, and the tally as last line."""
    paint = _Painter(enabled=context.color)
    lines: list[str] = []
    for _, of_file in groupby(problems, key=lambda item: item.place.file):
        for item in of_file:
            lines.extend(_problem(item, context, paint))
        lines.append("")
    lines.append(paint(_BOLD, context.tally(problems)))
    return "\n".join(lines) + "\n"
