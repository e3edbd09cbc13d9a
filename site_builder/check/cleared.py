"""Cleared: whose account was taken back by right, is withheld or under appeal is not listed again in passing."""

from collections.abc import Iterator
from typing import Any

from site_builder.check.likeness import Likeness
from site_builder.check.side import Pair
from site_builder.derive.state import DerivedRecord, is_cleared
from site_builder.model import RecordId
from site_builder.problems import Problem
from site_builder.record import account_name, open_appeals, retraction_in_force


def check_accounts(pair: Pair) -> Iterator[Problem]:
    """Check each record whose claim is new, and each that becomes public, against all that is about its account.

    `relists-missing`, `relists-evidence`, `relists-account-id`: it was cleared, or changed hands. `account-held`:
    another record of it is withheld or under appeal. `record-lookalike`: what could be taken for it.
    """
    paths = {item.path for item in pair.scope.next_claims}
    changed = [item for item in pair.after.next_claims.values() if item.record.file in paths]
    asked: dict[RecordId, list[DerivedRecord]] = {}
    for item in (*(pair.after.items[name] for name in pair.affected & pair.after.items.keys()), *changed):
        if _is_asked(pair, item):
            asked.setdefault(item.record.id, []).append(item)
            yield from _relisted(pair, item)
    for found in pair.alike:
        for mine in asked.get(found.record, ()):
            yield from _compared(pair, mine, found)


def _is_asked(pair: Pair, item: DerivedRecord) -> bool:
    """Return whether a claim is new, or its record becomes public."""
    before = pair.before.items.get(item.record.id)
    if item.record.claim in pair.after.next_claims and item.record.claim not in pair.before.next_claims:
        return True
    new = before is None or before.record.claim != item.record.claim
    return retraction_in_force(item.record.data) is None and (new or pair.rises(item.record.id))


def _relisted(pair: Pair, mine: DerivedRecord) -> Iterator[Problem]:
    """Yield where a record that lists a cleared account again has no evidence that is newer than its retraction."""
    named = (pair.after.items.get(name) for name in mine.record.data.get("relists", ()))
    days = [
        item["date"]
        for other in named
        if other is not None
        for item in other.record.data.get("retractions", ())
    ]
    purged = pair.after.tree.purged
    days += [purged[name]["removed"][:10] for name in mine.record.data.get("relists", ()) if name in purged]
    newest = max((item["captured"] for item in mine.record.data["evidence"]), default="")
    if days and newest <= max(days):
        yield pair.problem("relists-evidence", mine.record.file, "/evidence", on_key=True, cleared=max(days))


def _compared(pair: Pair, mine: DerivedRecord, found: Likeness) -> Iterator[Problem]:
    other, record = pair.after.items.get(found.other), mine.record
    retraction = retraction_in_force(other.record.data) if other is not None else None
    public = _is_shown(pair, mine)
    code = "record-lookalike"
    params: dict[str, Any] = {"other": found.other, "reason": found.words}
    if found.same and other is not None and is_cleared(other.record.data, pair.after.tree.vocabulary):
        if found.other in record.data.get("relists", ()):
            return
        code, params["list"] = "relists-missing", other.record.list
    elif (
        found.same
        and other is not None
        and any(item["reason"] == "changed-hands" for item in other.record.data.get("retractions", ()))
        and "account_id" not in record.data
    ):
        code = "relists-account-id"
    elif (
        found.same
        and public
        and (other is None or other.derived.state == "withheld" or open_appeals(other.record.data))
    ):
        code = "account-held"
        params["state"] = (
            "unreadable"
            if other is None
            else "withheld"
            if other.derived.state == "withheld"
            else "under appeal"
        )
    elif (
        other is None
        or not _is_named_anew(pair, mine)
        or (found.same and not found.earlier and retraction is None)
    ):
        return
    else:
        params["state"] = ", ".join(filter(None, (other.derived.state, other.derived.reason)))
        params |= {"handle": account_name(record.data), "other_handle": account_name(other.record.data)}
    where = "/handle" if "handle" in record.data else "/account_id"
    yield pair.problem(code, record.file, where, **params)


def _is_shown(pair: Pair, item: DerivedRecord) -> bool:
    """Return whether the public sees an account that it did not see before: the record's, or one that it gets now."""
    name = item.record.id
    if pair.after.items.get(name) is not item or not item.derived.public:
        return False
    return pair.rises(name) or _is_named_anew(pair, item, "previous_handles")


def _is_named_anew(pair: Pair, item: DerivedRecord, *more: str) -> bool:
    before = pair.before.items.get(item.record.id)
    return before is None or any(
        before.record.data.get(name) != item.record.data.get(name) for name in ("handle", "account_id", *more)
    )
