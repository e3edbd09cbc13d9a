"""The walk: from the revisions of the first-parent line to all events, in one pass."""

from __future__ import annotations

from dataclasses import dataclass, fields
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from site_builder.history.model import HISTORY_VERSION, Event, RecordChange, Revision
from site_builder.history.state import PublicStanding, State
from site_builder.history.step import due_day, next_due, step
from site_builder.history.view import StateView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.history.reader import ContentReader
    from site_builder.model import RecordId

_CHANGE: Final = tuple(member.name for member in fields(RecordChange))


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found, and its state after the last revision."""

    epoch: str
    events: tuple[Event, ...]
    state: State
    standing: Mapping[RecordId, PublicStanding]
    """Every record that is or was public."""
    due: str | None
    """The first day after the last revision's on which the clock alone changes a record; None where no day does."""


def walk(revisions: Iterable[Revision], reader: ContentReader) -> Walked:
    """Return the history of revisions, oldest first. Raises `RepositoryError` where a content cannot be had."""
    state = State()
    events: list[Event] = []
    prev = None
    for revision in reader.in_groups(revisions):
        state, changes = step(state, revision, reader)
        for found in changes:
            event = Event(**{name: getattr(found, name) for name in _CHANGE}, seq=len(events) + 1, prev=prev)
            prev = event.digest
            events.append(event)
    view = StateView(state, reader)
    standing = {name: item.standing for name, item in state.records.items() if item.standing is not None}
    epoch = f"{HISTORY_VERSION}.{view.instance.get('epoch', 0)}"
    return Walked(epoch, tuple(events), state, standing, _due(state, view))


def _due(state: State, view: StateView) -> str | None:
    """Return the first day on which the clock alone changes what the public sees."""
    today = state.time[:10]
    queue = [(moment, record) for moment, records in state.due.items() for record in records]
    heapify(queue)
    while queue:
        moment, record = heappop(queue)
        day = due_day(moment)
        now = view.item(record, today)
        item = view.item(record, day) if day is not None else None
        if day is None or item is None or now is None:
            continue
        known = state.records[record].standing is not None or item.derived.public
        if known and item.derived.shown != now.derived.shown:
            return day
        follow = next_due(item, view.reviews(item.record), day)
        if follow is not None:
            heappush(queue, (follow, record))
    return None
