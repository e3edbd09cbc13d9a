"""What a reporter is given besides the problems, and the limits that keep a report readable.

A reporter gets everything it needs from here: it opens no file, reads no environment and knows no terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.errors import quantity
from site_builder.problems import Problems

if TYPE_CHECKING:
    from site_builder.report.change import ChangeReport

SourceLines = Callable[[str, int], str | None]
"""(file, line from 1) → that line's text without its line break, or None where it cannot be shown."""


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """Upper bounds on what a report shows; counts always count everything."""

    message_characters: int = 1000
    """One message in `text`, `github` and `sarif`: parameters may quote a whole value of the source."""
    excerpt_columns: int = 100
    """Columns of a source line shown under a problem."""
    markdown_rows: int = 200
    """Rows of all tables of a Markdown report together."""
    markdown_value_characters: int = 200
    """One value from the data in a Markdown report."""
    markdown_bytes: int = 60_000
    """A whole Markdown report: GitHub takes comments up to 65,536 characters, job summaries up to 1 MiB."""
    columns: int = 100
    """Width of the lines in which `text` shows a change."""
    summary_characters: int = 1000
    """The summary of a record."""
    changed_records: int = 100
    """Records of all changes together that are shown one by one, and lines of each list of records."""
    record_rows: int = 20
    """Pieces of evidence, reviews and look-alikes, each, that are shown of one record."""
    record_bytes: int = 8_000
    """One record in a Markdown report."""


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Facts about the run that reporters may use.

    `checked` is the number of files read. `title` says what was done ("handlelists validate"). `color` allows ANSI
    colours.
    """

    checked: int
    builder_version: str
    color: bool = False
    sources: SourceLines = lambda _file, _line: None
    title: str = "handlelists"
    limits: ReportLimits = ReportLimits()
    changes: tuple[ChangeReport, ...] = ()
    """What `check` saw, oldest first; drawn by the text, json and markdown reports."""

    def tally(self, problems: Problems) -> str:
        """Return the closing line: "2 errors, 1 warning in 140 files" or "140 files, no problems"."""
        files = quantity(self.checked, "file")
        if not len(problems):
            return f"{files}, no problems"
        counts = ((problems.errors, "error"), (problems.warnings, "warning"))
        return ", ".join(quantity(number, noun) for number, noun in counts if number) + f" in {files}"


Reporter = Callable[[Problems, ReportContext], str]
"""A pure function from all problems of a run to one text that ends with a line feed."""
