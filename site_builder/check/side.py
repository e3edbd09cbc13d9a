"""Sides: a change seen from before and after, each side the part of its tree that the change concerns.

Nothing is read of a side that the other is not read of.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from site_builder.check import revision
from site_builder.check.likeness import Likeness, alike
from site_builder.check.revision import RevisionTree, Scope, scope_of
from site_builder.days import shifted
from site_builder.derive.row import is_actionable
from site_builder.derive.state import DerivedRecord, derive_all, derive_next
from site_builder.git import Blob, BlobStore, PathChange, Repository
from site_builder.history.reader import differ
from site_builder.load.atlas import Atlas
from site_builder.load.layout import named_record, next_claim_of, withheld_record
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import Loading, Tree, load_tree
from site_builder.model import JsonObject, RecordId, Review
from site_builder.problems import Parameter, Problem
from site_builder.progress import Progress, silent
from site_builder.settings import LIMITS
from site_builder.validate.checks import validate


@dataclass(frozen=True)
class Side:
    """A revision, as much of it as the change concerns."""

    commit: str
    as_of: str
    atlas: Atlas[Blob]
    source: RevisionTree
    loading: Loading
    problems: tuple[Problem, ...]
    items: Mapping[RecordId, DerivedRecord]
    """Records with the states that they have on the head's day, whichever side this is."""
    next_claims: Mapping[str, DerivedRecord]
    """Next claims by their digests, as `derive_next` gives them."""

    @property
    def today(self) -> str:
        """Return the day (YYYY-MM-DD) that the revision speaks for."""
        return self.as_of[:10]

    @property
    def tree(self) -> Tree:
        """Return what was loaded."""
        return self.loading.tree

    @cached_property
    def reviews(self) -> Mapping[tuple[str, RecordId], Sequence[Review]]:
        """Return the reviews by their file and the record."""
        found: dict[tuple[str, RecordId], list[Review]] = {}
        for review in self.tree.reviews:
            found.setdefault((review.file, review.record), []).append(review)
        return found

    def public(self, record: RecordId) -> bool:
        """Return whether a record is public on this side."""
        item = self.items.get(record)
        return item is not None and item.derived.public


@dataclass(frozen=True, slots=True)
class Pair:
    """A change with both its sides."""

    repository: Repository
    scope: Scope
    whole: bool
    """Whether the sides are whole trees: the rules change, or what records refer to does."""
    before: Side
    after: Side
    affected: frozenset[RecordId]
    """Records that the change may affect; in a whole comparison all of them."""
    alike: tuple[Likeness, ...]
    blobs: BlobStore

    def standing(self, item: DerivedRecord | None) -> int:
        """Return 2 for a record that consumers act on, 1 for one that is public, 0 for any other."""
        if item is None or not item.derived.public:
            return 0
        return 2 if is_actionable(item, self.after.tree.vocabulary) else 1

    def rises(self, record: RecordId) -> bool:
        """Return whether a record becomes public by the change, or one to act upon."""
        before, after = (side.items.get(record) for side in (self.before, self.after))
        return self.standing(after) > self.standing(before)

    def misdated(self, day: str) -> dict[str, str | int] | None:
        """Return what messages say of a day that a new review, retraction or appeal of the change may not name."""
        base, head = self.before.today, self.after.today
        if shifted(base, -LIMITS.filing_days) <= day <= head:
            return None
        return {"date": day, "base": base, "days": LIMITS.filing_days, "head": head}

    def touched(self) -> Iterator[tuple[PathChange, DerivedRecord | None, DerivedRecord]]:
        """Yield each record file of the change, and the record of that name before and after, if it can be read."""
        for item in self.scope.records:
            after = self.after.items.get(named_record(item.path) or "")
            if after is not None:
                yield item, self.before.items.get(after.record.id), after

    def problem(
        self, code: str, file: str, pointer: str = "", /, *, on_key: bool = False, **params: Parameter
    ) -> Problem:
        """Return a problem of rule `code` at a value of a file after the change."""
        return self.after.loading.places.problem(code, file, pointer, on_key=on_key, **params)


@dataclass(frozen=True, slots=True)
class Between:
    """Two commits, and what git says of the way from one to the other."""

    base: str
    head: str
    scope: Scope
    times: tuple[tuple[str, str], ...]
    """The commits of the way, those beside it aside, with their committer dates (RFC 3339, UTC), newest first."""

    @classmethod
    def of(cls, repository: Repository, base: str, head: str) -> Self:
        """Ask git. Raises `RepositoryError` where it cannot say."""
        times = repository.times(base, head)
        return cls(base, head, scope_of(repository.changes(base, head)), times)


def read_pair(repository: Repository, between: Between, blobs: BlobStore, tell: Progress = silent) -> Pair:
    """Read a change from git: only what it concerns, unless it changes the rules; `tell` hears how far that is.

    Raises `RepositoryError` where git cannot give it.
    """
    return _read(repository, between, blobs, tell, None)


