"""Entries: what a record that is or was public looks like to the public at one revision.

Pure functions from what it was before and what its files say now. docs/reference/history.md says the rules.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.derive.row import row_bytes
from site_builder.derive.state import effect_of
from site_builder.history.model import RecordChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.derive.states import DerivedRecord
    from site_builder.history.model import Kind, Status
    from site_builder.model import JsonObject, ListId, RecordId, Withholding

_RELY: Final = "stop-relying"


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """The public side of a record: its status, and its row or its tombstone."""

    status: Status
    state: str
    """The state where it is public, else the status."""
    list: ListId
    example: bool
    row: JsonObject
    row_bytes: bytes
    """RFC 8785 form of `row` and a line feed."""
    sha256: str
    """Of `row_bytes`."""
    first_public: str
    removed: str | None
    """When it last stopped being public, if it is not."""


@dataclass(frozen=True, slots=True)
class Now:
    """What the files of a revision say of one record: None where it is absent, and its row where it is public."""

    item: DerivedRecord | None
    row: JsonObject | None


@dataclass(frozen=True, slots=True)
class Moment:
    """When, and under which emergency stop and words, entries are settled."""

    time: str
    """RFC 3339, UTC, seconds, Z."""
    withheld: Mapping[RecordId, Withholding]
    vocabulary: JsonObject


def settle(record_id: RecordId, base: PublicEntry | None, now: Now, moment: Moment) -> PublicEntry | None:
    """Return a record's entry after a revision, or None where it was never public.

    `base` is its entry before the revision.
    """
    item = now.item
    if item is not None and now.row is not None:
        first = base.first_public if base is not None else moment.time
        return _entry("public", item, now.row, first, None)
    if base is None:
        return None
    removed = base.removed or moment.time
    status: Status
    if item is not None and item.derived.state == "retracted":
        status, reason = "retracted", item.derived.reason or ""
        effect = effect_of(reason, moment.vocabulary)
    elif base.status == "retracted":
        status, reason, effect = "retracted", base.row["reason"], base.row["effect"]
    else:
        effect = _RELY
        if item is not None and item.derived.state == "withheld":
            status, reason = "withheld", item.derived.reason or ""
        elif item is None and record_id in moment.withheld:
            status, reason = "withheld", moment.withheld[record_id]["reason"]
        else:
            status, reason = "withdrawn", "absent" if item is None else "unverified"
    kept = item is None or (status == "retracted" and item.derived.state != "retracted")
    row: JsonObject = {
        "actionable": False,
        "effect": effect,
        "example": base.example if kept or item is None else item.account_list.example,
        "first_public": base.first_public,
        "id": record_id,
        "list": base.list if kept or item is None else item.record.list,
        "reason": reason,
        "removed": removed,
        "state": status,
    }
    if status == "retracted" and item is not None and _handle_is_public(item):
        row |= {"platform": item.record.data["platform"], "handle": item.record.data["handle"]}
    return _tombstone(status, row, base.first_public, removed)


def change(
    record_id: RecordId, before: PublicEntry | None, after: PublicEntry | None, time: str
) -> RecordChange | None:
    """Return what became of a record between two revisions, None where nothing did."""
    if after is None or (before is not None and before.row_bytes == after.row_bytes):
        return None
    old = before.row if before is not None else {}
    fields = tuple(
        sorted(name for name in old.keys() | after.row.keys() if old.get(name) != after.row.get(name))
    )
    return RecordChange(
        time=time,
        record=record_id,
        list=after.list,
        kind=_kind(before, after, fields),
        before=before.state if before is not None else "none",
        after=after.state,
        fields=fields,
        sha256=after.sha256,
        reason=after.row.get("reason"),
        effect=after.row.get("effect"),
    )


def _entry(
    status: Status, item: DerivedRecord, row: JsonObject, first_public: str, removed: str | None
) -> PublicEntry:
    data = row_bytes(row)
    digest = hashlib.sha256(data).hexdigest()
    example = item.account_list.example
    return PublicEntry(
        status, item.derived.state, item.record.list, example, row, data, digest, first_public, removed
    )


def _tombstone(status: Status, row: JsonObject, first_public: str, removed: str) -> PublicEntry:
    data = row_bytes(row)
    digest = hashlib.sha256(data).hexdigest()
    return PublicEntry(status, status, row["list"], row["example"], row, data, digest, first_public, removed)


def _handle_is_public(item: DerivedRecord) -> bool:
    retractions = item.record.data.get("retractions", [])
    return bool(retractions) and retractions[-1].get("public_handle", False)


def _kind(before: PublicEntry | None, after: PublicEntry, fields: tuple[str, ...]) -> Kind:
    was = before.status if before is not None else "none"
    if after.status == "public":
        if was == "public" and before is not None:
            return _kind_of_public(before, after, fields)
        return "reinstated" if was == "retracted" else "published"
    if after.status in ("retracted", "withheld", "withdrawn") and was != after.status:
        return after.status
    return "changed"


def _kind_of_public(before: PublicEntry, after: PublicEntry, fields: tuple[str, ...]) -> Kind:
    if "handle" in fields:
        return "renamed"
    if "state" in fields:
        return "lapsed" if after.state == "lapsed" else "state"
    if set(fields) <= {"match", "observations"} and "observations" in fields:
        old, new = ({k: v for k, v in e.row["match"].items() if k != "handle_seen"} for e in (before, after))
        if old == new:
            return "observed"
    return "changed"
