"""The files of one list: all its rows as JSON, as lines of JSON, and one by one.

`records.json` also says what rows refer to: categories, sources, affiliations, and what a state rests on. A list
that is gone from the source keeps its files, with tombstones only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from site_builder.feeds.documents import json_document
from site_builder.feeds.exporter import Export
from site_builder.promises import at_hand, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.catalog.model import Catalog, PublicList, PublicRecord
    from site_builder.feeds.material import Material
    from site_builder.history.model import RemovedRecord
    from site_builder.model import JsonObject

_CATEGORY: Final = ("harm", "meaning", "title")
_CONTACTS: Final = ("appeals", "intake")
_POLICY: Final = ("appeal_days", "quorum", "recheck_after_days", "signatures")
_SOURCE: Final = ("archived", "date", "publisher", "sha256", "title", "url")
_AFFILIATION: Final = ("meaning", "source", "title")

Row: TypeAlias = "PublicRecord | RemovedRecord"


@dataclass(frozen=True)
class FeedList:
    """A list as the feeds see it, deleted or not."""

    id: str
    example: bool
    facts: JsonObject
    """The `list` member of `records.json`."""
    entries: tuple[Row, ...]
    """All its rows, ordered by id."""

    @cached_property
    def rows(self) -> str:
        """Hex SHA-256 of all rows, one after the other: of `records.ndjson`."""
        digest = hashlib.sha256()
        for entry in self.entries:
            digest.update(entry.row_bytes)
        return digest.hexdigest()


def feed_lists(catalog: Catalog) -> tuple[FeedList, ...]:
    """Return all lists of the feeds, ordered by id."""
    lists = [
        *(FeedList(item.id, item.example, list_facts(item), item.entries) for item in catalog.lists),
        *(
            FeedList(
                gone.id, gone.example, {"deleted": True, "example": gone.example, "id": gone.id}, gone.removed
            )
            for gone in catalog.deleted_lists
        ),
    ]
    return tuple(sorted(lists, key=lambda item: item.id))


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


def list_facts(public: PublicList) -> JsonObject:
    """Return the `list` member of `records.json`: named members only, so that nothing new in a source leaks."""
    data = public.data
    return {
        "affiliations": {
            name: _picked(dict(entry), _AFFILIATION) for name, entry in public.affiliations.items()
        },
        "categories": {name: _picked(dict(entry), _CATEGORY) for name, entry in data["categories"].items()},
        "contacts": _picked(dict(data["contacts"]), _CONTACTS),
        "controller": data["controller"],
        "example": public.example,
        "id": public.id,
        "legal_basis": data["legal_basis"],
        "license": data["license"],
        "policy": _picked(dict(data["policy"]), _POLICY),
        "scope": data["scope"],
        "sources": {name: _picked(dict(entry), _SOURCE) for name, entry in public.sources.items()},
        "title": data["title"],
    }


def _picked(entry: JsonObject, names: tuple[str, ...]) -> JsonObject:
    return {name: entry[name] for name in names if name in entry}
