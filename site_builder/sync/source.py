"""What a run asks a site for: each file by the path that the contract gives it, and never believed without its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from site_builder.strict_json import Malformed
from site_builder.sync.chunks import ChunkRef, read_chunk, read_chunks
from site_builder.sync.events import EventPage, FeedEvent, read_page
from site_builder.sync.http import Http, HttpAnswer, NotThere, TooLong
from site_builder.sync.index import INDEX, ROOT, ListRef, chunks_path, page_path
from site_builder.sync.refusals import SyncRefused, Torn
from site_builder.sync.row import MirrorRow, read_row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from site_builder.sync.options import SyncLimits

T = TypeVar("T")


class SiteSource:
    """The files of a site.

    Every method but `index` raises `Torn` where a file is not there or is not the one that its hash names, and
    `SyncRefused` where it is that one and not what it should be. What was proved is kept for new starts.
    """

    def __init__(self, http: Http, limits: SyncLimits) -> None:
        self._http = http
        self._limits = limits
        self._proved: dict[str, bytes] = {}

    def index(self, headers: Mapping[str, str]) -> HttpAnswer:
        """Return `index.json`, which nothing proves but the connection. Raises `NotModified` and `SyncRefused`."""
        try:
            return self._http.get(INDEX, self._limits.index_bytes, headers)
        except NotThere:
            raise SyncRefused(f"The site has no {INDEX}", code="unavailable") from None
        except TooLong:
            raise self._too_large(INDEX, self._limits.index_bytes) from None

    def page(self, number: int, sha256: str) -> EventPage:
        """Return an event page."""
        path = page_path(number)
        data = self._get(path, sha256, self._limits.page_bytes)
        return self.read(path, lambda: read_page(data, number, self._limits.json_depth))

    def record(self, event: FeedEvent) -> MirrorRow:
        """Return what a record's newest event names: the right bytes; whether the event speaks of them is not asked."""
        path = f"lists/{event.list}/{event.record}/record.json"
        data = self._get(path, event.sha256, self._limits.record_bytes)
        return self.read(path, lambda: read_row(data))

    def chunks(self, of: ListRef) -> list[ChunkRef]:
        """Return the chunks of a list."""
        path = chunks_path(of.id)
        data = self._get(path, of.digest, self._limits.chunks_bytes, of.bytes)
        return self.read(path, lambda: read_chunks(data, of.id, self._limits.json_depth))

    def chunk(self, list_id: str, ref: ChunkRef) -> tuple[MirrorRow, ...]:
        """Return the rows of a chunk."""
        path = f"{ROOT}lists/{list_id}/chunks/{ref.sha256}.json"
        data = self._get(path, ref.sha256, self._limits.chunk_bytes, ref.bytes)
        return self.read(path, lambda: read_chunk(data, list_id, self._limits))

    def read(self, path: str, reader: Callable[[], T]) -> T:
        """Return what `reader` makes of a file; `Malformed` becomes a refusal that names it."""
        try:
            return reader()
        except Malformed as error:
            raise SyncRefused(f"{path}: {error}", code="malformed") from None

    def _get(self, path: str, sha256: str, most: int, size: int | None = None) -> bytes:
        if sha256 in self._proved:
            return self._proved[sha256]
        if size is not None and size > most:
            raise self._too_large(path, most)
        try:
            data = self._http.get(path, most if size is None else size).body
        except NotThere:
            raise Torn(f"{path} is missing") from None
        except TooLong:
            if size is None:
                raise self._too_large(path, most) from None
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256 or size not in (None, len(data)):
            raise Torn(f"{path} is not the file that its hash names")
        self._proved[sha256] = data
        return data

    def _too_large(self, path: str, most: int) -> SyncRefused:
        return SyncRefused(f"{path} has more than {most} bytes", code="too-large")
