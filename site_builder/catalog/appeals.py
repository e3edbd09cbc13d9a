"""Outcomes of appeals, as plain numbers: the public learns how many there were and how they ended, and no more.

No record, no day, no ground, nobody who decided and no reason leaves this module. What it counts is the caller's to
choose: appeals of records that are or were public, and of no others.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from site_builder.catalog.model import AppealCounts
from site_builder.days import days_between
from site_builder.record import is_open, is_overdue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.model import Appeal


def count_appeals(appeals: Iterable[Appeal], today: str) -> AppealCounts:
    """Return how many appeals there are of each outcome on the day `today` (ISO 8601, UTC)."""
    found = tuple(appeals)
    decided = [appeal for appeal in found if not is_open(appeal)]
    overdue = sum(is_overdue(appeal, today) for appeal in found)
    days = [span for appeal in decided if (span := _days(appeal)) is not None]
    return AppealCounts(
        open=len(found) - len(decided) - overdue,
        overdue=overdue,
        upheld=sum(appeal["status"] == "upheld" for appeal in decided),
        dismissed=sum(appeal["status"] == "dismissed" for appeal in decided),
        late=sum(appeal.get("decided", "") > appeal["due"] for appeal in decided),
        median_days=median(days) if days else None,
    )


def _days(appeal: Appeal) -> int | None:
    """Return the days from arrival to decision; None where one of them is not a day, as in a withheld record."""
    span = days_between(appeal["opened"], appeal.get("decided", ""))
    return None if span is None else max(span, 0)
