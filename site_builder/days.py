"""Days of the calendar, as the text that files hold (YYYY-MM-DD, UTC), which compares as days do."""

from __future__ import annotations

from datetime import date, timedelta


def shifted(day: str, days: int) -> str:
    """Return the day that many days later, kept inside the calendar; what is no day stays as it is."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat() if days > 0 else date.min.isoformat()
    except ValueError:
        return day
