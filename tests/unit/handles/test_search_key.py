from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.handles.lookalike import search_key, spaced


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Paul", "paul"),
        ("PAUL", "paul"),
        ("\uff30\uff41\uff35\uff4c", "paul"),
        ("p\u0430ul", "paul"),
        ("pau1", "paul"),
        ("Maria", "rnaria"),
        ("j.smith", "jsrnith"),
        ("j\u2024smith", "jsrnith"),
        ("@..", "@"),
        ("...", "..."),
        ("a.\u0301", search_key("\u00e1")),
        ("  two \u3000 words\t", "two words"),
        ("user@host.example", "user@hostexarnple"),
        ("", ""),
    ],
)
def test_what_is_taken_for_the_same_has_one_key(text: str, key: str) -> None:
    assert search_key(text) == key


@given(st.text(max_size=30))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(alphabet=".\u0301\u0660\u2024a\u0430 M1I|", max_size=12))
def test_the_key_of_a_key_is_itself_with_dots_and_marks(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@pytest.mark.large
def test_every_character_of_two_planes_comes_to_rest() -> None:
    points = (chr(point) for point in range(0x20000) if not 0xD800 <= point < 0xE000)
    assert [text for text in points if search_key(key := search_key(f"a.{text}")) != key] == []


@given(st.text(max_size=30))
@example("0\r\x1f\x850")
def test_spaced_is_stable(text: str) -> None:
    assert spaced(spaced(text)) == spaced(text)
