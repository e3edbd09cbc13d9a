"""Printing: how a report of problems reaches standard output, from a command or from a hook of MkDocs."""

import json
import os
import shutil
import sys
from typing import Any

import click

from site_builder import __version__
from site_builder.catalog.model import Catalog
from site_builder.errors import quantity
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.source_tree import Loading
from site_builder.problems import Problems
from site_builder.report import REPORTERS, ReportContext
from site_builder.report.context import ReportLimits, SourceLines
from site_builder.report.escape import visible, wrapped
from site_builder.resources import PACKAGE
from site_builder.settings import LIMITS


def print_report(problems: Problems, loading: Loading, form: str) -> None:
    """Print the problems of a loaded tree in the form asked for: a key of `report.REPORTERS`."""
    click.echo(
        report(problems, form, loading.documents.checked, loading.places.line, color=in_color(form)), nl=False
    )


def report(problems: Problems, form: str, checked: int, sources: SourceLines, **more: Any) -> str:
    """Return a report of problems in some of as many files as were checked; `more` as in `ReportContext`."""
    if form == "text" and (PACKAGE.parent / "docs/reference/rules").is_dir():
        more["manual"] = str(PACKAGE.parent)
    if form == "text" and sys.stdout.isatty():
        more["limits"] = ReportLimits(columns=terminal_columns())
    return REPORTERS[form](problems, ReportContext(checked, __version__, sources=sources, **more))


def terminal_columns() -> int:
    """Return how many columns text for people takes at most."""
    least, widest = LIMITS.review_columns
    return max(min(shutil.get_terminal_size().columns, widest), least)


def say(text: str, *, err: bool = False) -> None:
    """Print paragraphs, one a line, each with its indentation; on a terminal in lines that fit."""
    on_terminal = (sys.stderr if err else sys.stdout).isatty()
    for line in map(visible, text.split("\n")):
        indent = " " * (len(line) - len(line.lstrip()))
        rows = wrapped(line, terminal_columns() - len(indent)) if on_terminal and line else (line.lstrip(),)
        for row in rows:
            click.echo(f"{indent}{row}", err=err)


def print_json(document: Any) -> None:
    """Print an answer as JSON."""
    click.echo(json.dumps(document, indent=2, sort_keys=True))


def in_color(form: str) -> bool:
    """Return whether a report on standard output is to be coloured."""
    return form == "text" and sys.stdout.isatty() and "NO_COLOR" not in os.environ


def pending_note(catalog: Catalog) -> str | None:
    """Return what a terminal says of uncommitted work, None where there is none."""
    history = catalog.history
    if history is None or not (history.pending or history.uncommitted):
        return None
    changes, files = len(history.pending), len(history.uncommitted)
    return (
        f"pending: {quantity(files, 'uncommitted file')} below {SOURCE_FOLDER}/, "
        f"{quantity(changes, 'public change')} outside the history; do not publish this build"
    )
