"""`handlelists promote`: next claims that have their quorum take the place of their records' claims."""

from collections.abc import Collection
from pathlib import Path

import click

from site_builder.cli.edits import EditDesk, say_commit
from site_builder.cli.options import now_option, root_option
from site_builder.errors import UsageError
from site_builder.printing import print_report
from site_builder.proposals.neighbours import take_in_alike
from site_builder.report.escape import visible
from site_builder.reviewing.promotion import Promotion, promoted, promotions
from site_builder.settings import LIMITS
from site_builder.write.files import write_together


@click.command("promote")
@click.argument("records", nargs=-1, metavar="[RECORD_ID]...")
@root_option
@now_option
def command(records: tuple[str, ...], root: Path, now: str) -> int:
    """Put next claims that have their quorum in the place of their records' claims, and say what to commit.

    Without RECORD_ID all that can be. `handlelists review` does the same after it has filed a review. Whoever does it
    adds nothing to the claim, and need not be among those who wrote it. Exit status 1 if a record was named and nothing
    takes the place of its claim, or if that would bring an error.
    """
    files, refused = promote_ready(root, now, records)
    if files:
        say_commit(root, files, "Promote next claims", done="changed")
    elif not refused:
        click.echo("No next claim has its quorum.")
    return 1 if refused else 0


def promote_ready(root: Path, now: str, named: Collection[str] = ()) -> tuple[tuple[str, ...], bool]:
    """Promote what can be, of all records or of those that are named; say so. Nothing is half-written.

    Return the files that changed, and whether something was refused. Raises `UsageError` where a record is named that
    has no next claim.
    """
    desk = EditDesk(root, now)
    known = desk.part.atlas.next_claims
    for record in named:
        if record not in known:
            raise UsageError(f"record {record} has no next claim", hint=_HINT)
    desk.take(named or known.keys())
    found = [
        item for item in promotions(desk.loading.tree, desk.today) if not named or item.record.id in named
    ]
    ready = [item for item in found if item.refusal is None]
    take_in_alike(desk.part, (item.next_claim.record.data for item in ready))
    files: list[str] = []
    refused = False
    done: set[str] = set()
    for item in ready:
        if item.record.id in done:  # the other one replaces a claim that is gone now
            continue
        if _written(desk, item):
            done.add(item.record.id)
            files += [item.record.file, item.next_claim.record.file]
            click.echo(f"the claim of record {item.record.id} is now that of {item.next_claim.record.file}")
        else:
            refused = True
    for item in found if named else ():
        if item.refusal is not None and item.record.id not in done:
            click.echo(visible(f"{item.next_claim.record.file}: {item.refusal}"), err=True)
            refused = True
    return tuple(files), refused


_HINT = "`handlelists add --next RECORD_ID` begins one"


def _written(desk: EditDesk, item: Promotion) -> bool:
    """Write one promotion unless it brings an error, which is said; return whether it was written."""
    file = item.next_claim.record.file
    content = promoted(item, desk.source.read(file, LIMITS.record_bytes))
    after, problems = desk.check({item.record.file: content}, {file})
    if len(problems):
        print_report(problems, after, "text")
    if problems.errors:
        click.echo(f"The claim of record {item.record.id} was not changed.", err=True)
        return False
    # Interrupted in between, the next claim is the record's already, which `validate` says.
    write_together(desk.root, {item.record.file: content, file: None})
    return True
