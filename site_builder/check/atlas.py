"""Atlas: where records and reviews stand in a revision, by path alone.

So a change can be looked at without reading everything around it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from site_builder.load.layout import is_record_id, review_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.git import Blob, PathChange
    from site_builder.model import ListId, RecordId

_RECORD_PARTS = 5
_LIST_PARTS = 3


class Atlas:
    """The paths of one revision below `lists/`."""

    def __init__(self, files: Mapping[str, Blob]) -> None:
        self.files = files

    def before(self, changes: Iterable[PathChange]) -> Atlas:
        """Return the atlas of the revision before these changes."""
        files = dict(self.files)
        for change in changes:
            if change.outside or not change.path.startswith("lists/"):
                continue
            if change.before is None:
                files.pop(change.path, None)
            else:
                files[change.path] = change.before
        return Atlas(files)

    @cached_property
    def records(self) -> Mapping[RecordId, tuple[str, ...]]:
        """Return the paths of records by id; normally one each."""
        found: dict[RecordId, tuple[str, ...]] = {}
        for path in self.files:
            # .../<id>.yaml, without a regular expression for each of many thousand paths.
            name = path[-17:-5]
            if (
                path[-18:-17] == "/"
                and path.endswith(".yaml")
                and is_record_id(name)
                and "/reviews/" not in path
            ):
                found[name] = (*found.get(name, ()), path)
        return found

    @cached_property
    def reviewers(self) -> Mapping[ListId, tuple[str, ...]]:
        """Return by list the reviewers who have a folder of reviews."""
        found: dict[ListId, set[str]] = defaultdict(set)
        for path in self.files:
            if "/reviews/" in path:
                parts = path.split("/")
                if len(parts) == _RECORD_PARTS and parts[2] == "reviews":
                    found[parts[1]].add(parts[3])
        return {name: tuple(sorted(reviewers)) for name, reviewers in found.items()}

    def common(self) -> Iterator[str]:
        """Yield the files that every part of a tree needs: those of the instance, protected accounts, lists' own."""
        for path in self.files:
            parts = path.count("/")
            if parts == 1 or path.startswith("lists/protected/") or (parts == _LIST_PARTS - 1):
                yield path

    def of_record(self, record: RecordId) -> Iterator[str]:
        """Yield a record's file and every file that may hold its reviews."""
        for path in self.records.get(record, ()):
            yield path
            list_id = path.split("/")[1]
            for reviewer in self.reviewers.get(list_id, ()):
                shard = review_path(list_id, reviewer, record)
                if shard in self.files:
                    yield shard

    def of_platform(self, platform: str) -> Iterator[str]:
        """Yield the files of every record on a platform, in any list."""
        for paths in self.records.values():
            for path in paths:
                parts = path.split("/")
                if len(parts) == _RECORD_PARTS and parts[2] == platform:
                    yield path
