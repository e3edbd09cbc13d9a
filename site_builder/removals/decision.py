"""Decisions about one record: what exactly is decided, by whom it may be, and the same in words."""

from collections.abc import Collection, Iterator
from typing import Any

from site_builder.derive.reviews import involvement
from site_builder.errors import UsageError, state_word
from site_builder.load.layout import WITHHELD_FOLDER, withheld_record
from site_builder.load.source_tree import Loading, packaged
from site_builder.model import Decision, JsonObject, RecordId
from site_builder.removals.target import Target, account_words


def releases(named: str, files: Collection[str]) -> tuple[str, ...]:
    """Return the withholdings that are meant: one by its file, or all of a record; `files` are all of the instance.

    Raises `UsageError` where there is none.
    """
    path = f"{WITHHELD_FOLDER}/{named.removeprefix(f'{WITHHELD_FOLDER}/')}"
    found = tuple(file for file in files if file == path or withheld_record(file) == named)
    if not found or withheld_record(found[0]) is None:
        raise UsageError(
            f"{named} cannot be released: it is not withheld by a file",
            hint="name a record by its number, or one of its files in lists/withheld/",
        )
    return found


def record_subject(target: Target, **members: Any) -> JsonObject:
    """Return the subject of a decision about a record and its claim, as it is now."""
    return {"record": target.id, "claim": target.claim, **members}


def decided_record(decision: Decision) -> RecordId | None:
    """Return the record that a decision is about; None for an override."""
    subject = decision["subject"]
    if "withholding" in subject:
        return withheld_record(f"{WITHHELD_FOLDER}/{subject['withholding']}")
    return subject.get("record")


def refuse_involved(steward: str, target: Target, loading: Loading) -> None:
    """Raise `UsageError` for somebody who wrote the listing, or ever confirmed it: they do not decide about it."""
    tree, own = loading.tree, target.value.get("submitted_by")
    claims = [item.data["submitted_by"] for item in tree.next_claims if item.id == target.id]
    writers = {name for names in (own, *claims) if isinstance(names, list) for name in names}
    why = involvement(steward, writers, (item for item in tree.reviews if item.record == target.id))
    if why is not None:
        error = f"{steward} cannot decide about record {target.id}: {steward} {why}"
        raise UsageError(error, hint="a steward who had no part in it has to")


def decision_words(decision: Decision) -> tuple[str, ...]:
    """Return what a decision about a record says by itself, all of it signed, as lines of text with data in it."""
    said, vocabulary = decision["subject"], packaged("vocabulary")
    kind = decision["kind"]
    if kind == "release":
        return (f"Release: {WITHHELD_FOLDER}/{said['withholding']} no longer withholds its record.",)
    if kind == "appeal":
        return (f"The appeal of {said['appeal']}, on the ground {said['ground']}, is {said['outcome']}.",)
    if kind == "name-shown":
        by = f"appeal of {said['appeal']}" if "appeal" in said else f"retraction of {said['retraction']}"
        return (f"The site names the account as cleared, by the {by}.",)
    taken = f"The listing is taken back on {said['retraction']}, for {said['removal']}."
    if "covers" in said:
        taken += f" It covers {', '.join(said['covers'])}, too."
    reason = vocabulary["removal_reasons"].get(said["removal"])
    if reason is None:
        return (taken,)
    effect = vocabulary["effects"][reason["effect"]]
    return f"{taken} {reason['meaning']}", f"Consumers will read: {effect['title']}. {effect['meaning']}"


def record_words(target: Target) -> tuple[str, ...]:
    """Return what record is meant, as lines of text with data in it."""
    words = account_words(target.data, target.file) or "an account that cannot be read"
    return f"Record {target.id} of {target.list}: {words}", *_text(target.value.get("summary"))


def decision_notes(
    decision: Decision, target: Target | None, held: JsonObject, *, is_here: bool = True
) -> Iterator[str]:
    """Yield what to know beside a decision about a record, as sentences with data in them: nobody signs these.

    `target` is the record, None where there is none; `held` is what a withholding says, as far as it can be read.
    The state in this folder is for somebody who has it (`is_here`): it follows from the edit, if that is made.
    """
    said = decision["subject"]
    if "withholding" in said:
        since, by, reason = (str(held.get(name, "not known")) for name in ("since", "by", "reason"))
        yield f"Withheld since {since} by {by}, for {_meant('removal_reasons', reason)}"
    if target is None:
        yield f"There is no record {decided_record(decision)}."
        return
    for appeal in target.items("appeals"):
        if appeal.get("opened") == said.get("appeal", ""):
            yield f"The appeal's ground: {_meant('appeal_grounds', str(appeal.get('ground')))}"
    if target.item is None:
        yield "The record's file does not fit its schema."
    elif is_here:
        public = "public" if target.item.derived.public else "not public"
        yield f"In this folder the record is {state_word(target.item.derived.state)}, {public}."


def _meant(section: str, code: str) -> str:
    term = packaged("vocabulary")[section].get(code)
    return f"{code}. {term['meaning']}" if term is not None else f"{code}."


def _text(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else ()
