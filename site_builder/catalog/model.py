"""The catalog's types: immutable, sorted, complete for every publisher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.handles import Platforms
    from site_builder.history.model import History, RemovedRecord
    from site_builder.model import Affiliation, InstanceData, JsonObject, ListData, PublicRow, Source


@dataclass(frozen=True, slots=True)
class CountedReview:
    """A review that counts. `reviewer` is None where the instance shows only how many there were."""

    reviewer: str | None
    date: str
    verdict: str


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A link to another public record: its relation, the record, and the list where its page is."""

    relation: str
    list: str
    record: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """A record that is public: its row, and what its page says beyond the row."""

    id: str
    list: str
    row: PublicRow
    """The row of every feed, JSON values only (docs/reference/feeds.md)."""
    row_bytes: bytes
    """RFC 8785 form of `row` and a line feed."""
    verdicts: tuple[CountedReview, ...]
    """Reviews that count, oldest first."""
    links: tuple[LinkTarget, ...]
    source_file: str | None
    """Path of the record's file below the root, where the source is public."""


@dataclass(frozen=True, slots=True)
class AppealCounts:
    """Appeals against records that are or were public, by outcome: numbers that name no record and no day."""

    open: int = 0
    """Waiting for a decision, the last day for it not past."""
    overdue: int = 0
    """Waiting although the last day is past: their records are withheld."""
    upheld: int = 0
    dismissed: int = 0
    late: int = 0
    """Of those that were decided, how many after their last day."""
    median_days: float | None = None
    """Of those that were decided, the median of the days from arrival to decision; None without any."""

    @property
    def opened(self) -> int:
        """How many there are in all."""
        return self.open + self.overdue + self.decided

    @property
    def decided(self) -> int:
        """How many were decided."""
        return self.upheld + self.dismissed


@dataclass(frozen=True, slots=True)
class PublicList:
    """A list and its public records, ordered by id."""

    id: str
    data: ListData
    sources: Mapping[str, Source]
    affiliations: Mapping[str, Affiliation]
    records: tuple[PublicRecord, ...]
    removed: tuple[RemovedRecord, ...] = ()
    """Records that were public once, ordered by id."""
    appeals: AppealCounts = AppealCounts()
    """Of the list's records that are or were public."""

    @property
    def entries(self) -> tuple[PublicRecord | RemovedRecord, ...]:
        """Public records and tombstones together, ordered by id: every row of the list's feeds."""
        return tuple(sorted((*self.records, *self.removed), key=lambda entry: entry.id))

    @property
    def example(self) -> bool:
        """Whether the list only shows the software."""
        return self.data.get("example", False)


@dataclass(frozen=True, slots=True)
class DeletedList:
    """A list that is gone from the source, and the tombstones that it left."""

    id: str
    example: bool
    removed: tuple[RemovedRecord, ...]
    """Ordered by id; at least one."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that one build publishes."""

    instance: InstanceData
    as_of: str
    """The instant the build speaks for: RFC 3339, UTC, seconds, Z."""
    commit: str | None
    """HEAD, where the source is public and git was used."""
    builder_version: str
    platforms: Platforms
    vocabulary: JsonObject
    """`schemas/vocabulary.yaml`, typed."""
    lists: tuple[PublicList, ...]
    """Ordered by id."""
    deleted_lists: tuple[DeletedList, ...] = ()
    """Ordered by id."""
    history: History | None = None
    """The change history; None where the build does without git."""
    appeals: AppealCounts = AppealCounts()
    """Of all lists together."""

    @property
    def today(self) -> str:
        """The UTC day of `as_of`."""
        return self.as_of[:10]
