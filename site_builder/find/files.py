"""The files of the index, and what `index.json` says about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.cutting import Rises, cut
from site_builder.find.entries import entries, sought_keys
from site_builder.find.index_tree import IndexTree, build_tree
from site_builder.find.leaves import key_leaf, tail_leaf, tails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.catalog.model import Catalog
    from site_builder.find.entries import IndexEntry
    from site_builder.model import JsonObject
    from site_builder.promises import Promise

KEYS_IN_LEAF: Final = Rises.about(256)
TAILS_IN_LEAF: Final = Rises.about(512)


@dataclass(frozen=True, slots=True)
class SearchFiles:
    """All files of the index."""

    keys: IndexTree
    tails: IndexTree

    @property
    def files(self) -> tuple[Promise, ...]:
        """Every file, each once."""
        return (*self.keys.files, *self.tails.files)

    @property
    def member(self) -> JsonObject:
        """What `index.json` says: the topmost nodes of both trees."""
        return {"keys": self.keys.member, "tails": self.tails.member}


def _key(entry: IndexEntry) -> str:
    return entry.key


def search_files(catalog: Catalog) -> SearchFiles:
    """Return the index of everything public in a catalog."""
    return index_of(entries(catalog))


def index_of(ordered: Sequence[IndexEntry]) -> SearchFiles:
    """Return the index of entries that stand in its order."""
    parts = tails(sought_keys(ordered))
    return SearchFiles(
        build_tree("keys", ((run[0].key, key_leaf(run)) for run in cut(ordered, _key, KEYS_IN_LEAF))),
        build_tree("tails", ((run[0], tail_leaf(run)) for run in cut(parts, str, TAILS_IN_LEAF))),
    )
