"""The catalog: its types, immutable, sorted, complete for every publisher; and how it is made of derived records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TypeVar

from site_builder.catalog.reviewers import NOBODY, Reviewers, build_reviewers
from site_builder.days import days_between
from site_builder.derive.state import DerivedRecord
from site_builder.handles import Platforms
from site_builder.history.model import History, RemovedRecord
from site_builder.history.state import PublicEntry
from site_builder.load.source_tree import Tree
from site_builder.model import (
    Affiliation,
    Appeal,
    InstanceData,
    JsonObject,
    ListData,
    PublicRow,
    RecordId,
    Source,
)
from site_builder.record import entries_used, is_open, is_overdue


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
    sources: tuple[str, ...] = ()
    """Ids of the documents that its meaning rests on, those of its operations included, sorted."""


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
    days: tuple[int, ...] = ()
    """Of those that were decided, the days from arrival to decision, ascending; of one without two days, none."""

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
    reviewers: Reviewers = NOBODY
    protected: tuple[tuple[str, str, str], ...] = ()
    """Platform, handle and account id (or "") of protected accounts, sorted; none unless these are published."""
    trimmed: frozenset[str] = frozenset()
    """Paths of the files that are left out so that the site fits its host: see `downloads`."""

    @property
    def today(self) -> str:
        """The UTC day of `as_of`."""
        return self.as_of[:10]


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """What a build knows besides the tree: its instant (RFC 3339), HEAD if any, and the builder's version."""

    as_of: str
    commit: str | None
    builder_version: str


def build_catalog(
    tree: Tree,
    instance: InstanceData,
    derived: Iterable[DerivedRecord],
    published: tuple[Mapping[RecordId, PublicEntry], History | None],
    info: BuildInfo,
) -> Catalog:
    """Return the catalog of a valid tree: its public records, tombstones, and nothing of the others.

    `published` are all records that are or were public, and the history where there is one: see `publish_tree`.
    """
    entries, history = published
    derived = tuple(derived)
    public = {item.record.id: item for item in derived if item.derived.public}
    records: dict[str, list[PublicRecord]] = {name: [] for name in tree.lists}
    removed: dict[str, list[RemovedRecord]] = defaultdict(list)
    for record, entry in sorted(entries.items()):
        row = entry.row
        if "removed" in row:
            removed[row["list"]].append(RemovedRecord(record, row["list"], row, entry.row_bytes))
        else:
            records[row["list"]].append(_record(public, row, entry.row_bytes, instance))
    protected = [item.data for item in tree.protected if instance.get("publish_protected", False)]
    appeals = _appeals(derived, entries)
    today = info.as_of[:10]
    return Catalog(
        instance=instance,
        as_of=info.as_of,
        commit=info.commit if instance["source_public"] else None,
        builder_version=info.builder_version,
        platforms=tree.platforms,
        vocabulary=tree.vocabulary,
        lists=tuple(
            PublicList(
                id=name,
                data=account_list.data,
                # What only a proposal names is not public yet.
                sources=_used(account_list.sources, (item.sources for item in records[name])),
                affiliations=_used(
                    account_list.affiliations,
                    (item.row.get("affiliations", ()) for item in records[name]),
                ),
                records=tuple(records[name]),
                removed=tuple(removed.get(name, ())),
                appeals=count_appeals(appeals.get(name, ()), today),
            )
            for name, account_list in sorted(tree.lists.items())
        ),
        deleted_lists=tuple(
            DeletedList(name, tombstones[-1].row["example"], tuple(tombstones))
            for name, tombstones in sorted(removed.items())
            if name not in tree.lists
        ),
        history=history,
        reviewers=build_reviewers(tree, derived, instance, today),
        protected=tuple(
            sorted({(item["platform"], item["handle"], item.get("account_id", "")) for item in protected})
        ),
    )


def _appeals(
    derived: Iterable[DerivedRecord], entries: Mapping[RecordId, PublicEntry]
) -> Mapping[str, list[Appeal]]:
    """Return the appeals of each list against records that are or were public.

    Of a record that was never public not even a number may be given away: somebody who knows of a proposal would learn
    from it that somebody else does.
    """
    found: dict[str, list[Appeal]] = defaultdict(list)
    for item in derived:
        if item.record.id in entries:
            found[item.record.list] += item.record.data.get("appeals", ())
    return found


def _used(entries: Mapping[str, Item], named: Iterable[Iterable[str]]) -> Mapping[str, Item]:
    used = set(chain.from_iterable(named))
    return MappingProxyType({name: entries[name] for name in sorted(entries) if name in used})


def _record(
    public: Mapping[RecordId, DerivedRecord], row: PublicRow, row_bytes: bytes, instance: InstanceData
) -> PublicRecord:
    item = public[row["id"]]
    named = instance["show_reviewers"] == "names"
    counting = sorted(
        (*item.derived.confirms, *item.derived.rejects), key=lambda review: (review.date, review.reviewer)
    )
    return PublicRecord(
        id=item.record.id,
        list=item.record.list,
        row=row,
        row_bytes=row_bytes,
        verdicts=tuple(
            CountedReview(review.reviewer if named else None, review.date, review.verdict)
            for review in counting
        ),
        links=tuple(
            LinkTarget(link["relation"], public[link["record"]].record.list, link["record"], link["evidence"])
            for link in row.get("links", ())
        ),
        source_file=item.record.file if instance["source_public"] else None,
        sources=tuple(
            sorted(
                name for kind, name in entries_used(row, item.account_list.affiliations) if kind == "source"
            )
        ),
    )


def count_appeals(appeals: Iterable[Appeal], today: str) -> AppealCounts:
    """Return how many appeals there are of each outcome on the day `today` (ISO 8601, UTC)."""
    found = tuple(appeals)
    decided = [appeal for appeal in found if not is_open(appeal)]
    overdue = sum(is_overdue(appeal, today) for appeal in found)
    days = (span for appeal in decided if (span := _days(appeal)) is not None)
    return AppealCounts(
        open=len(found) - len(decided) - overdue,
        overdue=overdue,
        upheld=sum(appeal["status"] == "upheld" for appeal in decided),
        dismissed=sum(appeal["status"] == "dismissed" for appeal in decided),
        late=sum(appeal.get("decided", "") > appeal["due"] for appeal in decided),
        days=tuple(sorted(days)),
    )


def _days(appeal: Appeal) -> int | None:
    """Return the days from arrival to decision; None where one of them is not a day, as in a withheld record."""
    span = days_between(appeal["opened"], appeal.get("decided", ""))
    return None if span is None else max(span, 0)
