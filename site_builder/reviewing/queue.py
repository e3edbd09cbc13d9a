"""Queue: which records wait for a reviewer, the oldest first.

A record waits if a review by this reviewer would count and they have not reviewed the claim as it is now, and if it
is proposed, or public and they reviewed an earlier version of the claim. A lapsed one waits for everybody, and so does
one that lapses soon, unless they rejected it. How old a record is, its newest evidence says, by the day on which it was
captured: that needs no git, and a proposal is made when its evidence is complete. What lapses soon waits since the day
from which it is to be renewed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.derive.reviews import Standing
from site_builder.reviewing.admission import latest, renewable_from

if TYPE_CHECKING:
    from site_builder.derive.states import DerivedRecord


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits, and why: `proposed`, `renewal`, `lapsed`, `stale` or `withheld`."""

    item: DerivedRecord
    why: str
    since: str
    """The day since when it waits."""

    @property
    def captured(self) -> str:
        """The day of its newest evidence."""
        return max(part["captured"] for part in self.item.record.data["evidence"])


def waiting(item: DerivedRecord, reviewer: str, today: str, *, withheld: bool) -> Waiting | None:
    """Return the record as it would wait for a reviewer if a review by them counts; None where it does not wait."""
    why = _why(item, reviewer, today, withheld=withheld)
    if why is None:
        return None
    made = Waiting(item, why, "")
    return replace(made, since=(renewable_from(item) if why == "renewal" else None) or made.captured)


def reviewed_before(item: DerivedRecord, reviewer: str) -> str | None:
    """Return the day on which the reviewer last reviewed another version of the claim."""
    days = (
        judged.review.date
        for judged in item.derived.judged
        if judged.review.reviewer == reviewer and judged.standing is Standing.STALE
    )
    return max(days, default=None)


def _why(item: DerivedRecord, reviewer: str, today: str, *, withheld: bool) -> str | None:
    """Return why a record would wait, or None; a withheld one on request."""
    state = item.derived.state
    if state == "lapsed":
        return "lapsed"
    last, renewable = latest(item, reviewer), renewable_from(item)
    due = renewable is not None and renewable <= today
    if due and (last is None or (last.verdict == "confirm" and last.date < today)):
        return "renewal"
    if last is not None:
        return None
    if state == "withheld":
        return "withheld" if withheld else None
    if state == "proposed":
        return "stale" if reviewed_before(item, reviewer) is not None else "proposed"
    return "stale" if item.derived.public and reviewed_before(item, reviewer) is not None else None
