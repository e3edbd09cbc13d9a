from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.report.escape import (
    clip,
    is_hostile,
    markdown_code,
    markdown_prose,
    visible,
    without_surrogates,
)
from tests.unit.report.report_samples import hostile_text, no_deadline

_NOT_TEXT = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, with (punctuation) \\ and accents: é и م 漢 😀", None),
        ("a\x1b[31mb", "a\\u001b[31mb"),
        ("a\x9b31mb", "a\\u009b31mb"),
        ("a\x7fb\0", "a\\u007fb\\u0000"),
        ("one\r\ntwo\tthree", "one\\u000d\\u000atwo\\u0009three"),
        ("\u202e\u2066\u200f\u061c", "\\u202e\\u2066\\u200f\\u061c"),
        ("a\u200bb\u2060c\ufeff\u00ad", "a\\u200bb\\u2060c\\ufeff\\u00ad"),
        ("a\u00a0b\u3000c", "a\\u00a0b\\u3000c"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800\udcff", "\\ud800\\udcff"),
        ("\U000e0041\ue000", "\\U000e0041\\ue000"),
        ("a\ufe0f\u3164\u034f\U000e0100", "a\\ufe0f\\u3164\\u034f\\U000e0100"),
        ("x ##[error]y", "x ##\\u005berror]y"),
        ("###[", "###\\u005b"),
    ],
)
def test_hostile_characters_are_shown_as_escapes_and_others_stay(text: str, shown: str | None) -> None:
    assert visible(text) == (text if shown is None else shown)


@no_deadline
@given(hostile_text)
def test_visible_text_is_one_line_without_anything_a_terminal_or_a_runner_obeys(text: str) -> None:
    shown = visible(text)
    assert not [character for character in shown if unicodedata.category(character) in _NOT_TEXT]
    assert len(shown.splitlines()) <= 1
    assert "##[" not in shown
    assert visible(shown) == shown
    shown.encode()


@no_deadline
@given(st.characters())
def test_a_character_that_stays_is_printable(character: str) -> None:
    assert is_hostile(character) or character.isprintable()


def test_every_printable_ascii_character_stays() -> None:
    printable = "".join(map(chr, range(0x20, 0x7F)))
    assert visible(printable) == printable


def test_a_clipped_text_says_so() -> None:
    assert clip("abc", 3) == "abc"
    assert clip("abcd", 3) == "abc…"


def test_only_surrogates_are_replaced_for_json() -> None:
    assert without_surrogates("a\ud83d\ude00\u202e😀") == "a\\ud83d\\ude00\u202e😀"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("plain", "`plain`"),
        ("", ""),
        (" ", "` `"),
        ("`", "`` ` ``"),
        ("a``b`c", "```a``b`c```"),
        ("`a", "`` `a ``"),
        (" a ", "`  a  `"),
        ("a|b", "`a\\|b`"),
        ("a\nb", "`a\\u000ab`"),
        ("@org/team #1 <b> &amp;", "`@org/team #1 <b> &amp;`"),
        ("abcdef", "`abcde…`"),
    ],
)
def test_data_stands_in_a_code_span_of_its_own_length_of_backticks(text: str, code: str) -> None:
    assert markdown_code(text, 5 if text == "abcdef" else 100) == code


@no_deadline
@given(hostile_text)
def test_a_code_span_ends_where_it_should(text: str) -> None:
    code = markdown_code(text, 1000)
    if not text:
        assert code == ""
        return
    runs = re.findall(r"`+", code)
    assert runs[0] == runs[-1]
    assert runs[0] not in runs[1:-1]
    assert code.startswith(runs[0])
    assert code.endswith(runs[0])
    assert "|" not in code.replace("\\|", "")
    inner = code[len(runs[0]) : -len(runs[0])].replace("\\|", "|")
    # CommonMark takes one space off each end, unless there are only spaces.
    if inner.startswith(" ") and inner.endswith(" ") and inner.strip(" "):
        inner = inner[1:-1]
    assert inner == visible(text)


def test_words_of_the_builder_keep_their_markup_characters() -> None:
    assert (
        markdown_prose("run `x` in distinct_from, (2) <b>") == "run \\`x\\` in distinct\\_from, (2) \\<b\\>"
    )
