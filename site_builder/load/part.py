"""Part: as much of a tree as concerns some records. It grows by what is asked for; nothing is parsed twice."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from site_builder.load.atlas import Atlas
from site_builder.load.files import FileSource, SourceFile
from site_builder.load.names import AccountNames, names_in
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import Loading, load_tree
from site_builder.model import RecordId
from site_builder.progress import Progress, counted, silent
from site_builder.settings import LIMITS


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of a source's files: the others can be read, but are not listed."""

    source: FileSource
    chosen: Collection[SourceFile]
    tell: Progress = silent
    edited: Mapping[str, bytes] = field(default_factory=dict)
    """What files hold in place of what the source has, by path."""

    def entries(self) -> Iterator[SourceFile]:
        """Yield the chosen files in the order given."""
        yield from counted(self.tell, "Reading files", self.chosen)

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a file."""
        return self.edited[path][:limit] if path in self.edited else self.source.read(path, limit)


class TreePart:
    """A part of a tree: the files of the instance and its lists, drafts, and those records that were taken in."""

    def __init__(self, source: FileSource, tell: Progress = silent, *, judge: bool = True) -> None:
        """Look at the names of all files and read what every part needs; `tell` hears how far that is.

        `judge` is that of `load_tree`.
        """
        self.source, self.tell, self._judge = source, tell, judge
        self.atlas = Atlas.of({entry.path: entry for entry in source.entries()})
        self._contents = Contents()
        closed = (path for path, entry in self.atlas.files.items() if entry.kind == "unreadable folder")
        self._chosen = {*self.atlas.concerning(()), *closed}
        self.loading = self._load(self.atlas.records)

    def take(self, records: Iterable[RecordId]) -> None:
        """Take in some records, with their reviews; everything, where no file is named after one of them.

        A file may hold another id than its name says, and only reading it tells.
        """
        wanted = frozenset(records)
        if wanted <= self.atlas.records.keys():
            self._widen(self.atlas.concerning(wanted), self.atlas.records)
        else:
            self.take_all()

    def take_all(self) -> None:
        """Take in everything, for what concerns all records."""
        self._widen(self.atlas.files, {})

    def edited(self, files: Mapping[str, bytes], without: Collection[str] = ()) -> Loading:
        """Return what loading would give if some `files` held this, `without` some others. Nothing is written."""
        return self._load(self.loading.documents.others, files, without)

    def saying(self, word: str) -> list[RecordId]:
        """Return the ids of records whose file may hold an ASCII word: it does, or has escapes, or cannot be opened."""
        found, wanted = [], word.encode()
        for record, paths in counted(self.tell, "Looking for records", self.atlas.records.items()):
            for path in paths:
                try:
                    data = self.source.read(path, LIMITS.record_bytes)
                except OSError:
                    data = wanted
                if wanted in data or b"\\" in data:
                    found.append(record)
                    break
        return found

    def names(self, platform: str = "") -> Iterator[tuple[RecordId, str, AccountNames]]:
        """Yield id, platform and names of every record and next claim, of one platform or of all, taken in or not.

        Both are those that the path says. What cannot be opened, or names no account, is then taken in.
        """
        unknown = []
        for record, paths in counted(self.tell, "Looking for the account", self.atlas.records.items()):
            for path in (*paths, *self.atlas.next_claims.get(record, ())):
                folder = path.split("/")[2]
                if platform in {"", folder}:
                    try:
                        found = names_in(self.source.read(path, LIMITS.record_bytes))
                    except OSError:
                        found = None
                    if found is None:
                        unknown.append(path)
                    else:
                        yield record, folder, found
        self._widen(unknown, self.loading.documents.others)

    def _widen(self, paths: Iterable[str], others: Mapping[RecordId, tuple[str, ...]]) -> None:
        before = len(self._chosen)
        self._chosen.update(paths)
        if len(self._chosen) > before:
            self.loading = self._load(others)

    def _load(
        self,
        others: Mapping[RecordId, tuple[str, ...]],
        edited: Mapping[str, bytes] = MappingProxyType({}),
        without: Collection[str] = (),
    ) -> Loading:
        chosen = self._chosen.difference(without)
        files = {path: entry for path, entry in self.atlas.files.items() if path in chosen}
        files |= {path: SourceFile(path, "file", len(content)) for path, content in edited.items()}
        listed = [files[path] for path in sorted(files)]
        selection = Selection(self.source, listed, self.tell, edited)
        return load_tree(selection, self._contents, others, judge=self._judge)
