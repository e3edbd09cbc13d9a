"""From the rows that a mirror has to the rows that `index.json` speaks of, fetching as little as proves them.

Two ways lead there: the records that events name, one by one, or the chunks that differ. Each list takes the cheaper
one. Either way the rows are proved twice: their chunks' names hash to the list's digest, and the events end at exactly
these rows.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass
from typing import Final, TypeVar

from site_builder.progress import Progress
from site_builder.strict_json import Malformed
from site_builder.sync.http import Http, HttpAnswer, NotThere, TooLong
from site_builder.sync.index import (
    INDEX,
    ROOT,
    ChunkRef,
    EventPage,
    FeedEvent,
    Index,
    ListRef,
    chunked,
    chunks_path,
    cut,
    digest,
    newest,
    page_path,
    read_chunk,
    read_chunks,
    read_page,
)
from site_builder.sync.options import SyncLimits, SyncRefused, Torn
from site_builder.sync.row import MirrorRow, read_row

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


T = TypeVar("T")


class SiteSource:
    """The files of a site.

    Every method but `index` raises `Torn` where a file is not there or is not the one that its hash names, and
    `SyncRefused` where it is that one and not what it should be. What was proved is kept for new starts.
    """

    def __init__(self, http: Http, limits: SyncLimits) -> None:
        self._http = http
        self._limits = limits
        self._proved: dict[str, bytes] = {}

    def index(self, headers: Mapping[str, str]) -> HttpAnswer:
        """Return `index.json`, which nothing proves but the connection. Raises `NotModified` and `SyncRefused`."""
        try:
            return self._http.get(INDEX, self._limits.index_bytes, headers)
        except NotThere:
            raise SyncRefused(f"The site has no {INDEX}", code="unavailable") from None
        except TooLong:
            raise self._too_large(INDEX, self._limits.index_bytes) from None

    def page(self, number: int, sha256: str) -> EventPage:
        """Return an event page."""
        path = page_path(number)
        data = self._get(path, sha256, self._limits.page_bytes)
        return self.read(path, lambda: read_page(data, number, self._limits.json_depth))

    def record(self, event: FeedEvent) -> MirrorRow:
        """Return what a record's newest event names: the right bytes; whether the event speaks of them is not asked."""
        path = f"lists/{event.list}/{event.record}/record.json"
        data = self._get(path, event.sha256, self._limits.record_bytes)
        return self.read(path, lambda: read_row(data))

    def chunks(self, of: ListRef) -> list[ChunkRef]:
        """Return the chunks of a list."""
        path = chunks_path(of.id)
        data = self._get(path, of.digest, self._limits.chunks_bytes, of.bytes)
        return self.read(path, lambda: read_chunks(data, of.id, self._limits.json_depth))

    def chunk(self, list_id: str, ref: ChunkRef) -> tuple[MirrorRow, ...]:
        """Return the rows of a chunk."""
        path = f"{ROOT}lists/{list_id}/chunks/{ref.sha256}.json"
        data = self._get(path, ref.sha256, self._limits.chunk_bytes, ref.bytes)
        return self.read(path, lambda: read_chunk(data, list_id, self._limits))

    def read(self, path: str, reader: Callable[[], T]) -> T:
        """Return what `reader` makes of a file; `Malformed` becomes a refusal that names it."""
        try:
            return reader()
        except Malformed as error:
            raise SyncRefused(f"{path}: {error}", code="malformed") from None

    def _get(self, path: str, sha256: str, most: int, size: int | None = None) -> bytes:
        if sha256 in self._proved:
            return self._proved[sha256]
        if size is not None and size > most:
            raise self._too_large(path, most)
        try:
            data = self._http.get(path, most if size is None else size).body
        except NotThere:
            raise Torn(f"{path} is missing") from None
        except TooLong:
            if size is None:
                raise self._too_large(path, most) from None
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256 or size not in (None, len(data)):
            raise Torn(f"{path} is not the file that its hash names")
        self._proved[sha256] = data
        return data

    def _too_large(self, path: str, most: int) -> SyncRefused:
        return SyncRefused(f"{path} has more than {most} bytes", code="too-large")
