"""The evidence of a record: what was seen, what papers say, and what a story added later."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

from tools.northwind.dice import Die, later
from tools.northwind.documents import DOCUMENTS
from tools.northwind.platforms import evidence_url

if TYPE_CHECKING:
    from tools.northwind.settled import Settled
    from tools.northwind.shape import Item, Paper

_SECOND_LOOKS: Final = (
    "The profile at a second look; handle, picture and description are unchanged.",
    "Second capture of the profile, made after the platform had changed its layout.",
    "The profile on the day on which the claim was extended; the description names another place than before.",
)
_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_PLACE: Final = re.compile(r"(?:[Pp]age|[Rr]ow|Entry|Paragraph) \{(page|row|para)\}")
_ON_THE_PLATFORM: Final = ("media", "post", "profile")


def evidence(settled: Settled) -> list[dict[str, Any]]:
    """Return the evidence items, oldest first and named e1, e2 and so on, the story's addition last."""
    items = [_seen(settled)]
    items.extend(_more(settled, number, item) for number, item in enumerate(settled.account.more))
    items.extend(_named(settled, paper) for paper in settled.papers)
    items.sort(key=lambda item: str(item["captured"]))
    if settled.story.addition:
        items.append(_added(settled))
    return [{"id": f"e{number}", **item} for number, item in enumerate(items, 1)]


def _seen(settled: Settled) -> dict[str, Any]:
    account = settled.account
    die = Die(account.key, "seen")
    return {
        "kind": account.kind,
        "sensitivity": "none",
        "url": evidence_url(account, account.kind, die),
        **_capture(account.key, "seen", die),
        "captured": settled.seen,
        **({"published": later(settled.seen, -die.below(20))} if account.kind != "profile" else {}),
        "shows": list(settled.categories),
        "summary": account.seen,
    }


def _more(settled: Settled, number: int, item: Item) -> dict[str, Any]:
    die = Die(settled.account.key, "more", str(number))
    captured = min(later(settled.seen, die.between(1, 12)), settled.before)
    capture = _capture(settled.account.key, f"more {number}", die)
    if item.url:
        where = {"url": evidence_url(settled.account, item.kind, die), **capture}
    else:
        where = {"sha256": _digest(settled.account.key, f"more {number}")}
    return {
        "kind": item.kind,
        "sensitivity": item.sensitivity,
        **where,
        "captured": captured,
        "shows": [settled.categories[0]],
        "summary": item.summary,
    }


def _named(settled: Settled, paper: Paper) -> dict[str, Any]:
    document = DOCUMENTS[paper.source]
    die = Die(settled.account.key, "paper", paper.source)
    numbers = {
        "page": die.between(9, 96),
        "row": die.between(24, 412),
        "para": die.between(6, 88),
        "count": die.between(2, 17),
    }
    phrase = die.pick(paper.phrases)
    place = _PLACE.search(phrase)
    return {
        "kind": document.kind,
        "sensitivity": "none",
        "url": f"{document.url}#{place[1]}-{numbers[place[1]]}" if place else document.url,
        **({"archived": f"https://archive.example/documents/{paper.source}"} if die.chance(60) else {}),
        "captured": min(later(document.out, die.between(0, 40)), settled.before),
        **({"published": document.date} if document.date == document.out else {}),
        "shows": [settled.categories[0]],
        "summary": phrase.format(**numbers),
    }


def _added(settled: Settled) -> dict[str, Any]:
    account = settled.account
    kind, summary = settled.story.added
    die = Die(account.key, "added")
    return {
        "kind": kind,
        "sensitivity": "none",
        "url": evidence_url(account, kind, die),
        **_capture(account.key, "added", die),
        "captured": later(settled.story.addition, settled.shift),
        "shows": [settled.categories[0]],
        "summary": summary or die.pick(_SECOND_LOOKS),
    }


def _capture(key: str, name: str, die: Die) -> dict[str, str]:
    """Return address and digest of a capture; some evidence has none, some no digest."""
    if not die.chance(80):
        return {}
    address = {"archived": f"https://archive.example/captures/{die.text(_BASE36, 10)}"}
    return {**address, "sha256": _digest(key, name)} if die.chance(70) else address


def _digest(key: str, name: str) -> str:
    """Return the digest of invented bytes."""
    return hashlib.sha256(f"invented capture: {key}, {name}".encode()).hexdigest()


def supporting(items: list[dict[str, Any]]) -> str:
    """Return the id of the item that best shows a link: the first document, else the first item."""
    documents = (item for item in items if item["kind"] not in _ON_THE_PLATFORM)
    return str(next(documents, items[0])["id"])


def showing(items: list[dict[str, Any]], settled: Settled) -> str:
    """Return the id of the item that shows the account itself."""
    return str(next(item["id"] for item in items if item["summary"] == settled.account.seen))
