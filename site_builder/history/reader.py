"""The reader: what the contents of files say to the history, by its own shapes; each distinct content read once.

What it keeps is memory, not state: of contents that no path leads to any more nothing is kept, and everything that it
forgot is read again when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, Self

from rpds import HashTrieMap

from site_builder.derive.reviews import Setting
from site_builder.derive.state import DerivedRecord, derive
from site_builder.handles.fold import STEPS
from site_builder.history import shapes
from site_builder.history.model import BlobReader, Revision
from site_builder.history.review_files import Blocks, ReviewFiles
from site_builder.history.state import State
from site_builder.load.layout import FileKind, Spot, named_record, spot
from site_builder.load.parsed import Contents, Parsed
from site_builder.load.source_tree import INSTANCE_FILE, PLATFORMS_FILE, PURGED_FILE, REVIEWERS_FILE
from site_builder.load.withholdings import withheld_by
from site_builder.model import (
    AccountList,
    JsonObject,
    ListId,
    PurgedRecord,
    Record,
    RecordId,
    Review,
    ReviewerData,
)
from site_builder.settings import LIMITS

SHAPES: Final = {
    FileKind.INSTANCE: shapes.INSTANCE,
    FileKind.REVIEWERS: shapes.REVIEWERS,
    FileKind.WITHHELD: shapes.anything,
    FileKind.PLATFORMS: shapes.PLATFORMS,
    FileKind.PURGED: shapes.PURGED,
    FileKind.LIST: shapes.LIST,
    FileKind.REVIEWS: shapes.REVIEWS,
    FileKind.RECORD: shapes.RECORD,
}
_AHEAD: Final = 64
"""So many revisions are looked ahead for contents to ask for together."""
_ROOM: Final = 64 * 1024 * 1024
"""Bytes of other files that are kept ahead; what does not fit is read when its revision comes."""
_RECORDS: Final = 1024
"""So many typed records are kept: those that one commit concerns, normally. Typing is cheap, typed values are large."""


class ContentReader:
    """Reads contents from `blobs`, where `contents` does not know them yet. `platforms`: the package's own."""

    def __init__(
        self,
        blobs: BlobReader,
        vocabulary: JsonObject,
        platforms: Mapping[str, JsonObject],
        contents: Contents | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self._blobs = blobs
        self._packaged = platforms
        self._contents = contents or Contents()
        self._typed: dict[tuple[str, FileKind], Any] = {}
        self._records: dict[tuple[str, str], Record | None] = {}
        self._reviews = ReviewFiles(self._contents)
        self._ahead: dict[str, bytes] = {}
        self._folds: dict[str | None, Folds] = {}

    def in_groups(self, revisions: Iterable[Revision]) -> Iterator[Revision]:
        """Yield the revisions, asking for the contents of some of them at once before the first is used."""
        waiting = iter(revisions)
        while group := tuple(islice(waiting, _AHEAD)):
            self._ahead.clear()
            wanted: dict[str, bool] = {}
            for revision in group:
                for change in revision.changes:
                    kind = kind_of(change.path)
                    if change.blob is not None and kind is not None and not self._has(change.blob):
                        wanted.setdefault(change.blob, kind is FileKind.RECORD)
            data = self._blobs.read_many(tuple(wanted), LIMITS.file_bytes + 1)
            room = _ROOM
            for (blob, record), found in zip(wanted.items(), data, strict=True):
                if record and len(found) <= LIMITS.record_bytes:
                    self._contents.parsed(found, blob)
                elif len(found) <= room:
                    room -= len(found)
                    self._ahead[blob] = found
            yield from group

    def typed(self, blob: str, kind: FileKind) -> Any | None:
        """Return what a content says as a file of the instance or of a list; None where it cannot be read as one."""
        key = (blob, kind)
        if key not in self._typed:
            self._typed[key] = _typed(self._parsed(blob, LIMITS.file_bytes), kind)
        return self._typed[key]

    def record(self, path: str, blob: str) -> Record | None:
        """Return the record that a file with this content is, None where it cannot be read or names another id."""
        key = (path, blob)
        if key not in self._records:
            if len(self._records) >= _RECORDS:
                self._records.clear()
            self._records[key] = self._record(path, blob)
        return self._records[key]

    def reviews(self, blob: str) -> Blocks | None:
        """Return what a content says as a file of reviews, by record; None where it cannot be read as one."""
        found = self._reviews.known(blob)
        if found is None:
            data = self._data(blob)
            found = self._reviews.read(blob, data) if len(data) <= LIMITS.file_bytes else None
        return found

    def reviews_changed(self, former: str | None, blob: str | None) -> set[RecordId] | None:
        """Return the records about which a file of reviews says something new; None where it cannot be read.

        Each is the name of a content, None where there is no file.
        """
        if former is not None and blob is not None and len(data := self._data(blob)) <= LIMITS.file_bytes:
            changed = self._reviews.changed(former, blob, data)
            if changed is not None:
                return changed
        old, new = (self.reviews(name) if name is not None else HashTrieMap() for name in (former, blob))
        return differ(old or {}, new) if new is not None else None

    def reviews_of(self, record: RecordId, blob: str) -> Sequence[JsonObject]:
        """Return a record's reviews in a file with this content, in order."""
        blocks = self.reviews(blob)
        return blocks.get(record, ()) if blocks is not None else ()

    def folds(self, platforms: str | None) -> Folds:
        """Return how each platform folds, the instance's own included; the package's cannot be redefined."""
        if platforms not in self._folds:
            own = self.typed(platforms, FileKind.PLATFORMS) if platforms is not None else None
            self._folds = {platforms: Folds({**(own or {}), **self._packaged})}
        return self._folds[platforms]

    def forget(self, blob: str, kind: FileKind) -> None:
        """Keep no longer what a content says that a path had."""
        self._typed.pop((blob, kind), None)
        self._reviews.forget(blob)
        self._contents.forget(blob)

    def _record(self, path: str, blob: str) -> Record | None:
        name = named_record(path)
        parsed = self._parsed(blob, LIMITS.record_bytes)
        typed = _typed(parsed, FileKind.RECORD)
        if name is None or typed is None or typed["id"] != name:
            return None
        list_id = path.split("/")[1]
        return Record(list_id, name, path, typed, parsed.claim_digest(list_id, name))

    def _parsed(self, blob: str, limit: int) -> Parsed:
        found = self._contents.known(blob)
        if found is None:
            data = self._data(blob)
            found = self._contents.parsed(data, blob) if len(data) <= limit else Parsed(len(data), None)
        return found if found.size <= limit else Parsed(found.size, None)

    def _data(self, blob: str) -> bytes:
        data = self._ahead.get(blob)
        return data if data is not None else next(self._blobs.read_many((blob,), LIMITS.file_bytes + 1))

    def _has(self, blob: str) -> bool:
        return self._contents.known(blob) is not None or self._reviews.known(blob) is not None


def _typed(parsed: Parsed, kind: FileKind) -> Any | None:
    try:
        return SHAPES[kind](parsed.value)
    except shapes.Unfit:
        return None


def differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """Return the keys of two mappings under which they differ."""
    return {key for key in {*old, *new} if old.get(key) != new.get(key)}


def kind_of(path: str) -> FileKind | None:
    """Return what the history reads a file as, None where it does not read it."""
    where = spot(path)
    return where.kind if isinstance(where, Spot) and where.kind in SHAPES else None


class Folds(dict[str, "Fold"]):
    """How platforms fold, by id; one that nobody defines leaves a handle as it is."""

    def __init__(self, platforms: Mapping[str, JsonObject]) -> None:
        super().__init__((name, Fold.of(entry)) for name, entry in platforms.items())

    def __missing__(self, platform: str) -> Fold:
        """Return the folding that changes nothing."""
        return Fold(())


class Fold(NamedTuple):
    """The steps by which one platform folds, those that are known; and what ids begin with that go with a domain."""

    fold_steps: tuple[str, ...]
    domain_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: JsonObject) -> Self:
        """Return what the entry of a `platforms.yaml` says."""
        steps = tuple(step for step in entry["handle"].get("fold", ()) if step in STEPS)
        return cls(steps, tuple(entry.get("account_id", {}).get("with_domain", ())))


