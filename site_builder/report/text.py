"""The `text` report: for a person at a terminal, and for editors that jump to `file:line:column`.

Colours are the only control sequences it emits, and only where the context allows them.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from site_builder.problems import Place, Problem, Problems, Severity
from site_builder.report.change_text import change_details, change_outcome
from site_builder.report.context import ReportContext
from site_builder.report.escape import BOLD, DIM, ELLIPSIS, RED, YELLOW, Painter, clip, columns, cost, visible
from site_builder.rules import message, pages

_SEVERITY_STYLES: Final = {Severity.ERROR: RED, Severity.WARNING: YELLOW}


def _window(line: str, at: int, budget: int) -> tuple[int, int]:
    """Return the start and end of the part of `line` around index `at` that `budget` columns can show.

    A quarter of the budget goes to what follows, then as much as fits to what precedes, the rest again to
    what follows: the start of the line stays in view for as long as possible.
    """
    start, end, spent = at, at, 0
    for share, forward in ((budget // 4, True), (budget, False), (budget, True)):
        while (end < len(line)) if forward else (start > 0):
            needed = cost(line[end] if forward else line[start - 1])
            if spent + needed > share:
                break
            spent += needed
            if forward:
                end += 1
            else:
                start -= 1
    return start, end


def _file_name(file: str) -> str:
    """Return the name to show: where it does not begin like a path, behind `./` (see `terminal.line_start`)."""
    name = visible(file)
    return name if name[:1].isalnum() else f"./{name}"


def _excerpt(place: Place, context: ReportContext, paint: Painter) -> Iterator[str]:
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
    yield f"{paint(DIM, gutter)}{shown}"
    caret = " " * columns(before) + paint(BOLD, "^")
    yield f"{paint(DIM, ' ' * (len(gutter) - 2) + '| ')}{caret}"


def _problem(item: Problem, context: ReportContext, paint: Painter) -> Iterator[str]:
    place = item.place
    where = paint(BOLD, f"{_file_name(place.file)}:{place.line}:{place.column}:")
    severity = paint(_SEVERITY_STYLES[item.severity], f"{item.severity.value}:")
    words = visible(clip(message(item), context.limits.message_characters))
    yield f"{where} {severity} {words} {paint(DIM, f'[{item.code}]')}"
    yield from _excerpt(place, context, paint)


def report_text(problems: Problems, context: ReportContext) -> str:
    """Return all problems, a blank line after each file's, and the tally as last line.

    Of changes, what they do to each record comes before the problems, and the outcome is what comes last: what
    is right above the next prompt is what matters most.
    """
    paint = Painter(enabled=context.color)
    lines = list(change_details(problems, context, paint))
    for _, of_file in groupby(problems, key=lambda item: item.place.file):
        for item in of_file:
            lines.extend(_problem(item, context, paint))
        lines.append("")
    if len(problems):
        head = f"What each means and what to do, in {visible(context.manual)}:"
        lines += [head, *(f"  {page}" for page in pages(problems)), ""]
    lines += change_outcome(problems, context, paint) or [paint(BOLD, context.tally(problems))]
    return "\n".join(lines) + "\n"
