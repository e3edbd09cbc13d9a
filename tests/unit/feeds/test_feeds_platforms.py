from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest

from site_builder.feeds.feed_schemas import names
from site_builder.handles import fold
from site_builder.handles.fold import STEPS
from tests.unit.feeds.feed_catalog import catalog, platforms
from tests.unit.feeds.feed_files import feed_files

_DOCUMENT: Final[dict[str, Any]] = json.loads(dict(feed_files(catalog()))["feeds/v1/platforms.json"])


@pytest.mark.parametrize(
    ("step", "text", "folded"),
    [
        (step["id"], item["text"], item["folded"])
        for step in _DOCUMENT["fold_steps"]
        for item in step["vectors"]
    ],
)
def test_our_own_folding_agrees_with_a_vector_made_by_hand(step: str, text: str, folded: str) -> None:
    assert STEPS[step](text) == folded
    assert STEPS[step](folded) == folded


def test_every_step_of_folding_is_explained_and_known_to_the_schema() -> None:
    assert [step["id"] for step in _DOCUMENT["fold_steps"]] == sorted(STEPS)
    assert names()["FoldStepId"]["enum"] == sorted(STEPS)


def test_every_way_to_match_is_explained() -> None:
    assert sorted(_DOCUMENT["matching"]) == names()["Match"]["properties"]["by"]["enum"]


def test_the_published_vectors_hold_for_our_own_folding_and_syntax() -> None:
    for entry in _DOCUMENT["platforms"]:
        platform = platforms()[entry["id"]]
        assert {vector["valid"] for vector in entry["vectors"]} == {True, False}
        for vector in entry["vectors"]:
            assert fold(platform, vector["handle"]) == vector["folded"]
            assert platform.valid_handle(vector["handle"]) == vector["valid"]
        for vector in entry.get("account_id", {}).get("vectors", ()):
            assert platform.valid_account_id(vector["account_id"]) == vector["valid"]


def test_account_ids_have_vectors_of_both_kinds() -> None:
    assert _DOCUMENT["platforms"][0]["account_id"]["vectors"] == [
        {"account_id": "4224729994", "valid": True},
        {"account_id": "01", "valid": False},
    ]


def _apart(step: str, text: str) -> str:
    """Fold as a consumer would, from the published words alone; only what needs no Unicode data."""
    if step == "drop-dots":
        return "".join(character for character in text if ord(character) != 0x2E)
    assert step == "lower"
    return "".join(chr(ord(letter) + 32) if 0x41 <= ord(letter) <= 0x5A else letter for letter in text)


def test_a_consumer_that_reads_only_platforms_json_gets_the_same_results() -> None:
    checked = 0
    for entry in _DOCUMENT["platforms"]:
        handle = entry["handle"]
        for vector in entry["vectors"]:
            text = vector["handle"]
            fits = handle["min_length"] <= len(text) <= handle["max_length"]
            assert (fits and re.fullmatch(handle["pattern"], text) is not None) == vector["valid"]
            if "nfkc-casefold" not in handle["fold"]:
                for step in handle["fold"]:
                    text = _apart(step, text)
                assert text == vector["folded"]
                checked += 1
    assert checked


def test_examples_are_vectors_in_ascii_capitals_too() -> None:
    chirp = _DOCUMENT["platforms"][0]
    texts = {vector["handle"]: vector["folded"] for vector in chirp["vectors"]}
    assert texts["quay_9"] == texts["QUAY_9"] == "quay_9"


def test_what_a_platform_does_not_have_is_absent() -> None:
    dotbook = _DOCUMENT["platforms"][1]
    assert "account_id" not in dotbook
    assert set(dotbook["profile"]) == {"any_host", "hosts", "paths", "reserved"}
