"""Laws of the strict loader: it never raises, reads what it accepts as PyYAML does, and knows where things stand."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.load.strict_yaml import Mark, load, positions
from site_builder.problems import escape_pointer
from tests.property.source_trees import at, mappings, places_of, soup, styles, text, trees, words

_FILE = "lists/harbour/list.yaml"


def _pointer(place: tuple[Any, ...]) -> str:
    return "".join(f"/{escape_pointer(str(token))}" for token in place)


def _check_total(data: bytes) -> None:
    loaded = load(data, _FILE)
    assert loaded.value is not None or loaded.problems
    lines = data.decode("utf-8", "replace").split("\n")
    for item in loaded.problems:
        assert item.place.file == _FILE
        # What is missing at the end is missed one line after the last.
        assert 1 <= item.place.line <= len(lines) + 1
        assert 1 <= item.place.column <= len([*lines, ""][item.place.line - 1]) + 1
    marks = positions(data)
    assert (marks.of("/no/such/value").line, marks.of("").line) >= (1, 1)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_problem_with_a_place(data: bytes) -> None:
    _check_total(data)


@given(text | soup)
def test_any_text_gives_a_value_or_a_problem_with_a_place(document: str) -> None:
    _check_total(document.encode())


@given(soup)
def test_what_has_no_problem_is_read_as_pyyaml_reads_it(document: str) -> None:
    loaded = load(document.encode(), _FILE)
    if not loaded.problems:
        assert loaded.value == yaml.load(document, yaml.CBaseLoader)  # noqa: S506 - text only, nothing is built


@given(mappings, styles())
def test_plain_values_in_any_style_are_read_as_they_were_written(value: Any, write: Any) -> None:
    document = write(value)
    loaded = load(document.encode(), _FILE)
    assert loaded.problems == ()
    assert loaded.value == value == yaml.load(document, yaml.BaseLoader)  # noqa: S506 - as above


_word_trees = st.recursive(
    words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)


@given(st.dictionaries(words, _word_trees, max_size=4), styles(escapes=False))
def test_positions_lead_to_the_text_of_each_scalar_and_key(value: Any, write: Any) -> None:
    document = write(value)
    marks = positions(document.encode())
    lines = document.split("\n")
    places = places_of(value)
    assert set(marks.values) == {_pointer(place) for place in places}
    assert set(marks.keys) == {_pointer(place) for place in places if place and isinstance(place[-1], str)}

    def stands(mark: Mark, word: str) -> bool:
        start = word.split(" ", maxsplit=1)[0]  # a line may be folded at a space
        rest: str = lines[mark.line - 1][mark.column - 1 :]
        return rest.startswith((start, f"'{start}", f'"{start}'))

    for place in places:
        if place and isinstance(place[-1], str):
            assert stands(marks.keys[_pointer(place)], place[-1])
        if isinstance(at(value, place), str):
            assert stands(marks.values[_pointer(place)], at(value, place))


_pairs = st.recursive(
    words,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(words, inner), max_size=5).map(tuple),
)


def _write(value: Any, quote: str) -> str:
    """Write words, lists and tuples of pairs, which may have a key twice, in flow style."""
    if isinstance(value, str):
        return f"{quote}{value}{quote}"
    if isinstance(value, list):
        return f"[{', '.join(_write(part, quote) for part in value)}]"
    return f"{{{', '.join(f'{_write(key, quote)} : {_write(part, quote)}' for key, part in value)}}}"


def _repeated(value: Any, pointer: str = "") -> list[str]:
    """Return the pointer of every key that stood in its mapping before."""
    if isinstance(value, str):
        return []
    if isinstance(value, list):
        return [found for index, part in enumerate(value) for found in _repeated(part, f"{pointer}/{index}")]
    seen: set[str] = set()
    found = []
    for key, part in value:
        found += [f"{pointer}/{key}"] if key in seen else []
        seen.add(key)
        found += _repeated(part, f"{pointer}/{key}")
    return found


@given(_pairs, st.sampled_from(["'", '"', ""]))
def test_every_key_that_stands_twice_is_found(value: Any, quote: str) -> None:
    problems = load(_write(value, quote).encode(), _FILE).problems
    assert {item.code for item in problems} <= {"yaml-duplicate-key"}
    assert sorted(item.place.pointer for item in problems) == sorted(_repeated(value))


@given(trees, styles(), st.data())
def test_an_anchor_alias_or_tag_is_found_wherever_it_stands(
    value: Any, write: Any, data: st.DataObject
) -> None:
    whole = [value, "here", value]
    document = write(whole)
    mark = positions(document.encode()).values["/1"]
    lines = document.split("\n")
    decoration, code = data.draw(
        st.sampled_from(
            [("&a ", "yaml-alias"), ("!t ", "yaml-tag"), ("!!str ", "yaml-tag"), ("! ", "yaml-tag")]
        )
    )
    line = lines[mark.line - 1]
    lines[mark.line - 1] = line[: mark.column - 1] + decoration + line[mark.column - 1 :]
    loaded = load("\n".join(lines).encode(), _FILE)
    assert [(item.code, item.place.line, item.place.column) for item in loaded.problems] == [
        (code, mark.line, mark.column)
    ]
