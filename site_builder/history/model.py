"""The words of the history: changes, events, the history of an instance, and the revisions that it is made from.

Nothing here holds a value of a record: a change names members, states and digests, so that what was published about
a change can stay when the content goes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal, Protocol, get_args

from site_builder.model import JsonObject, ListId, RecordId, Tombstone

HISTORY_VERSION: Final = 2
"""First part of the epoch: raised when the history of an old tree would come out with other bytes."""

Status = Literal["none", "public", "retracted", "withheld", "withdrawn"]
REMOVED: Final = ("retracted", "withheld", "withdrawn")
"""The statuses that leave a tombstone, and the kinds by which a record takes one of them."""

Kind = Literal[
    "published",
    "retracted",
    "withheld",
    "withdrawn",
    "renamed",
    "lapsed",
    "state",
    "observed",
    "changed",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_NAMES: Final = {"before": "from", "after": "to"}
"""What the feeds call members of a change whose names are words of Python, or clear only there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One record whose status or row became another one."""

    time: str
    """RFC 3339, UTC, seconds, Z."""
    record: RecordId
    list: ListId
    kind: Kind
    before: str
    """The state where the record was public, else its status."""
    after: str
    """The state where the record is public, else its status."""
    fields: tuple[str, ...]
    """Names of the row's top-level members that differ, sorted. A record of status `none` has no members."""
    sha256: str
    """Hex SHA-256 of the record's new `record.json`."""
    reason: str | None = None
    """Of a tombstone: its reason's code."""
    effect: str | None = None
    """Of a tombstone: what a consumer should do."""
    commit: str | None = None
    """The commit, where the source is public and the clock alone would not have made the change."""
    pull_request: int | None = None
    """The pull request that the forge named in the commit's message; only beside `commit`."""

    @property
    def members(self) -> JsonObject:
        """The change as the feeds give it, without its number."""
        said = {_NAMES.get(item.name, item.name): getattr(self, item.name) for item in fields(RecordChange)}
        return {
            name: value for name, value in (said | {"fields": list(self.fields)}).items() if value is not None
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(RecordChange):
    """A change with its permanent number."""

    seq: int
    """From 1, dense."""

    @property
    def row(self) -> JsonObject:
        """The event as the feeds give it, JSON values only (docs/reference/feeds.md)."""
        return {"seq": self.seq, **self.members}


@dataclass(frozen=True, slots=True)
class RemovedRecord:
    """What is left of a record that was public: its row, which says neither handle nor claim."""

    id: RecordId
    list: ListId
    row: Tombstone
    row_bytes: bytes
    """RFC 8785 form of `row` and a line feed."""


@dataclass(frozen=True, slots=True)
class History:
    """All events of an instance, and what the working tree would add to them."""

    epoch: str
    """`<HISTORY_VERSION>.<epoch of instance.yaml>`."""
    events: tuple[Event, ...]
    pending: tuple[RecordChange, ...]
    """Changes of uncommitted work, at the instant of HEAD: shown, never numbered."""
    uncommitted: tuple[str, ...]
    """Paths below the root that differ from HEAD and are built from, sorted."""
    timelines: Mapping[RecordId, tuple[Event, ...]]
    """The events of each record, oldest first."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that a commit changed: path below the root, and the object that it is now.

    `blob` is None where the file is gone, or is not a regular file (a symbolic link, a submodule).
    """

    path: str
    blob: str | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit of the first-parent line."""

    commit: str
    time: str
    """RFC 3339, UTC: the running maximum of committer dates up to this commit."""
    subject: str
    """First line of the message."""
    changes: Sequence[FileChange]
    """Compared with its first parent; at the first commit, everything."""
    ending: str = ""
    """Last line of the message; empty where that is the first."""


class BlobReader(Protocol):
    """Where the contents of changed files come from."""

    def read_many(self, blobs: Sequence[str], limit: int) -> Iterator[bytes]:
        """Yield at most `limit` bytes of each object, in the order asked for."""
