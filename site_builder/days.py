"""Days of the calendar, as the text that files hold (YYYY-MM-DD, UTC), which compares as days do."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from site_builder.model import Period


def is_day(text: str) -> bool:
    """Return whether text is a day of the calendar in the one form that compares: 30 February and 20180216 are not."""
    return _date(text) is not None


def shifted(day: str, days: int) -> str:
    """Return the day that many days later, kept inside the calendar; text that is not a day stays as it is."""
    found = _date(day)
    if found is None:
        return day
    try:
        return (found + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat() if days > 0 else date.min.isoformat()


def months(first: str, last: str) -> tuple[str, ...]:
    """Return every month (YYYY-MM) from one to another; the first alone where the other is earlier."""
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, max(first, last)))
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1))


_REFRESH_DAYS: Final = 30
"""Where an instance says nothing: a job may fail over holidays, and nobody keeps removals away for longer."""


def fresh_until(as_of: str, instance: Mapping[str, object]) -> str:
    """Return the instant until which what speaks for `as_of` counts as fresh, by the text or data of instance.yaml."""
    return shifted(as_of[:10], _refresh_days(instance)) + as_of[10:]


def refresh_due(as_of: str, instance: Mapping[str, object]) -> str:
    """Return the day from which a new commit is due: half of the days are left to repair what keeps it away."""
    return shifted(as_of[:10], _refresh_days(instance) // 2)


def _refresh_days(instance: Mapping[str, object]) -> int:
    text = str(instance.get("refresh_days"))
    return int(text) if re.fullmatch("[1-9][0-9]{0,2}", text) else _REFRESH_DAYS


def latest(today: str) -> str:
    """Return the last day that somebody can name today: east of Greenwich it is tomorrow already."""
    return shifted(today, 1)


def days_between(first: str, last: str) -> int | None:
    """Return how many days a day is after another, negative where it is before; None where one is not a day."""
    start, end = _date(first), _date(last)
    return None if start is None or end is None else (end - start).days


def covers(periods: Iterable[Period], day: str) -> bool:
    """Return whether one of the periods, each with both its ends, holds the day."""
    return any(period["from"] <= day <= period.get("until", day) for period in periods)


@lru_cache(maxsize=2**14)
def _date(text: str) -> date | None:
    # `fromisoformat` takes other forms of ISO 8601 too, which do not compare as text.
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
