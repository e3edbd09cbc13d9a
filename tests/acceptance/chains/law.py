"""Law: what no accepted sequence may lead to, told of a work tree in few words and without the code of `check`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from site_builder.canonical import canonical
from site_builder.derive.state import DerivedRecord, derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind, Spot, spot
from site_builder.load.source_tree import Tree, load_tree
from tests.acceptance.signed_world import World

_RULES: Final = frozenset(
    {FileKind.INSTANCE, FileKind.LIST, FileKind.PLATFORMS, FileKind.PROTECTED, FileKind.REVIEWERS}
)
_CLEARED: Final = frozenset({"undo", "erase"})
_LABELS: Final = {"categories": {"archived", "title"}, "sources": {"archived"}, "affiliations": {"archived"}}


def public(world: World) -> dict[str, DerivedRecord]:
    """Return the records that a build of the work tree would publish."""
    items = derive_all(load_tree(WorkingTree(world.root)).tree, world.git("show", "-s", "--format=%cs"))
    return {item.record.id: item for item in items if item.derived.public}


def rules(world: World, commit: str) -> dict[str, str]:
    """Return the objects of a commit's files of rules, by path."""
    listed = (line.split(maxsplit=3) for line in world.git("ls-tree", "-r", commit, "lists/").splitlines())
    kinds = ((path, name, spot(path)) for _, _, name, path in listed)
    return {path: name for path, name, where in kinds if isinstance(where, Spot) and where.kind in _RULES}


def breaches(world: World) -> Iterator[str]:
    """Yield what is public in the work tree and must not be."""
    tree = load_tree(WorkingTree(world.root)).tree
    cleared = {item.id: _names(item.data) for item in tree.records if _is_cleared(tree, item.data)}
    for name, item in public(world).items():
        data: Any = item.record.data
        confirmed = _confirmed(tree, item)
        needed = item.account_list.data["policy"]["quorum"] + bool(data.get("relists"))
        if confirmed < needed:
            yield f"{name} is public with {confirmed} of {needed}"
        for member, digests in data["context"].items():
            entries = item.account_list.entries[member]
            if any(_digest(member, entries[entry]) != digest for entry, digest in digests.items()):
                yield f"{name} is public with another context"
        unsaid = cleared.keys() - {name, *data.get("relists", ())}
        yield from (f"{name} lists {other} again" for other in unsaid if cleared[other] & _names(data))
        if any(account["handle"].lower() in _names(data) for account in _protected(tree)):
            yield f"{name} is protected"
        if name in tree.withheld:
            yield f"{name} is withheld"


def _confirmed(tree: Tree, item: DerivedRecord) -> int:
    last: dict[str, str] = {}
    for review in tree.reviews:
        if (review.record, review.claim) == (item.record.id, item.record.claim):
            last[review.reviewer] = review.verdict
    return sum(verdict == "confirm" for verdict in last.values())


def _is_cleared(tree: Tree, data: Any) -> bool:
    effects = {
        tree.vocabulary["removal_reasons"][part["reason"]]["effect"] for part in data.get("retractions", ())
    }
    return bool(effects & _CLEARED)


def _names(data: Any) -> set[str]:
    found = {data.get("handle"), data.get("account_id")}
    found |= {part["handle"] for part in data.get("previous_handles", ())}
    found |= {name for part in data.get("retractions", ()) for name in part.get("covers", ())}
    return {name.lower() for name in found if name is not None}


def _digest(member: str, entry: Any) -> str:
    kept = {name: value for name, value in entry.items() if name not in _LABELS[member]}
    return hashlib.sha256(canonical(kept)).hexdigest()


def _protected(tree: Tree) -> Iterator[Any]:
    return (item.data for item in tree.protected)
