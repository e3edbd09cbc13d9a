"""Survival: the share of accounts that are not yet suspended so many days after they were listed.

The estimate of Kaplan and Meier (1958): at every day on which an account was suspended, the share that was left is
multiplied by the part of the accounts then at risk that was not. An account is at risk in the days for which something
is known of it, after `Span.start` and up to `Span.end`; one that was first seen some time after it was listed enters
then (left truncation). Whole numbers alone, so that every machine says the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WHOLE: Final = 10**18
"""What `Step.left` is a part of."""
FEW: Final = 5
"""With fewer at risk a share says little."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days since its listing in which an account was at risk: after `start`, up to `end`."""

    start: int
    end: int
    suspended: bool
    """Whether the account was suspended at the end; if not, no more is known of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A day, counted from the listing, on which an account left, and what was left after it."""

    day: int
    at_risk: int
    """Accounts at risk up to that day, those that left on it included."""
    suspended: int
    censored: int
    """Accounts that nothing more is known about from that day on."""
    left: int
    """The share not suspended, in parts of `WHOLE`, rounded down."""
    few: bool
    """Whether fewer than `FEW` were at risk on that day, or on one before."""


def curve(spans: Iterable[Span]) -> tuple[Step, ...]:
    """Return a step for each day on which a span ends, ascending. Spans without a day in them count for nothing."""
    known = [span for span in spans if span.start < span.end]
    suspended = Counter(span.end for span in known if span.suspended)
    censored = Counter(span.end for span in known if not span.suspended)
    starts = sorted((span.start for span in known), reverse=True)
    left, few, inside, steps = WHOLE, False, 0, []
    for day in sorted(suspended | censored):
        while starts and starts[-1] < day:
            starts.pop()
            inside += 1
        left = left * (inside - suspended[day]) // inside
        few = few or inside < FEW
        steps.append(Step(day, inside, suspended[day], censored[day], left, few))
        inside -= suspended[day] + censored[day]
    return tuple(steps)


def median(steps: Iterable[Step]) -> Step | None:
    """Return the first step after which at most half are left; None where more than half always are."""
    return next((step for step in steps if 2 * step.left <= WHOLE), None)
