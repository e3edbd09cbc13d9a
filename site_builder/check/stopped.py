"""Stopped: whom commits that are passed over take off a list by other means than a file in `lists/withheld/`.

A withdrawal, a rejection, an appeal or a retraction that lands behind a refused commit is in no tree that is published.
So that nobody's word against a listing is lost with it, the emergency withholds what it is about. Whether the word
counts is not asked: who can commit there can withhold as well.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from site_builder.check.revision import RevisionTree
from site_builder.errors import RepositoryError
from site_builder.git import Repository
from site_builder.load.atlas import Atlas
from site_builder.load.layout import FileKind, Spot, named_record, spot
from site_builder.load.source_tree import load_tree
from site_builder.model import RecordId
from site_builder.record import retraction_in_force


def stopped(repository: Repository, before: RevisionTree, commits: Iterable[str]) -> dict[RecordId, str]:
    """Return the records of a tree that are spoken against in commits, each with such a one; not what is retracted.

    Whether they are public does not matter: they could be later, and nobody would know of the word. A commit or a file
    that cannot be read says nothing.
    """
    found: dict[RecordId, str] = {}
    seen = set(before.files.items())
    for commit in commits:
        with suppress(RepositoryError):
            after = RevisionTree(repository.listing(commit), before.blobs, before.contents)
            new = after.files.items() - seen
            seen |= new
            found |= {record: commit for path, _ in sorted(new) for record in _against(before, after, path)}
    if not found:
        return {}
    atlas = Atlas.of(before.files)
    part = replace(before, chosen=atlas.concerning(found))
    records = load_tree(part, before.contents, atlas.records).tree.records
    retracted = {item.id for item in records if retraction_in_force(item.data) is not None}
    return {name: commit for name, commit in found.items() if name in atlas.records and name not in retracted}


def _against(before: RevisionTree, after: RevisionTree, path: str) -> Iterator[RecordId]:
    """Yield the records that a file says something against which it did not say before."""
    where, old, new = spot(path), before.mapping(path), after.mapping(path)
    kind = where.kind if isinstance(where, Spot) else None
    if kind is FileKind.REVIEWS:
        for record, words in new.items():
            said = [word for word in _items(words) if word not in _items(old.get(record))]
            if any(isinstance(word, dict) and word.get("verdict") in {"reject", "withdraw"} for word in said):
                yield record
    elif kind is FileKind.RECORD and (name := named_record(path)) is not None:
        both = ((_items(old.get(field)), _items(new.get(field))) for field in ("appeals", "retractions"))
        yield from [name] if any(len(now) > len(then) for then, now in both) else ()


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
