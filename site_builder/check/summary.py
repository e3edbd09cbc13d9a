"""Summary: what a change does, record by record, as the values that reports draw."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeVar

from site_builder.check.breaker import Turned
from site_builder.check.likeness import Likeness
from site_builder.check.reviews import new_reviews
from site_builder.check.side import Pair
from site_builder.derive.reviews import Standing
from site_builder.derive.state import DerivedRecord
from site_builder.load.layout import named_record
from site_builder.load.source_tree import REVIEWERS_FILE
from site_builder.model import ProtectedData, Record, RecordId, Review
from site_builder.problems import Problem, Severity
from site_builder.record import claim_fields, is_open
from site_builder.report.context import (
    ChangeReport,
    EvidenceLine,
    LookAlike,
    RecordReport,
    ReviewLine,
    RuleChange,
)

Item = TypeVar("Item")
_MISSING: Final = {
    "policy-archive": "archive missing for {evidence}",
    "policy-account-id": "account id missing",
    "policy-evidence": "evidence items: {count} of {minimum}",
}
_PROTECTED: Final = {
    "protected-account": "the same account",
    "protected-lookalike": "looks the same",
    "protected-similar": "nearly the same handle",
}
_TRIPPED: Final = frozenset(
    {"breaker-publish", "breaker-remove", "policy-publishes", "policy-weakened", "override-mismatch"}
)


def summarize(pair: Pair, change: Turned, problems: Iterable[Problem], *, overridden: bool) -> ChangeReport:
    """Return what a report says of a change besides its problems, which are given to pick from.

    `overridden` is whether an override lets it through.
    """
    found = tuple(problems)
    said = _Said(
        _by("record", new_reviews(pair)),
        _by("place.file", found),
        _by("record", pair.alike),
        {item.data["id"]: item.data for item in pair.after.tree.protected},
    )
    made = [made for name in pair.affected if (made := _record(pair, name, said)) is not None]
    made += _next_claims(pair, said)
    codes = {item.code for item in found}
    return ChangeReport(
        base=pair.before.commit,
        head=pair.after.commit,
        base_day=pair.before.today,
        head_day=pair.after.today,
        files=len(pair.scope.every),
        records=tuple(sorted(made, key=lambda item: (item.list, item.record))),
        rules=tuple(_rules(pair, change)),
        override=None if _awaits(found) or not codes & _TRIPPED else change.digest,
        overridden=overridden,
        errors=error_codes(found),
    )


def error_codes(found: Iterable[Problem]) -> tuple[str, ...]:
    """Return the code of each error."""
    return tuple(item.code for item in found if item.severity is Severity.ERROR)


def _awaits(found: Iterable[Problem]) -> bool:
    """Return whether an override of exactly this change is there that lacks nothing but signatures."""
    wrong = _by("place.file", (item for item in found if item.code.startswith(("decision-", "override-"))))
    return any(
        {item.code for item in items} <= {"decision-unsigned", "decision-signature"}
        and any(item.params.get("cause") == "override" for item in items)
        for items in wrong.values()
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What there is to be said of records, each kind by what it is looked up by."""

    reviews: Mapping[RecordId, list[Review]]
    problems: Mapping[str, list[Problem]]
    """By file."""
    alike: Mapping[RecordId, list[Likeness]]
    protected: Mapping[str, ProtectedData]
    """By the account's id."""


