"""Days of the calendar."""

from __future__ import annotations

import pytest

from site_builder.days import shifted


@pytest.mark.parametrize(
    ("day", "days", "result"),
    [
        ("2026-03-01", -1, "2026-02-28"),
        ("9999-12-31", 9, "9999-12-31"),
        ("0001-01-01", -9, "0001-01-01"),
        ("no day", 1, "no day"),
    ],
)
def test_days_stay_inside_the_calendar(day: str, days: int, result: str) -> None:
    assert shifted(day, days) == result
