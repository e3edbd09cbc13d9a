"""`index.json`, chunks and event pages as a consumer reads them: what it needs, checked, whatever else is there.

No path that a server names is ever asked for: paths follow from the contract, and what the index says is held
against them.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from site_builder import strict_json
from site_builder.strict_json import (
    EPOCH,
    RECORD_ID,
    SHA256,
    SLUG,
    JsonObject,
    an_object,
    demand,
    flag,
    instant,
    member,
    objects,
    text,
    text_or_none,
    whole,
)
from site_builder.sync.options import SyncLimits, SyncRefused
from site_builder.sync.row import MirrorRow, canonical, make_row

ROOT: Final = "feeds/v1/"
INDEX: Final = f"{ROOT}index.json"
PAGE_EVENTS: Final = 64
UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TEXT: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ListRef:
    """One list, and the `chunks.json` that proves its rows."""

    id: str
    example: bool
    digest: str
    """Hash of `chunks.json`."""
    bytes: int
    """Its size."""


@dataclass(frozen=True, slots=True)
class Index:
    """What a run needs of `index.json`."""

    sha256: str
    instance: str
    epoch: str
    as_of: str
    events: int
    """Number of the last event; 0 if there is none."""
    last_page: str | None
    """Hash of the last event page, which stands for all events."""
    lists: Mapping[str, ListRef]


def page_path(number: int) -> str:
    """Return where an event page is below the site root."""
    return f"{ROOT}changes/{number}.json"


def chunks_path(list_id: str) -> str:
    """Return where a list's `chunks.json` is below the site root."""
    return f"{ROOT}lists/{list_id}/chunks.json"


def read_index(data: bytes, limits: SyncLimits) -> Index:
    """Return the index. Raises `Malformed`, and `SyncRefused` where nothing can be followed."""
    of = an_object(strict_json.parse(data, limits.json_depth), "the index")
    demand(text(of, "version", _TEXT) == "1", "version is not 1")
    if not flag(of, "history"):
        raise SyncRefused("The site publishes no history", code="no-history")
    if "pending" in of:
        raise SyncRefused("The site shows changes that are not committed", code="pending")
    changes = member(of, "changes")
    events = whole(changes, "events")
    lists = [_list(item) for item in objects(of, "lists")]
    made = Index(
        sha256=hashlib.sha256(data).hexdigest(),
        instance=text(member(of, "instance"), "id", UUID),
        epoch=text(of, "epoch", EPOCH),
        as_of=instant(of, "as_of"),
        events=events,
        last_page=_last_page(changes, events),
        lists={item.id: item for item in lists},
    )
    demand(len(made.lists) == len(lists), "a list occurs twice")
    demand(len(lists) <= limits.lists, f"there are more than {limits.lists} lists")
    demand(events <= limits.events, f"there are more than {limits.events} events")
    return made