def turning(repository: Repository, between: Between, blobs: BlobStore, day: str) -> Pair:
    """Read as much of a change as says what it makes public and takes back, with the states of a day."""
    return _read(repository, between, blobs, silent, day)


def _read(
    repository: Repository, between: Between, blobs: BlobStore, tell: Progress, day: str | None
) -> Pair:
    base, head, scope = between.base, between.head, between.scope
    atlas_after = Atlas.of(repository.listing(head))
    atlas_before = revision.before(atlas_after, scope.every)
    contents = Contents()
    before, after = (RevisionTree(atlas.files, blobs, contents) for atlas in (atlas_before, atlas_after))
    for source in (before, after):
        source.hold(item.path for item in scope.every)
    as_of = repository.as_of(base)
    latest = max([as_of, *(time for _, time in between.times[:1])])
    affected = _affected(scope, before, after)
    whole = bool(scope.rules) or _rewrites(scope, before, after)
    judged = day is None
    asked = tuple(_asked(scope, affected, atlas_after, after)) if judged else ()
    found = () if whole else alike(before, after, atlas_after.records, asked)

    # What is read of one side is read of the other: else what is on both would look new.
    chosen = None
    if not whole:
        near = {item.other for item in found}
        concerned = (atlas.concerning(affected | near) for atlas in (atlas_before, atlas_after))
        chosen = {item.path for item in scope.every if not item.outside}.union(*concerned)
    for source in (before, after):
        source.hold(chosen or ())

    def side(commit: str, instant: str, atlas: Atlas[Blob], changed: Collection[str] = ()) -> Side:
        source = RevisionTree(atlas.files, blobs, contents, chosen, tell)
        loading = load_tree(source, contents, {} if whole else atlas.records)
        # Both sides are seen on one day: the clock changes nothing between them.
        on = day or latest[:10]
        items = {item.record.id: item for item in derive_all(loading.tree, on, tell)}
        problems = tuple(validate(loading, on, tell, changed)) if judged else ()
        waiting = {item.record.claim: item for item in derive_next(loading.tree, on)}
        return Side(commit, instant, atlas, source, loading, problems, items, waiting)

    changed = {item.path for item in scope.every}
    made = side(base, as_of, atlas_before), side(head, latest, atlas_after, changed)
    pair = Pair(repository, scope, whole, *made, affected, found, blobs)
    if whole:
        pair = replace(pair, affected=frozenset(made[0].items.keys() | made[1].items.keys()))
        shown = (name for name in sorted(pair.affected) if judged and pair.rises(name))
        more = ((name, path, after.mapping(path)) for name in shown for path in atlas_after.records[name])
        pair = replace(pair, alike=alike(before, after, atlas_after.records, (*asked, *more)))
    return pair


def all_before(pair: Pair) -> Iterable[DerivedRecord]:
    """Return all records of the revision before the change: for what only a count of everything can say."""
    if pair.whole:
        return pair.before.items.values()
    source = replace(pair.before.source, chosen=None)
    return derive_all(load_tree(source, source.contents).tree, pair.before.today)


def _affected(scope: Scope, before: RevisionTree, after: RevisionTree) -> frozenset[RecordId]:
    paths = [item.path for item in (*scope.records, *scope.next_claims)]
    found = {name for path in paths if (name := named_record(path) or next_claim_of(path)) is not None}
    for item in scope.reviews:
        found |= differ(before.mapping(item.path), after.mapping(item.path))
    found |= {record for item in scope.withheld if (record := withheld_record(item.path)) is not None}
    return frozenset(found)


def _rewrites(scope: Scope, before: RevisionTree, after: RevisionTree) -> bool:
    """Return whether a source or affiliation that is there becomes another; new ones change no record."""
    for item in scope.sources:
        old, new = before.mapping(item.path), after.mapping(item.path)
        for section, entries in old.items():
            later = new.get(section)
            if not isinstance(entries, dict) or not isinstance(later, dict):
                return True
            if any(later.get(name) != entry for name, entry in entries.items()):
                return True
    return False


def _asked(
    scope: Scope, affected: Collection[RecordId], atlas: Atlas[Blob], after: RevisionTree
) -> Iterator[tuple[RecordId, str, JsonObject]]:
    """Yield the records and next claims that are new or others, or that the change could make public."""
    stopped = {withheld_record(item.path) for item in scope.withheld if item.after is not None}
    for item in (*scope.records, *scope.next_claims):
        name = named_record(item.path) or next_claim_of(item.path)
        new = after.mapping(item.path, LIMITS.record_bytes)
        if name and new:
            yield name, item.path, new
    changed = {item.path for item in scope.records}
    for name in sorted(set(affected) - stopped):
        for path in set(atlas.records.get(name, ())) - changed:
            yield name, path, after.mapping(path, LIMITS.record_bytes)
