"""Days of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.days import covers, days_between, fresh_until, is_day, refresh_due, shifted

if TYPE_CHECKING:
    from site_builder.model import Period

OTHER_FORMS = ["20180216", "2018-W07-5", "2018W075", "2018-2-16", "2018-02-30", "2018-02", "", "no day"]
OTHER_FORMS += ["2018-02-16T00:00", " 2018-02-16", "2018-02-16\n", "\uff12018-02-16", "-018-02-16", "\ud800"]


@pytest.mark.parametrize("text", OTHER_FORMS)
def test_only_the_form_that_compares_is_a_day(text: str) -> None:
    assert not is_day(text)
    assert shifted(text, 1) == text
    assert days_between(text, "2018-02-16") is None
    assert days_between("2018-02-16", text) is None


@pytest.mark.parametrize("text", ["2018-02-16", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_day_of_the_calendar_is_one(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize(
    ("day", "days", "result"),
    [
        ("2026-03-01", -1, "2026-02-28"),
        ("2026-03-01", 0, "2026-03-01"),
        ("9999-12-31", 9, "9999-12-31"),
        ("0001-01-01", -9, "0001-01-01"),
    ],
)
def test_days_stay_inside_the_calendar(day: str, days: int, result: str) -> None:
    assert shifted(day, days) == result


@pytest.mark.parametrize(
    ("said", "until", "due"),
    [
        ({}, "2026-03-30T12:00:00Z", "2026-03-15"),
        ({"refresh_days": 2}, "2026-03-02T12:00:00Z", "2026-03-01"),
        ({"refresh_days": 7}, "2026-03-07T12:00:00Z", "2026-03-03"),
        ({"refresh_days": "365"}, "2027-02-28T12:00:00Z", "2026-08-29"),
        *[
            ({"refresh_days": bad}, "2026-03-30T12:00:00Z", "2026-03-15")
            for bad in (0, -7, "07", "1" * 5000, "\u0667", ["7"], None, "often")
        ],
    ],
)
def test_what_is_published_is_fresh_for_days_and_is_due_at_half_of_them(
    said: dict[str, object], until: str, due: str
) -> None:
    assert fresh_until("2026-02-28T12:00:00Z", said) == until
    assert refresh_due("2026-02-28T12:00:00Z", said) == due


def test_freshness_stays_inside_the_calendar() -> None:
    assert fresh_until("9999-12-30T12:00:00Z", {}) == "9999-12-31T12:00:00Z"


def test_days_are_counted_from_one_to_the_other() -> None:
    assert days_between("2026-02-28", "2026-03-02") == 2
    assert days_between("2026-03-02", "2026-02-28") == -2


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        ("2025-12-31", False),
        ("2026-01-01", True),
        ("2026-01-31", True),
        ("2026-02-01", False),
        ("2026-03-01", True),
        ("9999-12-31", True),
    ],
)
def test_a_period_holds_both_its_ends_and_may_have_no_last(day: str, covered: bool) -> None:  # noqa: FBT001 - a column
    periods: list[Period] = [{"from": "2026-01-01", "until": "2026-01-31"}, {"from": "2026-03-01"}]
    assert covers(periods, day) is covered
    assert not covers([], day)
