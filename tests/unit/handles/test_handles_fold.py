from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.handles import Platforms, fold
from site_builder.handles.fold import STEPS
from site_builder.resources import schema
from tests.unit.handles.handles_samples import (
    any_text,
    handles_of,
    mixed_text,
    no_deadline,
    platform_data,
    shipped,
)


@pytest.mark.parametrize(
    ("platform_id", "handle", "folded"),
    [
        ("twitter", "TEN_GOP", "ten_gop"),
        ("facebook", "North.Wind.Press", "northwindpress"),
        ("mastodon", "North.Wind@Social.Northwind.EXAMPLE", "north.wind@social.northwind.example"),
        ("instagram", "north.wind", "north.wind"),
        ("youtube", "Северный.Ветер", "северный.ветер"),
        ("youtube", "\uff2e\uff4f\uff52\uff54\uff48", "north"),
        ("youtube", "CAFE\u0301", "caf\u00e9"),
        ("youtube", "Straße", "strasse"),
        ("youtube", "No\u00adrth", "north"),
        ("twitter", "É", "É"),
        ("twitter", "\u212a", "\u212a"),
        ("twitter", "", ""),
    ],
)
def test_handles_fold_as_their_platform_does(platform_id: str, handle: str, folded: str) -> None:
    assert fold(shipped()[platform_id], handle) == folded


def test_a_platform_without_steps_folds_nothing() -> None:
    data = platform_data()
    del data["handle"]["fold"]
    platforms, _ = Platforms.build({"harbour": data})
    assert fold(platforms["harbour"], "Har.BOUR") == "Har.BOUR"


def test_the_schema_names_exactly_the_steps_that_exist() -> None:
    steps = schema("platforms")["additionalProperties"]["properties"]["handle"]["properties"]["fold"]
    assert steps["items"]["enum"] == sorted(STEPS)
    assert {step for sequence in steps["enum"] for step in sequence} == set(STEPS)


_SEQUENCES = schema("platforms")["additionalProperties"]["properties"]["handle"]["properties"]["fold"]["enum"]


@given(st.sampled_from(_SEQUENCES), st.one_of(any_text, mixed_text))
@example(["lower", "drop-dots"], "A\u2026.\u0130.")
@no_deadline
def test_folding_what_is_folded_changes_nothing(steps: list[str], text: str) -> None:
    platforms, _ = Platforms.build({"harbour": platform_data(handle={"fold": steps})})
    once = fold(platforms["harbour"], text)
    assert fold(platforms["harbour"], once) == once


@given(handles_of)
def test_the_case_of_a_handle_does_not_count_where_the_platform_folds(case: tuple[str, str]) -> None:
    platform_id, handle = case
    platform = shipped()[platform_id]
    assert (fold(platform, handle.upper()) == fold(platform, handle)) == bool(platform.fold_steps)


@given(handles_of)
def test_a_folded_handle_is_still_a_handle_unless_dots_made_it_long_enough(case: tuple[str, str]) -> None:
    platform_id, handle = case
    platform = shipped()[platform_id]
    assert platform.valid_handle(fold(platform, handle))
