"""`handlelists retract`: take a listing back, or name the account as cleared."""

from functools import partial
from pathlib import Path

import click

from site_builder.cli.edits import EditDesk
from site_builder.cli.options import DAY, covers_option, now_option, past_day, reasons, root_option
from site_builder.errors import UsageError
from site_builder.load.source_tree import packaged
from site_builder.model import Retraction
from site_builder.record import open_appeals
from site_builder.removals import retraction
from site_builder.removals.target import Target


@click.command("retract")
@click.argument("record")
@root_option
@click.option("--reason", type=click.Choice(reasons("retraction")), help="Why the listing is taken back.")
@click.option(
    "--public-handle/--clear-handle",
    default=None,
    help="Name the account as cleared, at the person's request, or stop naming it.",
)
@click.option("--date", "day", type=DAY, help="Day of the retraction.  [default: today, UTC]")
@covers_option
@now_option
def command(  # noqa: PLR0913 - one parameter for each option
    record: str,
    root: Path,
    reason: str | None,
    day: str | None,
    now: str,
    *,
    covers: tuple[str, ...],
    public_handle: bool | None,
) -> int:
    """Take a listing back, with --reason, or name or clear the account. A retraction is final.

    RECORD is a record id, or anything that `handlelists status` finds one record for. Only the record's file is
    changed, and only its retractions: no review becomes stale. Commit the change and publish.
    """
    if (public_handle is None or covers) if reason is None else public_handle is False:
        error = "give one of --reason CODE, --public-handle and --clear-handle"
        raise UsageError(error, hint="--public-handle goes with --reason, too")
    date = past_day(day, now)
    desk = EditDesk(root, now)
    target = desk.find(record)
    if reason is not None:
        entry: Retraction = {"date": date, "reason": reason}
        if covers:
            entry["covers"] = list(covers)
        if public_handle:
            entry["public_handle"] = True
        edit = partial(retraction.retract, target, entry)
        return desk.write(target, edit, f"Retract {target.id}", partial(_after_retraction, target, reason))
    named = public_handle is True
    if not target.broken and retraction.is_named(target) == named:
        click.echo(f"{target.id} is {'named' if named else 'not named'} already")
        return 0
    subject = f"{'Name' if named else 'No longer name'} {target.id} as cleared"
    words = "The site names the account as cleared." if named else "The site no longer names the account."
    return desk.write(target, partial(retraction.name_publicly, target, named=named), subject, lambda: words)


def effect_in_words(reason: str, when: str = "Once published") -> str:
    """Return what a retraction for this reason asks of consumers, as a sentence that begins with `when`."""
    vocabulary = packaged("vocabulary")
    effect = vocabulary["effects"][vocabulary["removal_reasons"][reason]["effect"]]
    return f"{when}, consumers will read: {effect['title']}. {effect['meaning']}"


def _after_retraction(target: Target, reason: str) -> str:
    words = effect_in_words(reason)
    if target.item is not None and not target.item.derived.public:
        words = effect_in_words(reason, "If it was public before")
        words = f"The record is {target.item.derived.state} and not public now.\n{words}"
    if open_appeals(target.past):
        words += f"\nAn appeal is open: `handlelists appeal decide {target.id}` closes it."
    return words
