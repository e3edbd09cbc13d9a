"""Breaker: how much may become public, or stop being public, in one change, and the override that lets more through."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from site_builder.canonical import canonical
from site_builder.check.policy import Weakening, weakenings
from site_builder.check.side import Pair, all_before
from site_builder.load.source_tree import OVERRIDE_FILE
from site_builder.problems import Place, Problem
from site_builder.rules import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import ListId, RecordId

_FREE: Final = 10
"""So many records of a list may become public, or stop being public, in any change."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a change makes public and what it takes back: id to list and claim, sorted."""

    published: tuple[tuple[RecordId, ListId, str], ...]
    removed: tuple[tuple[RecordId, ListId, str], ...]
    """Retracted, deleted or no longer confirmed; what is withheld is never held up."""
    weakened: tuple[Weakening, ...]

    @property
    def digest(self) -> str:
        """Return the digest of exactly this set, by which an override lets it through.

        SHA-256 of the RFC 8785 form of `{publish, remove, weaken}`: record id to claim digest, twice, and list to
        field to the value before and after.
        """
        weaken: dict[str, dict[str, list[str]]] = {}
        for item in self.weakened:
            weaken.setdefault(item.list, {})[item.field] = [item.before, item.after]
        named = {
            "publish": {record: claim for record, _, claim in self.published},
            "remove": {record: claim for record, _, claim in self.removed},
            "weaken": weaken,
        }
        return hashlib.sha256(canonical(named)).hexdigest()


def turned(pair: Pair) -> Turned:
    """Return what the change turns."""
    published, removed = [], []
    for name in sorted(pair.affected):
        before, after = pair.before.items.get(name), pair.after.items.get(name)
        was, now = pair.before.public(name), pair.after.public(name)
        if now and not was and after is not None:
            published.append((name, after.record.list, after.record.claim))
        withheld = after is not None and after.derived.state == "withheld"
        if was and not now and not withheld and before is not None:
            removed.append((name, before.record.list, before.record.claim))
    return Turned(tuple(published), tuple(removed), weakenings(pair))


def check_breaker(pair: Pair, change: Turned) -> Iterator[Problem]:
    """`policy-weakened`, `breaker-publish`, `breaker-remove`, `override-mismatch`."""
    named = named_digest(pair)
    if named == change.digest:
        return
    for item in change.weakened:
        params: dict[str, Any] = {"before": item.before, "after": item.after, "digest": change.digest}
        yield pair.problem("policy-weakened", item.file, item.pointer, field=item.field, **params)
    yield from _tripped(pair, change)
    if named is not None:
        yield pair.problem("override-mismatch", OVERRIDE_FILE, "/digest", named=named, digest=change.digest)


def named_digest(pair: Pair) -> str | None:
    """Return the digest that the override names, None where the change writes no override."""
    override = pair.after.tree.override if pair.scope.override else None
    return override["digest"] if override is not None else None


def _tripped(pair: Pair, change: Turned) -> Iterator[Problem]:
    counts = [
        (code, name, count)
        for code, turns in (("breaker-publish", change.published), ("breaker-remove", change.removed))
        for name, count in sorted(Counter(item[1] for item in turns).items())
        if count > _FREE
    ]
    if not counts:
        return
    # Only now is it needed how many records the lists have in public.
    public = Counter(item.record.list for item in all_before(pair) if item.derived.public)
    for code, name, count in counts:
        known = pair.before.tree.lists.get(name)
        percent = known.data["policy"]["max_change_percent"] if known is not None else 0
        limit = max(_FREE, public[name] * percent // 100)
        if count > limit:
            place = Place(f"lists/{name}/list.yaml")
            yield problem(code, place, count=count, list=name, limit=limit, digest=change.digest)
