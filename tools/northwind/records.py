"""From a settled account to its record, its earlier claim and its reviews."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from site_builder.ids import SALT_LENGTH
from site_builder.load.parsed import claim_digest
from site_builder.model import Review
from tools import keys
from tools.northwind.dice import CROCKFORD, Die, later, record_id
from tools.northwind.evidence import evidence, showing, supporting
from tools.northwind.platforms import account_id
from tools.northwind.script import DAY, STEWARDS
from tools.northwind.watching import observations

if TYPE_CHECKING:
    from tools.northwind.script import Step
    from tools.northwind.settled import Settled

LIST: Final = "northwind"
MADE: Final = "Invented; written by tools/northwind."
_CONTRIBUTORS: Final = tuple(f"contributor-{letter}" for letter in "abcde")
_INFERENCES: Final = ("content", "content", "content", "self-described", "platform", "metadata", "document")
# ISO 3166 leaves XA to XZ to its users: no country has these codes.
_LOCATIONS: Final = ("XL", "XN", "XN-01", "XN-02", "XV")
_COMMENT_WIDTH: Final = 98
_WITH_ACCOUNT_ID: Final = 85
_DAYS: Final = ("opened", "due", "decided", "date")
_HANDLE_DAYS: Final = 180
_LAST_LOOK: Final = ("2026-10-05", "2026-11-13")


def record(settled: Settled) -> dict[str, Any]:
    """Return the record's fields in the order of the schema, every value but numbers and truth values text."""
    account = settled.account
    die = Die(account.key, "record")
    items = evidence(settled)
    shown_by = showing(items, settled)
    sources = [paper.source for paper in settled.papers]
    knows_id = (
        account.nameless
        or account.previous
        or account.story.endswith("hands")
        or die.chance(_WITH_ACCOUNT_ID)
    )
    fields: dict[str, Any] = {
        "id": settled.id,
        "salt": Die(account.key, "salt").text(CROCKFORD, SALT_LENGTH),
        "handle": None if account.nameless else account.handle,
        "platform": account.platform,
        "account_id": account_id(account, Die(account.key.removesuffix(":again"), "account_id"))
        if knows_id
        else None,
        "categories": list(settled.categories),
        "summary": account.summary,
        "submitted_by": list(settled.story.submitters) or die.sample(_CONTRIBUTORS, die.pick((1, 1, 1, 2))),
        "sources": sources,
        "affiliations": [settled.cluster.affiliation],
        "basis": _basis(settled, sources),
        "evidence": items,
        "profile": _profile(settled),
        "previous_handles": _previous(settled),
        "relists": _relists(settled),
        "distinct_from": [{"protected": account.distinct, "evidence": shown_by}] if account.distinct else [],
        "observations": observations(settled, shown_by),
        "links": [
            {"relation": relation, "record": record_id(key), "evidence": supporting(items)}
            for relation, key in account.links
        ],
        "appeals": _appeals(settled),
        "retractions": [_moved(block, settled.shift) for block in settled.story.retractions],
    }
    return {name: value for name, value in fields.items() if value}


def comment(settled: Settled, fields: dict[str, Any]) -> list[str]:
    """Return the lines of the comment above the record: what it shows and why."""
    again = (
        "Confirmed again: what is matched by a name holds for 180 days."
        if _last_look(settled, fields)
        else ""
    )
    text = " ".join(filter(None, (settled.story.note, settled.account.note, again)))
    return [MADE, *textwrap.wrap(text, _COMMENT_WIDTH)]


def reviews(settled: Settled, fields: dict[str, Any], instance: str) -> list[Review]:
    """Return the reviews, oldest first, signed in the instance of this id."""
    current = claim_digest(LIST, settled.id, fields)
    before = {**fields, "evidence": fields["evidence"][:-1]}
    earlier = claim_digest(LIST, settled.id, before)
    steps = settled.steps + _last_look(settled, fields)
    unsigned = (
        Review(
            step.reviewer,
            LIST,
            settled.id,
            claim=earlier if step.earlier else current,
            date=step.day,
            verdict=step.verdict,
            number=sum(before.reviewer == step.reviewer for before in steps[: index + 1]),
        )
        for index, step in enumerate(steps)
    )
    return [replace(review, signature=keys.signature(review, instance)) for review in unsigned]


def _last_look(settled: Settled, fields: dict[str, Any]) -> tuple[Step, ...]:
    """Return one more confirmation of what is to be verified and would have lapsed, as it is matched by a name.

    It is by the last of those who did nothing but confirm the claim, and did not write it.
    """
    by_name = fields.get("account_id", "https:").startswith("https:")  # the ids that go with a domain
    if not by_name or settled.story.state != "verified":
        return ()
    current = [step for step in settled.steps if not step.earlier]
    others = {step.reviewer for step in current if step.verdict != "confirm"} | {*settled.story.submitters}
    last = [step for step in current if step.reviewer not in others][-1]
    if later(last.day, _HANDLE_DAYS) >= DAY:
        return ()
    return (replace(last, day=Die(settled.account.key, "last look").day(*_LAST_LOOK)),)


def _basis(settled: Settled, sources: list[str]) -> list[dict[str, str]]:
    stated = [
        {"kind": kind, "source": source, "note": note}
        for kind, source, note in settled.cluster.basis
        if source in sources
    ]
    return stated or [{"kind": "research", "source": source} for source in sources[:1]]


def _profile(settled: Settled) -> dict[str, Any]:
    account = settled.account
    die = Die(account.key, "profile")
    profile: dict[str, Any] = {}
    if account.name:
        profile["display_name"] = account.name
    if die.chance(70):
        profile["created"] = settled.created
    profile["languages"] = [{"code": code, "inferred": die.pick(_INFERENCES)} for code in account.langs]
    if die.chance(40):
        count = die.between(1, 2)
        profile["locations"] = [
            {"code": code, "inferred": die.pick(_INFERENCES)} for code in die.sample(_LOCATIONS, count)
        ]
    return profile


def _relists(settled: Settled) -> list[str]:
    """Return the earlier record, where it was taken back because it was wrong."""
    account = settled.account
    wrong = account.again and settled.story.first != "changed-hands"
    return [record_id(account.key.removesuffix(":again"))] if wrong else []


def _previous(settled: Settled) -> list[dict[str, str]]:
    die = Die(settled.account.key, "previous")
    result = []
    start = settled.created
    for handle in settled.account.previous:
        end = die.day(later(start, 20), later(settled.seen, -20))
        result.append({"handle": handle, "from": start, "until": end})
        start = end
    return result


def _appeals(settled: Settled) -> list[dict[str, Any]]:
    """Return the appeals: open ones on their own days, the others decided by a steward."""
    die = Die(settled.account.key, "deciders")
    return [
        block
        if block["status"] == "open"
        else {**_moved(block, settled.shift), "decided_by": die.pick(STEWARDS)}
        for block in settled.story.appeals
    ]


def _moved(block: dict[str, Any], days: int) -> dict[str, Any]:
    """Return an appeal or retraction with its days moved on."""
    return {name: later(value, days) if name in _DAYS else value for name, value in block.items()}
