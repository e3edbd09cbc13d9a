"""Watch: how long listed accounts were there after their listing, by the looks at them.

A look is an observation of the row: a day, and what the platform showed on it. What happened on which day between two
looks nobody knows: a suspension counts from the look that first showed it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from site_builder.days import days_between
from site_builder.errors import quantity
from site_builder.model import Observation
from site_builder.pages.census import NO_HISTORY, Counted, Figure, figure, said
from site_builder.pages.survival import WHOLE, Span, Step, curve, median
from site_builder.record import GONE


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of one account after its listing: a code of data/figures.json, and the days at risk, where known."""

    fate: str
    span: Span | None = None
    returned: bool = False
    """Whether a look later than the first suspension shows it there."""


def watched(observations: Iterable[Observation], listed: str | None) -> Watched:
    """Return what became of an account that was listed on the day `listed`, by all looks at it.

    A look on that day counts as earlier: whoever lists an account looks at it first. Of several on one day the last in
    the row's order is the latest. An account that is first seen later is at risk from then on.
    """
    if listed is None:
        return Watched("undated")
    dated = ((days_between(listed, look["date"]), look["state"]) for look in observations)
    looks = sorted(((day, state) for day, state in dated if day is not None), key=itemgetter(0))
    before = [state for day, state in looks if day <= 0]
    after = looks[len(before) :]
    if before and before[-1] in GONE:
        return Watched("earlier")
    if not before and after and after[0][1] in GONE:
        return Watched("unclear")
    start = 0 if before or not after else after[0][0]
    end = next((place for place, look in enumerate(after) if look[1] == "suspended"), None)
    if end is None:
        # The last look that shows it, or the one after it, which shows it gone.
        end = max((place for place, look in enumerate(after) if look[1] not in GONE), default=-1)
        end = min(end + 1, len(after) - 1)
    if not after or after[end][0] <= start:
        return Watched("unseen")
    day, state = after[end]
    span = Span(start, day, state == "suspended")
    returned = span.suspended and any(look[1] not in GONE for look in after[end:])
    return Watched(state if state in GONE else "there", span, returned)


@dataclass(frozen=True, slots=True)
class Suspension:
    """The curve of all accounts, and what it is made of."""

    spans: tuple[Span, ...]
    """Of public records, by their looks."""
    steps: tuple[Step, ...]
    fates: Counter[str]
    """How many records had each fate."""


def suspension(of: Counted) -> Suspension:
    """Return the curve from listing to suspension; without steps where no account was looked at after its listing.

    No look at the account of a removed record is published any more, and nobody can say whether it was suspended. To
    count it as there would say that nothing happened in years in which nobody looked.
    """
    found = [watched(row.get("observations", ()), of.listed.get(row["id"])) for row in of.rows]
    fates = Counter(item.fate for item in found)
    fates.update(returned=sum(item.returned for item in found), removed=len(of.removed))
    spans = tuple(item.span for item in found if item.span is not None)
    return Suspension(spans, curve(spans), fates)


def suspension_figure(of: Counted, made: Suspension) -> Figure:
    """Return the figure of the curve."""
    half = _half(made.steps)
    says = f"{half[:1].upper()}{half[1:]}."
    if of.removed:
        days = (days_between(row["first_public"][:10], row["removed"][:10]) or 0 for row in of.removed)
        there = (*made.spans, *(Span(0, end, suspended=False) for end in days))
        says += f" With each removed account counted as there until its removal, {_half(curve(there))}."
    every = tuple(
        (item.day, item.at_risk, item.suspended, item.censored, item.left * 10**6 // WHOLE, item.few)
        for item in made.steps
    )
    return figure(
        "suspension",
        ("at_risk", "suspended", "censored", "not_suspended_millionths", "few"),
        ("At risk after it", "Suspended so far", "Not suspended"),
        tuple(_table(made)),
        sums=tuple((code, title, made.fates[code]) for code, title in said()["suspension"]["names"].items()),
        says=says,
        cannot="No account was looked at again after its listing." if of.history else NO_HISTORY,
        curve=every,
    )


def _half(steps: Iterable[Step]) -> str:
    step = median(steps)
    if step is None:
        return "the estimate stays below half"
    watched = quantity(step.at_risk, "account was", "accounts were")
    return (
        f"by the estimate half are suspended within {quantity(step.day, 'day')}; {watched} still watched then"
    )


def _table(made: Suspension) -> Iterator[tuple[Any, ...]]:
    """Yield the curve on days that are evenly apart, at most some 24."""
    if not made.steps:
        return
    last = made.steps[-1].day
    stride = next((days for days in (1, 7, 30, 90, 180, 365) if last <= 24 * days), 730)
    for day in sorted({*range(0, last, stride), last}):
        past = [item for item in made.steps if item.day <= day]
        share = past[-1].left * 1000 // WHOLE if past else 1000
        few = " (few at risk)" if past and past[-1].few else ""
        at_risk = sum(span.start <= day < span.end for span in made.spans)
        yield day, day, at_risk, sum(item.suspended for item in past), f"{share // 10}.{share % 10}%{few}"
