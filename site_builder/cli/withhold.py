"""`handlelists withhold`: the emergency stop. One person can use it; only a quorum can publish again."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from site_builder import git, withholding
from site_builder.check.revision import RevisionTree
from site_builder.cli.edits import EditDesk, say_commit
from site_builder.cli.options import DAY, now_option, past_day, reasons, root_option
from site_builder.derive.state import derive_all
from site_builder.errors import RepositoryError, UsageError, quantity, state_word
from site_builder.load.files import SOURCE_FOLDER, FileSource, SourceFile, WorkingTree
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import WITHHELD_FILE, packaged
from site_builder.report.escape import visible
from site_builder.settings import LIMITS
from site_builder.write.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_builder.model import Withholding


@click.command("withhold")
@click.argument("records", nargs=-1, metavar="[RECORD_ID]...")
@root_option
@click.option(
    "--by", metavar="ROLE", help="Role or reviewer id of who withholds.  [required, except with --release]"
)
@click.option(
    "--reason",
    type=click.Choice(reasons("withheld")),
    help="Why.  [default: under-review; unreadable where no record is named]",
)
@click.option("--invalid", is_flag=True, help="Withhold every record that does not validate.")
@click.option("--since", type=DAY, help="Day from which it is withheld.  [default: today, UTC]")
@click.option(
    "--release", "released", metavar="RECORD_ID", multiple=True, help="Take an entry out; may be repeated."
)
@now_option
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    records: tuple[str, ...],
    root: Path,
    by: str | None,
    reason: str | None,
    since: str | None,
    invalid: bool,
    released: tuple[str, ...],
    now: str,
) -> int:
    """Stop publishing records at once, by adding them to lists/withheld.yaml.

    Name records, or use --invalid. Records that are already withheld stay as they are. A broken file never prevents
    this; a lists/withheld.yaml that cannot be read is written again, and releases nobody. Commit the change and
    publish. With --release an entry is taken out again: the record is then in whatever state its reviews give it.
    """
    desk = EditDesk(root, now, _source(root), whole=invalid, judge=invalid)
    if released:
        if records or invalid or reason or since:
            raise UsageError("--release can be combined only with --by, --root and --now")
        return _release(desk, released, now[:10])
    if by is None:
        raise UsageError("missing: --by")
    desk.take(records)
    wanted, left = withholding.choose(desk.loading, records, invalid=invalid)
    entry: Withholding = {
        "since": past_day(since, now),
        "by": by,
        "reason": reason or ("under-review" if records else "unreadable"),
    }
    known = desk.loading.tree.withheld
    added = tuple(record for record in wanted if record not in known)
    content = withholding.withhold(desk.loading, desk.source, added, entry, _committed(desk))
    for record in wanted:
        if record in known:
            click.echo(f"{record} is withheld already")
    if added:
        write_atomic(root / WITHHELD_FILE, content)
        for record in added:
            click.echo(f"{record} is withheld")
        say_commit(root, (WITHHELD_FILE,), f"Withhold {_names(added)}")
        click.echo("Then publish.")
    elif not wanted:
        click.echo("Nothing to withhold.")
    for line in left:
        click.echo(visible(line), err=True)
    return 1 if left else 0


def _committed(desk: EditDesk) -> bytes:
    """Return the withheld.yaml of HEAD where that of the folder is broken; nothing where git does not have it."""
    if not withholding.is_broken(desk.loading):
        return b""
    words = "cannot be read, and is written again: as it was committed, and with every record that it names"
    click.echo(f"{WITHHELD_FILE} {words}. Look at `git diff`.", err=True)
    try:
        blob = git.listing(desk.root, "HEAD", WITHHELD_FILE).get(WITHHELD_FILE)
        with git.Blobs(desk.root) as blobs:
            return next(blobs.read_many([blob.object], LIMITS.file_bytes)) if blob is not None else b""
    except RepositoryError:
        if not os.path.lexists(desk.root / WITHHELD_FILE):
            raise  # it is left out, and who is in it must not be released
        return b""


@dataclass(frozen=True, slots=True)
class _Whole:
    """The files of a folder and, as HEAD has them, those that git left out of it."""

    here: WorkingTree
    rest: RevisionTree

    def entries(self) -> Iterator[SourceFile]:
        here = self.here.entries() if (self.here.root / SOURCE_FOLDER).is_dir() else ()
        yield from sorted([*here, *self.rest.entries()], key=lambda entry: entry.path)

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.rest.files:
            return self.here.read(path, limit)
        try:
            return self.rest.read(path, limit)
        except RepositoryError as error:  # a partial clone
            raise OSError(errno.EIO, str(error), path) from None


def _source(root: Path) -> FileSource:
    """Return the files to work on: nobody has to wait for what git left out of the folder."""
    left = git.left_out(root, SOURCE_FOLDER)
    if not left:
        return WorkingTree(root)
    click.echo(f"git left {visible(left[0])} out of this folder, so HEAD is read for it", err=True)
    click.echo("  before you commit, run `git sparse-checkout disable`", err=True)
    committed = git.listing(root, "HEAD")
    files = {path: committed[path] for path in left if path in committed}
    blobs = click.get_current_context().with_resource(git.Blobs(root))
    return _Whole(WorkingTree(root), RevisionTree(files, blobs, Contents()))


def _release(desk: EditDesk, records: tuple[str, ...], today: str) -> int:
    content = withholding.release(desk.loading, desk.source, records)
    write_atomic(desk.root / WITHHELD_FILE, content)
    say_commit(desk.root, (WITHHELD_FILE,), f"Release {_names(records)}")
    desk.take(records)
    tree = desk.loading.tree
    kept = {name: entry for name, entry in tree.withheld.items() if name not in records}
    states = packaged("vocabulary")["states"]
    after = {item.record.id: item.derived for item in derive_all(replace(tree, withheld=kept), today)}
    for record in sorted(set(records)):
        derived = after.get(record)
        if derived is None:
            click.echo(f"{record}: its file does not validate, and nothing is published until it does")
        else:
            public = "public again" if derived.public else "not public"
            click.echo(
                f"{record} is then {state_word(derived.state)}, {public}: {states[derived.state]['meaning']}"
            )
    return 0


def _names(records: tuple[str, ...]) -> str:
    """Return records for a commit's subject line; of many the number."""
    few = 3
    return ", ".join(sorted(set(records))) if len(records) <= few else quantity(len(records), "record")
