"""Chunks: rows of a list cut where the records' ids say, so that few chunks change when few rows do.

A new chunk begins at each record, after the first, whose SHA-256(id), first four bytes, big-endian, modulo 64 is 0.
`chunks.json` names the chunks in order; its hash is the list's digest and so stands for all rows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder import strict_json
from site_builder.strict_json import RECORD_ID, SHA256, SLUG, an_object, demand, objects, text, whole
from site_builder.sync.row import MirrorRow, make_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from site_builder.sync.options import SyncLimits

CHUNK_ROWS: Final = 64
"""Rows of a chunk on average."""


@dataclass(frozen=True, slots=True)
class ChunkRef:
    """One chunk as `chunks.json` names it."""

    first: str
    bytes: int
    sha256: str


def begins_chunk(record: str) -> bool:
    """Tell whether a record begins a chunk, wherever it is."""
    return int.from_bytes(hashlib.sha256(record.encode()).digest()[:4], "big") % CHUNK_ROWS == 0


def cut(ids: Iterable[str]) -> list[list[str]]:
    """Return sorted ids, cut into chunks."""
    groups: list[list[str]] = []
    for record in ids:
        if not groups or begins_chunk(record):
            groups.append([])
        groups[-1].append(record)
    return groups


def chunked(rows: Sequence[MirrorRow]) -> dict[ChunkRef, tuple[MirrorRow, ...]]:
    """Return the chunks of a list's rows, which are ordered by id."""
    by_id = {row.id: row for row in rows}
    made = {}
    for group in cut(by_id):
        part = tuple(by_id[record] for record in group)
        data = b"[" + b",".join(row.line[:-1] for row in part) + b"]\n"
        made[ChunkRef(group[0], len(data), hashlib.sha256(data).hexdigest())] = part
    return made


def digest(list_id: str, refs: Iterable[ChunkRef]) -> str:
    """Return the hash of the `chunks.json` that names these chunks."""
    named = [{"bytes": ref.bytes, "first": ref.first, "sha256": ref.sha256} for ref in refs]
    document = json.dumps({"chunks": named, "list": list_id}, indent=2, sort_keys=True)
    return hashlib.sha256(f"{document}\n".encode()).hexdigest()


def read_chunks(data: bytes, list_id: str, depth: int) -> list[ChunkRef]:
    """Return what `chunks.json` names. Raises `Malformed`."""
    of = an_object(strict_json.parse(data, depth), "chunks.json")
    demand(text(of, "list", SLUG) == list_id, "of another list")
    return [
        ChunkRef(text(item, "first", RECORD_ID), whole(item, "bytes"), text(item, "sha256", SHA256))
        for item in objects(of, "chunks")
    ]


def read_chunk(data: bytes, list_id: str, limits: SyncLimits) -> tuple[MirrorRow, ...]:
    """Return the rows of a chunk, which is in canonical form. Raises `Malformed`.

    Rows are read one by one: as JSON values, a hostile text takes twenty times its bytes.
    """
    rows: list[MirrorRow] = []
    position, after = 1, b","
    demand(data.startswith(b"["), "not an array")
    while after == b",":
        demand(len(rows) < limits.chunk_rows, f"more than {limits.chunk_rows} rows")
        part = data[position : position + limits.record_bytes]
        row = make_row(strict_json.parse_first(part, limits.json_depth))
        demand(row.list == list_id, "holds a row of another list")
        end = position + len(row.line)
        after = data[end - 1 : end]
        demand(data[position : end - 1] == row.line[:-1], "not in canonical form")
        rows.append(row)
        position = end
    demand(data[position - 1 :] == b"]\n", "not an array in canonical form")
    return tuple(rows)
