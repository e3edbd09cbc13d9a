"""The lists as feeds see them, deleted ones too: all rows of each, and what `records.json` says beside them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog, PublicList, PublicRecord
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
