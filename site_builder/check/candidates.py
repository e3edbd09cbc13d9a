"""Candidates: which records anywhere could be the account of a changed record, or be taken for it.

Every record of the platform is looked at, by as little of its file as is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles import LooksIndex, likeness_rank
from site_builder.load.names import NAMES, AccountNames
from site_builder.load.strict_yaml import load
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from site_builder.git import Blob, Blobs
    from site_builder.handles import Looks, Platforms
    from site_builder.load.atlas import Atlas
    from site_builder.model import JsonObject, RecordId

    Lines = Callable[[str, str], Iterator[tuple[str, str]]]

_MOST: Final = 5
"""Look-alikes of one record that are told: the strongest."""


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
    lines: Lines,
    atlas: Atlas[Blob],
    blobs: Blobs,
    platforms: Platforms,
    asked: Iterable[tuple[RecordId, str, JsonObject]],
) -> tuple[Likeness, ...]:
    """Return what in a commit looks like the records asked for: id, path and raw value of each.

    `lines` finds lines in the commit's files (`git.lines`).
    """
    found: dict[tuple[RecordId, RecordId], Likeness] = {}
    by_platform: dict[str, dict[RecordId, Looks]] = {}
    for record, path, raw in asked:
        name = path.split("/")[2]
        platform, names = platforms.get(name), AccountNames.written(raw)
        if platform is not None and names is not None:
            by_platform.setdefault(name, {})[record] = names.looks(platform)[0]
    new = {record for records in by_platform.values() for record in records}
    for name, records in sorted(by_platform.items()):
        index = LooksIndex.build(records.items())
        for other, names in _scan(lines, atlas, blobs, name):
            for number, looks in enumerate(names.looks(platforms[name])):
                for record, reason in index.like(looks).items():
                    # Two that are both new are told once.
                    if record != other and (other not in new or record > other):
                        known = Likeness(record, other, reason, earlier=number > 0)
                        found.setdefault((record, other), known)
    told = sorted(found.values(), key=lambda item: (item.record, likeness_rank(item.reason), item.other))
    return tuple(item for _, of in groupby(told, key=attrgetter("record")) for item in islice(of, _MOST))


def _scan(
    lines: Lines, atlas: Atlas[Blob], blobs: Blobs, platform: str
) -> Iterator[tuple[RecordId, AccountNames]]:
    """Yield every record on a platform, in any list, with what names its account."""
    members: dict[str, dict[str, str]] = {}
    for path, line in lines(NAMES, f"lists/*/{platform}/**"):
        key, _, value = line.partition(":")
        members.setdefault(path, {})[key] = value.strip()
    unclear = []
    middle = f"/{platform}/"
    for record, paths in atlas.records.items():
        for path in paths:
            if middle not in path:
                continue
            names = AccountNames.plain(members.get(path, {}))
            if names is None:
                unclear.append((record, path))
            else:
                yield record, names
    objects = [atlas.files[path].object for _, path in unclear]
    found = blobs.read_many(objects, LIMITS.record_bytes)
    for (record, path), data in zip(unclear, found, strict=True):
        raw: Any = load(data, path).value
        names = AccountNames.written(raw) if isinstance(raw, dict) else None
        if names is not None:
            yield record, names
