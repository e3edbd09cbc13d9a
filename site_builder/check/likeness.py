"""Likeness: which of a revision's records are, or look like, the accounts that a change is about.

A few lines of each file say. For what was cleared or is withheld an account is the same under any handle that either
ever had, and under what a retraction says that it covers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Final

from site_builder.check.revision import RevisionTree
from site_builder.handles import LooksIndex, Platforms, likeness_rank
from site_builder.handles.lookalike import Looks
from site_builder.load.names import AccountNames, names_in
from site_builder.load.source_tree import PLATFORMS_FILE, platforms_with
from site_builder.load.typed import shape
from site_builder.model import JsonObject, RecordId
from site_builder.settings import LIMITS

_SAME: Final = frozenset({"the same account id", "the same handle"})
_MOST: Final = 5
"""Look-alikes of one record that are shown: the strongest. All that are the same account are."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records that are alike; `record` is the changed one."""

    record: RecordId
    other: RecordId
    reason: str
    earlier: bool
    """Whether it is under an earlier handle of one of them that they are alike."""

    @property
    def same(self) -> bool:
        """Whether they are about one account, as far as anybody can tell."""
        return self.reason in _SAME

    @property
    def by_handle(self) -> bool:
        """Whether they have one handle, and the ids that are known do not say that they are one account."""
        return self.reason == "the same handle"

    @property
    def words(self) -> str:
        """Return in what the two are alike, as a few words."""
        return f"{self.reason}, under an earlier handle" if self.earlier else self.reason


def alike(
    before: RevisionTree,
    after: RevisionTree,
    records: Mapping[RecordId, Sequence[str]],
    asked: Iterable[tuple[RecordId, str, JsonObject]],
) -> tuple[Likeness, ...]:
    """Return which of the records after a change, given with their paths, are or look like those asked for.

    These are given by id, path and raw value. Platforms are those before the change.
    """
    platforms = _platforms(before)
    items = [(record, path.split("/")[2], AccountNames.written(raw)) for record, path, raw in asked]
    mine: dict[str, dict[str, Looks]] = {}
    of: dict[str, tuple[RecordId, bool]] = {}
    for record, name, names in items:
        platform = platforms.get(name)
        for number, looks in enumerate(names.looks(platform) if platform and names else ()):
            key = str(len(of))
            of[key] = record, number > 0
            mine.setdefault(name, {})[key] = looks
    if not mine:
        return ()
    new = {record for record, _, _ in items}
    files = {path: record for record, paths in records.items() for path in paths}
    found: dict[tuple[RecordId, RecordId], Likeness] = {}
    for name, known in mine.items():
        index = LooksIndex.build(known.items())
        wanted = [path for path in files if path.split("/")[2] == name]
        for path, data in after.read_many(wanted, LIMITS.record_bytes):
            other, names = files[path], names_in(data)
            for number, looks in enumerate(names.looks(platforms[name]) if names is not None else ()):
                for key, reason in index.like(looks).items():
                    record, earlier = of[key]
                    told = Likeness(record, other, reason, earlier=number > 0 or earlier)
                    # Two that are both new are shown once, and under an earlier handle of the changed one only what is
                    # the same account.
                    once = other not in new or record > other or told.same
                    if record != other and once and (told.same or not earlier):
                        kept = found.get((record, other), told)
                        found[record, other] = min(kept, told, key=_rank)
    every = sorted(found.values(), key=lambda item: (item.record, likeness_rank(item.reason), item.other))
    groups = (list(group) for _, group in groupby(every, key=attrgetter("record")))
    return tuple(chain.from_iterable(map(_shown, groups)))


def _rank(item: Likeness) -> tuple[int, bool]:
    return likeness_rank(item.reason), item.earlier


def _shown(items: Sequence[Likeness]) -> Iterable[Likeness]:
    same = sum(item.same for item in items)
    return items[: same + _MOST]


def _platforms(source: RevisionTree) -> Platforms:
    raw = source.mapping(PLATFORMS_FILE)
    kind = shape("platforms")
    extra = kind.typed(raw) if raw else None
    return platforms_with(extra if extra and kind.fits(extra) else None)[0]