def _last_page(changes: JsonObject, events: int) -> str | None:
    pages = whole(changes, "pages")
    demand(pages == -(-events // PAGE_EVENTS), "events and pages do not fit together")
    if events == 0:
        return None
    path, _, sha256 = _file(member(changes, "last_page"))
    demand(path == page_path(pages - 1), "last_page is another file")
    return sha256


def _list(of: JsonObject) -> ListRef:
    list_id, digest = text(of, "id", SLUG), text(of, "digest", SHA256)
    path = chunks_path(list_id)
    found = [_file(item) for item in objects(of, "files") if item.get("path") == path]
    hashes = [sha256 for _, _, sha256 in found]
    demand(hashes == [digest], f"digest and chunks.json of {list_id} do not fit together")
    return ListRef(list_id, flag(of, "example"), digest, found[0][1])


def _file(of: JsonObject) -> tuple[str, int, str]:
    """Return a file's path below the site root, its size and its hash."""
    return text(of, "path", _TEXT), whole(of, "bytes"), text(of, "sha256", SHA256)


CHUNK_ROWS: Final = 64
"""Rows of a chunk on average."""


@dataclass(frozen=True, slots=True)
class ChunkRef:
    """One chunk as `chunks.json` names it."""

    first: str
    bytes: int
    sha256: str


def begins_chunk(record: str) -> bool:
    """Tell whether a record begins a chunk, wherever it is.

    SHA-256(id), first four bytes, big-endian, modulo 64 is 0: so few chunks change when few rows do.
    """
    return int.from_bytes(hashlib.sha256(record.encode()).digest()[:4], "big") % CHUNK_ROWS == 0


def cut(ids: Iterable[str]) -> list[list[str]]:
    """Return sorted ids, cut into chunks."""
    groups: list[list[str]] = []
    for record in ids:
        if not groups or begins_chunk(record):
            groups.append([])
        groups[-1].append(record)
    return groups


def chunked(rows: Sequence[MirrorRow]) -> dict[ChunkRef, tuple[MirrorRow, ...]]:
    """Return the chunks of a list's rows, which are ordered by id."""
    by_id = {row.id: row for row in rows}
    made = {}
    for group in cut(by_id):
        part = tuple(by_id[record] for record in group)
        data = b"[" + b",".join(row.line[:-1] for row in part) + b"]\n"
        made[ChunkRef(group[0], len(data), hashlib.sha256(data).hexdigest())] = part
    return made


def digest(list_id: str, refs: Iterable[ChunkRef]) -> str:
    """Return the hash of the `chunks.json` that names these chunks."""
    named = [{"bytes": ref.bytes, "first": ref.first, "sha256": ref.sha256} for ref in refs]
    document = json.dumps({"chunks": named, "list": list_id}, indent=2, sort_keys=True)
    return hashlib.sha256(f"{document}\n".encode()).hexdigest()


def read_chunks(data: bytes, list_id: str, depth: int) -> list[ChunkRef]:
    """Return what `chunks.json` names. Raises `Malformed`."""
    of = an_object(strict_json.parse(data, depth), "chunks.json")
    demand(text(of, "list", SLUG) == list_id, "of another list")
    return [
        ChunkRef(text(item, "first", RECORD_ID), whole(item, "bytes"), text(item, "sha256", SHA256))
        for item in objects(of, "chunks")
    ]


def read_chunk(data: bytes, list_id: str, limits: SyncLimits) -> tuple[MirrorRow, ...]:
    """Return the rows of a chunk, which is in canonical form. Raises `Malformed`.

    Rows are read one by one: as JSON values, a hostile text takes twenty times its bytes.
    """
    rows: list[MirrorRow] = []
    position, after = 1, b","
    demand(data.startswith(b"["), "not an array")
    while after == b",":
        demand(len(rows) < limits.chunk_rows, f"more than {limits.chunk_rows} rows")
        part = data[position : position + limits.record_bytes]
        row = make_row(strict_json.parse_first(part, limits.json_depth))
        demand(row.list == list_id, "holds a row of another list")
        end = position + len(row.line)
        after = data[end - 1 : end]
        demand(data[position : end - 1] == row.line[:-1], "not in canonical form")
        rows.append(row)
        position = end
    demand(data[position - 1 :] == b"]\n", "not an array in canonical form")
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """What a consumer needs of one event."""

    seq: int
    record: str
    list: str
    after: str
    """The record's state or status afterwards."""
    sha256: str
    """Hash of the record's row afterwards."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event page."""

    number: int
    prev: str | None
    """Hash of the page before."""
    events: tuple[FeedEvent, ...]
    rows: tuple[JsonObject, ...]
    """The events as they are on it."""

    def ended(self, seq: int) -> str:
        """Return the hash that the page had when event `seq`, one of its own, was its last."""
        rows = self.rows[: seq - self.events[0].seq + 1]
        page = canonical({"events": rows, "page": self.number, "prev": self.prev})
        return hashlib.sha256(page + b"\n").hexdigest()


def read_page(data: bytes, number: int, depth: int) -> EventPage:
    """Return page `number`: events numbered without gaps from the first that belongs there. Raises `Malformed`."""
    of = an_object(strict_json.parse(data, depth), "the page")
    rows = objects(of, "events")
    events = tuple(map(_event, rows))
    demand(whole(of, "page") == number and 0 < len(events) <= PAGE_EVENTS, "not the page that it should be")
    first = number * PAGE_EVENTS + 1
    seqs = [event.seq for event in events]
    demand(seqs == list(range(first, first + len(events))), "events are not numbered without gaps")
    prev = text_or_none(of, "prev", SHA256)
    demand((prev is None) == (number == 0), "prev does not fit the page's number")
    return EventPage(number, prev, events, tuple(rows))


def _event(of: JsonObject) -> FeedEvent:
    return FeedEvent(
        seq=whole(of, "seq"),
        record=text(of, "record", RECORD_ID),
        list=text(of, "list", SLUG),
        after=text(of, "to", SLUG),
        sha256=text(of, "sha256", SHA256),
    )


def walk(
    index: Index, after: int, fetch: Callable[[int, str], EventPage]
) -> tuple[tuple[FeedEvent, ...], str | None]:
    """Return at least the events after number `after`, oldest first, and the hash of the last page up to it.

    The pages are fetched by number and hash, from the last one back to the one that holds event `after`: as it was
    when that was its last, its hash is what the index named then. Raises what `fetch` raises, and `SyncRefused` where
    the pages do not fit together.
    """
    if index.last_page is None or after >= index.events:
        return (), index.last_page
    number = (index.events - 1) // PAGE_EVENTS
    page = fetch(number, index.last_page)
    if page.events[-1].seq != index.events:
        raise SyncRefused("The last event is not the one that index.json names", code="unproved")
    pages = [page]
    while page.prev is not None and page.events[0].seq > max(after, 1):
        number -= 1
        page = fetch(number, page.prev)
        if len(page.events) != PAGE_EVENTS:
            raise SyncRefused(f"Event page {number} is not full, and not the last", code="unproved")
        pages.append(page)
    events = tuple(event for page in reversed(pages) for event in page.events)
    return events, page.ended(after) if after else None


def newest(events: Iterable[FeedEvent]) -> dict[str, FeedEvent]:
    """Return the last event of each record."""
    return {event.record: event for event in events}
