"""The files of one list: all its rows as JSON, as lines of JSON, and one by one.

`records.json` also says what rows refer to: categories, sources, affiliations, and what a state rests on. A list
that is gone from the source keeps its files, with tombstones only.
"""

from __future__ import annotations

import hashlib
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from site_builder.feeds.documents import json_document
from site_builder.feeds.exporter import Export
from site_builder.promises import at_hand, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.feeds.exporter import Material
    from site_builder.feeds.lists import FeedList


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


def documents(material: Material) -> Iterator[Export]:
    """Yield `records.json` of every list."""
    for item in material.lists:
        yield Export({"list": item.id}, (item.rows, fingerprint(item.facts)), partial(_document, item))


def _document(item: FeedList) -> Iterator[bytes]:
    """Yield the pieces of the document that holds the list and its rows, as `json_document` writes the whole."""
    yield json_document({"list": item.facts}).removesuffix(b"\n}\n") + b',\n  "records": ['
    between = b"\n    "
    for entry in item.entries:
        yield between + json_document(entry.row).removesuffix(b"\n").replace(b"\n", b"\n    ")
        between = b",\n    "
    yield b"\n  ]\n}\n" if item.entries else b"]\n}\n"