def _by(attribute: str, items: Iterable[Item]) -> dict[str, list[Item]]:
    key = attrgetter(attribute)
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def _record(pair: Pair, name: RecordId, said: _Said) -> RecordReport | None:
    before, after = pair.before.items.get(name), pair.after.items.get(name)
    shown = after or before
    if shown is None:
        return None
    unread = "unreadable" if name in pair.after.atlas.records else None
    waiting = pair.after.next_claims
    reviews = [item for item in said.reviews.get(name, ()) if item.claim not in waiting]
    actions = tuple(_actions(pair, name, reviewed=bool(reviews)))
    if not actions:
        if before is None or after is None or before.derived.public == after.derived.public:
            return None
        actions = ("affected",)
    data, derived = shown.record.data, shown.derived
    fields = (
        claim_fields(before.record.data, after.record.data)
        if before is not None and after is not None
        else ()
    )
    own = said.problems.get(shown.record.file, [])
    return RecordReport(
        record=name,
        list=shown.record.list,
        platform=data["platform"],
        handle=data.get("handle"),
        account_id=data.get("account_id"),
        file=shown.record.file,
        actions=actions,
        fields=fields,
        summary=data["summary"],
        categories=tuple(data["categories"]),
        evidence=tuple(_evidence(before, shown)),
        reviews=tuple(_review(after, review) for review in reviews),
        before=before.derived.state if before is not None else None,
        after=after.derived.state if after is not None else unread,
        published=pair.after.public(name) and not pair.before.public(name),
        removed=pair.before.public(name) and not pair.after.public(name),
        confirms=len(derived.confirms),
        needed=derived.needed,
        rejects=len(derived.rejects),
        missing=tuple(_missing(own)),
        lookalikes=(
            *_lookalikes(pair, shown, said.alike.get(name, ())),
            *_protected(said.protected, shown, own),
        ),
        claim=shown.record.claim,
    )


def _next_claims(pair: Pair, said: _Said) -> Iterator[RecordReport]:
    """Yield the next claims that the change adds, edits or reviews; their records stay as they are."""
    for claim, item in sorted(pair.after.next_claims.items()):
        record, data, derived = item.record, item.record.data, item.derived
        before, state = pair.before.items.get(record.id), pair.after.items.get(record.id)
        reviews = [review for review in said.reviews.get(record.id, ()) if review.claim == claim]
        if claim in pair.before.next_claims and not reviews:
            continue
        shown = state or item
        yield RecordReport(
            record=record.id,
            list=record.list,
            platform=data["platform"],
            handle=data.get("handle"),
            account_id=data.get("account_id"),
            file=record.file,
            actions=("next claim", *(["reviewed"] if reviews else [])),
            fields=claim_fields(shown.record.data, data),
            summary=data["summary"],
            categories=tuple(data["categories"]),
            evidence=tuple(_evidence(state, item)),
            reviews=tuple(_review(item, review) for review in reviews),
            before=before.derived.state if before is not None else None,
            after=shown.derived.state,
            published=False,
            removed=False,
            confirms=len(derived.confirms),
            needed=derived.needed,
            rejects=len(derived.rejects),
            missing=tuple(_missing(said.problems.get(record.file, []))),
            lookalikes=tuple(_protected(said.protected, item, said.problems.get(record.file, []))),
            claim=claim,
        )


def _actions(pair: Pair, record: RecordId, *, reviewed: bool) -> Iterator[str]:
    """Yield what the change does to a record by its file, its reviews or the emergency stop; nothing by the rules."""
    before, after = pair.before.items.get(record), pair.after.items.get(record)
    if after is None and record in pair.after.atlas.records:
        # Its file is there and cannot be read: the problems say why.
        yield "edited"
    elif before is None or after is None:
        yield "added" if before is None else "deleted"
    else:
        yield from _content(before, after)
    if reviewed:
        yield "reviewed"
    if after is not None:
        yield from _removals(_data(before), _data(after))
    was, now = (record in side.tree.withheld for side in (pair.before, pair.after))
    if was != now:
        yield "withheld" if now else "released"


def _content(before: DerivedRecord, after: DerivedRecord) -> Iterator[str]:
    old, new = _data(before), _data(after)
    if before.record.claim != after.record.claim:
        yield "edited"
    elif old["evidence"] != new["evidence"]:
        yield "archived"
    if old.get("observations") != new.get("observations"):
        yield "observed"


