"""The material of one publication: what exporters draw from, and the files that they made so far."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from site_builder import addresses
from site_builder.feeds.recent import recent_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.catalog.model import Catalog
    from site_builder.feeds.exporter import Exporter
    from site_builder.feeds.recent import RecentChanges
    from site_builder.feeds.records_feed import FeedList
    from site_builder.model import JsonObject
    from site_builder.promises import Promise


class FoundTree(Protocol):
    """A tree of the index of accounts, as far as the feeds know it."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Its files by SHA-256."""

    @property
    def member(self) -> JsonObject:
        """What `index.json` says of it."""


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
    search: Mapping[str, FoundTree]
    """The index of accounts, by tree."""
    named: list[NamedFile] = field(default_factory=list)
    """The files so far that `index.json` names."""

    @cached_property
    def exporters(self) -> tuple[Exporter, ...]:
        """The exporters that have files in this publication."""
        history = self.catalog.history is not None
        return tuple(exporter for exporter in self.registry if history or not exporter.history)

    @cached_property
    def recent(self) -> Mapping[str | None, RecentChanges]:
        """The recent changes of the site under None and of each list by id; none without history."""
        return recent_changes(self.catalog, self.lists)
