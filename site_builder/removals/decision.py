"""Decisions about one record: what exactly is decided, and the same in words."""

from collections.abc import Callable, Collection
from typing import Any

from site_builder.errors import UsageError, quantity
from site_builder.load.layout import WITHHELD_FOLDER, withheld_record
from site_builder.load.source_tree import Loading
from site_builder.model import Decision, JsonObject, RecordId
from site_builder.record import account_name, retraction_in_force
from site_builder.removals.appeal import choose
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


def record_subject(target: Target, **members: Any) -> JsonObject:
    """Return the subject of a decision about a record and its claim, as it is now.

    Raises `UsageError` where the record cannot be read.
    """
    if target.item is None:
        raise UsageError(f"{target.file} cannot be read, so its claim is not known")
    return {"record": target.id, "claim": target.item.record.claim, **members}


def name_subject(target: Target) -> JsonObject:
    """Return the subject of naming an account as cleared: by its last retraction or, without one, its open appeal.

    Raises `UsageError` where there is neither.
    """
    last: Any = retraction_in_force(target.past)
    if last is not None:
        return record_subject(target, retraction=str(last["date"]))
    return record_subject(target, appeal=str(target.items("appeals")[choose(target, None)]["opened"]))


def record_words(
    decision: Decision, known: Collection[RecordId], find: Callable[[RecordId], Target]
) -> tuple[str, ...]:
    """Return what a decision about a record is, as lines for a steward; all text in them is data.

    `find` gives a `known` record. Raises `UsageError` where its claim is another by now.
    """
    said: Any = decision["subject"]
    name = said.get("record") or said["withholding"].partition(".")[0]
    item = find(name).item if name in known else None
    if "claim" in said and item is not None and item.record.claim != said["claim"]:
        raise UsageError(f"the claim of record {name} is another by now", hint="decide again")
    account = "unreadable"
    if item is not None:
        data = item.record.data
        account = f"{item.record.list}, {data['platform']} {account_name(data)}, {item.derived.state}"
    words = {
        "release": f"Release: the file {said.get('withholding')} no longer withholds the record.",
        "appeal": f"Appeal of {said.get('appeal')}, on the ground {said.get('ground')}: {said.get('outcome')}.",
        "retraction": f"Retraction on {said.get('retraction')}, for {said.get('removal')}: the listing is taken back."
        + (f" It covers {', '.join(said['covers'])}, too." if "covers" in said else ""),
        "name-shown": "Its tombstone names the account as cleared, by the "
        + (
            f"appeal of {said['appeal']}." if "appeal" in said else f"retraction of {said.get('retraction')}."
        ),
    }
    return f"Record {name} ({account})", f"  {words[decision['kind']]}"
