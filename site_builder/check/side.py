"""Sides: a change seen from before and after, each side the part of its tree that the change concerns.

Whether records were ever public, the history of the files says that they depend on. Which of all records look like
the changed ones, a few lines of each file say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Final

from site_builder import git
from site_builder.check import revision
from site_builder.check.revision import RevisionTree, Scope, scope_of
from site_builder.days import shifted
from site_builder.derive.state import DerivedRecord, derive_all, derive_next
from site_builder.git import Blob, Blobs, PathChange
from site_builder.handles import Platforms, likeness_rank
from site_builder.history.reader import ContentReader, differ
from site_builder.history.walk import walk
from site_builder.load.atlas import Atlas
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.layout import (
    WITHHELD_FOLDER,
    named_record,
    next_claim_of,
    review_path,
    withheld_record,
)
from site_builder.load.names import looks_indexes, names_in
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import (
    INSTANCE_FILE,
    PLATFORMS_FILE,
    REVIEWERS_FILE,
    Loading,
    Tree,
    load_tree,
    packaged,
)
from site_builder.load.typed import shape
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
    """Records with the states that they have on this side's own day."""
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

    root: Path
    scope: Scope
    whole: bool
    """Whether the sides are whole trees: the rules change, or what records refer to does."""
    before: Side
    after: Side
    affected: frozenset[RecordId]
    """Records that the change may affect; in a whole comparison all of them."""
    alike: tuple[Likeness, ...]
    blobs: Blobs

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
    """Two commits, the first an ancestor of the other, and what git says of the way from one to the other."""

    base: str
    head: str
    scope: Scope
    times: tuple[tuple[str, str], ...]
    """Every commit of the way with its committer date (RFC 3339, UTC), newest first."""

    @classmethod
    def of(cls, root: Path, base: str, head: str) -> Between:
        """Ask git. Raises `RepositoryError` where it cannot say."""
        times = git.times(root, base, head)
        return cls(base, head, scope_of(git.changes(root, base, head)), times)


def read_pair(root: Path, between: Between, blobs: Blobs, tell: Progress = silent) -> Pair:
    """Read a change from git: only what it concerns, unless it changes the rules; `tell` hears how far that is.

    Raises `RepositoryError` where git cannot give it.
    """
    base, head, scope = between.base, between.head, between.scope
    atlas_after = Atlas.of(git.listing(root, head))
    atlas_before = revision.before(atlas_after, scope.every)
    contents = Contents()
    before, after = (RevisionTree(atlas.files, blobs, contents) for atlas in (atlas_before, atlas_after))
    for source in (before, after):
        source.hold(item.path for item in scope.every)
    as_of = git.as_of(root, base)
    times = [as_of, *(time for _, time in between.times[:1])]
    affected = _affected(scope, before, after)
    whole = bool(scope.rules) or _rewrites(scope, before, after)
    asked = () if whole else _renamed(scope, before, after)
    found = alike(after, atlas_after.records, _platforms(before), asked)
    near = {item.other for item in found}

    # What is read of one side is read of the other: else what is on both would look new.
    chosen = None
    if not whole:
        concerned = (atlas.concerning(affected | near) for atlas in (atlas_before, atlas_after))
        chosen = {item.path for item in scope.every if not item.outside}.union(*concerned)
    for source in (before, after):
        source.hold(chosen or ())

    def side(commit: str, instant: str, atlas: Atlas[Blob], changed: Collection[str] = ()) -> Side:
        source = RevisionTree(atlas.files, blobs, contents, chosen, tell)
        loading = load_tree(source, contents, {} if whole else atlas.records)
        items = {item.record.id: item for item in derive_all(loading.tree, instant[:10], tell)}
        problems = tuple(validate(loading, instant[:10], tell, changed))
        waiting = {item.record.claim: item for item in derive_next(loading.tree, instant[:10])}
        return Side(commit, instant, atlas, source, loading, problems, items, waiting)

    changed = {item.path for item in scope.every}
    made = side(base, as_of, atlas_before), side(head, max(times), atlas_after, changed)
    if whole:
        affected = frozenset(made[0].items.keys() | made[1].items.keys())
    return Pair(root, scope, whole, *made, affected, found, blobs)


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


