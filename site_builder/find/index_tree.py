"""The trees of the index, of all keys and of the tails of those that are found by a part, and their leaves.

Nodes name their children by first item and digest, every file by its own. A node is JSON: `{"children": [[first,
sha256], …]}`. The topmost level is not a file: `index.json` holds it, so that a reader who has that needs one node
and one leaf for anything among some millions of entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from site_builder.canonical import canonical
from site_builder.catalog.model import Catalog, DeletedList, PublicList
from site_builder.cutting import Rises, cut
from site_builder.days import days_between
from site_builder.handles import Platform, fold, search_key, undotted
from site_builder.history.model import Event, RemovedRecord
from site_builder.model import JsonObject, PublicRow
from site_builder.record import account_name

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
    """Return the index of everything public in a catalog: its trees by name, `keys` and `tails`.

    And `protected`, where there is any: a tree of its own, so that nothing of it is found by a part, a mistake or a
    likeness, and a script that does not know of it takes none of these accounts for a listed one.
    """
    rows = {"keys": entries(catalog), "protected": protected_entries(catalog)}
    parts = tails(sought_keys(rows["keys"]))
    return {
        tree: build_tree((run[0].key, key_leaf(run)) for run in cut(ordered, _key, KEYS_IN_LEAF))
        for tree, ordered in rows.items()
        if ordered or tree == "keys"
    } | {"tails": build_tree((run[0], tail_leaf(run)) for run in cut(parts, str, TAILS_IN_LEAF))}


_EPOCH: Final = "1970-01-01"
FROM_PARTS: Final = 64
"""Code points of a key from which on no tail begins: what names are cut into has a bound."""
SHORTEST: Final = 2


def key_leaf(entries: Sequence[IndexEntry]) -> bytes:
    """Return the file of a run of entries: `entries`, each `[shared, rest, what, since, id]`, and `what`.

    After these, where there is one, the handle now, then the key where `search_key(text)` does not give it without the
    table of Unicode. `shared` counts the code points that a text has in common with the one before it at its beginning;
    `what` is a number in the leaf's own table `[kind, platform, list, state]`, `since` counts days from 1970-01-01.
    """
    what: dict[tuple[str, str, str, str], int] = {}
    rows: list[list[Any]] = []
    before = ""
    for entry in entries:
        place = what.setdefault((KINDS[entry.kind], entry.platform, entry.list, entry.state), len(what))
        shared, rest = _shared(before, entry.text)
        row = [shared, rest, place, days_between(_EPOCH, entry.since), entry.id]
        derived = entry.text.isascii() and search_key(entry.text) == entry.key
        if entry.handle or not derived:
            row.append(entry.handle)
        if not derived:
            row.append(entry.key)
        rows.append(row)
        before = entry.text
    return canonical({"entries": rows, "what": [list(item) for item in what]}) + b"\n"


def tail_leaf(texts: Sequence[str]) -> bytes:
    """Return the file of a run of tails: `entries` as `shared, rest` in turn."""
    flat: list[Any] = []
    before = ""
    for text in texts:
        flat += _shared(before, text)
        before = text
    return canonical({"entries": flat}) + b"\n"


def tails(keys: Iterable[str]) -> list[str]:
    """Return every tail of even length of every key, each with the head before it, sorted.

    A part of a key begins at an even distance from its end, or the part without its first letter does: so every
    second tail is enough to find it.
    """
    return sorted(
        f"{key[start:]}\n{key[:start]}"
        for key in keys
        for start in range(len(key) % 2, min(FROM_PARTS, len(key) - SHORTEST + 1), 2)
    )


def _shared(before: str, text: str) -> tuple[int, str]:
    """Return how many code points two texts share at their beginning, and the rest of the second."""
    shared = 0
    for first, second in zip(before, text, strict=False):
        if first != second:
            break
        shared += 1
    return shared, text[shared:]


KINDS: Final = ("handle", "previous", "account_id", "name", "operation", "cleared", "cleared_id")
"""What a key was made of, in the order in which entries of one key come."""
SOUGHT: Final = frozenset({"handle", "previous", "name"})
"""Kinds that are also found by a part of them, or with a mistake in them."""
MOST_NAMES: Final = 16
"""Entries of one display name or operation, which many accounts may have: the first by list and id."""


class IndexEntry(NamedTuple):
    """One key of one record. Entries sort as the index does, since keys are compared by code points."""

    key: str
    kind: int
    """Number in `KINDS`."""
    platform: str
    list: str
    id: str
    text: str
    """What the key was made of, as published."""
    handle: str
    """What the account is called now, where `text` is an earlier handle or a name; else empty."""
    state: str
    since: str
    """Day since which the record is public (ISO 8601, UTC); of one that was cleared, since which it is not."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """What all entries of one record share."""

    platform: Platform
    list: str
    id: str
    state: str
    since: str

    def entry(self, kind: str, text: str, key: str, handle: str = "") -> IndexEntry:
        return IndexEntry(
            key, KINDS.index(kind), self.platform.id, self.list, self.id, text, handle, self.state, self.since
        )

    def called(self, row: PublicRow) -> str:
        return row["handle"] if "handle" in row else f"{self.platform.name} {account_name(row)}"

    def handles(self, kind: str, text: str, handle: str = "") -> Iterator[IndexEntry]:
        """Yield the entries of a handle: folded, and as a reader may take it who sees it as it is written."""
        for key in dict.fromkeys((search_key(fold(self.platform, text)), undotted(text))):
            yield self.entry(kind, text, key, handle)


def entries(catalog: Catalog) -> list[IndexEntry]:
    """Return all entries of a catalog in the order of the index.

    They are made from rows that are published, and from those tombstones that name the account because the person
    concerned asked for it. Nothing else of a record is here, whatever its source holds.
    """
    timelines = {} if catalog.history is None else catalog.history.timelines
    found: set[IndexEntry] = set()
    for public in catalog.lists:
        for record in public.records:
            row = record.row
            since = _since(timelines.get(record.id, ()), row)
            platform = catalog.platforms[row["platform"]]
            naming = _Naming(platform, public.id, record.id, row["state"], since)
            found.update(_of_row(row, naming))
            tied = (public.affiliations.get(name) for name in row.get("affiliations", ()))
            for title in (operation["title"] for operation in tied if operation is not None):
                found.add(naming.entry("operation", title, search_key(title), naming.called(row)))
    holders: tuple[PublicList | DeletedList, ...] = (*catalog.lists, *catalog.deleted_lists)
    for holder in holders:
        for tombstone in holder.removed:
            found.update(_of_tombstone(tombstone, catalog))
    return list(_capped(sorted(entry for entry in found if entry.key)))


def protected_entries(catalog: Catalog) -> list[IndexEntry]:
    """Return the entries of the protected accounts that are published, in the order of the index."""
    found: set[IndexEntry] = set()
    for platform, handle, account_id in catalog.protected:
        naming = _Naming(catalog.platforms[platform], "", "", "protected", _EPOCH)
        found |= {
            *naming.handles("handle", handle),
            naming.entry("account_id", account_id, search_key(account_id)),
        }
    return sorted(entry for entry in found if entry.key)


def _of_row(row: PublicRow, naming: _Naming) -> Iterator[IndexEntry]:
    called, now = naming.called(row), None
    if "handle" in row:
        yield from naming.handles("handle", row["handle"])
        now = fold(naming.platform, row["handle"])
    for earlier in row.get("previous_handles", ()):
        if fold(naming.platform, earlier["handle"]) != now:
            yield from naming.handles("previous", earlier["handle"], called)
    if "account_id" in row:
        yield naming.entry("account_id", row["account_id"], search_key(row["account_id"]))
    name = row.get("profile", {}).get("display_name")
    if name is not None:
        yield naming.entry("name", name, search_key(name), called)


def _of_tombstone(tombstone: RemovedRecord, catalog: Catalog) -> Iterator[IndexEntry]:
    row = tombstone.row
    platform = catalog.platforms.get(row.get("platform", ""))
    if row["state"] == "retracted" and platform is not None:
        naming = _Naming(platform, tombstone.list, tombstone.id, row["state"], row["removed"][:10])
        if "handle" in row:
            yield from naming.handles("cleared", row["handle"])
        else:
            yield naming.entry("cleared_id", row["account_id"], search_key(row["account_id"]))


def _since(timeline: Iterable[Event], row: PublicRow) -> str:
    """Return the day on which the record became public last; without history, that of its first confirmation."""
    days = [event.time[:10] for event in timeline if event.kind == "published"]
    return days[-1] if days else str(row["confirms"]["first"])


def _capped(ordered: Iterable[IndexEntry]) -> Iterator[IndexEntry]:
    """Leave out what one name too many accounts share: everything of one key is in one leaf."""
    counts: dict[tuple[str, int], int] = {}
    names = {KINDS.index("name"), KINDS.index("operation")}
    for entry in ordered:
        if entry.kind in names:
            place = (entry.key, entry.kind)
            counts[place] = counts.get(place, 0) + 1
            if counts[place] > MOST_NAMES:
                continue
        yield entry


def sought_keys(ordered: Iterable[IndexEntry]) -> Mapping[str, None]:
    """Return the keys that are found by a part of them, each once, in order."""
    kinds = {KINDS.index(kind) for kind in SOUGHT}
    return dict.fromkeys(entry.key for entry in ordered if entry.kind in kinds)
