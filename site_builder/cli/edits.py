"""Edits: how a command that changes one source file checks it, writes it, and says what to commit."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from site_builder.derive.states import derive_all
from site_builder.errors import UsageError
from site_builder.load.files import WorkingTree
from site_builder.load.overlay import with_record
from site_builder.load.source_tree import load_tree
from site_builder.printing import print_report
from site_builder.removals.target import find_record
from site_builder.report.context import quantity
from site_builder.report.escape import visible
from site_builder.rules import message
from site_builder.validate.checks import validate
from site_builder.validate.edited import brought
from site_builder.write.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from site_builder.derive.states import DerivedRecord
    from site_builder.load.files import FileSource
    from site_builder.load.source_tree import Loading
    from site_builder.problems import Problem, Problems
    from site_builder.removals.target import Target


def check_edit(loading: Loading, source: FileSource, file: str, content: bytes) -> tuple[Loading, Problems]:
    """Return the tree as it will be with a record's file written anew, and the problems that this brings."""
    after = with_record(loading, source, file, content)
    return after, brought(loading, after)


@dataclass(frozen=True, slots=True)
class EditDesk:
    """What every edit of a record starts from: the instance as it stands in the working folder."""

    root: Path
    source: WorkingTree
    loading: Loading
    today: str

    @classmethod
    def open(cls, root: Path, now: str) -> Self:
        """Load the instance; states are those of the day of `now`."""
        source = WorkingTree(root)
        return cls(root, source, load_tree(source), now[:10])

    def records(self) -> tuple[DerivedRecord, ...]:
        """Return all records with their states of today."""
        return derive_all(self.loading.tree, self.today)

    def find(self, text: str) -> Target:
        """Return the record that `text` names. Raises `UsageError` where that is no record, or several."""
        return find_record(text, self.loading, self.records(), self.source)

    def write(self, target: Target, edit: Callable[[Target], bytes]) -> bool:
        """Make an edit and write it unless it brings an error; say the problems. Return whether it was written.

        Raises `UsageError` where the edit cannot be made.
        """
        if target.broken:
            error = f"{target.file} is not well-formed YAML and cannot be edited"
            hint = f"`handlelists withhold {target.id} --by ROLE` stops it at once, whatever the file holds"
            raise UsageError(error, hint=hint)
        return write_record(self.root, self.loading, self.source, target.file, edit(target))


def refuse(problem: Problem) -> int:
    """Say what a rule has against an edit, and return the exit status."""
    click.echo(visible(f"error: {message(problem)} [{problem.code}]"), err=True)
    click.echo("Nothing was changed.", err=True)
    return 1


def write_record(root: Path, loading: Loading, source: FileSource, file: str, content: bytes) -> bool:
    """Write a record's file, unless that brings an error; print the problems. Return whether it was written.

    Raises `OSError` where it cannot be written; the file that was there is then as it was.
    """
    after, problems = check_edit(loading, source, file, content)
    if len(problems):
        print_report(problems, after, "text")
    if problems.errors:
        click.echo("Nothing was changed.", err=True)
        return False
    write_atomic(root / file, content)
    return True


def say_commit(root: Path, files: Collection[str], subject: str) -> None:
    """Say which files changed, and how they are committed. `subject` names no account: it stays for ever."""
    for file in files:
        click.echo(f"changed {visible(file)}")
    where = "" if root.resolve() == Path.cwd() else f" -C {shlex.quote(visible(str(root)))}"
    names = " ".join(shlex.quote(visible(file)) for file in files)
    click.echo("Now commit it:")
    click.echo(f"  git{where} add {names}")
    click.echo(f"  git{where} commit -m {shlex.quote(subject)} -- {names}")


def say_other_errors(loading: Loading) -> None:
    """Say that the tree has errors besides, where it has: nothing is published until they are mended."""
    errors = validate(loading).errors
    if errors:
        click.echo(
            f"The tree has {quantity(errors, 'error')} that stood there before; run `handlelists validate`. "
            "Nothing is published until then.",
            err=True,
        )
