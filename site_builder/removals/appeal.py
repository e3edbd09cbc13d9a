"""Appeal: opened with the policy's due date, and decided, as edits of its record."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from site_builder.days import shifted
from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError
from site_builder.fmt.edit import append, put_all
from site_builder.load.layout import FileKind
from site_builder.model import Appeal, JsonObject, Policy
from site_builder.record import is_open, is_overdue, open_appeals
from site_builder.removals.target import Target

_FIELD = "appeals"


def due_day(policy: Policy, opened: str) -> str:
    """Return the last day on which an appeal that was opened on a day can be decided."""
    return shifted(opened, policy["appeal_days"])


def open_appeal(target: Target, appeal: Appeal) -> bytes:
    """Return the record's file with one more appeal. Raises `UsageError` where the same is open already."""
    if any(is_open(item) and _key(item) == _key(appeal) for item in target.items(_FIELD)):
        error = (
            f"{target.id} has an open appeal of {appeal['opened']} with the ground {appeal['ground']} already"
        )
        raise UsageError(error, hint=f"decide that one: `handlelists appeal decide {target.id}`")
    return append(FileKind.RECORD, target.data, (_FIELD,), appeal, target.file)


def choose(target: Target, opened: str | None, ground: str | None = None) -> int:
    """Return which of a record's appeals is meant: the open one, or the one opened on a day, with a ground.

    Raises `UsageError` where none is, or several; of those that are the same the first is meant.
    """
    found = [
        (number, item)
        for number, item in enumerate(target.items(_FIELD))
        if is_open(item) and opened in {None, item.get("opened")} and ground in {None, item.get("ground")}
    ]
    if not found:
        error = f"{target.id} has no open appeal" + (f" of {opened}" if opened is not None else "")
        raise UsageError(error)
    if len({_key(item) for _, item in found}) > 1:
        days = ", ".join(f"{item.get('opened')} ({item.get('ground')})" for _, item in found)
        raise UsageError(
            f"{target.id} has several open appeals: {days}", hint="say which with --opened and --ground"
        )
    return found[0][0]


def _key(item: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return what names an appeal among the open ones of a record."""
    return item.get("opened"), item.get("ground")


def decide(target: Target, number: int, decision: Mapping[str, str]) -> bytes:
    """Return the record's file with an appeal decided: the members that this gives it, its `status` among them."""
    values = (((_FIELD, number, name), value) for name, value in decision.items())
    return put_all(FileKind.RECORD, target.data, values, target.file)


def waiting_appeals(records: Iterable[DerivedRecord], today: str) -> list[JsonObject]:
    """Return every open appeal with its record's state today, by due day: what is overdue comes first."""
    found = [
        {
            "due": appeal["due"],
            "ground": appeal["ground"],
            "list": item.record.list,
            "opened": appeal["opened"],
            "overdue": is_overdue(appeal, today),
            "record": item.record.id,
            "state": item.derived.state,
        }
        for item in records
        for appeal in open_appeals(item.record.data)
    ]
    return sorted(found, key=itemgetter("due", "opened", "list", "record"))
