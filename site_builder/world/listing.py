"""Listing: what the people of the demonstration know of one record, and how they write it down."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from site_builder.days import shifted
from site_builder.world.accounts import Account
from site_builder.world.dice import Die
from site_builder.world.script import Operation, Paper

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_INFERENCES = ("content", "content", "content", "self-described", "platform", "metadata", "document")
# ISO 3166 leaves XA to XZ to its users: no country has these codes.
_LOCATIONS = ("XL", "XN", "XN-01", "XN-02", "XV")
_DISTURBING = frozenset({"targeted-harassment", "sabotage-calls"})


@dataclass(slots=True)
class Listing:
    """One record: where it is, who wrote it, and who has confirmed the claim that it makes now."""

    account: Account
    list_id: str
    id: str
    path: str
    proposed: str
    writers: list[str]
    needed: int = 2
    confirms: dict[str, str] = field(default_factory=dict)
    """Reviewers, each with the day of their newest confirmation."""
    public: bool = False
    busy: bool = False
    """Whether a story of it is going on, or has ended it."""
    neglected: bool = False
    seen: str = ""
    """What was last written down of what the platform shows."""

    def lapses(self, policy: dict[str, str]) -> str:
        """Return the last day of its confirmations."""
        days = 180 if self.account.by_name else int(policy["recheck_after_days"])
        return shifted(max(self.confirms.values()), days)


def fields(
    listing: Listing, operation: Operation, papers: dict[str, tuple[str, Paper]], die: Die
) -> dict[str, Any]:
    """Return what a new record says. `papers` are the documents that name the account, each with its day."""
    account, cast = listing.account, listing.account.cast
    categories = [*(cast.categories or operation.categories)]
    if not cast.categories and len(categories) > 1 and die.chance(60):
        categories = [die.pick(categories)]
    items = _evidence(listing, categories, papers, die)
    first = next(item for item in items if item["summary"] == account.seen)
    stated = operation.basis["source"] in papers
    basis = dict(operation.basis) if stated else {"kind": "research", "source": next(iter(papers), "")}
    profile: dict[str, Any] = {"display_name": account.name} if account.name else {}
    if die.chance(70):
        profile["created"] = account.created
    profile["languages"] = [{"code": code, "inferred": die.pick(_INFERENCES)} for code in account.langs]
    if die.chance(40):
        codes = die.sample(_LOCATIONS, die.between(1, 2))
        profile["locations"] = [{"code": code, "inferred": die.pick(_INFERENCES)} for code in codes]
    made: dict[str, Any] = {
        "id": listing.id,
        "salt": die.salt(),
        "handle": "" if account.nameless else account.handle,
        "platform": account.platform,
        "account_id": account.account_id,
        "categories": categories,
        "summary": account.summary,
        "submitted_by": [*listing.writers],
        "batch": operation.batch,
        "sources": [*papers],
        "affiliations": [account.operation],
        "basis": [basis] if papers else [],
        "evidence": items,
        "profile": profile,
        "previous_handles": [*account.earlier],
        "distinct_from": [{"protected": cast.distinct, "evidence": first["id"]}] if cast.distinct else [],
        "observations": [
            {"date": first["captured"], "state": "active", "evidence": first["id"]} | followers(die)
        ],
    }
    return {name: value for name, value in made.items() if value}


def _evidence(
    listing: Listing, categories: list[str], papers: dict[str, tuple[str, Paper]], die: Die
) -> list[dict[str, Any]]:
    """Return what shows it, oldest first: a capture of the account, more of them, and what documents say."""
    account, day = listing.account, listing.proposed
    upsetting = not _DISTURBING.isdisjoint(categories)
    seen = capture(account, account.kind, account.seen, shifted(day, -die.between(1, 45)), die)
    if upsetting and account.kind != "profile":
        seen["sensitivity"] = die.pick(("disturbing", "graphic", "none"))
    items = [seen | {"shows": categories}]
    for more in account.cast.more:
        made = capture(account, more["kind"], more["summary"], shifted(day, -die.between(1, 20)), die)
        items.append(made | {"sensitivity": more["sensitivity"], "shows": categories[:1]})
    for name, (out, paper) in papers.items():
        captured = min(shifted(out, die.between(0, 40)), shifted(day, -1))
        slots = {"page": die.between(9, 96), "row": die.between(24, 412), "few": die.between(2, 9)}
        said = die.pick(paper.says).format(**slots, many=die.between(12, 90))
        item = {
            "kind": paper.kind,
            "sensitivity": "none",
            "url": paper.entry(out)["url"],
            "captured": captured,
        }
        if die.chance(60):
            item["archived"] = f"https://archive.example/documents/{name}"
        items.append(item | {"published": out, "shows": categories[:1], "summary": said})
    items.sort(key=lambda item: str(item["captured"]))
    return [{"id": f"e{number}", **item} for number, item in enumerate(items, 1)]


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


def followers(die: Die) -> dict[str, int]:
    """Return what a profile shows of its size."""
    made = {"followers": die.between(11, 99) * die.pick((1, 1, 10, 10, 100, 400)) + die.below(10)}
    if die.chance(60):
        made["posts"] = die.between(20, 400) * die.between(1, 9)
    return made
