"""Pages: events in files of 64, each naming the digest of the one before, so that the last stands for all."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from site_builder.canonical import canonical
from site_builder.history.model import Event

PAGE_EVENTS: Final = 64
"""Events on a full page."""


def pages(events: Sequence[Event]) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each page, oldest first: RFC 8785 form and a line feed."""
    before: str | None = None
    for number, start in enumerate(range(0, len(events), PAGE_EVENTS)):
        rows = [event.row for event in events[start : start + PAGE_EVENTS]]
        data = canonical({"events": rows, "page": number, "prev": before}) + b"\n"
        before = hashlib.sha256(data).hexdigest()
        yield number, data


def last_page(events: Sequence[Event]) -> str | None:
    """Return the digest of the last page: what names all events. None where there is none."""
    last: bytes | None = None
    for _, last in pages(events):  # noqa: B007 - the last one is asked for
        pass
    return hashlib.sha256(last).hexdigest() if last is not None else None
