"""The lists as feeds see them, deleted ones too: all rows of each, and what `about.json` says beside them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from site_builder.catalog.model import Catalog, PublicList, PublicRecord
from site_builder.history.model import RemovedRecord
from site_builder.model import JsonObject
from site_builder.resources import schema

Row: TypeAlias = "PublicRecord | RemovedRecord"


@dataclass(frozen=True)
class FeedList:
    """A list as the feeds see it, deleted or not."""

    id: str
    example: bool
    facts: JsonObject
    """What `about.json` says, and the `list` member of `records.json`."""
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


def list_facts(public: PublicList) -> JsonObject:
    """Return what `about.json` says: what its schema names, so that nothing new in a source leaks."""
    data = public.data
    return picked(data, "ListFacts") | {
        "affiliations": _each(public.affiliations, "Affiliation"),
        "categories": _each(data["categories"], "Category"),
        "contacts": picked(data["contacts"], "ListContacts"),
        "example": public.example,
        "id": public.id,
        "policy": picked(data["policy"], "ListPolicy"),
        "sources": _each(public.sources, "Source"),
    }


def _each(entries: Mapping[str, Mapping[str, object]], name: str) -> JsonObject:
    return {key: picked(entry, name) for key, entry in entries.items()}


def picked(entry: Mapping[str, object], name: str) -> JsonObject:
    """Return of an entry of the source what the feeds name: the members of `name` in their schemas."""
    named = schema("feeds/v1/feeds")["$defs"][name]["properties"]
    return {member: entry[member] for member in named if member in entry}
