"""Candidates: which records anywhere could be the account of a changed record, or be taken for it.

Every record of the platform is looked at, by as little of its file as is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from site_builder.handles import Platforms, likeness_rank
from site_builder.load.names import looks_indexes, names_in
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from site_builder.check.revision import RevisionTree
    from site_builder.model import JsonObject, RecordId

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
