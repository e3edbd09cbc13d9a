"""Overlay: a loaded tree as it would be with one record's file written anew. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from site_builder.load.documents import Documents
from site_builder.load.files import FileSource, SourceFile
from site_builder.load.source_tree import Loading, load_tree

if TYPE_CHECKING:
    from collections.abc import Iterator


_by_file = attrgetter("file")


@dataclass(frozen=True, slots=True)
class _Laid:
    """One file over a source: it alone is listed, all can be read."""

    source: FileSource
    file: str
    data: bytes

    def entries(self) -> Iterator[SourceFile]:
        """Yield the one file."""
        yield SourceFile(self.file, "file", len(self.data))

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a file."""
        return self.data[:limit] if path == self.file else self.source.read(path, limit)


def with_record(loading: Loading, source: FileSource, file: str, data: bytes) -> Loading:
    """Return what loading would give if the record's file at `file` held `data`; other files are not read again."""
    one = load_tree(_Laid(source, file, data))
    old, new = loading.documents, one.documents
    known = {item.file for item in old.good} | {path for path, _ in old.broken}
    documents = Documents(
        good=tuple(sorted((*(item for item in old.good if item.file != file), *new.good), key=_by_file)),
        problems=(*(item for item in old.problems if item.place.file != file), *new.problems),
        checked=old.checked + (file not in known),
        folders=old.folders | new.folders,
        broken=(*(item for item in old.broken if item[0] != file), *new.broken),
        others=old.others,
    )
    tree = loading.tree
    records = (*(item for item in tree.records if item.file != file), *one.tree.records)
    drafts = (*(item for item in tree.drafts if item.file != file), *one.tree.drafts)
    return Loading(
        tree=replace(
            tree,
            records=tuple(sorted(records, key=_by_file)),
            drafts=tuple(sorted(drafts, key=_by_file)),
        ),
        problems=(*(item for item in loading.problems if item.place.file != file), *new.problems),
        places=one.places,
        documents=documents,
    )
