"""The files of one list: all its rows as JSON, as lines of JSON, as CSV, and in chunks.

`records.json` also says what rows refer to: categories, sources, affiliations, and what a state rests on. A list
that is gone from the source keeps its files, with tombstones only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.feeds.chunks import chunk_files
from site_builder.feeds.csv_rows import csv_file
from site_builder.feeds.feed_file import CSV, JSON, NDJSON, FeedFile, json_document

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog, DeletedList, PublicList, PublicRecord
    from site_builder.history.model import Tombstone
    from site_builder.model import JsonObject

_CATEGORY: Final = ("harm", "meaning", "title")
_CONTACTS: Final = ("appeals", "intake")
_POLICY: Final = ("appeal_days", "quorum", "recheck_after_days", "signatures")
_SOURCE: Final = ("archived", "date", "publisher", "sha256", "title", "url")
_AFFILIATION: Final = ("meaning", "source", "title")


@dataclass(frozen=True, slots=True)
class FeedList:
    """A list as the feeds see it, deleted or not."""

    id: str
    example: bool
    facts: JsonObject
    """The `list` member of `records.json`."""
    entries: tuple[PublicRecord | Tombstone, ...]
    """All its rows, ordered by id."""


@dataclass(frozen=True, slots=True)
class ListFiles:
    """The files of a list: those that `index.json` names, ordered by path, and the chunks."""

    named: tuple[FeedFile, ...]
    chunks: tuple[FeedFile, ...]
    digest: str
    """Hex SHA-256 of `chunks.json`: it stands for all rows."""


def feed_lists(catalog: Catalog) -> tuple[FeedList, ...]:
    """Return all lists of the feeds, ordered by id."""
    lists = [
        *(FeedList(item.id, item.example, list_facts(item), item.entries) for item in catalog.lists),
        *(FeedList(gone.id, gone.example, _gone_facts(gone), gone.removed) for gone in catalog.deleted_lists),
    ]
    return tuple(sorted(lists, key=lambda item: item.id))


def list_files(item: FeedList, linked_kinds: frozenset[str], changes: tuple[FeedFile, ...] = ()) -> ListFiles:
    """Return the feeds of one list; `linked_kinds` as in `csv_rows.csv_file`, `changes` its recent changes."""
    folder = addresses.list_feeds(item.id)
    document = {"list": item.facts, "records": [entry.row for entry in item.entries]}
    lines = b"".join(entry.row_bytes for entry in item.entries)
    chunk_list, chunks = chunk_files(item.id, item.entries)
    named = (
        FeedFile(f"{folder}records.csv", csv_file(item.entries, linked_kinds), CSV),
        FeedFile(f"{folder}records.json", json_document(document), JSON, "records"),
        FeedFile(f"{folder}records.ndjson", lines, NDJSON, "record"),
        chunk_list,
        *changes,
    )
    return ListFiles(tuple(sorted(named, key=lambda file: file.path)), chunks, chunk_list.sha256)


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


def _gone_facts(gone: DeletedList) -> JsonObject:
    return {"deleted": True, "example": gone.example, "id": gone.id}


def _picked(entry: JsonObject, names: tuple[str, ...]) -> JsonObject:
    return {name: entry[name] for name in names if name in entry}
