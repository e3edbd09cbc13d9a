"""The curve of survival, against a product that is taken another way."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from site_builder.pages.survival import FEW, WHOLE, Span, Step, curve, median


def watched(*ends: int, suspended: bool = True, start: int = 0) -> list[Span]:
    return [Span(start, end, suspended) for end in ends]


def test_the_curve_of_a_textbook() -> None:
    # Remission in weeks of 21 patients, Freireich and others (1963): the example of most textbooks.
    relapsed = watched(6, 6, 6, 7, 10, 13, 16, 22, 23)
    well = watched(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35, suspended=False)
    steps = [step for step in curve(relapsed + well) if step.suspended]
    assert [(step.day, step.at_risk, round(1000 * step.left / WHOLE)) for step in steps] == [
        *((6, 21, 857), (7, 17, 807), (10, 15, 753), (13, 12, 690)),
        *((16, 11, 627), (22, 7, 538), (23, 6, 448)),
    ]
    found = median(curve(relapsed + well))
    assert found is not None
    assert found.day == 23


def test_whoever_leaves_on_a_day_was_at_risk_on_it() -> None:
    assert curve(watched(3) + watched(3, suspended=False)) == (Step(3, 2, 1, 1, WHOLE // 2, few=True),)


def test_an_account_that_is_first_seen_later_is_at_risk_from_then_on() -> None:
    early, late = watched(5, 20), watched(5, 30, start=5)  # the first of `late` has no day in it
    assert [(step.day, step.at_risk) for step in curve(early + late)] == [(5, 2), (20, 2), (30, 1)]


def test_the_median_is_the_first_day_with_at_most_half_left() -> None:
    assert median(curve(watched(1, 2, 3, 4))) == Step(2, 3, 1, 0, WHOLE // 2, few=True)
    assert median(curve(watched(1) + watched(9, 9, suspended=False))) is None
    assert median(()) is None
    assert curve(()) == ()


def test_few_at_risk_are_marked_from_then_on() -> None:
    steps = curve(watched(*range(1, 8)))
    assert [step.few for step in steps] == [step.at_risk < FEW for step in steps]
    again = curve(watched(1) + watched(*range(10, 20), start=3))
    assert [step.at_risk for step in again][:2] == [1, 10]
    assert all(step.few for step in again)


spans = st.builds(
    lambda start, days, suspended: Span(start, start + days, suspended),
    st.integers(0, 40),
    st.integers(0, 60),
    st.booleans(),
)


@given(st.lists(spans, max_size=60))
def test_the_curve_falls_from_one_never_rises_and_is_the_product(found: list[Span]) -> None:
    steps = curve(found)
    left = [WHOLE, *(step.left for step in steps)]
    assert all(after <= before for before, after in pairwise(left))
    assert left[-1] >= 0
    for step in steps:
        share = Fraction(1)
        for day in {span.end for span in found if span.end <= step.day}:
            risk = [span for span in found if span.start < day <= span.end]
            lost = sum(span.suspended for span in risk if span.end == day)
            share *= Fraction(len(risk) - lost, len(risk)) if risk else 1
        assert abs(share - Fraction(step.left, WHOLE)) <= Fraction(len(steps), WHOLE)


@given(st.lists(spans, max_size=40))
def test_everybody_who_was_at_risk_leaves_once(found: list[Span]) -> None:
    steps = curve(found)
    assert sum(step.suspended + step.censored for step in steps) == sum(
        span.start < span.end for span in found
    )
    assert [step.day for step in steps] == sorted({step.day for step in steps})
