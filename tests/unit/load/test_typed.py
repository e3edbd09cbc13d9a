"""Typing: text becomes a number or a truth value only where the schema says so and the text says exactly that."""

from __future__ import annotations

from typing import Any, Final

import pytest

from site_builder.load.typed import compile_typer

_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "number": {"type": "integer"},
        "truth": {"$ref": "#/$defs/truth"},
        "text": {"type": "string"},
        "numbers": {"type": "array", "items": {"type": "integer"}},
    },
    "additionalProperties": {"type": "object", "properties": {"deep": {"type": "integer"}}},
    "$defs": {"truth": {"type": "boolean"}},
}
_TYPER: Final = compile_typer(_SCHEMA)


def _typed(value: Any) -> Any:
    assert _TYPER is not None
    return _TYPER(value)


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("7", 7), ("-7", -7), ("147000", 147000), ("9" * 18, 10**18 - 1)]
)
def test_a_whole_number_written_plainly_is_one(text: str, number: int) -> None:
    assert _typed({"number": text, "numbers": [text]}) == {"number": number, "numbers": [number]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        "01",
        "-0",
        "+1",
        "1_000",
        "1,000",
        "1.0",
        "1e3",
        "0x10",
        "0o7",
        " 1",
        "1 ",
        "1\n",
        "٣",
        "²",
        "9" * 19,
        "one",
        "no",
    ],
)
def test_any_other_text_stays_text(text: str) -> None:
    assert _typed({"number": text, "numbers": [text]}) == {"number": text, "numbers": [text]}


def test_only_true_and_false_are_truth_values() -> None:
    assert _typed({"truth": "true"})["truth"] is True
    assert _typed({"truth": "false"})["truth"] is False
    for text in ("True", "TRUE", "yes", "no", "on", "off", "1", "0", "", "true\n"):
        assert _typed({"truth": text}) == {"truth": text}


def test_text_stays_text_where_the_schema_wants_text() -> None:
    for text in ("1", "true", "null", "2018-02-16"):
        assert _typed({"text": text}) == {"text": text}


def test_keys_that_are_not_named_are_typed_as_the_schema_says_of_them() -> None:
    assert _typed({"any": {"deep": "1", "other": "1"}}) == {"any": {"deep": 1, "other": "1"}}


@pytest.mark.parametrize(
    "value", ["text", ["1"], {"number": ["1"]}, {"numbers": "1"}, {"numbers": {"a": "1"}}, {"any": "1"}]
)
def test_what_has_another_shape_than_the_schema_stays_as_it_is(value: Any) -> None:
    assert _typed(value) == value


def test_a_schema_of_text_alone_needs_no_typing() -> None:
    assert compile_typer({"type": "object", "properties": {"a": {"type": "string"}}}) is None
