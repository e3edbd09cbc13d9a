"""The wire format: every length is looked at."""

from __future__ import annotations

import pytest

from site_builder.signatures.public_key import Reader, Unreadable, string


def test_strings_are_read_in_their_order() -> None:
    reader = Reader(string(b"one") + (7).to_bytes(4, "big") + string(b"\x00\x80") + string(b"word"))
    assert (reader.string(), reader.number(), reader.integer(), reader.word()) == (b"one", 7, 128, "word")
    reader.end()


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x00\x00", b"\x00\x00\x00\x02a", b"\xff\xff\xff\xffa"],
    ids=["nothing", "half a length", "too short", "a length of four gigabytes"],
)
def test_a_string_that_is_cut_short_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        Reader(data).string()


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x00", b"\x00\x01"])
def test_a_number_is_positive_and_in_its_shortest_form(data: bytes) -> None:
    with pytest.raises(Unreadable):
        Reader(string(data)).integer()


def test_a_word_is_ascii() -> None:
    with pytest.raises(Unreadable):
        Reader(string("é".encode())).word()


def test_nothing_may_be_left() -> None:
    with pytest.raises(Unreadable):
        Reader(b"x").end()
