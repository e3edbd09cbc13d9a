"""Change histories made by hand: tombstones, and events with their numbers, chain and digests."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from site_builder.derive.row import row_bytes
from site_builder.history.model import Event, History, RecordChange, RemovedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.catalog.model import PublicRecord

EPOCH: Final = "1.0"
_ADDED: Final = ("actionable", "categories", "handle", "id", "list", "state")
_REMOVED: Final = (
    "actionable",
    "categories",
    "effect",
    "first_public",
    "handle",
    "reason",
    "removed",
    "state",
)


def tombstone(record_id: str, list_id: str, **members: Any) -> RemovedRecord:
    """Return a tombstone of a retracted record, with the members given on top."""
    row: Any = {
        "actionable": False,
        "effect": "undo",
        "example": False,
        "first_public": "2026-01-20T10:00:00Z",
        "id": record_id,
        "list": list_id,
        "reason": "mistaken-identity",
        "removed": "2026-02-20T09:30:00Z",
        "state": "retracted",
        **members,
    }
    return RemovedRecord(record_id, list_id, row, row_bytes(row))


def happened(time: str, kind: str, record: str, list_id: str, **members: Any) -> dict[str, Any]:
    """Return a change, as members of `RecordChange`; digests are filled in by `history`."""
    removal = kind in {"retracted", "withheld", "withdrawn"}
    filled: dict[str, Any] = {
        "before": "none" if kind == "published" else "verified",
        "after": kind if removal else "verified",
        "fields": _REMOVED if removal else _ADDED if kind == "published" else ("summary",),
    }
    if removal:
        filled |= {"reason": "mistaken-identity", "effect": "undo"}
    return {"time": time, "kind": kind, "record": record, "list": list_id, **filled, **members}


def history(
    changes: Iterable[Mapping[str, Any]],
    entries: Iterable[PublicRecord | RemovedRecord] = (),
    *,
    pending: Iterable[Mapping[str, Any]] = (),
    uncommitted: tuple[str, ...] = (),
) -> History:
    """Return the history of these changes, oldest first: the last of each record gives the digest of its row."""
    digests = {entry.id: hashlib.sha256(entry.row_bytes).hexdigest() for entry in entries}
    listed = list(changes)
    last = {change["record"]: number for number, change in enumerate(listed)}
    events: list[Event] = []
    timelines: dict[str, list[Event]] = defaultdict(list)
    for number, change in enumerate(listed):
        record = change["record"]
        sha256 = hashlib.sha256(f"{record} {number}".encode()).hexdigest()
        if last[record] == number:
            sha256 = digests.get(record, sha256)
        event = Event(**{"sha256": sha256, **change}, seq=number + 1)
        events.append(event)
        timelines[record].append(event)
    return History(
        epoch=EPOCH,
        events=tuple(events),
        pending=tuple(RecordChange(**{"sha256": "f" * 64, **change}) for change in pending),
        uncommitted=uncommitted,
        timelines={record: tuple(of) for record, of in timelines.items()},
    )
