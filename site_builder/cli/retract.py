"""`handlelists retract`: take a listing back, or name the account as cleared."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import click

from site_builder.cli.deciding import Deciding, signing_options
from site_builder.cli.edits import EditDesk
from site_builder.cli.options import DAY, covers_option, now_option, past_day, reasons, root_option
from site_builder.errors import UsageError
from site_builder.model import Retraction
from site_builder.record import open_appeals, retraction_in_force
from site_builder.removals import retraction
from site_builder.removals.decision import record_subject
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
@click.option(
    "--why", metavar="TEXT", help="Why it is decided so, in a few neutral sentences. Never published."
)
@signing_options
@click.option("--date", "day", type=DAY, help="Day of the retraction.  [default: today, UTC]")
@covers_option
@now_option
def command(
    *,
    record: str,
    reason: str | None,
    covers: tuple[str, ...],
    public_handle: bool | None,
    why: str | None,
    **given: Any,
) -> int:
    """Take a listing back, with --reason, or name or clear the account. A retraction is final.

    RECORD is a record id, or anything that `handlelists status` finds one record for. A steward who had no part in the
    listing decides it: the decision is written beside. To stop naming an account needs nobody. No review becomes stale.
    Commit the change and publish.
    """
    if (public_handle is None or covers) if reason is None else public_handle is False:
        error = "give one of --reason CODE, --public-handle and --clear-handle"
        raise UsageError(error, hint="--public-handle goes with --reason, too")
    day, desk = past_day(given["day"], given["now"]), EditDesk(given["root"], given["now"])
    if public_handle is False:
        return _clear(desk, record, {"--why": why, **given})
    deciding = Deciding(desk, given)
    if why is None:
        raise UsageError("missing: --why", hint="a decision says why in your own words")
    target = deciding.find(record)
    entry: Retraction | None = {"date": day, "reason": reason} if reason is not None else None
    more: Any = {"covers": list(covers)} if covers else {}
    if entry is not None:
        entry.update(more)
    if entry is None and not target.broken and retraction.is_named(target):
        click.echo(f"{target.id} is named already")
        return 0

    def edit() -> bytes:
        edited = target if entry is None else target.edited(retraction.retract(target, entry))
        return retraction.name_publicly(edited, named=True) if public_handle else edited.data

    def decisions() -> Mapping[str, bytes] | None:
        last: Any = entry or retraction_in_force(target.past)
        subject = partial(record_subject, target, retraction=str(last["date"]))
        drafts = [deciding.new("retraction", subject(removal=reason, **more), why, target)] if reason else []
        if public_handle:
            drafts.append(deciding.new("name-shown", subject(), why, target))
        return deciding.files(drafts)

    subject = f"Retract {target.id}" if entry is not None else f"Name {target.id} as cleared"
    status = desk.write(target, edit, subject, partial(_still_open, target), decisions)
    return deciding.ended(status)


def _clear(desk: EditDesk, record: str, given: Mapping[str, Any]) -> int:
    """Stop naming an account, which nobody has to decide. Return the exit status."""
    if any(given[name] for name in ("--why", "steward", "key", "unsigned")):
        hint = "leave out --why, --as, --key and --unsigned"
        raise UsageError("--clear-handle needs no decision", hint=hint)
    target = desk.find(record)
    if not target.broken and not retraction.is_named(target):
        click.echo(f"{target.id} is not named already")
        return 0
    edit = partial(retraction.name_publicly, target, named=False)
    words = "The site no longer names the account."
    return desk.write(target, edit, f"No longer name {target.id} as cleared", lambda: words)


def _still_open(target: Target) -> str:
    if open_appeals(target.past):
        return f"An appeal is open: `handlelists appeal decide {target.id}` closes it."
    return ""
