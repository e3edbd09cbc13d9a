"""`handlelists withhold`: the emergency stop. One person can use it; only a quorum can publish again."""

import errno
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from site_builder import git, withholding
from site_builder.check.revision import RevisionTree
from site_builder.cli.edits import EditDesk, few, say_commit
from site_builder.cli.emergency import PUBLISHED, named_records, publish_again, say_withheld
from site_builder.cli.options import DAY, now_option, past_day, reasons, root_option
from site_builder.errors import RepositoryError, UsageError
from site_builder.load.atlas import Atlas
from site_builder.load.files import SOURCE_FOLDER, FileSource, SourceFile, WorkingTree
from site_builder.load.layout import WITHHELD_FOLDER
from site_builder.load.parsed import Contents
from site_builder.model import Withholding
from site_builder.report.escape import visible
from site_builder.write.files import write_atomic


@click.command("withhold")
@click.argument("records", nargs=-1, metavar="[RECORD]...")
@root_option
@click.option("--by", required=True, metavar="ROLE", help="Role or reviewer id of who withholds.")
@click.option(
    "--reason",
    type=click.Choice(reasons("withheld")),
    help="Why.  [default: under-review; unreadable where no record is named]",
)
@click.option("--invalid", is_flag=True, help="Withhold every record that does not validate.")
@click.option(
    "--from-published",
    is_flag=True,
    help="Commit it on top of what was accepted last, passing over whatever came since.",
)
@click.option(
    "--published",
    metavar="REV",
    default=PUBLISHED,
    show_default=True,
    help="With --from-published: what was published last.",
)
@click.option("--since", type=DAY, help="Day from which it is withheld.  [default: today, UTC]")
@now_option
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    records: tuple[str, ...],
    root: Path,
    by: str,
    reason: str | None,
    since: str | None,
    invalid: bool,
    from_published: bool,
    published: str,
    now: str,
) -> int:
    """Stop publishing records at once, by a file for each in lists/withheld/.

    RECORD is a record number, which always works, or anything that `handlelists status` finds one record for. Name
    records, or use --invalid. A record that is withheld for the same reason by the same role stays as it is. A broken
    file never prevents this. Commit the change and publish. `handlelists decide release` ends it.

    Where the branch is broken, use --from-published: it makes one commit of what the gate accepted last and the
    withholdings, which the gate lets through, whatever came since.
    """
    if from_published:
        if invalid:
            raise UsageError(
                "--from-published reads nothing of the folder, so it cannot be used with --invalid"
            )
        said: Withholding = {"since": past_day(since, now), "by": by, "reason": reason or "under-review"}
        return publish_again(root, records, said, published, now)
    source = _source(root)
    entries = tuple(source.entries())
    files = tuple(entry.path for entry in entries)
    records = tuple(named_records(records, lambda: EditDesk(root, now, source, judge=False)))
    code = reason or ("under-review" if records else "unreadable")
    left: tuple[str, ...] = ()
    if invalid:
        loading = EditDesk(root, now, source, whole=True).loading
        found, left = withholding.invalid_records(loading, now[:10])
        records += tuple(record for record in found if record not in loading.tree.withheld)
    entry: Withholding = {"since": past_day(since, now), "by": by, "reason": code}
    made = withholding.withhold(source, files, records, entry, secrets.randbelow)
    _write(root, made)
    closed = any(entry.kind == "unreadable folder" for entry in entries)
    say_withheld(records, made, records if closed else Atlas.of(dict.fromkeys(files)).records)
    if made:
        say_commit(root, few(made), f"Withhold {withholding.in_words(records)}")
    click.echo("Then publish." if made else "Nothing was written." if records else "Nothing to withhold.")
    for line in left:
        click.echo(visible(line), err=True)
    if left:
        click.echo(
            "Fix these by hand, or publish on top of them: handlelists withhold --from-published", err=True
        )
    return 1 if left else 0


def _write(root: Path, made: Mapping[str, bytes]) -> None:
    """Write new files. Raises `UsageError` where something else is in the way of their folder."""
    folder = root / WITHHELD_FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{WITHHELD_FOLDER} is not a folder", hint="move it away, and run this again")
    for path, content in made.items():
        write_atomic(root / path, content)


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