def _renamed(
    scope: Scope, before: RevisionTree, after: RevisionTree
) -> Iterator[tuple[RecordId, str, JsonObject]]:
    """Yield the records that are new or name another account than before."""
    for item in (*scope.records, *scope.next_claims):
        name = named_record(item.path) or next_claim_of(item.path)
        beside = f"{item.path.rpartition('/')[0]}/{name}.yaml"
        old, new = (side.mapping(item.path, LIMITS.record_bytes) for side in (before, after))
        old = old or before.mapping(beside, LIMITS.record_bytes)
        if name and new and any(old.get(field) != new.get(field) for field in ("handle", "account_id")):
            yield name, item.path, new


def _platforms(source: RevisionTree) -> Platforms:
    raw = source.mapping(PLATFORMS_FILE)
    kind = shape("platforms")
    extra = kind.typed(raw) if raw else None
    return Platforms.build(packaged("platforms"), extra if extra and kind.fits(extra) else None)[0]


_FEW: Final = 50
"""Of so many records the files are picked from the history one by one; of more all of it is read, as by a build."""


def ever_public(pair: Pair, records: Iterable[RecordId]) -> frozenset[RecordId]:
    """Return those of the records that are public at the base of a change, or were at any commit before it.

    Wherever their files were: what was moved or deleted since was public all the same. One walk answers for all.
    """
    asked = frozenset(records)
    public = frozenset(name for name in asked if pair.before.public(name))
    left = asked - public
    if not left:
        return public
    revisions = git.revisions(pair.root, pair.before.commit, _globs(left))
    return (
        public | left & walk(revisions, ContentReader(pair.blobs, packaged("vocabulary"), {})).standing.keys()
    )


def _globs(records: frozenset[RecordId]) -> tuple[str, ...]:
    if len(records) > _FEW:
        return (SOURCE_FOLDER,)
    found = {INSTANCE_FILE, REVIEWERS_FILE, WITHHELD_FOLDER, f"{SOURCE_FOLDER}/*/list.yaml"}
    for record in records:
        found |= {f"{SOURCE_FOLDER}/**/{record}.yaml", review_path("*", "*", record)}
    return tuple(sorted(found))


_MOST: Final = 5
"""Look-alikes of one record that are shown: the strongest."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records that are alike; `record` is the changed one."""

    record: RecordId
    other: RecordId
    reason: str
    earlier: bool
    """Whether it is an earlier handle of the other that is alike."""

    @property
    def words(self) -> str:
        """Return in what the two are alike, as a few words."""
        return f"{self.reason}, under an earlier handle" if self.earlier else self.reason


def alike(
    source: RevisionTree,
    records: Mapping[RecordId, Sequence[str]],
    platforms: Platforms,
    asked: Iterable[tuple[RecordId, str, JsonObject]],
) -> tuple[Likeness, ...]:
    """Return which of a revision's records, given with their paths, look like those asked for.

    These are given by id, path and raw value.
    """
    found: dict[tuple[RecordId, RecordId], Likeness] = {}
    items = [(record, path.split("/")[2], raw) for record, path, raw in asked]
    new = {record for record, _, _ in items}
    files = {path: record for record, paths in records.items() for path in paths}
    for name, index in looks_indexes(platforms, items).items():
        wanted = [path for path in files if path.split("/")[2] == name]
        for path, data in source.read_many(wanted, LIMITS.record_bytes):
            other, names = files[path], names_in(data)
            for number, looks in enumerate(names.looks(platforms[name]) if names is not None else ()):
                for record, reason in index.like(looks).items():
                    # Two that are both new are shown once.
                    if record != other and (other not in new or record > other):
                        known = Likeness(record, other, reason, earlier=number > 0)
                        found.setdefault((record, other), known)
    told = sorted(found.values(), key=lambda item: (item.record, likeness_rank(item.reason), item.other))
    return tuple(item for _, of in groupby(told, key=attrgetter("record")) for item in islice(of, _MOST))
