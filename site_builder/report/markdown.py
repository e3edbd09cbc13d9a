"""The `markdown` report: what a maintainer reads in a job summary or a pull-request comment.

Whoever opened the pull request chose the data shown here: values and file names are in code spans only,
where they can form no markup, mention, reference or link (see `escape.markdown_code`). The report is bounded.
"""

import re
from typing import Final

from site_builder.errors import quantity
from site_builder.problems import Parameter, Problem, Problems, Severity
from site_builder.report.change_markdown import fitted, outcome_blocks, override_blocks, record_blocks
from site_builder.report.context import ReportContext
from site_builder.report.escape import markdown_code, markdown_prose
from site_builder.rules import pages, pieces

_HEAD: Final = "| File | Place | Rule | Problem |\n| --- | --- | --- | --- |"

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_DIGEST_CHARACTERS: Final = 12
_ERROR_BYTES: Final = 18_000
_WARNING_BYTES: Final = 8_000
"""What the tables may take of the report of a change."""


def _value(value: Parameter, limit: int) -> str:
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else ", ".join(value)
    # Nobody compares a digest by eye, and a whole one makes a table wider than its page.
    return markdown_code(text, _DIGEST_CHARACTERS if _DIGEST.fullmatch(text) else limit)


def _message(item: Problem, limit: int) -> str:
    """Fill the rule's message like `rules.message`, its own words as prose and each parameter as code."""
    text = ""
    for words, value in pieces(item):
        for piece in (markdown_prose(words), "" if value is None else _value(value, limit)):
            # Two code spans that touch would be read as one.
            touching = text.endswith("`") and piece.startswith("`")
            text += f" {piece}" if touching else piece
    return text


def _row(item: Problem, context: ReportContext, *, with_file: bool) -> str:
    limit = context.limits.markdown_value_characters
    place = item.place
    file = markdown_code(place.file, limit) if with_file else ""
    return f"| {file} | {place.line}:{place.column} | `{item.code}` | {_message(item, limit)} |"


def _table(
    problems: Problems, severity: Severity, context: ReportContext, rows_left: int, bytes_left: int
) -> tuple[list[str], int, int]:
    """Return the heading and the table of one severity, and how many rows and bytes are left after it."""
    items = [item for item in problems if item.severity is severity]
    previous = [None, *(item.place.file for item in items)]
    shown = zip(items[:rows_left], previous, strict=False)
    rows = fitted(
        (_row(item, context, with_file=item.place.file != file) for item, file in shown), bytes_left
    )
    blocks = [f"### {quantity(len(items), severity.value).capitalize()}"] if items else []
    if rows:
        blocks.append("\n".join((_HEAD, *rows)))
    if len(rows) < len(items):
        left_out = quantity(len(items) - len(rows), f"more {severity.value}")
        return [*blocks, f"{left_out} not shown here."], 0, 0
    return blocks, rows_left - len(rows), bytes_left - sum(len(row.encode()) + 1 for row in rows)


def _help(problems: Problems) -> list[str]:
    """Return one paragraph that says where the rules are explained. No address is public: it has no links."""
    found = [f"`{page}`" for page in pages(problems)]
    return (
        [f"What each rule means and what to do, in the builder's repository: {', '.join(found)}."]
        if found
        else []
    )


def _changes(problems: Problems, context: ReportContext) -> list[str]:
    """Return the report of a check: what decides comes first, and gets its space first."""
    limits = context.limits
    head, override = outcome_blocks(problems, context), override_blocks(context)
    override += _help(problems)
    left = limits.markdown_bytes - sum(len(block.encode()) + 2 for block in (*head, *override))
    rows = limits.markdown_rows
    errors, _, _ = _table(problems, Severity.ERROR, context, rows, min(left, _ERROR_BYTES))
    warnings, _, _ = _table(problems, Severity.WARNING, context, rows, min(left, _WARNING_BYTES))
    left -= sum(len(block.encode()) + 2 for block in (*errors, *warnings))
    return [*head, *errors, *record_blocks(problems, context, left), *warnings, *override]


def report_markdown(problems: Problems, context: ReportContext) -> str:
    """Return a heading with the tally, then a table of errors and one of warnings.

    A file is named in the first of its rows. Rows beyond the context's limits are left out and counted. Of changes,
    the heading is the verdict; what becomes public and what stops being so comes before the errors, the records
    after them.
    """
    if context.changes:
        return "\n\n".join(_changes(problems, context)) + "\n"
    blocks = [f"## {markdown_prose(context.title)}: {markdown_prose(context.tally(problems))}"]
    rows_left, bytes_left = context.limits.markdown_rows, context.limits.markdown_bytes
    for severity in Severity:
        table, rows_left, bytes_left = _table(problems, severity, context, rows_left, bytes_left)
        blocks += table
    return "\n\n".join([*blocks, *_help(problems)]) + "\n"
