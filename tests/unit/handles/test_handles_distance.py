from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from site_builder.handles import Looks, LooksIndex
from tests.unit.handles.handles_samples import no_deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

# Few letters and similar lengths, so that neighbours are common; shared beginnings and ends as handles have.
_words = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "the_real_", "northwind"]),
    st.text("abc_", max_size=9),
    st.sampled_from(["", "", "_news", "press24"]),
)


def near(first: str, second: str) -> bool:
    limit = 1 if max(len(first), len(second)) < 6 else 2
    return int(DamerauLevenshtein.distance(first, second)) <= limit


# So many others that an index does not compare all.
_FAR = [(str(number) * 50, f"far-{number}") for number in range(20)]
_DISTANCES = {"the same handle": 0, "one edit apart": 1, "2 edits apart": 2}


def _looks(folded: str) -> Looks:
    return Looks(folded, frozenset(), frozenset(), frozenset())


def found_near(items: Iterable[tuple[str, str]], query: str) -> list[tuple[str, int]]:
    index = LooksIndex.build((key, _looks(text)) for text, key in (*items, *_FAR))
    said = index.like(_looks(query))
    return sorted(((key, _DISTANCES[reason]) for key, reason in said.items()), key=lambda pair: pair[::-1])


@pytest.mark.parametrize(
    ("item", "query", "found"),
    [
        ("tngop", "ten_gop", 2),
        ("northwind", "northwind", 0),
        ("northwind", "nrothwind", 1),
        ("northwind", "nrothwidn", 2),
        ("northwind", "orthwin", 2),
        ("northwind", "norhtwind_", 2),
        ("northwind", "northwinter", None),
        ("abcde", "abcdx", 1),
        ("abcde", "abcxx", None),
        ("abcde", "abcdefg", 2),
        ("abcdef", "abcd", 2),
        ("abcd", "ab", None),
        ("ab", "ba", 1),
        ("ca", "abc", None),
        ("xxxxca", "xxxxabc", 2),
        ("", "", 0),
        ("", "a", 1),
        ("", "ab", None),
        ("северный", "сеерный", 1),
        ("a" * 300, "a" * 302, 2),
        ("a" * 300, "a" * 303, None),
    ],
)
def test_an_item_is_found_within_its_bound(item: str, query: str, found: int | None) -> None:
    expected = [] if found is None else [("key", found)]
    assert found_near([(item, "key")], query) == expected
    assert found_near([(query, "key")], item) == expected


def test_every_item_of_a_handle_counts() -> None:
    items = [
        ("northwind", "z"),
        ("northwint", "b"),
        ("northwint", "a"),
        ("northwind", "z"),
        ("northxyz", "q"),
    ]
    expected = [("z", 0), ("a", 1), ("b", 1)]
    assert found_near(items, "northwind") == expected
    assert found_near(reversed(items), "northwind") == expected


def test_an_empty_index_finds_nothing() -> None:
    assert found_near((), "northwind") == []


@given(st.lists(_words, max_size=12), _words)
@example(["the_real_aab", "the_real_bab"], "the_real_aba")
@example(["aab_news", "bab_news"], "aba_news")
@no_deadline
def test_the_index_finds_what_comparing_with_everything_finds(words: list[str], query: str) -> None:
    items = [(word, f"key-{number}") for number, word in enumerate(words)]
    expected = [
        (int(DamerauLevenshtein.distance(word, query)), key) for word, key in items if near(word, query)
    ]
    found = found_near(items, query)
    assert found == [(key, distance) for distance, key in sorted(expected)]


@given(_words, st.data())
@no_deadline
def test_what_was_edited_twice_is_found(word: str, data: st.DataObject) -> None:
    edited = word
    for _ in range(2):
        place = data.draw(st.integers(0, len(edited)))
        kind = data.draw(st.sampled_from(["insert", "delete", "replace", "swap"]))
        rest = edited[place:]
        edited = (
            edited[:place]
            + {
                "insert": "x" + rest,
                "delete": rest[1:],
                "replace": "x" + rest[1:],
                "swap": rest[1:2] + rest[:1] + rest[2:],
            }[kind]
        )
    if max(len(word), len(edited)) >= 6:
        assert [key for key, _ in found_near([(word, "key")], edited)] == ["key"]
