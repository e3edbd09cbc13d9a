"""Moments sort among days, and lead to the first day that has reached them."""

from __future__ import annotations

import pytest

from site_builder.history.due import due_day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-05-01", "2026-05-01"),
        ("2026-05-31~", "2026-06-01"),
        ("9999-12-31~", None),
        ("2026-02-30~", None),
        ("soon", None),
    ],
)
def test_a_moment_leads_to_a_day(moment: str, day: str | None) -> None:
    assert due_day(moment) == day


def test_after_a_day_is_between_it_and_the_next() -> None:
    moments = ["2026-06-01", "2026-05-31~", "2026-05-31"]
    assert sorted(moments) == moments[::-1]
