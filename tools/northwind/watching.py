"""Observations: what the platform showed of an account over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tools.northwind.dice import Die, later

if TYPE_CHECKING:
    from tools.northwind.settled import Settled

_LAST_DAY: Final = "2026-11-17"
_ENDINGS: Final = (
    *("active",) * 9,
    *("suspended",) * 6,
    *("deleted",) * 3,
    *("protected",) * 2,
    *("renamed",) * 2,
)
_SIZES: Final = (1, 1, 10, 10, 100, 400)
_WITHOUT_FOLLOWERS: Final = frozenset({"discord", "github"})
_MEASURED: Final = frozenset({"active", "protected"})


def observations(settled: Settled, evidence: str) -> list[dict[str, Any]]:
    """Return none to four observations, oldest first; the one of the day of capture names its evidence."""
    account = settled.account
    die = Die(account.key, "observations")
    if not die.chance(88):
        return []
    size = die.pick(_SIZES)
    followers = die.between(11, 99) * size + die.below(10)
    posts = die.between(20, 400) * die.between(1, 9)
    days = [(settled.seen, "active", evidence)]
    again = later(settled.seen, die.between(20, 160))
    if die.chance(55) and again <= _LAST_DAY:
        days.append((again, "active", ""))
    last = die.day(later(again, 10), _LAST_DAY)
    if die.chance(80) and days[-1][0] < last <= _LAST_DAY:
        days.append((last, die.pick(_ENDINGS), ""))
    result = []
    for day, state, shown_by in days:
        block: dict[str, Any] = {"date": day, "state": state}
        if state in _MEASURED and account.platform not in _WITHOUT_FOLLOWERS:
            block["followers"] = followers
            if die.chance(60):
                block["following"] = die.between(0, 900)
            if die.chance(70):
                block["posts"] = posts
        if shown_by:
            block["evidence"] = shown_by
        result.append(block)
        followers += die.between(0, 12) * size
        posts += die.between(5, 90)
    return result
