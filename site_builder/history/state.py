"""State: what the walk knows between two commits: names of contents, digests and days, and no value of any record.

Frozen, so that one commit's state can be kept while the next one is made of it; its maps share what does not differ
(`rpds`, hash array mapped tries). It can be written as JSON and read again: a walk goes on from it as if it had not
stopped, as long as git still holds the contents that it names.

And what a record that is or was public looks like to the public at one revision: pure functions from what it was before
and what its files say now. docs/reference/history.md says the rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Self

from rpds import HashTrieMap, HashTrieSet

from site_builder.canonical import canonical
from site_builder.derive.row import row_bytes
from site_builder.derive.state import DerivedRecord, effect_of
from site_builder.history.model import Kind, RecordChange, Status
from site_builder.model import JsonObject, ListId, PublicRow, PurgedRecord, RecordId, Tombstone


@dataclass(frozen=True, slots=True)
class PublicStanding:
    """The public side of a record that is or was public, without its values."""

    status: Status
    state: str
    """The state where it is public, else the status."""
    list: ListId
    example: bool
    first_public: str
    removed: str | None
    """When it last stopped being public, if it is not."""
    reason: str | None
    effect: str | None
    """Of a tombstone: the codes of its reason, and of what a consumer should do."""
    sha256: str
    """Of its `record.json`."""
    names: tuple[str, ...]
    """The row's top-level members, sorted."""
    digests: bytes
    """Of each member's value in turn, and last of how the account is matched, the day it was seen aside."""


@dataclass(frozen=True, slots=True)
class RecordState:
    """One record at a revision: where it is written, and what that comes to."""

    paths: tuple[str, ...] = ()
    """Its files, sorted; normally one."""
    public: ListId | None = None
    """The list on which it is public now."""
    retracted: bool = False
    """Whether it was ever retracted: it is not public again, whatever its files say later."""
    due: str | None = None
    """The moment at which the clock alone may change it (see `step.next_due`)."""
    links: tuple[RecordId, ...] = ()
    """The records that it links to."""
    standing: PublicStanding | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a revision leaves to the next one."""

    commit: str = ""
    time: str = ""
    """RFC 3339, UTC; empty before the first revision."""
    files: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    """Path below the root to the name of the content that counts: the last one that could be read. A withholding is
    there whatever it is, by an empty name where it is not a file."""
    records: HashTrieMap[RecordId, RecordState] = field(default_factory=HashTrieMap)
    reviews: HashTrieMap[tuple[ListId, RecordId], HashTrieSet[str]] = field(default_factory=HashTrieMap)
    """The files that hold reviews of a record of a list."""
    linking: HashTrieMap[RecordId, HashTrieSet[RecordId]] = field(default_factory=HashTrieMap)
    """The records that link to one."""
    withheld: HashTrieMap[RecordId, HashTrieSet[str]] = field(default_factory=HashTrieMap)
    """The entries that withhold a record."""
    due: HashTrieMap[str, HashTrieSet[RecordId]] = field(default_factory=HashTrieMap)
    """The records that are due at a moment."""

    @property
    def today(self) -> str:
        """The UTC day of `time`."""
        return self.time[:10]

    @property
    def document(self) -> JsonObject:
        """The state as a JSON value, sorted."""
        return {
            "commit": self.commit,
            "time": self.time,
            "files": dict(sorted(self.files.items())),
            "records": {name: _record_document(item) for name, item in sorted(self.records.items())},
            "reviews": [[*key, *sorted(paths)] for key, paths in sorted(self.reviews.items())],
            "linking": {name: sorted(found) for name, found in sorted(self.linking.items())},
            "withheld": {name: sorted(found) for name, found in sorted(self.withheld.items())},
            "due": {moment: sorted(found) for moment, found in sorted(self.due.items())},
        }

    @classmethod
    def of(cls, document: JsonObject) -> Self:
        """Return the state that a JSON value says. Raises `KeyError` or `TypeError` for anything but a `document`."""
        return cls(
            commit=document["commit"],
            time=document["time"],
            files=HashTrieMap(document["files"]),
            records=HashTrieMap({name: _record_of(item) for name, item in document["records"].items()}),
            reviews=HashTrieMap({(key[0], key[1]): HashTrieSet(key[2:]) for key in document["reviews"]}),
            linking=HashTrieMap({name: HashTrieSet(found) for name, found in document["linking"].items()}),
            withheld=HashTrieMap({name: HashTrieSet(found) for name, found in document["withheld"].items()}),
            due=HashTrieMap({moment: HashTrieSet(found) for moment, found in document["due"].items()}),
        )


def _record_document(item: RecordState) -> list[Any]:
    standing = item.standing
    told = None
    if standing is not None:
        told = [getattr(standing, name) for name in PublicStanding.__slots__[:-1]]
        told.append(standing.digests.hex())
    return [item.paths, item.public, item.retracted, item.due, item.links, told]


def _record_of(told: list[Any]) -> RecordState:
    paths, public, retracted, due, links, standing = told
    made = None
    if standing is not None:
        values: list[Any] = [*standing[:-2], tuple(standing[-2]), bytes.fromhex(standing[-1])]
        made = PublicStanding(*values)
    return RecordState(tuple(paths), public, retracted, due, tuple(links), made)


_RELY: Final = "stop-relying"
_LEFT: Final = ("effect", "example", "first_public", "list", "reason", "removed", "state")
"""Members of a purged record's tombstone that `lists/purged.yaml` says."""
_DIGEST: Final = 8
"""Bytes of a member's digest. Two values that share one leave a member's name out of an event, and nothing else."""


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """The public side of a record: its status, and its row or its tombstone."""

    standing: PublicStanding
    row: PublicRow | Tombstone
    row_bytes: bytes
    """RFC 8785 form of `row` and a line feed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When, and under which emergency stop and words, entries are settled."""

    time: str
    """RFC 3339, UTC, seconds, Z."""
    withheld: Mapping[RecordId, str]
    vocabulary: JsonObject
    purged: Mapping[RecordId, PurgedRecord]


