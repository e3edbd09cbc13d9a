"""Candidates: which records anywhere could be the account of a changed record, or be taken for it.

Every record of the platform is looked at, by as little of its file as is needed: two lines of it, or all where they
are not written plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles import likeness, likeness_rank, looks
from site_builder.load.strict_yaml import load
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from site_builder.check.revision import Atlas
    from site_builder.git import Blobs
    from site_builder.handles import Looks, Platform, Platforms
    from site_builder.model import JsonObject, RecordId

    Lines = Callable[[str, str], Iterator[tuple[str, str]]]

_NAMES: Final = "^(handle|account_id|previous_handles):"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_@.:/+-]*")
_QUOTED: Final = re.compile(r"\"([^\"\\]+)\"")
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


@dataclass(frozen=True, slots=True)
class Named:
    """What of a record's file names the account."""

    handle: str
    account_id: str | None
    earlier: tuple[str, ...]


def alike(
    lines: Lines,
    atlas: Atlas,
    blobs: Blobs,
    platforms: Platforms,
    asked: Iterable[tuple[RecordId, str, JsonObject]],
) -> tuple[Likeness, ...]:
    """Return what in a commit looks like the records asked for: id, path and raw value of each.

    `lines` finds lines in the commit's files (`git.lines`).
    """
    found: list[Likeness] = []
    by_platform: dict[str, list[tuple[RecordId, Looks]]] = {}
    for record, path, raw in asked:
        name = path.split("/")[2]
        platform = platforms.get(name)
        named = _named(raw)
        if platform is not None and named is not None:
            by_platform.setdefault(name, []).append((record, looks(platform, named.handle, named.account_id)))
    new = {record for records in by_platform.values() for record, _ in records}
    for name, records in sorted(by_platform.items()):
        platform = platforms[name]
        for other, named in _scan(lines, atlas, blobs, name):
            for record, mine in records:
                # Two that are both new are told once.
                if record != other and (other not in new or record > other):
                    found.extend(_compare(record, mine, other, named, platform))
    found.sort(key=lambda item: (item.record, likeness_rank(item.reason), item.other))
    return tuple(item for _, of in groupby(found, key=attrgetter("record")) for item in islice(of, _MOST))


def _compare(
    record: RecordId, mine: Looks, other: RecordId, named: Named, platform: Platform
) -> Iterator[Likeness]:
    reason = likeness(mine, looks(platform, named.handle, named.account_id))
    if reason is not None:
        yield Likeness(record, other, reason, earlier=False)
        return
    for handle in named.earlier:
        reason = likeness(mine, looks(platform, handle))
        if reason is not None:
            yield Likeness(record, other, reason, earlier=True)
            return


def _scan(lines: Lines, atlas: Atlas, blobs: Blobs, platform: str) -> Iterator[tuple[RecordId, Named]]:
    """Yield every record on a platform, in any list, with what names its account."""
    members: dict[str, dict[str, str]] = {}
    for path, line in lines(_NAMES, f"lists/*/{platform}/**"):
        key, _, value = line.partition(":")
        members.setdefault(path, {})[key] = value.strip()
    unclear = []
    middle = f"/{platform}/"
    for record, paths in atlas.records.items():
        for path in paths:
            if middle not in path:
                continue
            named = _clear(members.get(path, {}))
            if named is None:
                unclear.append((record, path))
            else:
                yield record, named
    objects = [atlas.files[path].object for _, path in unclear]
    found = blobs.read_many(objects, LIMITS.record_bytes)
    for (record, path), data in zip(unclear, found, strict=True):
        raw: Any = load(data, path).value
        named = _named(raw) if isinstance(raw, dict) else None
        if named is not None:
            yield record, named


def _clear(members: Mapping[str, str]) -> Named | None:
    """Return what plainly written lines say; None where a reader of YAML has to look."""
    handle = _plain(members.get("handle"))
    account_id = _plain(members["account_id"]) if "account_id" in members else None
    if handle is None or (account_id is None and "account_id" in members) or "previous_handles" in members:
        return None
    return Named(handle, account_id, ())


def _plain(value: str | None) -> str | None:
    """Return what a plainly written value says; None where a reader of YAML has to look."""
    if value is None:
        return None
    if _PLAIN.fullmatch(value):
        return value
    quoted = _QUOTED.fullmatch(value)
    return quoted[1] if quoted is not None else None


def _named(raw: Any) -> Named | None:
    handle, account_id = raw.get("handle"), raw.get("account_id")
    if not isinstance(handle, str):
        return None
    earlier = raw.get("previous_handles")
    names = (
        [item.get("handle") for item in earlier if isinstance(item, dict)]
        if isinstance(earlier, list)
        else []
    )
    return Named(
        handle,
        account_id if isinstance(account_id, str) else None,
        tuple(name for name in names if isinstance(name, str)),
    )