class StateView:
    """The readable files below `lists/`, by what they mean."""

    def __init__(self, state: State, reader: ContentReader) -> None:
        self.state = state
        self.reader = reader

    @property
    def instance(self) -> dict[str, Any]:
        """What `instance.yaml` says."""
        return dict(self._typed(INSTANCE_FILE, FileKind.INSTANCE))

    @property
    def reviewers(self) -> dict[str, ReviewerData]:
        """The roster."""
        found: dict[str, ReviewerData] = self._typed(REVIEWERS_FILE, FileKind.REVIEWERS)
        return found

    @property
    def purged(self) -> dict[RecordId, PurgedRecord]:
        """What is left of records that are in no commit any more."""
        found: dict[RecordId, PurgedRecord] = self._typed(PURGED_FILE, FileKind.PURGED)
        return found

    @property
    def folds(self) -> Folds:
        """How each platform folds."""
        return self.reader.folds(self.state.files.get(PLATFORMS_FILE))

    def __contains__(self, record_id: object) -> bool:
        """Whether a record is public: what its links depend on."""
        found = self.state.records.get(str(record_id))
        return found is not None and found.public is not None

    def withheld(self, record_id: RecordId) -> dict[RecordId, str]:
        """Return the emergency stop as far as it concerns a record."""
        paths = self.state.withheld.get(record_id, ())
        blobs = ((path, self.state.files[path]) for path in paths)
        read = self.reader.typed
        given = ((path, read(blob, FileKind.WITHHELD) if blob else None) for path, blob in blobs)
        return withheld_by(given, self.reader.vocabulary)

    def retracted(self, record_id: RecordId) -> bool:
        """Return whether a record was ever retracted: that is final."""
        found = self.state.records.get(record_id)
        return found is not None and found.retracted

    def item(self, record_id: RecordId, today: str) -> DerivedRecord | None:
        """Return a record with its state on a day, or None where it is absent."""
        found = self.state.records.get(record_id)
        record = next(filter(None, map(self._record, found.paths)), None) if found is not None else None
        account_list = self._list(record.list) if record is not None else None
        if record is None or account_list is None:
            return None
        instance, words, withheld = self.instance.get("id"), self.reader.vocabulary, self.withheld(record_id)
        setting = Setting(account_list, self.reviewers, withheld, words, self.folds, instance, today)
        return DerivedRecord(record, account_list, derive(record, self.reviews(record), setting))

    def reviews(self, record: Record) -> list[Review]:
        """Return a record's reviews, each file's in order of the file, files in order of path."""
        return [
            Review(
                path.split("/")[3],
                record.list,
                record.id,
                item["claim"],
                item["date"],
                item["verdict"],
                int(item["number"]),
                item.get("signature"),
                path,
                f"/{record.id}/{index}",
            )
            for path in sorted(self.state.reviews.get((record.list, record.id), ()))
            for index, item in enumerate(self.reader.reviews_of(record.id, self.state.files[path]))
        ]

    def _record(self, path: str) -> Record | None:
        """Return the record of a file whose list is there."""
        known = f"lists/{path.split('/')[1]}/list.yaml" in self.state.files
        return self.reader.record(path, self.state.files[path]) if known else None

    def _list(self, list_id: ListId) -> AccountList | None:
        path = f"lists/{list_id}/list.yaml"
        blob = self.state.files.get(path)
        typed = self.reader.typed(blob, FileKind.LIST) if blob is not None else None
        return AccountList(list_id, path, typed, {}, {}) if typed is not None else None

    def _typed(self, path: str, kind: FileKind) -> Any:
        blob = self.state.files.get(path)
        return (self.reader.typed(blob, kind) if blob is not None else None) or {}
