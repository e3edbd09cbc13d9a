"""Building the catalog: from derived records to what may be published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from site_builder.catalog.model import (
    AppealCounts,
    Catalog,
    CountedReview,
    DeletedList,
    LinkTarget,
    PublicList,
    PublicRecord,
)
from site_builder.days import days_between
from site_builder.history.model import History, RemovedRecord
from site_builder.record import entries_used, is_open, is_overdue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.derive.state import DerivedRecord
    from site_builder.history.entry import PublicEntry
    from site_builder.load.source_tree import Tree
    from site_builder.model import Appeal, InstanceData, PublicRow, RecordId

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
    # What only a proposal names is not public yet.
    used = {
        name: {
            entry for record in records[name] for entry in entries_used(record.row, account_list.affiliations)
        }
        for name, account_list in tree.lists.items()
    }
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
                sources=_used(account_list.sources, "source", used[name]),
                affiliations=_used(account_list.affiliations, "affiliation", used[name]),
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
        appeals=count_appeals(chain.from_iterable(appeals.values()), today),
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


def _used(entries: Mapping[str, Item], kind: str, used: set[tuple[str, str]]) -> Mapping[str, Item]:
    return MappingProxyType({name: entries[name] for name in sorted(entries) if (kind, name) in used})


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
    )


def count_appeals(appeals: Iterable[Appeal], today: str) -> AppealCounts:
    """Return how many appeals there are of each outcome on the day `today` (ISO 8601, UTC)."""
    found = tuple(appeals)
    decided = [appeal for appeal in found if not is_open(appeal)]
    overdue = sum(is_overdue(appeal, today) for appeal in found)
    days = [span for appeal in decided if (span := _days(appeal)) is not None]
    return AppealCounts(
        open=len(found) - len(decided) - overdue,
        overdue=overdue,
        upheld=sum(appeal["status"] == "upheld" for appeal in decided),
        dismissed=sum(appeal["status"] == "dismissed" for appeal in decided),
        late=sum(appeal.get("decided", "") > appeal["due"] for appeal in decided),
        median_days=median(days) if days else None,
    )


def _days(appeal: Appeal) -> int | None:
    """Return the days from arrival to decision; None where one of them is not a day, as in a withheld record."""
    span = days_between(appeal["opened"], appeal.get("decided", ""))
    return None if span is None else max(span, 0)
