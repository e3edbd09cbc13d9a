"""A revision as a source of files, or the part of one that a change concerns. Nothing is checked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.errors import RepositoryError
from site_builder.load.files import Kind, SourceFile, ignored
from site_builder.load.strict_yaml import load
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from site_builder.git import Blob, Blobs
    from site_builder.model import JsonObject

REGULAR: Final = frozenset({"100644", "100755", "100664"})
_KINDS: Final[dict[str, Kind]] = {"120000": "symbolic link", "160000": "special file"}


@dataclass(frozen=True, slots=True)
class RevisionTree:
    """The files of a revision below `lists/`; `chosen` are the paths to show, all where it is None."""

    files: Mapping[str, Blob]
    blobs: Blobs
    chosen: Collection[str] | None = None

    def entries(self) -> Iterator[SourceFile]:
        """Yield the chosen files, sorted by path. Sizes are found out when a file is read."""
        paths = self.files if self.chosen is None else [path for path in self.chosen if path in self.files]
        for path in sorted(paths):
            if not ignored(path.rpartition("/")[2]):
                yield SourceFile(path, _KINDS.get(self.files[path].mode, "file"), 0)

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a file. Raises `OSError` where it cannot be read."""
        blob = self.files.get(path)
        if blob is None or blob.mode not in REGULAR:
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
