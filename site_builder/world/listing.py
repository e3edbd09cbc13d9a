"""Listing: what the people of the demonstration know of one record, and how they write it down."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from site_builder.days import shifted
from site_builder.world.accounts import Account
from site_builder.world.dice import Die
from site_builder.world.script import Operation

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_INFERENCES = ("content", "content", "content", "self-described", "platform", "metadata", "document")
# ISO 3166 leaves XA to XZ to its users: no country has these codes.
_LOCATIONS = ("XL", "XN", "XN-01", "XN-02", "XV")
_PARTS = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2)
"""Of how many operations an account is said to be part."""
_DISTURBING = frozenset({"targeted-harassment", "sabotage-calls"})


@dataclass(slots=True)
class Listing:
    """One record: where it is, who wrote it, and who has confirmed the claim that it makes now.

    `confirms` has the day of each reviewer's newest one; `busy` says that a story of it is going on, or has ended it;
    `seen` and `looked` are what was last written down of what the platform shows, and when.
    """

    account: Account
    list_id: str
    id: str
    path: str
    proposed: str
    writers: list[str]
    needed: int = 2
    confirms: dict[str, str] = field(default_factory=dict)
    public: bool = False
    busy: bool = False
    neglected: bool = False
    seen: str = "active"
    looked: str = ""


def fields(listing: Listing, operation: Operation, die: Die, others: list[str]) -> dict[str, Any]:
    """Return what a new record says; it may be part of the first of some `others` beside its own operation."""
    account, told = listing.account, listing.account.told
    categories = [*(told.categories or operation.categories)]
    if not told.categories and len(categories) > 1 and die.chance(60):
        categories = [die.pick(categories)]
    items = _evidence(listing, categories, die)
    first = next(item for item in items if item["summary"] == told.seen)
    papers = account.papers
    basis = dict(operation.basis)
    if basis["source"] not in papers:
        basis = {"kind": "research", "source": next(iter(papers), "")}
    profile: dict[str, Any] = {"display_name": told.name} if told.name else {}
    if die.chance(70):
        profile["created"] = account.turns[0][0]
    if die.chance(88):
        profile["languages"] = [{"code": code, "inferred": die.pick(_INFERENCES)} for code in told.langs]
    if die.chance(40):
        codes = die.sample(_LOCATIONS, die.between(1, 2))
        profile["locations"] = [{"code": code, "inferred": die.pick(_INFERENCES)} for code in codes]
    affiliations = [account.operation, *others[:1]][: 1 if told.at else die.pick(_PARTS)]
    observations: list[dict[str, Any]] = []
    if die.chance(88):
        seen = {"date": first["captured"], "state": "active", "evidence": first["id"]}
        observations.append(seen | account.size(first["captured"]))
    if account.gone(listing.proposed):
        listing.seen = account.shown(listing.proposed)
        observations.append({"date": listing.proposed, "state": listing.seen})
    listing.looked = observations[-1]["date"] if observations else ""
    made: dict[str, Any] = {
        "id": listing.id,
        "salt": die.salt(),
        "handle": "" if told.nameless else account.handle,
        "platform": account.platform,
        "account_id": account.account_id,
        "categories": categories,
        "summary": told.summary,
        "submitted_by": [*listing.writers],
        "batch": operation.batch,
        "sources": [*papers],
        "affiliations": affiliations,
        "basis": [basis] if papers else [],
        "evidence": items,
        "profile": profile,
        "previous_handles": [*account.earlier],
        "distinct_from": [{"protected": told.distinct, "evidence": first["id"]}] if told.distinct else [],
        "observations": observations,
    }
    return {name: value for name, value in made.items() if value}


def _evidence(listing: Listing, categories: list[str], die: Die) -> list[dict[str, Any]]:
    """Return what shows it, oldest first: captures of the account while it was there, and what documents say."""
    account, told, day = listing.account, listing.account.told, listing.proposed
    until, made = shifted(account.gone(day) or day, -2), account.turns[0][0]
    seen = capture(account, told.kind, told.seen, max(made, shifted(until, -die.between(0, 43))), die)
    if told.kind != "profile" and not _DISTURBING.isdisjoint(categories):
        seen["sensitivity"] = die.pick(("disturbing", "graphic", "none"))
    items = [seen | {"shows": categories}]
    for more in told.more:
        item = capture(
            account, more["kind"], more["summary"], max(made, shifted(until, -die.between(0, 20))), die
        )
        items.append(item | {"sensitivity": more["sensitivity"], "shows": categories[:1]})
    for name, (out, _) in account.papers.items():
        captured = min(shifted(out, die.between(0, 40)), shifted(day, -1))
        items.append(named(account, name, captured, die) | {"shows": categories[:1]})
    items.sort(key=lambda item: str(item["captured"]))
    return [{"id": f"e{number}", **item} for number, item in enumerate(items, 1)]


def named(account: Account, name: str, day: str, die: Die) -> dict[str, Any]:
    """Return what a document says of an account that it names, captured on a day."""
    out, paper = account.papers[name]
    closed = account.gone(out) if account.shown(out) == "suspended" else ""
    slots: Mapping[str, Any] = {
        "page": die.between(9, 96),
        "row": die.between(24, 412),
        "few": die.between(2, 9),
        "many": die.between(12, 90),
        "day": closed,
    }
    said = die.pick(paper.closed if closed and paper.closed else paper.says).format(**slots)
    item = {"kind": paper.kind, "sensitivity": "none", "url": paper.entry(out)["url"], "captured": day}
    if die.chance(60):
        item["archived"] = f"https://archive.example/documents/{name}"
    return item | {"published": out, "summary": said}


def capture(account: Account, kind: str, summary: str, day: str, die: Die) -> dict[str, Any]:
    """Return a piece of evidence that somebody captured on a day; some have no archived copy, some no digest."""
    where = account.page if kind == "profile" else f"{account.page}/{'media' if kind == 'media' else 'posts'}"
    url = where if kind == "profile" else f"{where}/{die.between(100, 9999)}"
    made: dict[str, Any] = {"kind": kind, "sensitivity": "none", "url": url, "captured": day}
    if die.chance(80):
        made["archived"] = f"https://archive.example/captures/{die.text(_BASE36, 10)}"
        if die.chance(70):
            made["sha256"] = hashlib.sha256(f"invented: {url} {day}".encode()).hexdigest()
    return made | {"summary": summary}
