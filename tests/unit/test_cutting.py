"""Cutting by content: nothing is lost, and one item more moves a cut or two."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from site_builder.cutting import Rises, cut

RISES = Rises.about(16)
ITEMS = st.lists(st.text(max_size=4), max_size=300).map(sorted)


@given(ITEMS)
def test_pieces_are_the_sequence_and_none_is_empty(items: list[str]) -> None:
    pieces = list(cut(items, str, RISES))
    assert [item for piece in pieces for item in piece] == items
    assert all(pieces)


@given(ITEMS)
def test_neighbours_of_one_name_stay_together_and_others_have_a_bound(items: list[str]) -> None:
    pieces = list(cut(items, str, RISES))
    for one, following in pairwise(pieces):
        assert one[-1] != following[0]
    assert all(len(piece) <= RISES.most or len(set(piece[RISES.most :])) <= 1 for piece in pieces)


@given(st.integers(0, 2999))
def test_one_item_more_moves_a_cut_or_two(number: int) -> None:
    items = [f"{value:06}" for value in range(0, 6000, 2)]
    larger = Rises.about(64)
    before = {tuple(piece) for piece in cut(items, str, larger)}
    after = {tuple(piece) for piece in cut(sorted([*items, f"{2 * number + 1:06}"]), str, larger)}
    assert 1 <= len(after - before) <= 8
