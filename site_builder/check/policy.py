"""Policy: where a change of the rules asks for less, or changes what never may; what listings refer to keeps."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from site_builder.check.fields import Effect, Finding, judge
from site_builder.check.side import Pair, Side
from site_builder.days import shifted
from site_builder.git import PathChange
from site_builder.load.layout import FileKind, Spot, spot
from site_builder.load.source_tree import REVIEWERS_FILE, Tree
from site_builder.load.typed import shape
from site_builder.model import AccountList, RecordId
from site_builder.problems import Problem
from site_builder.record import OF_LIST, entries_used, entry_digest
from site_builder.validate.setup import able_stewards, needs_stewards


@dataclass(frozen=True, slots=True)
class Weakening:
    """One field of a rules file that becomes weaker, or that a change may not touch at all."""

    file: str
    found: Finding

    @property
    def forbidden(self) -> bool:
        """Whether no override allows it."""
        return self.found.effect is Effect.FORBIDDEN


def weakenings(pair: Pair) -> tuple[Weakening, ...]:
    """Return what the change of the rules weakens, or may not change, by file and field."""
    found: list[Weakening] = []
    files = [(item, where.kind) for item in pair.scope.rules if isinstance(where := spot(item.path), Spot)]
    for item, kind in files:
        if kind is not FileKind.PROTECTED:
            told = judge(kind, _value(pair.before, item.path, kind), _value(pair.after, item.path, kind))
            found += (Weakening(item.path, finding) for finding in told)
    found += _protected(pair, [item for item, kind in files if kind is FileKind.PROTECTED])
    return tuple(sorted(found, key=lambda item: (item.file, item.found.pointer)))


def _protected(pair: Pair, files: Sequence[PathChange]) -> Iterator[Weakening]:
    """Yield the protected accounts that are gone or another: in which of the files they are is all the same."""
    kind, sides = FileKind.PROTECTED, (pair.before, pair.after)
    names = {item.data["id"]: item.file for side in reversed(sides) for item in side.tree.protected}
    old, new = ({"accounts": [item.data for item in side.tree.protected]} for side in sides)
    for finding in judge(kind, old, new) if files else ():
        yield Weakening(names[finding.pointer.split("/")[2]], finding)
    for item in files:
        # Of a file that could not be read before it is not known whom it protected.
        if item.before is not None and _value(pair.before, item.path, kind) is None:
            why = "it is not known whom it protected"
            yield Weakening(item.path, Finding("", "unreadable", "something else", Effect.WEAKENING, why))


def _value(side: Side, path: str, kind: FileKind) -> Any:
    """Return a rules file as its schema types it, None where it is not there or does not fit."""
    typed = shape(kind.schema).typed(side.source.mapping(path))
    return typed if shape(kind.schema).fits(typed) else None


def check_rules(pair: Pair) -> Iterator[Problem]:
    """`rules-forbidden`, `stewards-lost`: what no override allows; and that stewards are left for the next one."""
    for item in weakenings(pair):
        if item.forbidden:
            yield rule_problem(pair, "rules-forbidden", item)
    tree, today = pair.after.tree, pair.after.today
    if any(item.path in _DECIDE_ON_STEWARDS for item in pair.scope.rules) and needs_stewards(tree):
        # A new end on a later day is as good as one today, and so is one that comes soon after another.
        new = [day for *_, day in _ends(tree) - _ends(pair.before.tree)]
        last = shifted(max(new), _NOTICE_DAYS) if new else ""
        ends = {day for *_, day in _ends(tree) if today <= day <= last}
        able, needed = min(able_stewards(tree, day) for day in (today, *(shifted(day, 1) for day in ends)))
        if able < needed:
            yield pair.problem("stewards-lost", REVIEWERS_FILE, count=able, needed=needed)


def _ends(tree: Tree) -> set[tuple[str, str, int, str]]:
    """Return the ends of the periods and keys of stewards: whose, of what, which one, and the day."""
    return {
        (name, member, place, item["until"])
        for name, entry in tree.reviewers.items()
        for member, items in (("active", entry["active"]), ("keys", entry.get("keys", ())))
        for place, item in enumerate(items)
        if entry.get("steward") and "until" in item
    }


_DECIDE_ON_STEWARDS: Final = frozenset({REVIEWERS_FILE, "lists/instance.yaml"})
_NOTICE_DAYS: Final = 30
"""So long `validate` has to be able to warn before too few are left, that somebody makes more stewards in time."""


def rule_problem(pair: Pair, code: str, item: Weakening) -> Problem:
    """Return a problem of a field of a rules file, where it is after the change."""
    found = item.found
    params: dict[str, Any] = {
        "field": found.pointer or "the file",
        "before": found.before,
        "after": found.after,
        "why": found.why,
    }
    if code == "policy-weakened" and found.before == "nothing":
        params["cause"] = "added"
    return pair.problem(code, item.file, found.pointer, **params)


_Entry = tuple[str, str]
"""Kind and name of an entry of a list."""


def check_references(pair: Pair) -> Iterator[Problem]:
    """`source-changed`, `affiliation-changed`, `category-changed`: a claim that was reviewed says what it said.

    An entry that a reviewed claim refers to, or a next claim's, is never another; its capture may be added once.
    """
    if not pair.whole:
        return
    for list_id, old in sorted(pair.before.tree.lists.items()):
        new = pair.after.tree.lists.get(list_id)
        before, after = _entries(old), _entries(new) if new is not None else {}
        changed = {entry for entry, was in before.items() if _differs(entry[0], was, after.get(entry, {}))}
        for (kind, name), user in sorted(_users(pair, old, changed).items()):
            path = old.file if kind == "category" else f"lists/{list_id}/sources.yaml"
            pointer = f"/{OF_LIST[kind]}"
            at = f"{pointer}/{name}" if (kind, name) in after else pointer
            params = {kind: name, "record": user}
            yield pair.problem(f"{kind}-changed", path, at, on_key=True, **params)


def _entries(account_list: AccountList) -> Mapping[_Entry, Any]:
    of = account_list.entries
    return {(kind, name): of[member][name] for kind, member in OF_LIST.items() for name in of[member]}


def _differs(kind: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether an entry is gone or says something else; an archived capture may be added once."""
    given = was.get("archived", now.get("archived"))
    return not now or entry_digest(kind, was) != entry_digest(kind, now) or given != now.get("archived")


def _users(pair: Pair, account_list: AccountList, entries: Collection[_Entry]) -> Mapping[_Entry, RecordId]:
    """Return for each entry a record whose claim, or a next claim, rests on it and was reviewed; the first is named."""
    tree = pair.before.tree
    reviewed = {review.record for review in tree.reviews if review.list == account_list.id}
    found: dict[_Entry, RecordId] = {}
    for record in sorted((*tree.records, *tree.next_claims), key=attrgetter("id")) if entries else ():
        if record.list == account_list.id and record.id in reviewed:
            for entry in entries_used(record.data, account_list.affiliations).intersection(entries):
                found.setdefault(entry, record.id)
    return found
