"""`handlelists similar`: hints for reviewers at records that may be of the same account."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from site_builder.cli.edits import EditDesk
from site_builder.cli.options import answer_option, now_option, root_option
from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError, quantity, state_word
from site_builder.model import JsonObject, Record, RecordId
from site_builder.printing import print_json, say
from site_builder.proposals.neighbours import read_account
from site_builder.proposals.similar import SimilarHint, SimilarIndex
from site_builder.record import account_name
from site_builder.report.escape import clip, visible
from site_builder.status import find

_WIDTH: Final = 200
"""Characters of a hint."""


@click.command("similar")
@click.argument("account", required=False)
@root_option
@click.option("--list", "on", metavar="LIST", help="Of proposals on this list alone.")
@now_option
@answer_option()
def command(account: str | None, root: Path, now: str, *, on: str | None, form: str) -> int:
    """Show reviewers records that ACCOUNT may have something to do with, or each proposal that waits.

    ACCOUNT is a record id, or anything that `handlelists status` takes; it need not be on a list. Compared are handles
    under other account ids, evidence in common, and accounts created within 14 days after another was suspended. A
    hint says nothing about an account, and nothing of it is ever published.
    """
    desk = EditDesk(root, now, whole=True)
    loading, items = desk.loading, {item.record.id: item for item in desk.records()}
    if on is not None and on not in loading.tree.lists:
        raise UsageError(f"there is no list {on} that can be read")
    if account is None:
        found = [item.record for item in items.values() if item.derived.state == "proposed"]
    else:
        found = [item.record for item in find(account, loading, items.values())] or [_unlisted(desk, account)]
    subjects = [record for record in found if on in {None, record.list}]
    index = SimilarIndex(loading.tree)
    answers = [(record, index.hints(record)) for record in subjects]
    if form == "json":
        records = [_json(record, hints, items) for record, hints in answers]
        print_json({"records": records, "today": desk.today})
        return 0
    for record, hints in answers:
        if hints or account is not None:
            click.echo(visible(_named(record, items)))
            for hint in hints:
                click.echo(visible(f"  - {_named(hint.other, items)}: {clip(hint.words, _WIDTH)}"))
    count = sum(bool(hints) for _, hints in answers)
    say(
        f"{quantity(len(answers), 'account')} compared, {count:,} with hints. "
        "A hint says nothing of an account: look at both, and at their evidence."
    )
    return 0


def _unlisted(desk: EditDesk, account: str) -> Record:
    """Return an account that is in no record as what it is compared by. Raises `UsageError` where it is not known."""
    desk.loading.documents.refuse_unread(f"whether a record matches {account}")
    found = read_account(desk.loading.tree.platforms, account)
    if found.platform is None:
        error = f"{account} can be a handle of several platforms"
        raise UsageError(error, hint="give the address of the profile")
    names = {"handle": found.handle, "account_id": found.account_id}
    data: Any = {"platform": found.platform, **{name: value for name, value in names.items() if value}}
    return Record(list="", id="", file="", data=data, claim="")


def _named(record: Record, items: Mapping[RecordId, DerivedRecord]) -> str:
    if not record.id:
        return f"{account_name(record.data)} on {record.data['platform']}, in no record"
    item = items.get(record.id)
    state = f" ({state_word(item.derived.state)})" if item is not None else ""
    return f"record {record.id} of {record.list}, {account_name(record.data)}{state}"


def _json(
    record: Record, hints: Iterable[SimilarHint], items: Mapping[RecordId, DerivedRecord]
) -> JsonObject:
    made = [{"kind": hint.kind, "why": hint.words, **_account(hint.other, items)} for hint in hints]
    return {**_account(record, items), "hints": made}


def _account(record: Record, items: Mapping[RecordId, DerivedRecord]) -> JsonObject:
    item = items.get(record.id)
    return {
        "account_id": record.data.get("account_id"),
        "handle": record.data.get("handle"),
        "list": record.list or None,
        "platform": record.data["platform"],
        "record": record.id or None,
        "state": item.derived.state if item is not None else None,
    }
