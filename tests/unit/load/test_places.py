"""Places: line and column of a value, its key or its nearest parent, and the lines that a report shows."""

from __future__ import annotations

import pytest

from site_builder.load.documents import Places
from site_builder.load.strict_yaml import Mark, positions
from site_builder.problems import Place
from tests.property.source_trees import MemorySource

_FILE = "lists/a.yaml"
_TEXT = """\
# A comment.
title: Größe 😀
😀: {b😀: "c", 'd/~e': f}
list:
- one
-   - two
    - |
      three
    - key:
        deep
twice: first
twice: [second]
"""
_MARKS = {
    ("", False): (2, 1),
    ("/title", False): (2, 8),
    ("/title", True): (2, 1),
    ("/😀/b😀", True): (3, 5),
    ("/😀/b😀", False): (3, 9),
    ("/😀/d~1~0e", True): (3, 14),
    ("/😀/d~1~0e", False): (3, 22),
    ("/list", False): (5, 1),
    ("/list/0", False): (5, 3),
    ("/list/1/0", False): (6, 7),
    ("/list/1/1", False): (7, 7),
    ("/list/1/2/key", False): (10, 9),
    ("/twice", False): (11, 8),
    ("/twice", True): (11, 1),
}


@pytest.mark.parametrize(("pointer", "key"), _MARKS)
def test_a_place_counts_code_points_from_one(pointer: str, *, key: bool) -> None:
    line, column = _MARKS[pointer, key]
    places = Places(MemorySource({_FILE: _TEXT.encode()}))
    assert places.at(_FILE, pointer, on_key=key) == Place(_FILE, line, column, pointer)


@pytest.mark.parametrize(
    ("pointer", "key", "mark"),
    [
        ("/list/7", False, Mark(5, 1)),
        ("/list/0/x/y", True, Mark(5, 3)),
        ("/none", True, Mark(2, 1)),
        ("x", False, Mark(2, 1)),
    ],
)
def test_what_is_not_there_has_the_place_of_its_nearest_parent(
    pointer: str, mark: Mark, *, key: bool
) -> None:
    assert positions(_TEXT.encode()).of(pointer, key=key) == mark


def test_a_file_that_cannot_be_read_has_a_start() -> None:
    places = Places(MemorySource({_FILE: b"\xff"}))
    assert places.at(_FILE, "/title") == Place(_FILE, 1, 1, "/title")


class _Gone(MemorySource):
    def read(self, path: str, limit: int) -> bytes:
        raise FileNotFoundError(path, limit)


def test_a_file_that_is_gone_meanwhile_has_a_start_and_no_lines() -> None:
    places = Places(_Gone({}))
    assert places.at(_FILE, "/title") == Place(_FILE, 1, 1, "/title")
    assert places.line(_FILE, 1) is None


def test_lines_are_shown_without_their_ends_whatever_these_are() -> None:
    places = Places(MemorySource({_FILE: b"one\r\ntwo\nthr\xffee", "lists/b.yaml": b"b"}))
    lines = [places.line(_FILE, number) for number in range(5)]
    assert lines == [None, "one", "two", "thr\ufffdee", None]
    assert places.line("lists/b.yaml", 1) == "b"
    assert places.line(_FILE, 2) == "two"


def test_a_file_is_read_once_for_all_its_places_and_once_for_all_its_lines() -> None:
    reads = []

    class Counting(MemorySource):
        def read(self, path: str, limit: int) -> bytes:
            reads.append(path)
            return super().read(path, limit)

    places = Places(Counting({_FILE: _TEXT.encode()}))
    for number in range(1, 9):
        places.at(_FILE, f"/list/{number}")
        places.line(_FILE, number)
    assert reads == [_FILE, _FILE]