def _removals(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    was, now = old.get("retractions", []), new.get("retractions", [])
    if len(now) > len(was):
        yield "retracted"
    was, now = old.get("appeals", []), new.get("appeals", [])
    if len(now) > len(was):
        yield "appealed"
    if len(now) - sum(map(is_open, now)) > len(was) - sum(map(is_open, was)):
        yield "decided"


def _data(item: DerivedRecord | None) -> dict[str, Any]:
    data: Any = item.record.data if item is not None else {}
    return dict(data)


def _evidence(before: DerivedRecord | None, shown: DerivedRecord) -> Iterator[EvidenceLine]:
    known = {item["id"]: item for item in before.record.data["evidence"]} if before is not None else {}
    for item in shown.record.data["evidence"]:
        old = known.get(item["id"])
        change = "added" if old is None else "same" if old == item else "edited"
        yield EvidenceLine(
            id=item["id"],
            kind=item["kind"],
            sensitivity=item["sensitivity"],
            captured=item["captured"],
            archived="archived" in item,
            hashed="sha256" in item,
            summary=item["summary"],
            change=change,
        )


def _review(after: DerivedRecord | None, review: Review) -> ReviewLine:
    judged = after.derived.judged if after is not None else ()
    standing = next((item.standing for item in judged if item.review == review), Standing.STALE)
    counts = standing is Standing.COUNTS
    return ReviewLine(review.reviewer, review.verdict, review.date, counts, "" if counts else standing.value)


def _missing(problems: list[Problem]) -> Iterator[str]:
    for item in problems:
        if item.code in _MISSING:
            yield _MISSING[item.code].format_map(dict(item.params))


def _lookalikes(pair: Pair, shown: DerivedRecord, alike: Iterable[Likeness]) -> Iterator[LookAlike]:
    for found in alike:
        other = pair.after.items.get(found.other)
        if other is None:
            continue
        yield LookAlike(
            name=found.other,
            list=other.record.list,
            handle=other.record.data.get("handle"),
            account_id=other.record.data.get("account_id"),
            state=other.derived.state,
            removal=other.derived.reason,
            reason=f"{found.words}{_under(shown.record, other.record)}" if found.by_handle else found.words,
            answered=False,
        )


def _under(mine: Record, other: Record) -> str:
    """Return that two records of one handle have ids that differ, if so: the account came back, or is another."""
    ids = {record.data.get("account_id") for record in (mine, other)}
    return ", under another account id" if len(ids - {None}) > 1 else ""


def _protected(
    accounts: Mapping[str, ProtectedData], shown: DerivedRecord, problems: list[Problem]
) -> Iterator[LookAlike]:
    answered = {item["protected"] for item in shown.record.data.get("distinct_from", ())}
    named: Mapping[str, str] = {
        str(item.params["protected"]): _PROTECTED[item.code] for item in problems if item.code in _PROTECTED
    }
    for name in sorted(named.keys() | (answered & accounts.keys())):
        account = accounts.get(name)
        if account is not None:
            reason = named.get(name, "answered by distinct_from")
            yield LookAlike(name, None, account["handle"], "protected", None, reason, name in answered)


def _rules(pair: Pair, change: Turned) -> Iterator[RuleChange]:
    for item in (*pair.scope.rules, *pair.scope.sources, *pair.scope.decisions):
        what = [
            f"{weaker.found.pointer}: {weaker.found.before} to {weaker.found.after}"
            for weaker in change.weakened
            if weaker.file == item.path
        ]
        if item.path == REVIEWERS_FILE:
            old, new = pair.before.tree.reviewers, pair.after.tree.reviewers
            what += [f"reviewer {name} added" for name in sorted(new.keys() - old.keys())]
            what += [f"reviewer {name} removed" for name in sorted(old.keys() - new.keys())]
            both = sorted(old.keys() & new.keys())
            what += [f"reviewer {name} changed" for name in both if old[name] != new[name]]
        decision = pair.after.tree.decisions.get(named_record(item.path) or "")
        if decision is not None and item in pair.scope.decisions:
            signed = ", ".join(signature["steward"] for signature in decision.get("signatures", ()))
            what += [decision["kind"], f"signed by {signed or 'nobody'}", decision["reason"]]
        verb = "added" if item.before is None else "deleted" if item.after is None else "changed"
        yield RuleChange(item.path, tuple(what) or (verb,))
