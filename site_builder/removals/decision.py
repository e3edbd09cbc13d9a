"""Decisions about one record: what exactly is decided, and the same in words."""

from typing import Any

from site_builder.errors import UsageError, quantity
from site_builder.load.layout import WITHHELD_FOLDER, withheld_record
from site_builder.load.source_tree import Loading
from site_builder.model import Decision, JsonObject
from site_builder.record import account_name, retraction_in_force
from site_builder.removals.target import Target


def release_subject(named: str, loading: Loading) -> JsonObject:
    """Return the subject of a release: the withholding that is named by its file or, where it has one, by its record.

    Raises `UsageError` where there is no such file.
    """
    name = named.removeprefix(f"{WITHHELD_FOLDER}/")
    files = [path.removeprefix(f"{WITHHELD_FOLDER}/") for path in loading.documents.withholdings]
    found = [file for file in files if file == name or withheld_record(f"{WITHHELD_FOLDER}/{file}") == name]
    if len(found) != 1:
        error = f"{quantity(len(found), 'file')} in {WITHHELD_FOLDER}/ found for {named}"
        raise UsageError(error, hint=f"name one file; there are: {', '.join(files) or 'none'}")
    return {"withholding": found[0]}


def record_subject(target: Target, **members: str) -> JsonObject:
    """Return the subject of a decision about a record and its claim, as it is now.

    Raises `UsageError` where the record cannot be read.
    """
    if target.item is None:
        raise UsageError(f"{target.file} cannot be read, so its claim is not known")
    return {"record": target.id, "claim": target.item.record.claim, **members}


def appeal_day(target: Target, number: int) -> str:
    """Return the day on which one of a record's appeals arrived."""
    return str(target.items("appeals")[number].get("opened"))


def name_subject(target: Target, opened: str | None) -> JsonObject:
    """Return the subject of naming an account as cleared: by an appeal that arrived on a day, else the last retraction.

    Raises `UsageError` where there is none.
    """
    if opened is not None:
        if all(item.get("opened") != opened for item in target.items("appeals")):
            raise UsageError(f"{target.id} has no appeal of {opened}")
        return record_subject(target, appeal=opened)
    last: Any = retraction_in_force(target.past)
    if last is None:
        raise UsageError(
            f"{target.id} is not retracted", hint="retract it first, or name an appeal with --opened"
        )
    return record_subject(target, retraction=str(last.get("date")))


def record_words(decision: Decision, target: Target | None) -> tuple[str, ...]:
    """Return what a decision about a record is, as lines for a steward; all text in them is data.

    `target` is the record where it is there. Raises `UsageError` where its claim is another by now.
    """
    said: Any = decision["subject"]
    item = target.item if target is not None else None
    if "claim" in said and item is not None and item.record.claim != said["claim"]:
        raise UsageError(f"the claim of record {said['record']} is another by now", hint="decide again")
    name = said.get("record") or said["withholding"].partition(".")[0]
    account = "unreadable"
    if item is not None:
        data = item.record.data
        account = f"{item.record.list}, {data['platform']} {account_name(data)}, {item.derived.state}"
    words = {
        "release": f"Release: the file {said.get('withholding')} no longer withholds the record.",
        "appeal": f"Appeal of {said.get('appeal')}: {said.get('outcome')}.",
        "retraction": f"Retraction on {said.get('retraction')}, for {said.get('removal')}: the listing is taken back.",
        "name-shown": "Its tombstone names the account as cleared, by the "
        + (
            f"appeal of {said['appeal']}." if "appeal" in said else f"retraction of {said.get('retraction')}."
        ),
    }
    return f"Record {name} ({account})", f"  {words[decision['kind']]}"
