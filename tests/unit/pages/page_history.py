"""A change history made by hand for the pages: every kind, a long timeline, tombstones, a deleted list, pending work.

Nobody and nothing in it exists.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from site_builder.derive.row import row_bytes
from site_builder.history.model import Event, History, RecordChange, RemovedRecord
from tests.instance import salt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


RETRACTED: Final = "5ret00000000"
WITHHELD: Final = "5w1th0000000"
WITHDRAWN: Final = "5w1thdrawn00"
CLEARED: Final = "5c1eared0000"
DELETED_LIST: Final = "pier"
DELETED: Final = ("6p1er0000000", "6p1er0000001")
UNCOMMITTED: Final = "lists/harbour/chirp/8s/8secret00000.yaml"
COMMIT: Final = "c0ffee"
"""How the name of every commit of an event begins."""
MANY_REMOVED: Final = tuple(
    sorted(f"{'0123456789abcdefghjkmnpqrstvwxyz'[number % 32]}{number:03d}yyyyyyyy" for number in range(230))
)
"""More than one page of tombstones."""


def tombstone(record: str, list_id: str, state: str, why: tuple[str, str], **members: Any) -> RemovedRecord:
    """Return a tombstone; `why` is reason and effect, `members` are others, as platform and handle when cleared."""
    row: Any = {
        "actionable": False,
        "effect": why[1],
        "example": False,
        "first_public": "2025-02-01T08:00:00Z",
        "id": record,
        "list": list_id,
        "reason": why[0],
        "removed": "2026-02-20T10:30:00Z",
        "state": state,
        **members,
    }
    return RemovedRecord(record, list_id, row, row_bytes(row))


def change(record: str, list_id: str, kind: str, before: str, after: str, **members: Any) -> RecordChange:
    """Return a change without a time of its own."""
    digest = hashlib.sha256(f"{record}{kind}{before}{after}".encode()).hexdigest()
    made: dict[str, Any] = {"time": "", "fields": ("state",), "sha256": digest, **members}
    return RecordChange(record=record, list=list_id, kind=kind, before=before, after=after, **made)  # type: ignore[arg-type]  # a test's kinds


def numbered(changes: Iterable[RecordChange]) -> tuple[Event, ...]:
    """Return events with numbers and times an hour apart, oldest first."""
    events: list[Event] = []
    for number, item in enumerate(changes, 1):
        hours = 24 * 31 + number
        day = f"2025-{hours // (24 * 28) % 12 + 1:02d}-{hours // 24 % 28 + 1:02d}"
        events.append(
            Event(
                seq=number,
                time=item.time or f"{day}T{hours % 24:02d}:00:00Z",
                record=item.record,
                list=item.list,
                kind=item.kind,
                before=item.before,
                after=item.after,
                fields=item.fields,
                sha256=item.sha256,
                reason=item.reason,
                effect=item.effect,
                commit=item.commit,
                pull_request=item.pull_request,
            )
        )
    return tuple(events)


def history(
    changes: Iterable[RecordChange], pending: Sequence[RecordChange] = (), uncommitted: Sequence[str] = ()
) -> History:
    """Return the history of these changes."""
    events = numbered(changes)
    timelines: dict[str, list[Event]] = {}
    for event in events:
        timelines.setdefault(event.record, []).append(event)
    return History(
        epoch="1.0",
        events=events,
        pending=tuple(pending),
        uncommitted=tuple(uncommitted),
        timelines={record: tuple(found) for record, found in timelines.items()},
    )


def commit(number: int) -> str:
    """Return the name of a commit."""
    return f"{COMMIT}{number:034d}"


def full_timeline(record: str, list_id: str) -> Iterable[RecordChange]:
    """Yield more changes of a public record than its page shows at once, of every kind that leaves it public."""
    yield change(record, list_id, "published", "none", "verified", commit=commit(1), pull_request=12)
    yield change(
        record, list_id, "withdrawn", "verified", "withdrawn", reason="unverified", effect="stop-relying"
    )
    yield change(record, list_id, "published", "withdrawn", "verified", commit=commit(2))
    yield change(
        record,
        list_id,
        "withheld",
        "verified",
        "withheld",
        reason="under-review",
        effect="stop-relying",
        commit=commit(3),
    )
    yield change(record, list_id, "published", "withheld", "verified", commit=commit(4), pull_request=14)
    yield change(
        record, list_id, "renamed", "verified", "verified", fields=("handle", "match"), commit=commit(5)
    )
    yield change(record, list_id, "lapsed", "verified", "lapsed", fields=("actionable", "state"))
    yield change(
        record, list_id, "state", "lapsed", "verified", fields=("actionable", "state"), commit=commit(6)
    )
    for number in range(7):
        yield change(
            record,
            list_id,
            "observed",
            "verified",
            "verified",
            fields=("observations",),
            commit=commit(10 + number),
        )
    yield change(
        record,
        list_id,
        "changed",
        "verified",
        "verified",
        fields=("evidence", "no_such_member", "summary"),
        commit=commit(20),
        pull_request=31,
    )
    yield change(
        record, list_id, "state", "verified", "disputed", fields=("appeal", "state"), commit=commit(21)
    )


def removal(stone: RemovedRecord, number: int) -> Iterable[RecordChange]:
    """Yield the two changes of a record that was published and removed, each with its commit."""
    yield change(
        stone.id, stone.list, "published", "none", "verified", commit=commit(number), pull_request=number
    )
    yield change(
        stone.id,
        stone.list,
        stone.row["state"],
        "verified",
        stone.row["state"],
        fields=("handle", "summary"),
        reason=stone.row["reason"],
        effect=stone.row["effect"],
        commit=commit(number + 1),
        pull_request=number + 1,
    )


def harbour_removed(list_id: str, handle: str) -> tuple[RemovedRecord, ...]:
    """Return a tombstone of each status, and one of an account that was cleared."""
    return tuple(
        sorted(
            (
                tombstone(RETRACTED, list_id, "retracted", ("personal-data", "erase"), example=True),
                tombstone(WITHHELD, list_id, "withheld", ("appeal-overdue", "stop-relying"), example=True),
                tombstone(WITHDRAWN, list_id, "withdrawn", ("absent", "stop-relying"), example=True),
                tombstone(
                    CLEARED,
                    list_id,
                    "retracted",
                    ("mistaken-identity", "undo"),
                    example=True,
                    platform="chirp",
                    salt=salt_of(CLEARED),
                    handle=handle,
                ),
            ),
            key=lambda item: item.id,
        )
    )


def many_removed(list_id: str) -> tuple[RemovedRecord, ...]:
    """Return more tombstones than a page holds."""
    return tuple(
        tombstone(item, list_id, "withdrawn", ("unverified", "stop-relying")) for item in MANY_REMOVED
    )


def deleted_removed() -> tuple[RemovedRecord, ...]:
    """Return the tombstones of a deleted list."""
    return tuple(tombstone(item, DELETED_LIST, "withdrawn", ("absent", "stop-relying")) for item in DELETED)
