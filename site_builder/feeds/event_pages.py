"""Event pages: the change history in files of 64 events, each naming the digest of the one before.

A full page never changes again, so a consumer reads from the last page back to the first that it knows. Nothing is
written here that does not follow: numbers without gaps, and each event's `prev` the digest of the event before it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.canonical import canonical
from site_builder.errors import OutputError
from site_builder.feeds.feed_file import JSON, FeedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.history.model import Event

PAGE_EVENTS: Final = 64
"""Events on a full page."""


@dataclass(frozen=True, slots=True)
class EventPages:
    """The pages, first to last, and the digest of the last event, None where there is none."""

    files: tuple[FeedFile, ...]
    last_event: str | None


def event_pages(events: Iterable[Event]) -> EventPages:
    """Return the pages of all events of the instance, oldest first.

    Raises `OutputError` where numbers or the chain of digests are broken: a defect of the builder.
    """
    made = []
    last: str | None = None
    for number, event in enumerate(events, 1):
        if event.seq != number or event.prev != last:
            message = f"event {number} does not follow from the events before it"
            raise OutputError(message, hint="This is a defect of handlelists; please report it.")
        data = canonical(event.row)
        last = hashlib.sha256(data).hexdigest()
        made.append(data)
    files: list[FeedFile] = []
    for start in range(0, len(made), PAGE_EVENTS):
        prev = files[-1].sha256 if files else None
        files.append(_page(len(files), made[start : start + PAGE_EVENTS], prev))
    return EventPages(tuple(files), last)


def _page(number: int, events: list[bytes], prev: str | None) -> FeedFile:
    """Return a page made of events that are in RFC 8785 form already; so is the whole, its members being sorted."""
    rest = canonical({"page": number, "prev": prev}).removeprefix(b"{")
    data = b'{"events":[' + b",".join(events) + b"]," + rest + b"\n"
    return FeedFile(addresses.event_page(number), data, JSON, "changes")
