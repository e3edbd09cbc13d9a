"""The trees of the index: one over all keys, one over the tails of those that are found by a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.cutting import Rises, cut
from site_builder.find.entries import entries, sought_keys
from site_builder.find.index_tree import IndexTree, build_tree
from site_builder.find.leaves import key_leaf, tail_leaf, tails

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.catalog.model import Catalog
    from site_builder.find.entries import IndexEntry

KEYS_IN_LEAF: Final = Rises.about(256)
TAILS_IN_LEAF: Final = Rises.about(512)


def _key(entry: IndexEntry) -> str:
    return entry.key


def search_trees(catalog: Catalog) -> Mapping[str, IndexTree]:
    """Return the index of everything public in a catalog: its trees by name, `keys` and `tails`."""
    ordered = entries(catalog)
    parts = tails(sought_keys(ordered))
    return {
        "keys": build_tree((run[0].key, key_leaf(run)) for run in cut(ordered, _key, KEYS_IN_LEAF)),
        "tails": build_tree((run[0], tail_leaf(run)) for run in cut(parts, str, TAILS_IN_LEAF)),
    }
