from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.handles.fold import nfkc_casefold
from site_builder.handles.lookalike import lookalike_keys
from site_builder.handles.unicode_table import unicode_table
from site_builder.resources import package_path
from tests.unit.handles.handles_samples import any_text, case_file, mixed_text, no_deadline

skeleton = unicode_table().skeleton
PAIRS = case_file("lookalikes")


def alike(first: str, second: str) -> bool:
    return not lookalike_keys(first).isdisjoint(lookalike_keys(second))


@pytest.mark.parametrize(("first", "second", "why"), PAIRS["alike"])
def test_handles_that_look_alike_share_a_key(first: str, second: str, why: str) -> None:
    assert alike(first, second), why


@pytest.mark.parametrize(("first", "second", "why"), PAIRS["not_alike"])
def test_handles_that_do_not_look_alike_share_no_key(first: str, second: str, why: str) -> None:
    assert not alike(first, second), why


def test_every_code_point_settles_within_a_few_rounds() -> None:
    table = json.loads(package_path("handles/data/unicode.json").read_text(encoding="utf-8"))
    changed = {chr(int(point, 16)) for part in ("decompose", "fold", "skeleton") for point in table[part]}
    assert len(changed) > 9_000
    rounds = {text: text for point in changed for text in (point, nfkc_casefold(point))}
    for _ in range(4):
        rounds = {text: nfkc_casefold(skeleton(settled)) for text, settled in rounds.items()}
    assert [text for text, settled in rounds.items() if nfkc_casefold(skeleton(settled)) != settled] == []


@given(st.one_of(any_text, mixed_text))
@no_deadline
def test_keys_are_settled_and_at_most_two(text: str) -> None:
    keys = lookalike_keys(text)
    assert 1 <= len(keys) <= 2
    assert all(lookalike_keys(key) == {key} for key in keys)


@given(st.one_of(any_text, mixed_text))
@no_deadline
def test_a_handle_looks_like_its_folded_form_and_its_skeleton(text: str) -> None:
    assert alike(text, nfkc_casefold(text))
    assert alike(text, skeleton(text))


@given(st.text(st.characters(max_codepoint=127), max_size=12))
@no_deadline
def test_ascii_takes_a_fast_path_to_the_same_keys(text: str) -> None:
    slow = {text, nfkc_casefold(text)}
    for _ in range(4):
        slow = {nfkc_casefold(skeleton(key)) for key in slow}
    assert lookalike_keys(text) == slow
