"""From the rows that a mirror has to the rows that `index.json` speaks of, fetching as little as proves them.

Two ways lead there: the records that events name, one by one, or the chunks that differ. Each list takes the cheaper
one. Either way the rows are proved twice: their chunks' names hash to the list's digest, and the events end at exactly
these rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.sync.chunks import chunked, cut, digest
from site_builder.sync.events import FeedEvent, newest
from site_builder.sync.refusals import SyncRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sized

    from site_builder.progress import Progress
    from site_builder.sync.index import Index, ListRef
    from site_builder.sync.options import SyncLimits
    from site_builder.sync.row import MirrorRow
    from site_builder.sync.source import SiteSource

_ROW_BYTES: Final = 1500
_REF_BYTES: Final = 140


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a run gathers with."""

    source: SiteSource
    index: Index
    limits: SyncLimits
    tell: Progress

    def rows(
        self, have: Mapping[str, MirrorRow], events: tuple[FeedEvent, ...], *, trusted: bool
    ) -> dict[str, MirrorRow]:
        """Return all rows by id.

        `have` are the mirror's rows, `events` those since; `trusted` says that `have` is exactly what the event before
        `events` left. Without that, rows of `have` count only where chunks prove them, and events may be the newest
        only. Raises `Torn` and `SyncRefused`.
        """
        last = newest(events)
        rows = dict(have)
        if trusted:
            self._fetch_records(rows, last)
        made: dict[str, MirrorRow] = {}
        by_list = _by_list(rows.values())
        for of in self.index.lists.values():
            for row in self._proved(of, by_list.get(of.id, [])):
                if row.id in made:
                    raise SyncRefused(f"Record {row.id} is on two lists", code="unproved")
                made[row.id] = row
            self._bound(made)
        _replay(made, events, last, have if trusted else None)
        return made

    def _fetch_records(self, rows: dict[str, MirrorRow], last: Mapping[str, FeedEvent]) -> None:
        """Put the records that events name in their place, where that is cheaper than their chunks."""
        wanted: dict[str, list[FeedEvent]] = defaultdict(list)
        for record, event in sorted(last.items()):
            if record not in rows or rows[record].sha256 != event.sha256:
                wanted[event.list].append(event)
        by_list = _by_list(rows.values())
        chosen = [
            event
            for list_id, events in sorted(wanted.items())
            if records_are_cheaper(by_list.get(list_id, []), events, self.limits)
            for event in events
        ]
        for done, event in enumerate(chosen, start=1):
            rows[event.record] = self.source.record(event)
            self.tell("Fetching records", done, len(chosen))

    def _bound(self, rows: Sized) -> None:
        if len(rows) > self.limits.rows:
            raise SyncRefused(f"The site has more than {self.limits.rows} rows", code="too-large")

    def _proved(self, of: ListRef, rows: list[MirrorRow]) -> Iterable[MirrorRow]:
        """Return the list's rows, proved by its digest: those at hand if they are right, else with chunks' help."""
        rows.sort(key=lambda row: row.id)
        have = chunked(rows)
        if digest(of.id, have) == of.digest:
            return rows
        by_hash = {ref.sha256: part for ref, part in have.items()}
        refs = self.source.chunks(of)
        made: list[MirrorRow] = []
        for done, ref in enumerate(refs, start=1):
            made.extend(by_hash[ref.sha256] if ref.sha256 in by_hash else self.source.chunk(of.id, ref))
            self._bound(made)
            self.tell(f"Fetching {of.id}", done, len(refs))
        ids = [row.id for row in made]
        if ids != sorted(set(ids)) or list(chunked(made)) != refs:
            message = (
                f"The chunks of {of.id} are not cut where the records' ids say, or not in canonical form"
            )
            raise SyncRefused(message, code="unproved")
        return made


def records_are_cheaper(rows: list[MirrorRow], events: list[FeedEvent], limits: SyncLimits) -> bool:
    """Tell whether fetching the records that `events` name costs less than fetching the chunks that they are in.

    `rows` are those of their list before. Nothing is asked for: where chunks begin follows from the ids alone, and a
    row that is not there yet is taken for as long as the others.
    """
    each = sum(len(row.line) for row in rows) / len(rows) if rows else _ROW_BYTES
    changed = {event.record for event in events}
    before = {tuple(group) for group in cut(sorted(row.id for row in rows))}
    after = cut(sorted({row.id for row in rows} | changed))
    differing = [group for group in after if tuple(group) not in before or not changed.isdisjoint(group)]
    records = len(events) * (each + limits.request_cost)
    chunks = len(after) * _REF_BYTES + sum(map(len, differing)) * each
    return records <= chunks + (len(differing) + 1) * limits.request_cost


def _by_list(rows: Iterable[MirrorRow]) -> dict[str, list[MirrorRow]]:
    made: dict[str, list[MirrorRow]] = defaultdict(list)
    for row in rows:
        made[row.list].append(row)
    return made


def _replay(
    rows: Mapping[str, MirrorRow],
    events: tuple[FeedEvent, ...],
    last: Mapping[str, FeedEvent],
    before: Mapping[str, MirrorRow] | None,
) -> None:
    """Refuse rows at which the events do not end.

    Of the records that `events` name, each must be as its last event says. The others must be as they were in
    `before`, where that is known; where `events` are all there are, there must be no others.
    """
    for record, event in last.items():
        row = rows.get(record)
        if row is None or (row.list, row.state, row.sha256) != (event.list, event.after, event.sha256):
            raise SyncRefused(f"Record {record} is not what event {event.seq} says", code="unproved")
    if before is None and events and events[0].seq != 1:
        return
    known = before or {}
    others = (rows.keys() | known.keys()) - last.keys()
    wrong = [record for record in others if rows.get(record) != known.get(record)]
    if wrong:
        raise SyncRefused(f"Record {min(wrong)} changed, and no event says so", code="unproved")
