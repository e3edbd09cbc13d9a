"""Moments sort among days, and lead to the first day that has reached them."""

from __future__ import annotations

import pytest

from site_builder.history.step import due_day
from tests.instance import VERIFIED
from tests.unit.history.story import Story, record_text, reviews_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-05-01", "2026-05-01"),
        ("2026-05-31~", "2026-06-01"),
        ("9999-12-31~", None),
        ("2026-02-30~", None),
        ("soon", None),
        ("20260501~", None),
        ("20260501", None),
    ],
)
def test_a_moment_leads_to_a_day(moment: str, day: str | None) -> None:
    assert due_day(moment) == day


def test_after_a_day_is_between_it_and_the_next() -> None:
    moments = ["2026-06-01", "2026-05-31~", "2026-05-31"]
    assert sorted(moments) == moments[::-1]


def test_an_appeal_that_is_due_on_no_day_is_waited_for_by_nobody() -> None:
    # In a form that other readers of dates take: the clock would never have got past it.
    appeal = {"opened": "2026-05-01", "ground": "other", "due": "20260601", "status": "open"}
    text = record_text(appeals=[appeal])
    files: dict[str, object] = {VERIFIED: text, **reviews_of(text)}
    walked = Story().base().commit("2026-05-02", files=files).walk()
    assert walked.standing["7k3f9q2m4d1p"].state == "disputed"
    assert walked.due == "2026-07-22"
