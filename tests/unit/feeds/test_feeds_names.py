"""The published schemas and the OpenAPI description have one flat name space: what common generators can read.

Each of these rules is one on which a generator failed: references to other files, an `$id` or `$defs` inside a schema,
objects without a name, what stands beside a reference, two things of one name, operations without a name of their own.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder import addresses
from site_builder.addresses import OPENAPI
from site_builder.feeds.feed_schemas import named, names
from tests.unit.feeds.feed_catalog import bare_catalog, catalog
from tests.unit.feeds.feed_files import SCHEMAS, feed_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import JsonObject

_FILES: Final = dict(feed_files(catalog()))
_BARE: Final = dict(feed_files(bare_catalog()))
_NAME: Final = r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)*"
_DATA: Final = frozenset({"const", "enum", "examples", "required"})
_CONDITIONS: Final = frozenset({"if", "then", "else", "not"})


def _published(name: str) -> JsonObject:
    schema: JsonObject = json.loads(_FILES[addresses.schema(name)])
    return schema


def _described(files: dict[str, bytes]) -> JsonObject:
    document: JsonObject = json.loads(files[OPENAPI])
    return document


def _parts(schema: Any, place: str = "") -> Iterator[tuple[str, JsonObject]]:
    """Yield every schema inside a schema with its place: whatever keywords it is under, conditions aside."""
    if isinstance(schema, dict):
        yield place, schema
        for keyword, value in schema.items():
            if keyword in {"properties", "$defs"}:
                for name, item in value.items():
                    yield from _parts(item, f"{place}/{keyword}/{name}")
            elif keyword not in _DATA | _CONDITIONS:
                yield from _parts(value, f"{place}/{keyword}")
    elif isinstance(schema, list):
        for number, item in enumerate(schema):
            yield from _parts(item, f"{place}/{number}")


def _moved(schema: Any, whence: str) -> Any:
    """Return a schema whose references lead to `$defs`, as in a published schema."""
    return json.loads(json.dumps(schema).replace(f'"{whence}', '"#/$defs/'))


def test_the_names_are_nouns_in_upper_camel_case_and_no_two_are_alike_but_for_case() -> None:
    assert not [name for name in names() if not re.fullmatch(_NAME, name)]
    assert len({name.lower() for name in names()}) == len(names())


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_published_schema_has_one_id_and_flat_names_that_are_all_used(name: str) -> None:
    schema = _published(name)
    inside = [part for place, part in _parts(schema) if place]
    assert not [part for part in inside if {"$id", "$schema", "$defs", "$anchor"} & part.keys()]
    assert schema["$id"].endswith(f"/feeds/v1/{name}.schema.json")
    assert schema["title"] == named(name)
    references = {part["$ref"] for part in inside if "$ref" in part}
    assert references == {f"#/$defs/{other}" for other in schema["$defs"]}


def _flat(schemas: JsonObject) -> None:
    for name, schema in schemas.items():
        for place, part in _parts(schema):
            assert not place or "properties" not in part, (name, place)
            assert not {"allOf", "oneOf", "patternProperties"} & part.keys(), (name, place)
            # A description may stand beside a reference; a rule there would be lost on some.
            assert "$ref" not in part or part.keys() <= {"$ref", "description"}, (name, place)
            assert part.get("type") != "array" or {"items", "prefixItems"} & part.keys(), (name, place)


@pytest.mark.parametrize("files", [_FILES, _BARE], ids=["history", "no history"])
def test_every_object_has_a_name_and_no_rule_stands_beside_a_reference(files: dict[str, bytes]) -> None:
    schemas = _described(files)["components"]["schemas"]
    assert "Row" in schemas
    _flat(schemas)
    for name in SCHEMAS:
        schema = _published(name)
        _flat(
            {
                **schema["$defs"],
                schema["title"]: {key: part for key, part in schema.items() if key != "$defs"},
            }
        )


def test_a_name_is_one_thing_in_all_published_schemas_and_in_the_description() -> None:
    known = _moved(_described(_FILES)["components"]["schemas"], "#/components/schemas/")
    met = set()
    for name in SCHEMAS:
        schema = _published(name)
        top = {key: part for key, part in schema.items() if key not in {"$schema", "$id", "$defs", "title"}}
        for other, part in {**schema["$defs"], schema["title"]: top}.items():
            assert part == known[other], (name, other)
            met.add(other)
    assert met == set(known)


@pytest.mark.parametrize("files", [_FILES, _BARE], ids=["history", "no history"])
def test_the_description_is_complete_in_itself(files: dict[str, bytes]) -> None:
    document = _described(files)
    references = set(re.findall(r'"\$ref": "([^"]+)"', files[OPENAPI].decode()))
    targets = {
        f"#/components/{kind}/{name}" for kind, items in document["components"].items() for name in items
    }
    # Nothing leads elsewhere, and nothing is there that nothing leads to.
    assert references == targets - (set() if files is _FILES else {"#/components/parameters/page"})
    for schema in document["components"]["schemas"].values():
        assert not [part for _, part in _parts(schema) if {"$id", "$schema", "$defs"} & part.keys()]


@pytest.mark.parametrize("files", [_FILES, _BARE], ids=["history", "no history"])
def test_every_operation_has_a_name_of_its_own_a_tag_and_a_description(files: dict[str, bytes]) -> None:
    document = _described(files)
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    operations = [item["get"] for item in document["paths"].values()]
    for operation in operations:
        assert re.fullmatch(r"get(_[a-z0-9]+)+", operation["operationId"])
        (tag,) = operation["tags"]
        assert tags[tag]
        assert operation["summary"]
        assert operation["description"] not in {"", operation["summary"]}
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    used = {tag for operation in operations for tag in operation["tags"]}
    assert used == set(tags) - (set() if files is _FILES else {"changes"})
