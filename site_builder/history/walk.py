"""The walk: from the revisions of the first-parent line to all events, in one pass, and what a build publishes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from heapq import heapify, heappop, heappush
from types import MappingProxyType
from typing import Final

from site_builder.derive.row import row
from site_builder.derive.state import DerivedRecord
from site_builder.history.model import HISTORY_VERSION, Event, History, RecordChange, Revision
from site_builder.history.reader import ContentReader, StateView
from site_builder.history.state import Moment, PublicEntry, PublicStanding, State, change, settle
from site_builder.history.step import due_day, next_due, step
from site_builder.load.source_tree import Tree
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
    for revision in reader.in_groups(revisions):
        state, changes = step(state, revision, reader)
        for found in changes:
            made = {name: getattr(found, name) for name in _CHANGE}
            events.append(Event(**made, seq=len(events) + 1))
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
        if day is None or item is None or now is None or view.retracted(record):
            continue
        known = state.records[record].standing is not None or item.derived.public
        if known and item.derived.shown != now.derived.shown:
            return day
        follow = next_due(item, view.reviews(item.record), day)
        if follow is not None:
            heappush(queue, (follow, record))
    return None


def publish_tree(
    walked: Walked | None,
    tree: Tree,
    derived: Iterable[DerivedRecord],
    as_of: str,
    uncommitted: tuple[str, ...],
) -> tuple[Mapping[RecordId, PublicEntry], History | None]:
    """Return every record that is or was public according to a tree on top of a walk, and the history.

    `derived` are the tree's records with their states on the day of `as_of`; `uncommitted` are the paths by which
    the tree differs from the walk's last revision.
    """
    items = {item.record.id: item for item in derived}
    known = walked.standing if walked is not None else {}
    final = (
        {name for name, item in walked.state.records.items() if item.retracted} if walked is not None else ()
    )
    public = {
        name: item.record.list
        for name, item in items.items()
        if item.derived.public and name not in final and name not in tree.purged
    }
    moment = Moment(as_of, tree.withheld, tree.vocabulary, tree.purged)
    entries: dict[RecordId, PublicEntry] = {}
    pending = []
    for name in sorted(known.keys() | public.keys() | tree.purged.keys()):
        item, base = items.get(name), known.get(name)
        made = None
        if item is not None and name in public:
            made = row(item, tree.platforms, public, tree.vocabulary)
        entry = settle(name, base, item, made, moment)
        if entry is not None:
            entries[name] = entry
        found = change(name, base, entry.standing if entry is not None else None, as_of)
        if found is not None:
            pending.append(found)
    if walked is None:
        return MappingProxyType(entries), None
    timelines: dict[RecordId, list[Event]] = defaultdict(list)
    for event in walked.events:
        timelines[event.record].append(event)
    history = History(
        epoch=walked.epoch,
        events=walked.events,
        pending=tuple(pending),
        uncommitted=uncommitted,
        timelines=MappingProxyType({name: tuple(events) for name, events in timelines.items()}),
    )
    return MappingProxyType(entries), history
