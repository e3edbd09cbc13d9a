"""The curve of survival is the one that `lifelines` draws."""

from __future__ import annotations

import random

import pytest

from site_builder.pages.survival import WHOLE, Span, curve, median

lifelines = pytest.importorskip("lifelines", reason="needs lifelines, which requirements/interop.txt pins")

_HISTORIES = 1000


def _histories() -> list[list[Span]]:
    dice = random.Random(20261129)  # noqa: S311 - no secret
    found = []
    for _ in range(_HISTORIES):
        horizon, late = dice.choice((5, 30, 365, 4000)), dice.choice((0, 0, 0.4))
        spans = []
        for _ in range(dice.choice((1, 2, 5, 20, 80, 200))):
            start = dice.randrange(horizon) if dice.random() < late else 0
            spans.append(Span(start, start + dice.randint(1, horizon), dice.random() < 0.5))
        if late:  # lifelines refuses a curve that is at nothing before the last account has entered
            spans.append(Span(0, 2 * horizon, suspended=False))
        found.append(spans)
    return found


def test_a_thousand_random_histories_have_the_curve_that_lifelines_draws() -> None:
    medians = 0
    for spans in _histories():
        steps = curve(spans)
        # Here an account is at risk after the day on which it enters, there on it: half a day later is the same.
        entry = [span.start + 0.5 for span in spans] if any(span.start for span in spans) else None
        fitter = lifelines.KaplanMeierFitter()
        fitter.fit([span.end for span in spans], [span.suspended for span in spans], entry=entry)
        drawn = fitter.survival_function_at_times([step.day for step in steps]).tolist()
        assert [step.left / WHOLE for step in steps] == pytest.approx(drawn, abs=1e-9, rel=0)
        table = fitter.event_table
        assert [step.suspended for step in steps] == table.loc[
            [step.day for step in steps], "observed"
        ].tolist()
        half = median(steps)
        # Where the curve touches one half, fractions that are not exact decide there.
        if not any(abs(step.left / WHOLE - 0.5) < 1e-9 for step in steps):
            medians += half is not None
            assert fitter.median_survival_time_ == (float("inf") if half is None else half.day)
    assert medians > _HISTORIES / 4
