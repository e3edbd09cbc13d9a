"""A revision: its atlas says by path alone where records and reviews are, its tree reads the part that is chosen.

So a change can be looked at without reading everything around it. Nothing is checked out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from site_builder.check.scope import is_ours
from site_builder.errors import RepositoryError
from site_builder.ids import is_record_id
from site_builder.load.files import Kind, SourceFile, ignored
from site_builder.load.layout import review_path
from site_builder.load.strict_yaml import load
from site_builder.progress import counted, silent
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from site_builder.git import Blob, Blobs, PathChange
    from site_builder.model import JsonObject, ListId, RecordId
    from site_builder.progress import Progress

_OF_INSTANCE: Final = 1
_OF_LIST: Final = 2
_OF_RECORD: Final = 4
"""Slashes in the paths of `lists/instance.yaml`, of a list's own files, of records and reviews."""
_TAIL: Final = len("/7k3f9q2m4d1p.yaml")
_REGULAR: Final = frozenset({"100644", "100755", "100664"})
_KINDS: Final[dict[str, Kind]] = {"120000": "symbolic link", "160000": "special file"}


@dataclass(frozen=True, slots=True)
class Atlas:
    """The paths of one revision below `lists/`."""

    files: Mapping[str, Blob]
    records: Mapping[RecordId, tuple[str, ...]]
    """Paths of records by id; normally one each."""
    reviewers: Mapping[ListId, frozenset[str]]
    """By list the reviewers who have, or had, a folder of reviews."""
    common: frozenset[str]
    """What every part of a tree needs: the files of the instance, protected accounts, lists' own files."""

    @classmethod
    def of(cls, files: Mapping[str, Blob]) -> Self:
        """Return the atlas of a revision's files."""
        records: dict[RecordId, tuple[str, ...]] = {}
        reviewers: dict[ListId, set[str]] = {}
        common: set[str] = set()
        for path in files:  # there are many, so one is taken apart only where it has to be
            slashes = path.count("/")
            if slashes <= _OF_LIST:
                if slashes == _OF_INSTANCE or path.startswith("lists/protected/") or path.endswith(".yaml"):
                    common.add(path)
                continue
            if slashes == _OF_RECORD:
                parts = path.split("/")
                if parts[2] == "reviews":
                    reviewers.setdefault(parts[1], set()).add(parts[3])
                    continue
            name = path[1 - _TAIL : -5]
            if path[-_TAIL] == "/" and path.endswith(".yaml") and is_record_id(name):
                records[name] = (*records.get(name, ()), path)
        return cls(
            files, records, {name: frozenset(found) for name, found in reviewers.items()}, frozenset(common)
        )

    def before(self, changes: Iterable[PathChange]) -> Self:
        """Return the atlas of the revision before these changes."""
        files = dict(self.files)
        for change in changes:
            if is_ours(change) and change.before is not None:
                files[change.path] = change.before
            elif is_ours(change):
                files.pop(change.path, None)
        return self.of(files)

    def of_record(self, record: RecordId) -> Iterator[str]:
        """Yield a record's file and every file that may hold its reviews."""
        for path in self.records.get(record, ()):
            yield path
            list_id = path.split("/")[1]
            for reviewer in self.reviewers.get(list_id, ()):
                yield review_path(list_id, reviewer, record)


@dataclass(frozen=True, slots=True)
class RevisionTree:
    """The files of a revision below `lists/`; `chosen` are the paths to show, all where it is None.

    `tell` hears how many of them were taken up.
    """

    files: Mapping[str, Blob]
    blobs: Blobs
    chosen: Collection[str] | None = None
    tell: Progress = silent

    def entries(self) -> Iterator[SourceFile]:
        """Yield the chosen files, sorted by path. Sizes are found out when a file is read."""
        paths = self.files if self.chosen is None else [path for path in self.chosen if path in self.files]
        for path in counted(self.tell, "Reading files", sorted(paths)):
            if not ignored(path.rpartition("/")[2]):
                yield SourceFile(path, _KINDS.get(self.files[path].mode, "file"), 0)

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a file. Raises `OSError` where it cannot be read."""
        blob = self.files.get(path)
        if blob is None or blob.mode not in _REGULAR:
            message = "not in this revision"
            raise FileNotFoundError(2, message, path)
        try:
            return self.blobs.read(blob.object, limit)
        except RepositoryError as error:
            raise OSError(5, str(error), path) from error

    def mapping(self, path: str, limit: int = LIMITS.file_bytes) -> JsonObject:
        """Return a file as the strict loader gives it; nothing where it is absent, broken or no mapping."""
        try:
            value = load(self.read(path, limit), path).value
        except OSError:
            return {}
        return value if isinstance(value, dict) else {}
