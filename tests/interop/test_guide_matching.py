"""The program of the guide for consumers that finds an account in a copy."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.interop.consumer import COPY, Consumer, well

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture
def match(consumer: Consumer) -> ModuleType:
    """The guide's program as a module."""
    spec = importlib.util.spec_from_file_location("match_of_the_guide", consumer.folder / "match.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def mirror(consumer: Consumer) -> dict[str, Any]:
    well(consumer.run("mirror.py", COPY))
    kept: dict[str, Any] = json.loads((consumer.folder / COPY).read_bytes())
    return kept


def test_an_account_is_found_and_nobody_acts_on_an_example(consumer: Consumer) -> None:
    well(consumer.run("mirror.py", COPY))
    said = well(consumer.run("match.py", COPY, "twitter", "4224729994", "TEN_GOP"))
    assert said == "ira-2018 7k3f9q2m4d1p verified for reading only\n"


def test_a_handle_finds_no_account_whose_id_is_known(match: ModuleType, mirror: dict[str, Any]) -> None:
    find = match.Lists(mirror).find
    assert [row["handle"] for row in find("twitter", handle="@america_1ST_")] == ["America_1st_"]
    assert find("twitter", handle="TEN_GOP") == []
    assert find("twitter", account_id="1", handle="TEN_GOP") == []


def test_every_platform_folds_as_the_publisher_does(match: ModuleType, mirror: dict[str, Any]) -> None:
    fold = match.Lists(mirror).fold
    wrong = [
        (platform["id"], vector)
        for platform in mirror["platforms"]["platforms"]
        for vector in platform["vectors"]
        if fold(platform["id"], vector["handle"]) != vector["folded"]
    ]
    assert wrong == []


def test_a_platform_with_an_unknown_step_is_left_out(match: ModuleType, mirror: dict[str, Any]) -> None:
    for platform in mirror["platforms"]["platforms"]:
        if platform["id"] == "twitter":
            platform["handle"]["fold"].append("of-a-later-release")
    assert match.Lists(mirror).find("twitter", handle="America_1st_") == []


def test_nothing_but_a_current_actionable_row_may_be_acted_on(match: ModuleType) -> None:
    row = {"actionable": True, "state": "verified", "valid_until": "2026-06-30"}
    assert match.may_act(row, "2026-06-30")
    assert not match.may_act(row, "2026-07-01")
    assert not match.may_act({**row, "actionable": False}, "2026-06-30")
    assert not match.may_act({"state": "of a later release"}, "2026-06-30")


def test_the_advice_on_what_was_done(match: ModuleType) -> None:
    row = {"actionable": True, "state": "verified", "valid_until": "2026-06-30"}
    assert match.advice(row, "2026-06-30") == "keep"
    assert match.advice(row, "2026-07-01") == "stop-relying"
    assert match.advice(None, "2026-06-30") == "stop-relying"
    assert match.advice({"actionable": False, "effect": "undo", "state": "retracted"}, "2026-06-30") == "undo"
    assert match.advice({"state": "of a later release"}, "2026-06-30") == "stop-relying"
