"""When the clock alone may change a record: the moments that a state's definition compares with today.

A moment is text that compares with days (YYYY-MM-DD): a day itself where something begins on it, or a day and `~`,
which sorts between it and the next, where something begins after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.days import is_day, shifted
from site_builder.record import open_appeals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.derive.states import DerivedRecord
    from site_builder.model import Review

_AFTER: Final = "~"


def next_due(item: DerivedRecord, reviews: Iterable[Review], today: str) -> str | None:
    """Return the first moment after today at which the record's state may differ, if there is one."""
    moments = [review.date for review in reviews if review.date > today]
    if item.derived.valid_until is not None:
        moments.append(item.derived.valid_until + _AFTER)
    moments += [appeal["due"] + _AFTER for appeal in open_appeals(item.record.data)]
    return min((moment for moment in moments if moment > today), default=None)


def due_day(moment: str) -> str | None:
    """Return the first day that has reached a moment; None where no calendar has one."""
    day = shifted(moment.removesuffix(_AFTER), 1) if moment.endswith(_AFTER) else moment
    return day if is_day(day) and day >= moment else None
