"""Exporters: what the feeds know of a kind of file, and the material that all of them draw from.

`registry` lists them. An exporter says where its files are, what they are, and how they are made; what is said about
them elsewhere (the OpenAPI description, the published schemas, `index.json`, the check before a file is written)
follows from that.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from site_builder import addresses
from site_builder.catalog.model import Catalog
from site_builder.feeds.lists import FeedList
from site_builder.feeds.recent import RecentChanges, recent_changes
from site_builder.model import JsonObject
from site_builder.promises import Promise, at_hand, fingerprint

ATOM: Final = "application/atom+xml"
CSV: Final = "text/csv"
JSON: Final = "application/json"
JSON_FEED: Final = "application/feed+json"
NDJSON: Final = "application/x-ndjson"
SCHEMA: Final = "application/schema+json"


class Export(NamedTuple):
    """One file of an exporter: the parameters of its path, and inputs and maker as of a promise."""

    names: Mapping[str, object]
    inputs: tuple[Hashable, ...]
    make: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A kind of file."""

    path: str
    """Below the site root; a path with parameters in braces is that of many files."""
    media_type: str
    schema: str | None
    """Name of the schema that its files, or each of their lines, follow."""
    summary: str
    exports: Callable[[Material], Iterable[Export]]
    """Return all its files, in order."""
    needs: str = ""
    """A member of the catalog without which there are no such files."""
    in_index: bool = True
    """Whether `index.json` names them, or the newest of them; all others are reached from those."""


@dataclass(slots=True)
class NamedFile:
    """A file that `index.json` names. Size and digest are noted while it is made, whoever asked for it."""

    exporter: Exporter
    names: Mapping[str, object]
    promise: Promise
    size: int = 0
    sha256: str = ""
    """Empty until the file was made."""

    def make(self) -> Iterator[bytes]:
        """Yield the file's bytes in pieces."""
        size, digest = 0, hashlib.sha256()
        for piece in self.promise.make():
            size += len(piece)
            digest.update(piece)
            yield piece
        self.size, self.sha256 = size, digest.hexdigest()

    @property
    def entry(self) -> JsonObject:
        """What `index.json` says about the file; made for that where nobody has made it yet."""
        if not self.sha256:
            deque(self.make(), maxlen=0)
        entry: JsonObject = {
            "bytes": self.size,
            "media_type": self.exporter.media_type,
            "path": self.promise.path,
            "sha256": self.sha256,
        }
        if self.exporter.schema is not None:
            entry["schema"] = addresses.schema(self.exporter.schema)
        return entry


@dataclass(frozen=True)
class Material:
    """What exporters draw from: one publication of a catalog."""

    catalog: Catalog
    lists: tuple[FeedList, ...]
    registry: tuple[Exporter, ...]
    """All exporters, whether they have files in this publication or not."""
    search: Mapping[str, Any]
    """The index of accounts, by tree: `files` of each by SHA-256, and `member`, what `index.json` says of it."""
    named: list[NamedFile] = field(default_factory=list)
    """The files so far that `index.json` names."""

    @cached_property
    def exporters(self) -> tuple[Exporter, ...]:
        """The exporters that have files in this publication."""
        return tuple(item for item in self.registry if not item.needs or getattr(self.catalog, item.needs))

    @cached_property
    def recent(self) -> Mapping[str | None, RecentChanges]:
        """The recent changes of the site under None and of each list by id; none without history."""
        return recent_changes(self.catalog, self.lists)


def recent_files(
    write: Callable[[RecentChanges], Iterable[bytes]], *, lists: bool
) -> Callable[[Material], Iterator[Export]]:
    """Return the maker of feeds of recent changes in one format: of the lists, or of the whole site."""

    def files(material: Material) -> Iterator[Export]:
        for list_id, recent in material.recent.items():
            if (list_id is not None) == lists:
                yield Export({"list": list_id}, (fingerprint(recent),), partial(write, recent))

    return files


def found_files(tree: str) -> Callable[[Material], Iterator[Export]]:
    """Return the maker of the files of a tree of the index of accounts."""
    return lambda material: (
        Export({"sha256": sha256}, (sha256,), at_hand(data))
        for sha256, data in material.search[tree].files.items()
    )
