"""Edits: how a command that changes one source file checks it, writes it, and says what to commit."""

import contextlib
import os
import shlex
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

import click

from site_builder.cli.progress import progress_bar
from site_builder.derive.state import DerivedRecord, derive_all
from site_builder.errors import UsageError, quantity
from site_builder.load.files import SOURCE_FOLDER, FileSource
from site_builder.load.part import TreePart
from site_builder.load.source_tree import Loading
from site_builder.model import RecordId
from site_builder.pipeline import working_tree
from site_builder.printing import print_report, say
from site_builder.problems import Problem, Problems
from site_builder.proposals.neighbours import take_in_alike
from site_builder.removals.target import Target, account_words, find_record
from site_builder.report.escape import visible
from site_builder.rules import message
from site_builder.status import take_in
from site_builder.validate.checks import brought, validate
from site_builder.write.files import write_together


class EditDesk:
    """What every edit of a record starts from: the working folder on the day of `now`, as much as was taken in."""

    def __init__(
        self,
        root: Path,
        now: str,
        files: FileSource | None = None,
        *,
        whole: bool = False,
        judge: bool = True,
    ) -> None:
        self.root = root
        self.source = files or working_tree(root)
        with progress_bar() as tell:
            self.part = TreePart(self.source, tell, judge=judge)
            if whole:
                self.part.take_all()
        self.today = now[:10]

    @property
    def loading(self) -> Loading:
        """Return what was read."""
        return self.part.loading

    def records(self) -> tuple[DerivedRecord, ...]:
        """Return the records that were taken in, with their states of today."""
        with progress_bar() as tell:
            return derive_all(self.loading.tree, self.today, tell)

    def find(self, text: str, on: str | None = None) -> Target:
        """Take in the record that `text` names, and those that are or look like its account; return the first.

        `on` is the list to look on, where it matters. Raises `UsageError` where that is not a record, or is several.
        """
        wanted = text.strip()
        with progress_bar() as self.part.tell:
            if wanted in self.part.atlas.records:
                self.part.take((wanted,))
            else:
                take_in(wanted, self.part)
        records = (item for item in self.records() if on in {None, item.record.list})
        target = find_record(wanted, self.loading, records, self.source)
        if on not in {None, target.list}:
            raise UsageError(f"record {target.id} is on {target.list}, not on {on}")
        self.take((target.id,), alike=True)
        return target

    def named(self, record: RecordId) -> Target | None:
        """Take in one record by its id, nothing that looks like it; None where it is in no file of this name."""
        if record not in self.part.atlas.records:
            return None
        self.take((record,))
        with contextlib.suppress(UsageError):  # the file of this name has another id
            return find_record(record, self.loading, self.records(), self.source)
        return None

    def take(self, records: Collection[RecordId], *, alike: bool = False) -> None:
        """Take in records, with `alike` also those that are or look like their accounts."""
        with progress_bar() as self.part.tell:
            self.part.take(records)
            if alike:
                accounts = (item.data for item in self.loading.tree.records if item.id in records)
                take_in_alike(self.part, accounts, records)

    def check(self, files: Mapping[str, bytes], without: Collection[str] = ()) -> tuple[Loading, Problems]:
        """Return the tree as it would be if some files held this, and the problems that this brings.

        `without` are files that are gone then.
        """
        with progress_bar() as self.part.tell:
            after = self.part.edited(files, without)
        return after, brought(self.loading, after, self.today)

    def fits(self, files: Mapping[str, bytes], without: Collection[str] = ()) -> Loading | None:
        """Say the problems that an edit brings; return the tree as it would be, None where one is an error."""
        after, problems = self.check(files, without)
        if len(problems):
            print_report(problems, after, "text")
        if problems.errors:
            click.echo("Nothing was changed.", err=True)
            return None
        return after

    def write(
        self,
        target: Target,
        edit: Callable[[], bytes],
        subject: str,
        words: Callable[[], str],
        decisions: Callable[[], Mapping[str, bytes] | None] = dict,
    ) -> int:
        """Make an edit and write it unless it brings an error; say the problems. Return the exit status.

        `decisions` is asked only then, and gives the files that are written before: all or none. After that it is said
        how to commit it, by which `subject`; what follows from it, in `words` where there are
        any; and that what was read has errors besides, where it has: nothing is published while it has. Raises
        `UsageError` where the edit cannot be made, `OSError` where it cannot be written; the file is then as it was.
        """
        if target.broken:
            error = f"{target.file} is not well-formed YAML and cannot be edited"
            hint = f"`handlelists withhold {target.id} --by ROLE` stops it at once, whatever the file holds"
            raise UsageError(error, hint=hint)
        content = edit()
        if self.fits({target.file: content}) is None:
            return 1
        decided = decisions()
        if decided is None:
            return 1
        # In this order: a decision without its edit does nothing.
        write_together(self.root, {**decided, target.file: content})
        if not decided:
            click.echo(visible(f"record {target.id} of {target.list}: {account_words(content, target.file)}"))
        say_commit(self.root, (*decided, target.file), subject)
        if said := words():
            say(said)
        errors = validate(self.loading, changed=()).errors
        if errors:
            say(
                f"The files that were read have {quantity(errors, 'error')} besides; run `handlelists validate`. "
                "Nothing is published while there are errors.",
                err=True,
            )
        return 0


def refuse(problem: Problem) -> int:
    """Say what a rule has against an edit, and return the exit status."""
    click.echo(visible(f"error: {message(problem)} [{problem.code}]"), err=True)
    click.echo("Nothing was changed.", err=True)
    return 1


def is_here(root: Path) -> bool:
    """Return whether a folder is the one that commands run in."""
    return os.path.realpath(root) == os.path.realpath(".")


def is_source(path: Path, root: Path) -> bool:
    """Return whether a path is below an instance's `lists/`, links followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root / SOURCE_FOLDER))


_FEW: Final = 3
"""So many files are named one by one where something is committed."""


def few(files: Collection[str]) -> Collection[str]:
    """Return the files to commit; of many in one folder the folder, of many folders those below `lists/`."""
    folders = {file.rpartition("/")[0] for file in files}
    below = {"/".join(file.split("/")[:2]) for file in files}
    return files if len(files) <= _FEW else sorted(folders if len(folders) <= _FEW else below)


def say_commit(root: Path, files: Collection[str], subject: str, done: str = "wrote") -> None:
    """Say what was `done` to which files, and how it is committed. `subject` names no account: it stays for ever."""
    for file in files:
        click.echo(f"{done if os.path.lexists(root / file) else 'deleted'} {visible(file)}")
    where = "" if is_here(root) else f" -C {shlex.quote(visible(str(root)))}"
    names = " ".join(shlex.quote(visible(file)) for file in files)
    click.echo("Now commit it:")
    click.echo(f"  git{where} add {names}")
    click.echo(f"  git{where} commit -m {shlex.quote(subject)} -- {names}")
