"""Window: on which days a change may say that something happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.days import shifted
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from site_builder.check.side import Pair


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
        return {"base": self.base, "days": LIMITS.filing_days, "head": self.last}


def window_of(pair: Pair) -> Window:
    """Return the days that new reviews, retractions and appeals of a change may name."""
    base = pair.before.today
    return Window(base, shifted(base, -LIMITS.filing_days), pair.after.today)
