"""Policy: what lists ask for, and where a change asks for less; who could vouch, and that it stays on record.

And how much may become public, or stop being public, in one change.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from site_builder.canonical import canonical
from site_builder.check.side import Pair, all_before
from site_builder.derive.reviews import Standing
from site_builder.load.source_tree import REVIEWERS_FILE
from site_builder.model import HANDLE_DAYS, AccountList, ListId, RecordId
from site_builder.problems import Place, Problem
from site_builder.rules import problem

_AT_LEAST: Final = ("quorum", "min_evidence", "require_archive", "require_account_id")
_AT_MOST: Final = ("recheck_after_days", "handle_days", "appeal_days", "max_change_percent")


@dataclass(frozen=True, slots=True)
class Weakening:
    """One requirement of a list's policy that becomes less."""

    list: ListId
    file: str
    field: str
    before: str
    after: str

    @property
    def pointer(self) -> str:
        """Return where the requirement is."""
        if self.file == REVIEWERS_FILE:
            return f"/{self.field.partition(' ')[0]}"
        return "/example" if self.field == "example" else f"/policy/{self.field}"


def weakenings(pair: Pair) -> tuple[Weakening, ...]:
    """Return every requirement of a list that the change lowers, and every stop word it silences, by list and field."""
    if not pair.scope.rules:
        return ()
    found: list[Weakening] = []
    for name, old in sorted(pair.before.tree.lists.items()):
        new = pair.after.tree.lists.get(name)
        if new is not None:
            found += (Weakening(name, new.file, *item) for item in _weaker(old, new))
    found += _silenced(pair)
    return tuple(sorted(found, key=lambda item: (item.list, item.field)))


def _silenced(pair: Pair) -> Iterator[Weakening]:
    """Yield the stop words that count before a change of the roster, and after it no longer do."""
    if not any(item.path == REVIEWERS_FILE for item in pair.scope.rules):
        return
    for name, item in pair.before.items.items():
        after = pair.after.items.get(name)
        left = {judged.review for judged in after.derived.judged if judged.valid} if after is not None else ()
        for judged in item.derived.judged:
            review = judged.review
            stops = review.stops and judged.standing in (Standing.COUNTS, Standing.WITHDRAWN)
            if after is not None and stops and review not in left:
                field = f"{review.reviewer} on {name}"
                yield Weakening(item.record.list, REVIEWERS_FILE, field, review.verdict, "nothing")


def _weaker(old: AccountList, new: AccountList) -> Iterator[tuple[str, str, str]]:
    was: Any = old.data["policy"]
    now: Any = new.data["policy"]
    for field in _AT_LEAST:
        if now[field] < was[field]:
            yield field, _word(was[field]), _word(now[field])
    for field in _AT_MOST:
        old_days, new_days = (policy.get(field, HANDLE_DAYS) for policy in (was, now))
        if new_days > old_days:
            yield field, _word(old_days), _word(new_days)
    if (was["signatures"], now["signatures"]) == ("required", "waived"):
        yield "signatures", "required", "waived"
    lost = set(was.get("withhold_on", ())) - set(now.get("withhold_on", ()))
    if lost:
        kept = sorted(now.get("withhold_on", ()))
        yield "withhold_on", ", ".join(sorted(was["withhold_on"])), ", ".join(kept) or "nothing"
    if new.example and not old.example:
        yield "example", "false", "true"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def check_roster(pair: Pair) -> Iterator[Problem]:
    """`roster-removed`: entries, periods and keys are added at the end, and ended, or ended earlier."""
    after: Any = pair.after.tree.reviewers
    if not any(item.path == REVIEWERS_FILE for item in pair.scope.rules):
        return
    for name, old in sorted(pair.before.tree.reviewers.items()):
        if name not in after:
            yield pair.problem("roster-removed", REVIEWERS_FILE, why=f"{name} is gone")
            continue
        was: Any = old
        for field, noun in (("active", "period"), ("keys", "key")):
            now = after[name].get(field, [])
            for index, item in enumerate(was.get(field, [])):
                if index >= len(now):
                    why = f"a {noun} of {name} is gone"
                    yield pair.problem("roster-removed", REVIEWERS_FILE, f"/{name}", on_key=True, why=why)
                    break
                if not _only_ended(item, now[index]):
                    why = f"a {noun} of {name} was rewritten or prolonged"
                    pointer = f"/{name}/{field}/{index}"
                    yield pair.problem("roster-removed", REVIEWERS_FILE, pointer, why=why)


def _only_ended(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Return whether an item differs in nothing but an end that is new or earlier, or that a key is stolen now."""
    marked = {"stolen": new["stolen"]} if "stolen" in new else {}
    if {**old, "until": "", **marked} != {**new, "until": ""}:
        return False
    return "until" not in old or ("until" in new and new["until"] <= old["until"])


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
    """`policy-weakened`, `breaker-publish`, `breaker-remove`: what only an override lets through."""
    for item in change.weakened:
        params: dict[str, Any] = {"field": item.field, "before": item.before, "after": item.after}
        yield pair.problem("policy-weakened", item.file, item.pointer, **params)
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
            yield problem(code, place, count=count, list=name, limit=limit)
