"""The trees above the leaves, of all keys and of the tails of those that are found by a part.

Nodes name their children by first item and digest, every file by its own. A node is JSON: `{"children": [[first,
sha256], …]}`. The topmost level is not a file: `index.json` holds it, so that a reader who has that needs one node
and one leaf for anything among some millions of entries.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.canonical import canonical
from site_builder.cutting import Rises, cut
from site_builder.find.entries import IndexEntry, entries, sought_keys
from site_builder.find.leaves import key_leaf, tail_leaf, tails

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.catalog.model import Catalog
    from site_builder.model import JsonObject

TOP: Final = 64
"""Children that `index.json` holds at most."""
FAN_OUT: Final = 256
_NODES: Final = Rises(((160, 32), (208, 8), (240, 2)), FAN_OUT)


@dataclass(frozen=True, slots=True)
class IndexTree:
    """A tree: its topmost children for `index.json`, and all its files."""

    height: int
    """Levels of files: 1 where the topmost children are leaves; 0 without any."""
    top: tuple[tuple[str, str], ...]
    """First item and SHA-256 of each."""
    files: Mapping[str, bytes]
    """All its files by SHA-256, leaves first."""

    @property
    def member(self) -> JsonObject:
        """The tree as `index.json` gives it."""
        return {"children": [list(child) for child in self.top], "height": self.height}


def build_tree(leaves: Iterable[tuple[str, bytes]]) -> IndexTree:
    """Return the tree over leaves, given as (first item, bytes) in order."""
    files: dict[str, bytes] = {}

    def add(data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        files[digest] = data
        return digest

    level = [(first, add(data)) for first, data in leaves]
    height = 1 if level else 0
    while len(level) > TOP:
        nodes = cut(level, lambda child: child[0], _NODES)
        level = [
            (node[0][0], add(canonical({"children": [list(child) for child in node]}) + b"\n"))
            for node in nodes
        ]
        height += 1
    return IndexTree(height, tuple(level), files)


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
