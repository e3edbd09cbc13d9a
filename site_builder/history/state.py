"""State: what the walk knows between two commits: names of contents, digests and days, and no value of any record.

Frozen, so that one commit's state can be kept while the next one is made of it; its maps share what does not differ
(`rpds`, hash array mapped tries). It can be written as JSON and read again: a walk goes on from it as if it had not
stopped, as long as git still holds the contents that it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from rpds import HashTrieMap, HashTrieSet

if TYPE_CHECKING:
    from site_builder.history.model import Status
    from site_builder.model import JsonObject, ListId, RecordId


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
    """Path below the root to the name of the content that counts: the last one that could be read."""
    records: HashTrieMap[RecordId, RecordState] = field(default_factory=HashTrieMap)
    reviews: HashTrieMap[tuple[ListId, RecordId], HashTrieSet[str]] = field(default_factory=HashTrieMap)
    """The files that hold reviews of a record of a list."""
    linking: HashTrieMap[RecordId, HashTrieSet[RecordId]] = field(default_factory=HashTrieMap)
    """The records that link to one."""
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
            due=HashTrieMap({moment: HashTrieSet(found) for moment, found in document["due"].items()}),
        )


def _record_document(item: RecordState) -> list[Any]:
    standing = item.standing
    told = None
    if standing is not None:
        told = [getattr(standing, name) for name in PublicStanding.__slots__[:-1]]
        told.append(standing.digests.hex())
    return [item.paths, item.public, item.due, item.links, told]


def _record_of(told: list[Any]) -> RecordState:
    paths, public, due, links, standing = told
    made = None
    if standing is not None:
        values: list[Any] = [*standing[:-2], tuple(standing[-2]), bytes.fromhex(standing[-1])]
        made = PublicStanding(*values)
    return RecordState(tuple(paths), public, due, tuple(links), made)
