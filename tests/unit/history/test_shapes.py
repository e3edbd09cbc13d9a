"""The reader's shapes ask for what the history needs, and type everything that today's schemas type."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.history import shapes
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from tests.instance import BASE

READ = {
    FileKind.INSTANCE: shapes.INSTANCE,
    FileKind.REVIEWERS: shapes.REVIEWERS,
    FileKind.LIST: shapes.LIST,
    FileKind.REVIEWS: shapes.REVIEWS,
    FileKind.RECORD: shapes.RECORD,
}


def kind_of(path: str) -> FileKind:
    from site_builder.load.layout import Spot, spot  # noqa: PLC0415 - only here

    where = spot(path)
    assert isinstance(where, Spot)
    return where.kind


@pytest.mark.parametrize(
    "path",
    [path.relative_to(BASE).as_posix() for path in sorted(BASE.rglob("*.yaml"))],
)
def test_a_valid_record_is_typed_as_its_schema_types_it(path: str) -> None:
    kind = kind_of(path)
    if kind not in READ:
        return
    raw = load((BASE / path).read_bytes(), path).value
    typed, expected = READ[kind](raw), shape(kind.schema).typed(raw)
    if kind is FileKind.RECORD:
        assert typed == expected
    assert typed.keys() == expected.keys()


@pytest.mark.parametrize(
    ("take", "value"),
    [
        (shapes.anything, None),
        (shapes.text, ["a"]),
        (shapes.integer, "01"),
        (shapes.integer, "9007199254740992"),
        (shapes.integer, "1.0"),
        (shapes.count, "0"),
        (shapes.flag, "yes"),
        (shapes.slug, "Two Words"),
        (shapes.slug, "a" * 65),
        (shapes.reason, ["a"]),
        (shapes.many(shapes.text), "a"),
        (shapes.each(shapes.text), ["a"]),
        (shapes.members({"a": shapes.text}), {}),
        (shapes.members({"a": shapes.text}), "a"),
        (shapes.members({}, {"a": shapes.text}), {"a": []}),
        (shapes.RECORD, {"id": "x"}),
    ],
)
def test_what_does_not_fit_is_refused(take: Any, value: Any) -> None:
    with pytest.raises(shapes.Unfit):
        take(value)


def test_a_reason_that_is_no_code_never_reaches_an_event() -> None:
    assert shapes.reason("mistaken-identity") == "mistaken-identity"
    assert shapes.reason("It was Anna Example's account.") == "unreadable"


def test_members_that_nobody_knows_pass_as_they_are() -> None:
    assert shapes.members({"a": shapes.integer})({"a": "1", "b": ["2"]}) == {"a": 1, "b": ["2"]}


def typed_places(schema: Any, defs: Any, at: str = "") -> set[str]:
    """Return where a schema has integers and truth values."""
    if "$ref" in schema:
        return typed_places(defs[schema["$ref"].removeprefix("#/$defs/")], defs, at)
    if schema.get("type") in ("integer", "boolean"):
        return {at}
    found: set[str] = set()
    for name, part in schema.get("properties", {}).items():
        found |= typed_places(part, defs, f"{at}/{name}")
    if isinstance(schema.get("items"), dict):
        found |= typed_places(schema["items"], defs, f"{at}/*")
    return found


def test_no_number_or_truth_value_of_a_record_is_new_to_the_reader() -> None:
    import json  # noqa: PLC0415 - only here

    from site_builder.resources import schemas_path  # noqa: PLC0415 - only here

    schema = json.loads((schemas_path() / "record.schema.json").read_text(encoding="utf-8"))
    never_in_a_row = {"/evidence/*/origin/line"}
    assert typed_places(schema, schema["$defs"]) - never_in_a_row == {
        "/observations/*/followers",
        "/observations/*/following",
        "/observations/*/posts",
        "/retractions/*/public_handle",
    }
