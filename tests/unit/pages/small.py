"""Small catalogs for figures, each of a few records with the events that made them what they are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from site_builder.catalog.model import AppealCounts, Catalog, PublicList, PublicRecord
from site_builder.days import shifted
from site_builder.history.model import RemovedRecord
from tests.unit.feeds.feed_catalog import list_data, minimal_row
from tests.unit.pages import page_history
from tests.unit.pages.page_catalog import catalog, record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.history.model import RecordChange

LISTED: Final = "2025-01-10"
LIST: Final = "harbour"
NONE: Final = AppealCounts()


def published(name: str, state: str = "verified", **members: Any) -> PublicRecord:
    """Return a public record whose id begins with `name`, listed on `LISTED`."""
    return record(minimal_row(name.ljust(12, "z"), LIST, state=state, **members))


def removed(
    name: str, days: int = 30, reason: str = "unverified", effect: str = "stop-relying"
) -> RemovedRecord:
    """Return a tombstone of a record that was public for so many days from `LISTED` on."""
    times = {"first_public": f"{LISTED}T08:00:00Z", "removed": f"{shifted(LISTED, days)}T08:00:00Z"}
    return page_history.tombstone(name.ljust(12, "z"), LIST, "withdrawn", (reason, effect), **times)


def event(entry: str, before: str, after: str, day: str = LISTED) -> RecordChange:
    """Return an event of the record whose id begins with `entry`."""
    kind = "published" if before not in {"verified", "disputed", "lapsed"} else "state"
    kind = after if after in {"retracted", "withheld", "withdrawn"} else kind
    return page_history.change(entry.ljust(12, "z"), LIST, kind, before, after, time=f"{day}T08:00:00Z")


@cache
def _base() -> Catalog:
    return catalog()


def small(
    *entries: PublicRecord | RemovedRecord,
    events: Iterable[RecordChange] | None = None,
    appeals: AppealCounts = NONE,
    today: str = "2026-03-09",
    example: bool = False,
) -> Catalog:
    """Return a catalog of one list with these records; without `events` each was published, and removed, in one."""
    if events is None:
        events = [event(item.id, "none", "verified") for item in entries]
        events += [
            event(item.id, "verified", item.row["state"], item.row["removed"][:10])
            for item in entries
            if isinstance(item, RemovedRecord)
        ]
    rows = sorted((item for item in entries if isinstance(item, PublicRecord)), key=lambda item: item.id)
    stones = tuple(item for item in entries if isinstance(item, RemovedRecord))
    data = list_data("A list", example=example)
    return replace(
        _base(),
        as_of=f"{today}T12:00:00Z",
        lists=(PublicList(LIST, data, {}, {}, tuple(rows), stones, appeals),),
        deleted_lists=(),
        history=page_history.history(sorted(events, key=lambda item: item.time)),
    )