def settle(
    record_id: RecordId,
    base: PublicStanding | None,
    item: DerivedRecord | None,
    public: PublicRow | None,
    moment: Moment,
) -> PublicEntry | None:
    """Return a record's entry after a revision, or None where it was never public.

    `base` is what it was before the revision, `item` what its files say (None where it is absent), `public` its row.
    """
    left: Any = moment.purged.get(record_id)
    if left is not None:
        stone: Any = {"actionable": False, "id": record_id} | {name: left[name] for name in _LEFT}
        return _entry(left["state"], stone, left["first_public"], left["removed"])
    if item is not None and public is not None:
        first = base.first_public if base is not None else moment.time
        return _entry("public", public, first, None)
    if base is None:
        return None
    removed = base.removed or moment.time
    status: Status
    if item is not None and item.derived.state == "retracted":
        status, reason = "retracted", item.derived.reason or ""
        effect = effect_of(reason, moment.vocabulary)
    elif base.status == "retracted":
        status, reason, effect = "retracted", base.reason or "", base.effect or ""
    else:
        effect = _RELY
        if item is not None and item.derived.state == "withheld":
            status, reason = "withheld", item.derived.reason or ""
        elif item is None and record_id in moment.withheld:
            status, reason = "withheld", moment.withheld[record_id]
        else:
            status, reason = "withdrawn", "absent" if item is None else "unverified"
    kept = item is None or (status == "retracted" and item.derived.state != "retracted")
    row: Tombstone = {
        "actionable": False,
        "effect": effect,
        "example": base.example if kept or item is None else item.account_list.example,
        "first_public": base.first_public,
        "id": record_id,
        "list": base.list if kept or item is None else item.record.list,
        "reason": reason,
        "removed": removed,
        "state": status,
    }
    if status == "retracted" and item is not None and _handle_is_public(item):
        data = item.record.data
        row |= {"platform": data["platform"], "salt": data["salt"]}
        if "handle" in data:
            row["handle"] = data["handle"]
        else:
            row["account_id"] = data["account_id"]
    return _entry(status, row, base.first_public, removed)


def change(
    record_id: RecordId, before: PublicStanding | None, after: PublicStanding | None, time: str
) -> RecordChange | None:
    """Return what became of a record between two revisions, None where nothing did."""
    if after is None or (before is not None and before.sha256 == after.sha256):
        return None
    fields = _differing(before, after)
    return RecordChange(
        time=time,
        record=record_id,
        list=after.list,
        kind=_kind(before, after, fields),
        before=before.state if before is not None else "none",
        after=after.state,
        fields=fields,
        sha256=after.sha256,
        reason=after.reason,
        effect=after.effect,
    )


def _entry(status: Status, row: PublicRow | Tombstone, first_public: str, removed: str | None) -> PublicEntry:
    values: Any = row
    data = row_bytes(row)
    names = tuple(sorted(row))
    matched = {name: value for name, value in values.get("match", {}).items() if name != "handle_seen"}
    standing = PublicStanding(
        status=status,
        state=row["state"],
        list=row["list"],
        example=row["example"],
        first_public=first_public,
        removed=removed,
        reason=values.get("reason"),
        effect=values.get("effect"),
        sha256=hashlib.sha256(data).hexdigest(),
        names=_shared(names),
        digests=b"".join(map(_digest, (*(values[name] for name in names), matched))),
    )
    return PublicEntry(standing, row, data)


@lru_cache(maxsize=1024)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return one object for equal tuples: there are few kinds of rows and many rows."""
    return names


def _digest(value: object) -> bytes:
    return hashlib.blake2b(canonical(value), digest_size=_DIGEST).digest()


def _members(standing: PublicStanding) -> dict[str, bytes]:
    """Return the digest of each member by its name; what comes after them is not a member's."""
    digests = standing.digests
    return {name: digests[at * _DIGEST :][:_DIGEST] for at, name in enumerate(standing.names)}


def _differing(before: PublicStanding | None, after: PublicStanding) -> tuple[str, ...]:
    """Return the names of the row's members that differ, sorted."""
    old, new = (_members(standing) if standing is not None else {} for standing in (before, after))
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _handle_is_public(item: DerivedRecord) -> bool:
    retractions = item.record.data.get("retractions", [])
    return bool(retractions) and retractions[-1].get("public_handle", False)


def _kind(before: PublicStanding | None, after: PublicStanding, fields: tuple[str, ...]) -> Kind:
    was = before.status if before is not None else "none"
    if after.status == "public":
        if was == "public" and before is not None:
            return _kind_of_public(before, after, fields)
        return "published"
    if after.status in ("retracted", "withheld", "withdrawn") and was != after.status:
        return after.status
    return "changed"


def _kind_of_public(before: PublicStanding, after: PublicStanding, fields: tuple[str, ...]) -> Kind:
    if "handle" in fields:
        return "renamed"
    if "state" in fields:
        return "lapsed" if after.state == "lapsed" else "state"
    same_match = before.digests[-_DIGEST:] == after.digests[-_DIGEST:]
    if set(fields) <= {"match", "observations"} and "observations" in fields and same_match:
        return "observed"
    return "changed"
