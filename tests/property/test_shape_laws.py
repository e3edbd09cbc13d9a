"""Laws of typing and of the shape check, for every source schema: two validators, one answer."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder import resources
from site_builder.load.faults import _pattern, _Validator
from site_builder.load.typed import shape
from tests.examples import examples
from tests.property.source_trees import KINDS, STRINGS, at, changed, good_documents, hostile, places_of

_KINDS = (*KINDS, "vocabulary")


@pytest.mark.parametrize("kind", _KINDS)
def test_good_documents_fit(kind: str) -> None:
    documents = good_documents(kind)
    assert documents
    assert all(shape(kind).fits(document) and shape(kind).faults(document) == () for document in documents)


def _check_agreement(kind: str, document: Any) -> None:
    # What a reader is told comes from the slow validator, what is let in from the fast one.
    explained = tuple(_Validator(resources.schema(kind)).iter_errors(document))
    assert shape(kind).fits(document) is (explained == ())
    for fault in shape(kind).faults(document):
        assert fault.message
        found = [place for place in places_of(document) if _pointer(place) == fault.pointer]
        assert found, f"{fault} leads nowhere"


def _pointer(place: tuple[Any, ...]) -> str:
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in place)


@pytest.mark.parametrize("kind", _KINDS)
@given(data=st.data())
@settings(max_examples=examples(30))
def test_both_validators_agree_on_documents_with_something_changed(kind: str, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(good_documents(kind)))
    for _ in range(data.draw(st.integers(1, 3))):
        document = data.draw(changed(document))
    _check_agreement(kind, document)


def _patterns() -> list[str]:
    """Return every pattern of the source schemas."""

    def walk(part: Any) -> set[str]:
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        found = {text for each in inner for text in walk(each)}
        if isinstance(part, dict) and isinstance(part.get("pattern"), str):
            found.add(part["pattern"])
        return found

    return sorted({text for kind in _KINDS for text in walk(resources.schema(kind))})


@cache
def _near(pattern: str) -> st.SearchStrategy[str]:
    """Draw what fits a pattern or nearly does; a strategy takes longer to make than to draw from."""
    near = st.from_regex(pattern, alphabet=st.characters(exclude_categories=["Cs"]))
    return near | st.tuples(near, hostile).map("".join) | st.tuples(hostile, near).map("".join) | hostile


@pytest.mark.parametrize("pattern", _patterns())
@given(data=st.data())
@settings(max_examples=examples(13))
def test_both_validators_read_every_pattern_alike(pattern: str, data: st.DataObject) -> None:
    value = data.draw(_near(pattern))
    schema = {"type": "string", "pattern": pattern}
    fast, slow = type(shape("record")._fast)(schema), _Validator(schema)  # noqa: SLF001 - the law is about it
    assert fast.is_valid(value) is slow.is_valid(value)


_SPECIAL = [
    chr(point)
    for point in range(0x11000)
    if unicodedata.category(chr(point)) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
]


@pytest.mark.parametrize("pattern", _patterns())
def test_both_validators_read_every_pattern_alike_beside_every_special_character(pattern: str) -> None:
    schema = {"type": "string", "pattern": pattern}
    fast, slow = type(shape("record")._fast)(schema), _pattern(pattern)  # noqa: SLF001 - as above
    good = [text for text in STRINGS if fast.is_valid(text)][:3]
    for character in _SPECIAL:
        for text in ("", *good):
            for value in (text + character, character + text, f"{text[:9]}{character}{text[9:]}"):
                assert fast.is_valid(value) is (slow.search(value) is not None), value


def _as_text(value: Any) -> Any:
    """Return a typed value as the strict loader would have given it."""
    if isinstance(value, dict):
        return {key: _as_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part) for part in value]
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("kind", _KINDS)
@given(data=st.data())
@settings(max_examples=examples(20))
def test_typing_changes_only_the_type_and_only_where_the_text_says_it(kind: str, data: st.DataObject) -> None:
    document = _as_text(data.draw(changed(data.draw(st.sampled_from(good_documents(kind))))))
    typed = shape(kind).typed(document)
    assert places_of(typed) == places_of(document)
    assert _as_text(typed) == document
    assert shape(kind).typed(typed) == typed


@pytest.mark.parametrize("kind", _KINDS)
def test_typing_gives_good_documents_their_types(kind: str) -> None:
    for document in good_documents(kind):
        typed = shape(kind).typed(_as_text(document))
        assert typed == document
        assert [type(at(typed, place)) for place in places_of(typed)] == [
            type(at(document, place)) for place in places_of(document)
        ]
