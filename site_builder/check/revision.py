"""Revisions: what kind of files a change between two touches, and the part of one that is to be read.

Nothing is checked out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from site_builder.git import Blob, BlobStore, PathChange
from site_builder.load.atlas import Atlas
from site_builder.load.files import Kind, SourceFile, ignored
from site_builder.load.layout import FileKind, Spot, spot
from site_builder.load.parsed import Contents
from site_builder.load.strict_yaml import load
from site_builder.model import JsonObject
from site_builder.progress import Progress, counted, silent
from site_builder.settings import LIMITS

_KINDS: Final[dict[str, Kind]] = {"120000": "symbolic link", "160000": "special file"}


def before(atlas: Atlas[Blob], changes: Iterable[PathChange]) -> Atlas[Blob]:
    """Return the atlas of the revision before these changes."""
    files = dict(atlas.files)
    for change in changes:
        if is_ours(change) and change.before is not None:
            files[change.path] = change.before
        elif is_ours(change):
            files.pop(change.path, None)
    return Atlas.of(files)


@dataclass(frozen=True, slots=True)
class RevisionTree:
    """The files of a revision below `lists/`; `chosen` are the paths to show, all where it is None.

    `tell` hears how many of them were taken up.
    """

    files: Mapping[str, Blob]
    blobs: BlobStore
    contents: Contents
    """What is parsed once, on whichever side of a change it is."""
    chosen: Collection[str] | None = None
    tell: Progress = silent

    def entries(self) -> Iterator[SourceFile]:
        """Yield the chosen files, sorted by path. Sizes are found out when a file is read."""
        paths = self.files if self.chosen is None else [path for path in self.chosen if path in self.files]
        for path in counted(self.tell, "Reading files", sorted(paths)):
            if not ignored(path.rpartition("/")[2]):
                yield SourceFile(path, _KINDS.get(self.files[path].mode, "file"), 0)

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a file.

        Raises `OSError` where there is no such file, `RepositoryError` where git does not have what is in it: that is
        nothing to be said of the change.
        """
        blob = self.files.get(path)
        if blob is None or not blob.is_file:
            raise FileNotFoundError(2, "not in this revision", path)
        return self.blobs.read(blob.object, limit)

    def hold(self, paths: Iterable[str]) -> None:
        """Read files together that will be read one by one."""
        blobs = (self.files[path].object for path in paths if path in self.files)
        self.blobs.hold(blobs, LIMITS.file_bytes)

    def read_many(self, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield path and at most `limit` bytes of each of some files; what is not one is left out.

        Raises `RepositoryError` where the repository does not hold one.
        """
        files = {path: self.files[path] for path in paths if path in self.files and self.files[path].is_file}
        contents = self.blobs.read_many([blob.object for blob in files.values()], limit)
        return zip(files, contents, strict=True)

    def mapping(self, path: str, limit: int = LIMITS.file_bytes) -> JsonObject:
        """Return a file as the strict loader gives it; nothing where it is absent, broken or no mapping."""
        try:
            data = self.read(path, limit)
        except OSError:
            return {}
        value = self.contents.parsed(data, reviews="/reviews/" in path).value or load(data, path).value
        return value if isinstance(value, dict) else {}


RULES: Final = frozenset(
    {FileKind.INSTANCE, FileKind.LIST, FileKind.PLATFORMS, FileKind.PROTECTED, FileKind.REVIEWERS}
)
"""Files that decide about others."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The paths of a change, by what they are for; each in the order of paths."""

    every: tuple[PathChange, ...]
    records: tuple[PathChange, ...]
    """Record files, drafts included."""
    next_claims: tuple[PathChange, ...]
    reviews: tuple[PathChange, ...]
    rules: tuple[PathChange, ...]
    """Policy, roster, protected accounts, platforms, instance: by these others are judged."""
    sources: tuple[PathChange, ...]
    withheld: tuple[PathChange, ...]
    decisions: tuple[PathChange, ...]
    outside: tuple[PathChange, ...]
    """Everything that is not below the instance's `lists/`, and git's own files anywhere."""

    @property
    def data(self) -> tuple[PathChange, ...]:
        """Return what rules must not change together with: records, next claims and reviews."""
        return (*self.records, *self.next_claims, *self.reviews)


def is_ours(item: PathChange) -> bool:
    """Return whether a path is below the instance's `lists/`."""
    return not item.outside and item.path.startswith("lists/")


def scope_of(changes: Iterable[PathChange]) -> Scope:
    """Sort the paths of a change by what they are for."""
    every = tuple(sorted(changes, key=lambda item: (item.outside, item.path)))
    by_kind: dict[FileKind, list[PathChange]] = {kind: [] for kind in FileKind}
    outside = []
    for item in every:
        where = spot(item.path) if is_ours(item) else None
        if where is None or ignored(item.path.rpartition("/")[2]):
            # What git does with the files is not data either: .gitattributes changes what is checked out.
            outside.append(item)
        if isinstance(where, Spot):
            by_kind[where.kind].append(item)
    rules = sorted((item for kind in RULES for item in by_kind[kind]), key=lambda item: item.path)
    return Scope(
        every=every,
        records=tuple(by_kind[FileKind.RECORD]),
        next_claims=tuple(by_kind[FileKind.NEXT_CLAIM]),
        reviews=tuple(by_kind[FileKind.REVIEWS]),
        rules=tuple(rules),
        sources=tuple(by_kind[FileKind.SOURCES]),
        withheld=tuple(by_kind[FileKind.WITHHELD]),
        decisions=tuple(by_kind[FileKind.DECISION]),
        outside=tuple(outside),
    )
