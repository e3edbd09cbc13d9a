"""Kept answers: what somebody typed for `add` and has not written yet, as a draft of the record in a file of theirs."""

from __future__ import annotations

import itertools
import os
import shlex
from pathlib import Path

import click

from site_builder.cli.edits import is_here, is_source
from site_builder.cli.ledgers import bounded
from site_builder.cli.skips import PRIVATE
from site_builder.errors import UsageError
from site_builder.fmt.emitter import emit
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load
from site_builder.proposals.answers import Answers, answers_of, record_value
from site_builder.report.escape import visible
from site_builder.rules import message
from site_builder.settings import LIMITS
from site_builder.write.files import write_atomic


def keep(answers: Answers, root: Path) -> None:
    """Write the answers to a new file in this folder, and say how to go on; print them where that cannot be done."""
    content = emit(FileKind.RECORD, record_value(answers))
    numbers = (Path(f"proposal-{number}.yaml") for number in itertools.count(1))
    path = next(path for path in numbers if not os.path.lexists(path))
    again = ["handlelists", "add", "--from", str(path)]
    again += ["--list", answers.list] if answers.list else []
    again += ["--root", str(root)] if not is_here(root) else []
    try:
        write_atomic(path, content, mode=PRIVATE)
    except OSError as error:
        click.echo(f"Your answers, which could not be written to {path} ({error.strerror}):", err=True)
        click.echo("\n".join(map(visible, content.decode("utf-8").splitlines())), err=True)
        return
    click.echo(f"Your answers are kept in {path}. Go on with them, or delete the file:", err=True)
    click.echo(f"  {visible(shlex.join(again))}", err=True)


def kept(path: Path, root: Path) -> Answers:
    """Return the answers that a file keeps. Raises `UsageError` for a file of anything else, `OSError` for none."""
    if is_source(path, root):
        hint = f"`handlelists fmt {path}` gives it an id and moves it to its place"
        raise UsageError(f"{path} is a draft below {SOURCE_FOLDER}/ already", hint=hint)
    data = bounded(path, LIMITS.record_bytes)
    if len(data) > LIMITS.record_bytes:
        raise UsageError(f"{path} is longer than {LIMITS.record_bytes} bytes")
    loaded = load(data, str(path))
    for item in loaded.problems:
        raise UsageError(f"{path}:{item.place.line}:{item.place.column}: {message(item)}")
    try:
        return answers_of(loaded.value)
    except UsageError as error:
        raise UsageError(f"{path} does not hold answers: {error}") from None
