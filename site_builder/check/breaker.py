"""Breaker: how much a change makes public or takes back, and the most that it may, with that of the week before.

Becoming actionable counts like becoming public, ceasing to be it like a removal. Both sides are taken on the head's
day: what the clock does counts for nothing, nor does what is withheld.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from site_builder.canonical import digest
from site_builder.check.past import past
from site_builder.check.policy import Weakening, rule_problem, weakenings
from site_builder.check.side import Between, Pair, all_before, turning
from site_builder.days import shifted
from site_builder.model import JsonObject, ListId, RecordId
from site_builder.problems import Place, Problem
from site_builder.rules import problem
from site_builder.settings import LIMITS

_FREE: Final = 10
"""So many records of a list may become public, or stop being public, in any week."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a change makes public and what it takes back: id, list and claim, sorted; and which rules it weakens."""

    published: tuple[tuple[RecordId, ListId, str], ...]
    """Public or actionable now, and not before."""
    removed: tuple[tuple[RecordId, ListId, str], ...]
    """Retracted, deleted or no longer confirmed, or actionable no more; what is withheld is never held up."""
    weakened: tuple[Weakening, ...] = ()

    @property
    def named(self) -> JsonObject:
        """Return exactly this set, as an override names it: `publish`, `remove` and `weaken`.

        These are record id to claim digest, twice, and file to JSON pointer to the value before and after, as text.
        """
        weaken: dict[str, dict[str, list[str]]] = {}
        for item in self.weakened:
            weaken.setdefault(item.file, {})[item.found.pointer] = [item.found.before, item.found.after]
        return {
            "publish": {record: claim for record, _, claim in self.published},
            "remove": {record: claim for record, _, claim in self.removed},
            "weaken": weaken,
        }

    @property
    def digest(self) -> str:
        """Return the digest of exactly this set, by which an override lets it through: SHA-256 of its RFC 8785 form."""
        return digest(self.named)


def turned(pair: Pair) -> Turned:
    """Return what the change turns."""
    published, removed = [], []
    for name in sorted(pair.affected):
        before, after = pair.before.items.get(name), pair.after.items.get(name)
        was, now = pair.standing(before), pair.standing(after)
        withheld = after is not None and after.derived.state == "withheld"
        if after is not None and now > was:
            published.append((name, after.record.list, after.record.claim))
        if before is not None and now < was and not withheld:
            removed.append((name, before.record.list, before.record.claim))
    weakened = (item for item in weakenings(pair) if not item.forbidden)
    return Turned(tuple(published), tuple(removed), tuple(weakened))


def check_breaker(pair: Pair, change: Turned) -> Iterator[Problem]:
    """`policy-weakened`, `policy-publishes`, `breaker-publish`, `breaker-remove`: what an override lets through."""
    for item in change.weakened:
        yield rule_problem(pair, "policy-weakened", item)
    if pair.scope.rules and change.published:
        record, list_id, _ = change.published[0]
        params: dict[str, Any] = {"count": len(change.published), "record": record, "list": list_id}
        yield problem("policy-publishes", Place(pair.scope.rules[0].path), **params)
    both = {"breaker-publish": change.published, "breaker-remove": change.removed}
    if not any(both.values()):
        return
    week = _week(pair)
    public: Counter[ListId] | None = None
    for code, turns in both.items():
        earlier = week.published if code == "breaker-publish" else week.removed
        for name in sorted({item[1] for item in turns}):
            count = len({item[0] for item in (*turns, *earlier) if item[1] == name})
            if count <= _FREE:
                continue
            # Only now is it needed how many records the lists have in public.
            public = public or Counter(item.record.list for item in all_before(pair) if item.derived.public)
            known = pair.before.tree.lists.get(name)
            percent = known.data["policy"]["max_change_percent"] if known is not None else 0
            limit = max(_FREE, public[name] * percent // 100)
            if count > limit:
                place, own = Place(f"lists/{name}/list.yaml"), sum(item[1] == name for item in turns)
                params = {
                    "count": count,
                    "own": own,
                    "days": LIMITS.breaker_days,
                    "list": name,
                    "limit": limit,
                }
                yield problem(code, place, **params)


def _week(pair: Pair) -> Turned:
    """Return what turned in the days before the base, except what an override named.

    What was published then and taken back again was published all the same: else ten at a time could take their turns.
    """
    base = pair.before.commit
    start = pair.repository.last_before(base, shifted(pair.before.today, -LIMITS.breaker_days))
    if start == base:
        return Turned((), ())
    between = Between.of(pair.repository, start, base)
    week = turning(pair.repository, between, pair.blobs, pair.after.today)
    named = turned(week)
    named = Turned((*named.published, *_in_between(pair, week, named)), named.removed)
    for item in between.scope.decisions:
        if item.before is None and week.after.source.mapping(item.path).get("kind") == "override":
            named = _without(named, _overridden(pair, item.path, start))
    return named


def _in_between(pair: Pair, week: Pair, named: Turned) -> Iterator[tuple[RecordId, ListId, str]]:
    """Yield what became public within a week and is not any more; as many confirmed it as that takes."""
    known = {name for name, *_ in named.published}
    gone = {
        name: item.record
        for name, item in week.after.items.items()
        if name in week.affected - known
        and not item.derived.public
        and sum(judged.review.verdict == "confirm" for judged in item.derived.judged) >= item.derived.needed
    }
    for event in past(pair, frozenset(gone)).events if gone else ():
        if event.record in gone and event.kind == "published" and event.time > week.before.as_of:
            record = gone[event.record]
            yield record.id, record.list, record.claim


def _overridden(pair: Pair, path: str, start: str) -> Turned:
    """Return what the override in a file let through, by the commit that brought it."""
    skipped = pair.repository.passed_over(pair.before.commit)
    every = pair.repository.first_parents(start, pair.before.commit) or ()
    line = tuple(commit for commit in every if commit not in skipped)
    found = next(
        (index for index, commit in enumerate(line) if path in pair.repository.listing(commit, path)), 0
    )
    parent = line[found - 1] if found else start
    between = Between.of(pair.repository, parent, line[found])
    return turned(turning(pair.repository, between, pair.blobs, pair.after.today))


def _without(all_: Turned, some: Turned) -> Turned:
    published, removed = (
        tuple(item for item in getattr(all_, part) if item not in getattr(some, part))
        for part in ("published", "removed")
    )
    return Turned(published, removed)
