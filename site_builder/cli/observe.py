"""`handlelists observe`: what the platform shows of an account, into its record."""

import os
import re
from pathlib import Path
from typing import Any

import click

from site_builder.cli.edits import EditDesk
from site_builder.cli.handed import encoding_option, guess, mapping_of, mapping_option, opened
from site_builder.cli.observing import observe_one, observe_sightings
from site_builder.cli.options import (
    DAY,
    answer_option,
    now_option,
    past_day,
    refuse_meaningless,
    root_option,
)
from site_builder.errors import UsageError
from site_builder.imports.entries import ReadingRules
from site_builder.imports.reading import FileReader
from site_builder.imports.sightings import sighting_of
from site_builder.load.source_tree import packaged
from site_builder.model import Observation
from site_builder.observations.entry import is_known
from site_builder.observations.matching import given_up
from site_builder.observations.sighting import COUNTS, MOST_COUNTED
from site_builder.printing import say
from site_builder.proposals.neighbours import platform_called
from site_builder.record import RENAMED, by_day
from site_builder.removals.target import Target
from site_builder.report.escape import visible
from site_builder.status import names_now

_OF_FILE = frozenset(
    {
        "account",
        "root",
        "state",
        "day",
        "on",
        "platform",
        "mapping",
        "encoding",
        "submitted_by",
        "now",
        "form",
    }
)
_OF_ACCOUNT = frozenset(
    {"account", "root", "state", "day", "on", "evidence", "followers", "following", "posts", "now", "form"}
)
_TABLE = re.compile(r"[.](?:csv|tsv|txt|json|ndjson|jsonl|xlsx|ods)$", re.IGNORECASE)
# What means something with a file, and with an account.
_NUMBER = click.IntRange(0, MOST_COUNTED)


@click.command("observe")
@click.argument("account")
@root_option
@click.option(
    "--state",
    type=click.Choice(tuple(packaged("vocabulary")["observation_states"])),
    help="What the platform shows; of a FILE, where no column says it.",
)
@click.option(
    "--on",
    "day",
    type=DAY,
    help="Day on which you saw it; of a FILE, where no column says it.  [default: today, UTC]",
)
@click.option("--evidence", metavar="ID", help="Evidence item of the record that shows it, such as e1.")
@click.option("--followers", type=_NUMBER, metavar="N", help="Followers shown.")
@click.option("--following", type=_NUMBER, metavar="N", help="Accounts followed.")
@click.option("--posts", type=_NUMBER, metavar="N", help="Posts shown.")
@click.option("--list", "on", metavar="LIST", help="Look on this list alone.")
@click.option(
    "--platform", metavar="PLATFORM", help="Of a FILE: of accounts for which nothing in it says one."
)
@mapping_option
@encoding_option
@click.option(
    "--submitted-by",
    metavar="NAME",
    multiple=True,
    help="Of a FILE: who proposes new handles; may be repeated.",
)
@now_option
@answer_option()
def command(  # noqa: PLR0913 - one parameter for each option
    account: str, root: Path, now: str, *, day: str | None, on: str | None, form: str, **given: Any
) -> int:
    """Record what the platform shows of ACCOUNT on a day. It is not part of the claim: no review becomes stale.

    ACCOUNT is a record id, or anything that `handlelists status` finds one record for; a handle has to be the one that
    the record has today. Exit status 1 if a rule is against it: then nothing is written.

    FILE is a table, in any form that `handlelists import` takes: a platform's export, or what a checker found. Rows are
    held against records by id, then by handle. An account that has another handle gets a next claim; a handle that
    another account has now is said first. Exit status 1 where a row is refused, or a handle is taken over.
    """
    is_file = os.path.isfile(account)  # noqa: PTH113 - of `Path`, a text too long for a name is an error
    if _TABLE.search(account) and not is_file:
        raise UsageError(f"there is no file {account}")
    if is_file:
        refuse_meaningless("account", _OF_FILE, "FILE")
        given |= {"day": day, "on": on, "form": form}
        return _observe_file(EditDesk(root, now), Path(account), given)
    refuse_meaningless("account", _OF_ACCOUNT, "ACCOUNT")
    if given["state"] is None:
        raise UsageError("missing: --state", hint="say what the platform shows")
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


def _observe_file(desk: EditDesk, path: Path, given: dict[str, Any]) -> int:
    """Record what the rows of a file show; return the exit status."""
    past_day(given["day"], desk.today)
    tree, on = desk.loading.tree, given["on"]
    if on is not None and on not in tree.lists:
        raise UsageError(f"there is no list {on} that can be read")
    mapping = mapping_of(given["mapping"])
    told = given["platform"] or mapping.platform
    platform = platform_called(tree.platforms, told) if told else None
    file, tables = opened(path, desk.root, given["encoding"])
    reader = FileReader(ReadingRules(tree.platforms, platform, mapping.columns), (file.name,))
    if said := guess(file):
        say(said, err=True)
    rows = (sighting_of(entry, given["state"], given["day"]) for entry in reader.entries(0, tables))
    return observe_sightings(desk, rows, on=on, submitted_by=given["submitted_by"], form=given["form"])


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
