"""The `github` report: workflow commands that GitHub turns into annotations on the changed lines.

Source: GitHub Actions, "Workflow commands", and the parser of the job runner (`ActionCommand.cs`), which ends
the properties at the first `::`, splits them at commas, and then undoes percent escapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.report.escape import clip, visible
from site_builder.rules import message, page

if TYPE_CHECKING:
    from site_builder.problems import Problem, Problems
    from site_builder.report.context import ReportContext

_SHOWN_OF_EACH_KIND: Final = 10
"""Annotations of one kind that GitHub shows for one step."""


def _data(text: str) -> str:
    return text.replace("%", "%25")  # line breaks are visible escapes here


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(item: Problem, context: ReportContext) -> str:
    place, words = item.place, visible(clip(message(item), context.limits.message_characters))
    properties = (
        f"file={_property(visible(place.file))},line={place.line},col={place.column},title={item.code}"
    )
    return f"::{item.severity.value} {properties}::{_data(words)} ({page(item.code)})"


def report_github(problems: Problems, context: ReportContext) -> str:
    """Return one workflow command a problem and the tally as last line.

    Everything is printed, also what GitHub will not show as an annotation: it stays readable in the log.
    """
    lines = [_command(item, context) for item in problems]
    tally = context.tally(problems)
    if max(problems.errors, problems.warnings) > _SHOWN_OF_EACH_KIND:
        tally += f"; GitHub annotates the first {_SHOWN_OF_EACH_KIND} of each kind, this log has all"
    lines.append(tally)
    return "\n".join(lines) + "\n"
