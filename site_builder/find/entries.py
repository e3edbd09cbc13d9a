"""Entries of the index: under which keys a record is found, and what is said about it there.

Made from rows that are published, and from those tombstones that name the account because the person concerned
asked for it. Nothing else of a record is here, whatever its source holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from site_builder.handles import Platform, fold, search_key, undotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.catalog.model import Catalog, DeletedList, PublicList
    from site_builder.history.model import Event, RemovedRecord
    from site_builder.model import PublicRow

KINDS: Final = ("handle", "previous", "account_id", "name", "cleared")
"""What a key was made of, in the order in which entries of one key come."""
SOUGHT: Final = frozenset({"handle", "previous", "name"})
"""Kinds that are also found by a part of them, or with a mistake in them."""
MOST_NAMES: Final = 16
"""Entries of one display name, which many accounts may show: the first by list and id."""
_APPEARED: Final = frozenset({"published", "reinstated"})


class IndexEntry(NamedTuple):
    """One key of one record. Entries sort as the index does, since keys are compared by code points."""

    key: str
    kind: int
    """Number in `KINDS`."""
    platform: str
    list: str
    id: str
    text: str
    """What the key was made of, as published."""
    handle: str
    """The account's handle now, where `text` is an earlier handle or a name; else empty."""
    state: str
    since: str
    """Day since which the record is public (ISO 8601, UTC); of one that was cleared, since which it is not."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """What all entries of one record share."""

    platform: Platform
    list: str
    id: str
    state: str
    since: str

    def entry(self, kind: str, text: str, key: str, handle: str = "") -> IndexEntry:
        return IndexEntry(
            key, KINDS.index(kind), self.platform.id, self.list, self.id, text, handle, self.state, self.since
        )

    def handles(self, kind: str, text: str, handle: str = "") -> Iterator[IndexEntry]:
        """Yield the entries of a handle: folded, and as a reader may take it who sees it as it is written."""
        for key in dict.fromkeys((search_key(fold(self.platform, text)), undotted(text))):
            yield self.entry(kind, text, key, handle)


def entries(catalog: Catalog) -> list[IndexEntry]:
    """Return all entries of a catalog in the order of the index."""
    timelines = {} if catalog.history is None else catalog.history.timelines
    found: set[IndexEntry] = set()
    for public in catalog.lists:
        for record in public.records:
            row = record.row
            since = _since(timelines.get(record.id, ()), row)
            platform = catalog.platforms[row["platform"]]
            found.update(_of_row(row, _Naming(platform, public.id, record.id, row["state"], since)))
    holders: tuple[PublicList | DeletedList, ...] = (*catalog.lists, *catalog.deleted_lists)
    for holder in holders:
        for tombstone in holder.removed:
            found.update(_of_tombstone(tombstone, catalog))
    return list(_capped(sorted(entry for entry in found if entry.key)))


def _of_row(row: PublicRow, naming: _Naming) -> Iterator[IndexEntry]:
    handle = row["handle"]
    yield from naming.handles("handle", handle)
    now = fold(naming.platform, handle)
    for earlier in row.get("previous_handles", ()):
        if fold(naming.platform, earlier["handle"]) != now:
            yield from naming.handles("previous", earlier["handle"], handle)
    if "account_id" in row:
        yield naming.entry("account_id", row["account_id"], search_key(row["account_id"]))
    name = row.get("profile", {}).get("display_name")
    if name is not None:
        yield naming.entry("name", name, search_key(name), handle)


def _of_tombstone(tombstone: RemovedRecord, catalog: Catalog) -> Iterator[IndexEntry]:
    row = tombstone.row
    platform = catalog.platforms.get(row.get("platform", ""))
    if row["state"] == "retracted" and "handle" in row and platform is not None:
        naming = _Naming(platform, tombstone.list, tombstone.id, row["state"], row["removed"][:10])
        yield from naming.handles("cleared", row["handle"])


def _since(timeline: Iterable[Event], row: PublicRow) -> str:
    """Return the day on which the record became public last; without history, that of its first confirmation."""
    days = [event.time[:10] for event in timeline if event.kind in _APPEARED]
    return days[-1] if days else str(row["confirms"]["first"])


def _capped(ordered: Iterable[IndexEntry]) -> Iterator[IndexEntry]:
    """Leave out what one name too many accounts share: everything of one key is in one leaf."""
    counts: dict[tuple[str, int], int] = {}
    names = KINDS.index("name")
    for entry in ordered:
        if entry.kind == names:
            place = (entry.key, entry.kind)
            counts[place] = counts.get(place, 0) + 1
            if counts[place] > MOST_NAMES:
                continue
        yield entry


def sought_keys(ordered: Iterable[IndexEntry]) -> Mapping[str, None]:
    """Return the keys that are found by a part of them, each once, in order."""
    kinds = {KINDS.index(kind) for kind in SOUGHT}
    return dict.fromkeys(entry.key for entry in ordered if entry.kind in kinds)
