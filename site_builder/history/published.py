"""What a build publishes of the history: all events, and what the tree at hand adds to the last revision.

A clean tree adds nothing. Without git there is no history, and nothing was ever public before.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from site_builder.derive.row import row
from site_builder.history.entry import Moment, Now, PublicEntry, change, settle
from site_builder.history.model import Event, History

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.derive.states import DerivedRecord
    from site_builder.history.walk import Walked
    from site_builder.load.source_tree import Tree
    from site_builder.model import RecordId


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
    public = {name: item.record.list for name, item in items.items() if item.derived.public}
    known = walked.standing if walked is not None else {}
    moment = Moment(as_of, tree.withheld, tree.vocabulary)
    entries: dict[RecordId, PublicEntry] = {}
    pending = []
    for name in sorted(known.keys() | public.keys()):
        item, base = items.get(name), known.get(name)
        made = None
        if item is not None and name in public:
            made = row(item, tree.platforms, public, tree.vocabulary)
        entry = settle(name, base, Now(item, made), moment)
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
