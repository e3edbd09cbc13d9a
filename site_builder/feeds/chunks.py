"""Chunks: the rows of a list cut where the rows themselves say, so that a change of one rewrites one chunk.

A new chunk begins at each row, after the first, whose id has a SHA-256 that the rule picks; no row's place or
content matters. So two builds share every chunk whose rows they share, and `chunks.json`, which names the chunks by
digest, stands for all rows of the list: its own digest is the list's.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.feeds.feed_file import JSON, FeedFile, json_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.catalog.model import PublicRecord
    from site_builder.history.model import Tombstone

DIVISOR: Final = 64
"""About how many rows a chunk holds: one id in so many begins a new one."""


def begins_chunk(record_id: str) -> bool:
    """Whether a row begins a new chunk: SHA-256 of its id as ASCII, first 4 bytes, big-endian, modulo 64 is 0."""
    digest = hashlib.sha256(record_id.encode("ascii")).digest()
    return int.from_bytes(digest[:4], "big") % DIVISOR == 0


def chunk_files(
    list_id: str, entries: Iterable[PublicRecord | Tombstone]
) -> tuple[FeedFile, tuple[FeedFile, ...]]:
    """Return `chunks.json` of a list and the chunks that it names, in the order of their rows.

    `entries` are all rows of the list, ordered by id.
    """
    listed = []
    files = []
    for rows in _cut(entries):
        # RFC 8785 of an array is the RFC 8785 of its items with nothing but commas between.
        data = b"[" + b",".join(row.row_bytes.removesuffix(b"\n") for row in rows) + b"]\n"
        digest = hashlib.sha256(data).hexdigest()
        files.append(FeedFile(addresses.chunk(list_id, digest), data, JSON, "chunk"))
        listed.append({"bytes": len(data), "first": rows[0].id, "sha256": digest})
    document = json_document({"chunks": listed, "list": list_id})
    return FeedFile(f"{addresses.list_feeds(list_id)}chunks.json", document, JSON, "chunks"), tuple(files)


def _cut(
    entries: Iterable[PublicRecord | Tombstone],
) -> Iterator[list[PublicRecord | Tombstone]]:
    rows: list[PublicRecord | Tombstone] = []
    for entry in entries:
        if rows and begins_chunk(entry.id):
            yield rows
            rows = []
        rows.append(entry)
    if rows:
        yield rows
