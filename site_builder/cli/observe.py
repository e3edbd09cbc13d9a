"""`handlelists observe`: what the platform shows of an account, into its record."""

from pathlib import Path
from typing import Any

import click

from site_builder.cli.edits import EditDesk
from site_builder.cli.observing import observe_one
from site_builder.cli.options import DAY, answer_option, now_option, past_day, root_option
from site_builder.errors import UsageError
from site_builder.load.source_tree import packaged
from site_builder.model import Observation
from site_builder.observations.entry import is_known
from site_builder.observations.matching import given_up
from site_builder.observations.sighting import COUNTS, MOST_COUNTED
from site_builder.record import RENAMED, by_day
from site_builder.removals.target import Target
from site_builder.report.escape import visible
from site_builder.status import names_now

_NUMBER = click.IntRange(0, MOST_COUNTED)


@click.command("observe")
@click.argument("account")
@root_option
@click.option(
    "--state",
    type=click.Choice(tuple(packaged("vocabulary")["observation_states"])),
    required=True,
    help="What the platform shows.",
)
@click.option("--on", "day", type=DAY, help="Day on which you saw it.  [default: today, UTC]")
@click.option("--evidence", metavar="ID", help="Evidence item of the record that shows it, such as e1.")
@click.option("--followers", type=_NUMBER, metavar="N", help="Followers shown.")
@click.option("--following", type=_NUMBER, metavar="N", help="Accounts followed.")
@click.option("--posts", type=_NUMBER, metavar="N", help="Posts shown.")
@click.option("--list", "on", metavar="LIST", help="Look on this list alone.")
@now_option
@answer_option()
def command(  # noqa: PLR0913 - one parameter for each option
    account: str, root: Path, now: str, *, day: str | None, on: str | None, form: str, **given: Any
) -> int:
    """Record what the platform shows of ACCOUNT on a day. It is not part of the claim: no review becomes stale.

    ACCOUNT is a record id, or anything that `handlelists status` finds one record for; a handle has to be the one that
    the record has today. Exit status 1 if a rule is against it: then nothing is written.
    """
    seen: Any = {"date": past_day(day, now), "state": given["state"]}
    seen |= {name: given[name] for name in (*COUNTS, "evidence") if given[name] is not None}
    desk = EditDesk(root, now)
    if on is not None and on not in desk.loading.tree.lists:
        raise UsageError(f"there is no list {on} that can be read")
    target = desk.find(account, on)
    _refuse_others(desk, target, account, seen)
    status = observe_one(desk, target, seen, form)
    if status == 0 and seen["state"] == RENAMED:
        _tell_renamed(target)
    return status


def _refuse_others(desk: EditDesk, target: Target, account: str, seen: Observation) -> None:
    """Raise `UsageError` where a record was named by a handle that may be somebody else's by now."""
    if target.item is None:
        return
    record, confirms = target.item.record, target.item.derived.confirms
    why = ""
    if not names_now(account, record, desk.loading.tree.platforms):
        why = f"record {target.id} does not have {account!r} as its handle today: that may be another account"
    elif account.strip() not in {target.id, record.data.get("account_id")}:
        known = [item for item in by_day(record.data.get("observations", ())) if item["date"] <= seen["date"]]
        states = desk.loading.tree.vocabulary["observation_states"]
        if not is_known(known, seen):
            why = given_up(known, seen, confirms[-1].date if confirms else "", states)
    if why:
        raise UsageError(why, hint=f"if you saw the listed account itself, name it by {target.id}")


def _tell_renamed(target: Target) -> None:
    """Say how a new handle comes into the record."""
    command = f"handlelists add --next {target.id} --handle NEW --submitted-by NAME"
    click.echo(visible(f"note: `{command}` proposes the new handle, and keeps the old one"), err=True)
