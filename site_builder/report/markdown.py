"""The `markdown` report: what a maintainer reads in a job summary or a pull-request comment.

Whoever opened the pull request chose the data shown here: values and file names stand in code spans only,
where they can form no markup, mention, reference or link (see `escape.markdown_code`). The report is bounded.
"""

from __future__ import annotations

from string import Formatter

from site_builder.problems import Parameter, Problem, Problems, Severity
from site_builder.report.context import ReportContext, quantity
from site_builder.report.escape import markdown_code, markdown_prose
from site_builder.rules import RULES

_HEAD = "| File | Place | Rule | Problem |\n| --- | --- | --- | --- |"


def _value(value: Parameter, limit: int) -> str:
    if isinstance(value, int):
        return str(value)
    return markdown_code(value if isinstance(value, str) else ", ".join(value), limit)


def _message(item: Problem, limit: int) -> str:
    """Fill the rule's message like `rules.message`, its own words as prose and each parameter as code."""
    text = ""
    for words, name, _spec, _conversion in Formatter().parse(RULES[item.code].message):
        for piece in (markdown_prose(words), _value(item.params[name], limit) if name else ""):
            # Two code spans that touch would be read as one.
            touching = text.endswith("`") and piece.startswith("`")
            text += f" {piece}" if touching else piece
    return text


def _rule(code: str, context: ReportContext) -> str:
    url = context.rule_url(code)
    name = markdown_code(code, len(code))
    return name if url is None else f"[{name}]({url})"


def _row(item: Problem, context: ReportContext, *, with_file: bool) -> str:
    limit = context.limits.markdown_value_characters
    place = item.place
    file = markdown_code(place.file, limit) if with_file else ""
    words = _message(item, limit)
    return f"| {file} | {place.line}:{place.column} | {_rule(item.code, context)} | {words} |"


def report_markdown(problems: Problems, context: ReportContext) -> str:
    """Return a heading with the tally, then a table of errors and one of warnings.

    A file is named in the first of its rows. Rows beyond the context's limits are left out and counted.
    """
    blocks = [f"## {markdown_prose(context.title)}: {markdown_prose(context.tally(problems))}"]
    rows_left = context.limits.markdown_rows
    bytes_left = context.limits.markdown_bytes
    for severity in Severity:
        items = [item for item in problems if item.severity is severity]
        rows: list[str] = []
        previous = None
        for item in items[:rows_left]:
            row = _row(item, context, with_file=item.place.file != previous)
            bytes_left -= len(row.encode()) + 1
            if bytes_left < 0:
                break
            rows.append(row)
            previous = item.place.file
        rows_left -= len(rows)
        if items:
            blocks.append(f"### {quantity(len(items), severity.value).capitalize()}")
        if rows:
            blocks.append("\n".join((_HEAD, *rows)))
        if len(rows) < len(items):
            left_out = quantity(len(items) - len(rows), f"more {severity.value}")
            blocks.append(f"{left_out} not shown here.")
    return "\n\n".join(blocks) + "\n"
