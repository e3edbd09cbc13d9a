"""Event pages: the change history in files of 64 events, each naming the digest of the one before.

A full page never changes again, so a consumer reads from the last page back to the first that it knows. Nothing is
written here that does not follow: numbers without gaps, and each event's `prev` the digest of the event before it.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Final

from site_builder.canonical import canonical
from site_builder.errors import DefectError
from site_builder.feeds.exporter import Export, Material

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_builder.history.model import Event

PAGE_EVENTS: Final = 64
"""Events on a full page."""


def event_files(material: Material) -> Iterator[Export]:
    """Yield the pages of all events of the instance, oldest first.

    Raises `DefectError` where numbers or the chain of digests are broken.
    """
    history = material.catalog.history
    events = () if history is None else history.events
    last: str | None = None
    page: str | None = None
    for number, start in enumerate(range(0, len(events), PAGE_EVENTS)):
        shown = events[start : start + PAGE_EVENTS]
        for seq, event in enumerate(shown, start + 1):
            if event.seq != seq or event.prev != last:
                raise DefectError(f"event {seq} does not follow from the events before it")
            last = event.digest
        make = partial(_page, number, shown, page)
        page = hashlib.sha256(b"".join(make())).hexdigest()
        yield Export({"page": number}, (page,), make)


def _page(number: int, events: Sequence[Event], prev: str | None) -> tuple[bytes]:
    page = {"events": [event.row for event in events], "page": number, "prev": prev}
    return (canonical(page) + b"\n",)
