"""Queue: which records wait for a reviewer, the oldest first.

A record waits if a review by this reviewer would count and they have not reviewed the claim as it is now, and if it
is proposed, or public and they reviewed an earlier version of the claim. A lapsed one waits for everybody. How old a
record is, its newest evidence says, by the day on which it was captured: that needs no git, and a proposal is made
when its evidence is complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.derive.reviews import Standing
from site_builder.reviewing.admission import latest

if TYPE_CHECKING:
    from site_builder.derive.states import DerivedRecord


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits, and why: `proposed`, `lapsed`, `stale` or `withheld`."""

    item: DerivedRecord
    why: str
    captured: str
    """Day of its newest evidence."""


def reviewed_before(item: DerivedRecord, reviewer: str) -> str | None:
    """Return the day on which the reviewer last reviewed another version of the claim."""
    days = (
        judged.review.date
        for judged in item.derived.judged
        if judged.review.reviewer == reviewer and judged.standing is Standing.STALE
    )
    return max(days, default=None)


def why_waiting(item: DerivedRecord, reviewer: str, *, withheld: bool) -> str | None:
    """Return why a record would wait for a reviewer if a review by them counts, or None; a withheld one on request."""
    state = item.derived.state
    if state == "lapsed":
        return "lapsed"
    if latest(item, reviewer) is not None:
        return None
    if state == "withheld":
        return "withheld" if withheld else None
    if state == "proposed":
        return "stale" if reviewed_before(item, reviewer) is not None else "proposed"
    return "stale" if item.derived.public and reviewed_before(item, reviewer) is not None else None
