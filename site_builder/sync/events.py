"""Event pages: one page read and checked in itself, and the walk from the last page back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder import strict_json
from site_builder.strict_json import (
    RECORD_ID,
    SHA256,
    SLUG,
    an_object,
    demand,
    objects,
    text,
    text_or_none,
    whole,
)
from site_builder.sync.index import PAGE_EVENTS, Index
from site_builder.sync.refusals import SyncRefused
from site_builder.sync.row import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from site_builder.strict_json import JsonObject


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """What a consumer needs of one event."""

    seq: int
    prev: str | None
    digest: str
    """Hash of its RFC 8785 form: the next event's `prev`."""
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


def read_page(data: bytes, number: int, depth: int) -> EventPage:
    """Return page `number`: events numbered without gaps from the first that belongs there, each naming the one before.

    Raises `Malformed`.
    """
    of = an_object(strict_json.parse(data, depth), "the page")
    events = tuple(_event(item) for item in objects(of, "events"))
    demand(whole(of, "page") == number and 0 < len(events) <= PAGE_EVENTS, "not the page that it should be")
    first = number * PAGE_EVENTS + 1
    seqs = [event.seq for event in events]
    demand(seqs == list(range(first, first + len(events))), "events are not numbered without gaps")
    for before, event in pairwise(events):
        demand(event.prev == before.digest, f"event {event.seq} does not follow event {before.seq}")
    prev = text_or_none(of, "prev", SHA256)
    for named in (prev, events[0].prev):
        demand((named is None) == (number == 0), "prev does not fit the page's number")
    return EventPage(number, prev, events)


def _event(of: JsonObject) -> FeedEvent:
    return FeedEvent(
        seq=whole(of, "seq"),
        prev=text_or_none(of, "prev", SHA256),
        digest=hashlib.sha256(canonical(of)).hexdigest(),
        record=text(of, "record", RECORD_ID),
        list=text(of, "list", SLUG),
        after=text(of, "to", SLUG),
        sha256=text(of, "sha256", SHA256),
    )


def walk(index: Index, after: int, fetch: Callable[[int, str], EventPage]) -> tuple[FeedEvent, ...]:
    """Return at least the events after number `after`, oldest first, read from the last page back.

    The pages are fetched by number and hash. Raises what `fetch` raises, and `SyncRefused` where the pages do not
    fit together.
    """
    if index.last_page is None or after >= index.events:
        return ()
    number = (index.events - 1) // PAGE_EVENTS
    page = fetch(number, index.last_page)
    if page.events[-1].seq != index.events or page.events[-1].digest != index.last_event:
        raise SyncRefused("The last event is not the one that index.json names", code="unproved")
    pages = [page]
    while page.prev is not None and page.events[0].seq > after + 1:
        number -= 1
        earlier = fetch(number, page.prev)
        if len(earlier.events) != PAGE_EVENTS or earlier.events[-1].digest != page.events[0].prev:
            raise SyncRefused(f"Event page {page.number} does not follow page {number}", code="unproved")
        page = earlier
        pages.append(page)
    return tuple(event for page in reversed(pages) for event in page.events)


def newest(events: Iterable[FeedEvent]) -> dict[str, FeedEvent]:
    """Return the last event of each record."""
    return {event.record: event for event in events}
