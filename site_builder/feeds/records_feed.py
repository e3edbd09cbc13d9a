"""The files of one list: all its rows as JSON, as lines of JSON, one by one, and cut into chunks.

`about.json` and `records.json` also say what rows refer to: categories, sources, affiliations. A list that is gone
from the source keeps its files, with tombstones only.

A new chunk begins at each row, after the first, whose id has a SHA-256 that the rule picks; no row's place or content
matters. So two builds share every chunk whose rows they share, and `chunks.json`, which names the chunks by digest,
speaks for all rows of the list: its own digest is the list's.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from operator import attrgetter
from typing import Final

from site_builder.canonical import json_document
from site_builder.feeds.exporter import Export, Material
from site_builder.feeds.lists import FeedList, Row
from site_builder.promises import at_hand, fingerprint


def rows(material: Material) -> Iterator[Export]:
    """Yield every row as a file of its own."""
    for item in material.lists:
        for entry in item.entries:
            sha256 = hashlib.sha256(entry.row_bytes).hexdigest()
            yield Export({"list": item.id, "record": entry.id}, (sha256,), at_hand(entry.row_bytes))


def lines(material: Material) -> Iterator[Export]:
    """Yield `records.ndjson` of every list."""
    for item in material.lists:
        yield Export({"list": item.id}, (item.rows,), partial(map, attrgetter("row_bytes"), item.entries))


def facts(material: Material) -> Iterator[Export]:
    """Yield `about.json` of every list."""
    for item in material.lists:
        yield Export({"list": item.id}, (fingerprint(item.facts),), at_hand(json_document(item.facts)))


def documents(material: Material) -> Iterator[Export]:
    """Yield `records.json` of every list."""
    for item in material.lists:
        yield Export({"list": item.id}, (item.rows, fingerprint(item.facts)), partial(_document, item))


def _document(item: FeedList) -> Iterator[bytes]:
    """Yield the pieces of the document that holds the list, indented, and its rows, one a line."""
    yield json_document({"list": item.facts}).removesuffix(b"\n}\n") + b',\n  "records": ['
    between = b"\n"
    for entry in item.entries:
        yield between + entry.row_bytes.removesuffix(b"\n")
        between = b",\n"
    yield b"\n  ]\n}\n" if item.entries else b"]\n}\n"


DIVISOR: Final = 64
"""About how many rows a chunk holds: one id in so many begins a new one."""


def begins_chunk(record_id: str) -> bool:
    """Whether a row begins a new chunk: SHA-256 of its id as ASCII, first 4 bytes, big-endian, modulo 64 is 0."""
    digest = hashlib.sha256(record_id.encode("ascii")).digest()
    return int.from_bytes(digest[:4], "big") % DIVISOR == 0


def chunks(material: Material) -> Iterator[Export]:
    """Yield the chunks of every list, in the order of their rows."""
    for item in material.lists:
        for rows in cut(item.entries):
            data = _chunk(rows)
            sha256 = hashlib.sha256(data).hexdigest()
            yield Export({"list": item.id, "sha256": sha256}, (sha256,), at_hand(data))


def chunk_lists(material: Material) -> Iterator[Export]:
    """Yield `chunks.json` of every list."""
    for item in material.lists:
        yield Export({"list": item.id}, (item.rows,), partial(_listing, item))


def cut(entries: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each chunk; `entries` are all rows of a list, ordered by id."""
    rows: list[Row] = []
    for entry in entries:
        if rows and begins_chunk(entry.id):
            yield rows
            rows = []
        rows.append(entry)
    if rows:
        yield rows


def _chunk(rows: Iterable[Row]) -> bytes:
    # RFC 8785 of an array is the RFC 8785 of its items with nothing but commas between.
    return b"[" + b",".join(row.row_bytes.removesuffix(b"\n") for row in rows) + b"]\n"


def _listing(item: FeedList) -> tuple[bytes]:
    listed = []
    for rows in cut(item.entries):
        data = _chunk(rows)
        listed.append({"bytes": len(data), "first": rows[0].id, "sha256": hashlib.sha256(data).hexdigest()})
    return (json_document({"chunks": listed, "list": item.id}),)
