"""What a story is written in: reviews, appeals, retractions and the state that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tools.northwind.dice import later

Block = dict[str, object]
"""An appeal or retraction, keys in the order of the record's schema."""

DAY: Final = "2026-11-30"
"""The script's own day: what the list shows, it shows on this day."""

STEWARDS: Final = ("steward-a", "steward-b", "steward-c")
"""Who decides appeals: on the roster without a review, so that nobody decides about a listing of their own."""

_APPEAL_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Step:
    """One review. `earlier`: it speaks of the claim as it was before the story's addition."""

    verdict: str
    reviewer: str
    day: str
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """Two to four confirmations by reviewers of `pool`, the first one between `first` and `last`."""

    first: str
    last: str
    pool: tuple[str, ...]
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to a record.

    `state` is what follows from it on `DAY`. Reviews are `steps` or, where there are none, drawn by the die from
    `draws`. On the day `addition` a piece of evidence was added to the claim: `added` is its kind and what it shows
    (drawn where empty). Where several accounts share a story, the days of each move on by 0 to `spread` days, except
    those of open appeals. `first` is the story of an earlier, retracted record of the account.
    """

    state: str
    note: str = ""
    steps: tuple[Step, ...] = ()
    draws: tuple[Draw, ...] = ()
    addition: str = ""
    added: tuple[str, str] = ("profile", "")
    submitters: tuple[str, ...] = ()
    appeals: tuple[Block, ...] = ()
    retractions: tuple[Block, ...] = ()
    spread: int = 0
    first: str = ""


def yes(reviewer: str, day: str, *, earlier: bool = False) -> Step:
    """Return a confirmation."""
    return Step("confirm", f"reviewer-{reviewer}", day, earlier)


def no(reviewer: str, day: str) -> Step:
    """Return a rejection."""
    return Step("reject", f"reviewer-{reviewer}", day)


def off(reviewer: str, day: str) -> Step:
    """Return the withdrawal of a verdict."""
    return Step("withdraw", f"reviewer-{reviewer}", day)


def appeal(ground: str, opened: str) -> Block:
    """Return an open appeal, due as the list's policy has it."""
    return {"opened": opened, "ground": ground, "due": later(opened, _APPEAL_DAYS), "status": "open"}


def dismissed(ground: str, opened: str, day: str, reason: str) -> Block:
    """Return an appeal that was dismissed on `day`."""
    return _decided(appeal(ground, opened), "dismissed", day, reason)


def upheld(ground: str, opened: str, day: str, reason: str) -> Block:
    """Return an appeal that was upheld on `day`."""
    return _decided(appeal(ground, opened), "upheld", day, reason)


def _decided(block: Block, status: str, day: str, reason: str) -> Block:
    return {**block, "status": status, "decided": day, "reason": reason}


def retracted(day: str, reason: str, *, public_handle: bool = False) -> Block:
    """Return a retraction."""
    block: Block = {"date": day, "reason": reason}
    return {**block, "public_handle": True} if public_handle else block
