"""Canonical JSON is what the library of RFC 8785 writes, for everything that the data here can be."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from site_builder.canonical import canonical

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
EXACT = 2**53 - 1
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-EXACT, EXACT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_it_writes_what_the_library_writes(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        {"\U0001f600": 1, "\uffee": 2},
        {"b": '\x00\x1f\x7f\u2028\\"/', "a": [True, 1, -0, None]},
        {"é": {"z": [], "y": {}}, "e": ""},
        ["\b\f\n\r\t\x0b"],
    ],
)
def test_keys_sort_by_utf_16_and_controls_are_escaped(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", ["\ud800", {"a": ["\udfff"]}, {"\ud83d": 1}])
def test_a_lone_surrogate_is_refused_and_not_replaced(value: Any) -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical(value)


def test_an_integer_beyond_64_bits_keeps_its_digits() -> None:
    assert canonical([2**64, -(2**70)]) == b"[18446744073709551616,-1180591620717411303424]"
