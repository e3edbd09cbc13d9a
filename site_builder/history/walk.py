"""The walk: from the revisions of the first-parent line to all events, in one pass.

Derived again at each commit is only what its files may have affected, what the clock makes due, and the rows of
records that link to one that appeared or went.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from site_builder.derive.row import row
from site_builder.history.content import Content
from site_builder.history.due import due_day, next_due
from site_builder.history.entry import Moment, Now, PublicEntry, change, settle
from site_builder.history.model import HISTORY_VERSION, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.derive.states import DerivedRecord
    from site_builder.history.model import RecordChange
    from site_builder.history.revision import BlobReader, Revision
    from site_builder.model import JsonObject, RecordId

# What GitHub, GitLab and Forgejo write for merges and for squashed or rebased pull requests.
_PULL_REQUEST: Final = re.compile(
    r"Merge pull request #(?P<merge>[1-9][0-9]{0,8}) from "
    r"|Merge pull request .*\(#(?P<quoted>[1-9][0-9]{0,8})\) from "
    r"|.*\(#(?P<squash>[1-9][0-9]{0,8})\)$"
)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found."""

    epoch: str
    commit: str
    """The last revision."""
    time: str
    """Its instant, for which a build of it speaks."""
    events: tuple[Event, ...]
    entries: Mapping[RecordId, PublicEntry]
    """Every record that is or was public, after the last revision."""
    due: str | None
    """The first day after `time`'s on which the clock alone changes a record; None where no day does."""


def walk(
    revisions: Iterable[Revision],
    blobs: BlobReader,
    vocabulary: JsonObject,
    folds: Mapping[str, tuple[str, ...]],
) -> Walked:
    """Return the history of revisions, oldest first. `folds` are the package's own platforms' steps by id."""
    walker = _Walker(Content(blobs, vocabulary, folds), vocabulary)
    events: list[Event] = []
    prev = None
    for revision in revisions:
        for found in walker.step(revision):
            event = Event(**{name: getattr(found, name) for name in _MEMBERS}, seq=len(events) + 1, prev=prev)
            prev = event.digest
            events.append(event)
    epoch = walker.content.instance.get("epoch", 0)
    return Walked(
        f"{HISTORY_VERSION}.{epoch}",
        walker.commit,
        walker.time,
        tuple(events),
        walker.entries,
        walker.due(),
    )


def pull_request(subject: str) -> int | None:
    """Return the number of the pull request that a commit's subject names."""
    found = _PULL_REQUEST.match(subject)
    return int(found["merge"] or found["quoted"] or found["squash"]) if found else None


class _Walker:
    """The state of a walk between two commits."""

    def __init__(self, content: Content, vocabulary: JsonObject) -> None:
        self.content = content
        self.commit = self.time = ""
        self.entries: dict[RecordId, PublicEntry] = {}
        self._vocabulary = vocabulary
        self._items: dict[RecordId, DerivedRecord] = {}
        self._public: dict[RecordId, str] = {}
        self._linking: dict[RecordId, set[RecordId]] = defaultdict(set)
        self._due: dict[RecordId, str] = {}
        self._queue: list[tuple[str, RecordId]] = []
        self._base: dict[RecordId, PublicEntry | None] = {}

    def step(self, revision: Revision) -> list[RecordChange]:
        """Take one commit over and return what it changed, ordered by id."""
        self.commit, self.time = revision.commit, revision.time
        self._base = {}
        by_clock: dict[RecordId, PublicEntry | None] = {}
        overdue = self._overdue()
        if overdue:
            # First the clock alone, under the previous commit's files: what it explains is nobody's change.
            self._update(overdue)
            by_clock = {record: self.entries.get(record) for record in self._base}
        self._update(self.content.apply(revision.changes))
        public = self.content.instance.get("source_public", False)
        changes = []
        for record, before in sorted(self._base.items()):
            after = self.entries.get(record)
            found = change(record, before, after, self.time)
            if found is None or after is None:
                continue
            clock = by_clock.get(record, before)
            if public and (clock is None or clock.row_bytes != after.row_bytes):
                number = pull_request(revision.subject)
                found = replace(found, commit=revision.commit, pull_request=number)
            changes.append(found)
        return changes

    def due(self) -> str | None:
        """Return the first day on which the clock alone changes what the public sees."""
        queue = [(moment, record) for moment, record in self._queue if self._due.get(record) == moment]
        heapify(queue)
        while queue:
            moment, record = heappop(queue)
            day = due_day(moment)
            item = self.content.item(record, day) if day is not None else None
            if day is None or item is None:
                continue
            if (record in self.entries or item.derived.public) and (
                item.derived.shown != self._items[record].derived.shown
            ):
                return day
            follow = next_due(item, self.content.reviews(item.record), day)
            if follow is not None:
                heappush(queue, (follow, record))
        return None

    def _overdue(self) -> set[RecordId]:
        today = self.time[:10]
        found = set()
        while self._queue and self._queue[0][0] <= today:
            moment, record = heappop(self._queue)
            if self._due.get(record) == moment:
                found.add(record)
        return found

    def _update(self, affected: set[RecordId]) -> None:
        """Derive the affected records again, and draw their rows and those that link to what appeared or went."""
        flipped = {record for record in affected if self._derive(record)}
        touched = affected.union(*(self._linking[record] for record in flipped if record in self._linking))
        moment = Moment(self.time, self.content.withheld, self._vocabulary)
        for record in touched:
            base = self._base.setdefault(record, self.entries.get(record))
            item = self._items.get(record)
            made = None
            if item is not None and item.derived.public:
                made = row(item, self.content.folds, self._public, self._vocabulary)
            entry = settle(record, base, Now(item, made), moment)
            if entry is None:
                self.entries.pop(record, None)
            else:
                self.entries[record] = entry

    def _derive(self, record: RecordId) -> bool:
        """Derive one record; return whether it appeared, went or moved to another list."""
        today = self.time[:10]
        old, item = self._items.pop(record, None), self.content.item(record, today)
        for link in old.record.data.get("links", ()) if old is not None else ():
            self._linking[link["record"]].discard(record)
        self._due.pop(record, None)
        was = self._public.pop(record, None)
        if item is not None:
            self._items[record] = item
            for link in item.record.data.get("links", ()):
                self._linking[link["record"]].add(record)
            moment = next_due(item, self.content.reviews(item.record), today)
            if moment is not None:
                self._due[record] = moment
                heappush(self._queue, (moment, record))
            if item.derived.public:
                self._public[record] = item.record.list
        return was != self._public.get(record)


_MEMBERS: Final = (
    "time",
    "record",
    "list",
    "kind",
    "before",
    "after",
    "fields",
    "sha256",
    "reason",
    "effect",
    "commit",
    "pull_request",
)
