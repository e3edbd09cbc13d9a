"""Window: on which days a change may say that something happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from site_builder.check.side import Pair

DAYS: Final = 30
"""By how many days what a change says may lie before its base."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both included (YYYY-MM-DD)."""

    base: str
    first: str
    last: str

    def holds(self, day: str) -> bool:
        """Return whether a day is inside."""
        return self.first <= day <= self.last

    @property
    def params(self) -> dict[str, str | int]:
        """Return what the rules' messages say of it."""
        return {"base": self.base, "days": DAYS, "head": self.last}


def window_of(pair: Pair) -> Window:
    """Return the days that new reviews, retractions and appeals of a change may name."""
    base = pair.before.today
    return Window(base, shifted(base, -DAYS), pair.after.today)


def shifted(day: str, days: int) -> str:
    """Return the day that many days later, inside the calendar."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat() if days > 0 else date.min.isoformat()
    except ValueError:
        return day
