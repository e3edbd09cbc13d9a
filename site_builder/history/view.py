"""The view: what a state's files say, read through their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.derive.state import Setting, derive
from site_builder.derive.states import DerivedRecord
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import INSTANCE_FILE, PLATFORMS_FILE, REVIEWERS_FILE, WITHHELD_FILE
from site_builder.model import AccountList, ListId, Record, RecordId, Review, ReviewerData, Withholding

if TYPE_CHECKING:
    from site_builder.history.reader import ContentReader, Folds
    from site_builder.history.state import State


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
    def withheld(self) -> dict[RecordId, Withholding]:
        """The emergency stop."""
        found: dict[RecordId, Withholding] = self._typed(WITHHELD_FILE, FileKind.WITHHELD)
        return found

    @property
    def folds(self) -> Folds:
        """How each platform folds."""
        return self.reader.folds(self.state.files.get(PLATFORMS_FILE))

    def __contains__(self, record_id: object) -> bool:
        """Whether a record is public: what its links depend on."""
        found = self.state.records.get(str(record_id))
        return found is not None and found.public is not None

    def item(self, record_id: RecordId, today: str) -> DerivedRecord | None:
        """Return a record with its state on a day, or None where it is absent."""
        found = self.state.records.get(record_id)
        record = next(filter(None, map(self._record, found.paths)), None) if found is not None else None
        account_list = self._list(record.list) if record is not None else None
        if record is None or account_list is None:
            return None
        setting = Setting(account_list, self.reviewers, self.withheld, self.reader.vocabulary, today)
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
