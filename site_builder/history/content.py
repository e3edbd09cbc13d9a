"""Content: what the files of one revision say, kept up to date from commit to commit.

Of a file that cannot be read the previous content stands. Every change of files answers with the ids of the records
that it may have affected, so that nothing else has to be derived again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from site_builder.derive.state import Setting, derive
from site_builder.derive.states import DerivedRecord
from site_builder.handles.fold import STEPS
from site_builder.history import shapes
from site_builder.load.claim import claim_digest
from site_builder.load.layout import FileKind, Spot, named_record, spot
from site_builder.load.strict_yaml import load
from site_builder.model import AccountList, Record, Review
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.history.revision import BlobReader, FileChange
    from site_builder.model import JsonObject, ListId, RecordId, ReviewerData, Withholding

_SHAPES: Final = {
    FileKind.INSTANCE: shapes.INSTANCE,
    FileKind.REVIEWERS: shapes.REVIEWERS,
    FileKind.WITHHELD: shapes.WITHHELD,
    FileKind.PLATFORMS: shapes.PLATFORMS,
    FileKind.LIST: shapes.LIST,
    FileKind.REVIEWS: shapes.REVIEWS,
    FileKind.RECORD: shapes.RECORD,
}
_Reviews = dict["RecordId", tuple[Review, ...]]


class Content:
    """The readable files of a revision below `lists/`, by what they mean."""

    def __init__(
        self, blobs: BlobReader, vocabulary: JsonObject, folds: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.instance: JsonObject = {}
        self.reviewers: Mapping[str, ReviewerData] = {}
        self.withheld: Mapping[RecordId, Withholding] = {}
        self.folds = Folds(folds)
        """How each platform folds; the package's own platforms cannot be redefined."""
        self._blobs = blobs
        self._vocabulary = vocabulary
        self._packaged = dict(folds)
        self._lists: dict[ListId, AccountList] = {}
        self._records: dict[str, Record] = {}
        self._paths: dict[RecordId, list[str]] = defaultdict(list)
        self._review_files: dict[str, _Reviews] = {}
        self._reviews: dict[tuple[ListId, RecordId], dict[str, tuple[Review, ...]]] = defaultdict(dict)
        self._parsed: dict[tuple[str, FileKind], tuple[Any, Any] | None] = {}

    def apply(self, changes: Iterable[FileChange]) -> set[RecordId]:
        """Take over what a commit changed; return the ids of the records that it may affect."""
        affected: set[RecordId] = set()
        for change in changes:
            where = spot(change.path)
            if not isinstance(where, Spot) or where.kind not in _SHAPES:
                continue
            if change.deleted:
                self._put(change.path, where, None, affected)
                continue
            read = self._read(change.blob, where.kind) if change.blob is not None else None
            if read is not None:
                self._put(change.path, where, read, affected)
        return affected

    def item(self, record_id: RecordId, today: str) -> DerivedRecord | None:
        """Return a record with its state on a day, or None where it is absent."""
        found = [self._records[path] for path in self._paths.get(record_id, ())]
        record = min((item for item in found if item.list in self._lists), key=_file, default=None)
        if record is None:
            return None
        account_list = self._lists[record.list]
        setting = Setting(account_list, self.reviewers, self.withheld, self._vocabulary, today)
        return DerivedRecord(record, account_list, derive(record, self.reviews(record), setting))

    def reviews(self, record: Record) -> list[Review]:
        """Return a record's reviews, each file's in order of the file, files in order of path."""
        files = self._reviews.get((record.list, record.id), {})
        return [review for _, reviews in sorted(files.items()) for review in reviews]

    def _read(self, blob: str, kind: FileKind) -> tuple[Any, Any] | None:
        """Return a file's text and typed values; each distinct blob is read and parsed once."""
        key = (blob, kind)
        if key not in self._parsed:
            limit = LIMITS.record_bytes if kind is FileKind.RECORD else LIMITS.file_bytes
            self._parsed[key] = _parse(self._blobs.read(blob, limit + 1), kind, limit)
        return self._parsed[key]

    def _put(self, path: str, where: Spot, read: tuple[Any, Any] | None, affected: set[RecordId]) -> None:
        raw, typed = read or (None, None)
        match where.kind:
            case FileKind.RECORD:
                self._put_record(path, where.list, raw, typed, affected)
            case FileKind.REVIEWS:
                self._put_reviews(path, where, typed or {}, affected)
            case FileKind.LIST:
                self._put_list(path, where.list, typed)
                affected.update(item.id for item in self._records.values() if item.list == where.list)
            case FileKind.WITHHELD:
                new = typed or {}
                ids = self.withheld.keys() | new.keys()
                affected.update(name for name in ids if self.withheld.get(name) != new.get(name))
                self.withheld = new
            case FileKind.REVIEWERS:
                self._put_reviewers(typed or {}, affected)
            case FileKind.PLATFORMS:
                own = {name: tuple(entry["handle"].get("fold", ())) for name, entry in (typed or {}).items()}
                self.folds = Folds(own | self._packaged)
                affected.update(self._paths)
            case _:
                self.instance = typed or {}

    def _put_record(self, path: str, list_id: ListId, raw: Any, typed: Any, affected: set[RecordId]) -> None:
        name = named_record(path)
        if name is None or (typed is not None and typed["id"] != name):
            return
        affected.add(name)
        if typed is None:
            if self._records.pop(path, None) is not None:
                self._paths[name].remove(path)
            return
        if path not in self._records:
            self._paths[name].append(path)
        self._records[path] = Record(list_id, name, path, typed, claim_digest(list_id, name, raw))

    def _put_list(self, path: str, list_id: ListId, typed: Any) -> None:
        if typed is None:
            self._lists.pop(list_id, None)
        else:
            self._lists[list_id] = AccountList(list_id, path, typed, {}, {})

    def _put_reviews(self, path: str, where: Spot, typed: Any, affected: set[RecordId]) -> None:
        old = self._review_files.get(path, {})
        new: _Reviews = {
            record: tuple(
                Review(
                    where.reviewer,
                    where.list,
                    record,
                    item["claim"],
                    item["date"],
                    item["verdict"],
                    item.get("signature"),
                    path,
                    f"/{record}/{index}",
                )
                for index, item in enumerate(items)
            )
            for record, items in typed.items()
        }
        for record in old.keys() | new.keys():
            if old.get(record) == new.get(record):
                continue
            affected.add(record)
            files = self._reviews[where.list, record]
            files.pop(path, None)
            if record in new:
                files[path] = new[record]
        self._review_files[path] = new

    def _put_reviewers(self, new: Mapping[str, ReviewerData], affected: set[RecordId]) -> None:
        old = self.reviewers
        differ = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        self.reviewers = new
        for reviews in self._review_files.values():
            affected.update(
                record for record, items in reviews.items() if any(item.reviewer in differ for item in items)
            )


def _file(record: Record) -> str:
    return record.file


class Folds(dict[str, "Fold"]):
    """How platforms fold, by id; one that nobody defines leaves a handle as it is."""

    def __init__(self, steps: Mapping[str, Iterable[str]]) -> None:
        super().__init__(
            (name, Fold(tuple(step for step in chosen if step in STEPS))) for name, chosen in steps.items()
        )

    def __missing__(self, platform: str) -> Fold:
        """Return the folding that changes nothing."""
        return Fold(())


class Fold:
    """The steps by which one platform folds; those that are not known are left out."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        self.fold_steps = steps


def _parse(data: bytes, kind: FileKind, limit: int) -> tuple[Any, Any] | None:
    if len(data) > limit:
        return None
    loaded = load(data, "")
    if loaded.value is None or loaded.problems:
        return None
    try:
        return loaded.value, _SHAPES[kind](loaded.value)
    except shapes.Unfit:
        return None
