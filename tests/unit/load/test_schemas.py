"""The source schemas among themselves, and beside the vocabulary whose words they repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jsonschema
import pytest

from site_builder import resources
from site_builder.load.source_tree import packaged
from site_builder.model import PUBLIC_STATES, STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES: Final = tuple(
    sorted(path.name.split(".")[0] for path in resources.schemas_path().glob("*.schema.json"))
)
_VOCABULARY: Final = packaged("vocabulary")


def _parts(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of a schema with the JSON pointer that leads to it."""
    if isinstance(schema, dict):
        yield place, schema
        for key, part in schema.items():
            yield from _parts(part, f"{place}/{key}")
    elif isinstance(schema, list):
        for index, part in enumerate(schema):
            yield from _parts(part, f"{place}/{index}")


@pytest.mark.parametrize("name", _NAMES)
def test_a_schema_is_valid_and_names_itself(name: str) -> None:
    schema = resources.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith(f"/{name}.schema.json")
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", _NAMES)
def test_every_property_is_described(name: str) -> None:
    schema = resources.schema(name)
    bare = []
    for place, part in _parts(schema):
        # Under `then`, `if` and their like stand conditions on properties that are described elsewhere.
        if place.endswith("/properties") and not {"if", "then", "else", "not"} & set(place.split("/")):
            for key, value in part.items():
                target = schema["$defs"][value["$ref"].rpartition("/")[2]] if "$ref" in value else {}
                bare += [] if value.get("description") or target.get("description") else [f"{place}/{key}"]
    assert bare == []


@pytest.mark.parametrize("name", _NAMES)
def test_a_mapping_says_what_its_keys_are_and_lets_no_other_in(name: str) -> None:
    for place, part in _parts(resources.schema(name)):
        if part.get("type") == "object":
            assert "additionalProperties" in part, place
            if isinstance(part["additionalProperties"], dict):
                assert "propertyNames" in part, place
                assert part["additionalProperties"].get("description"), place


def test_definitions_of_one_name_are_equal_in_all_schemas() -> None:
    found: dict[str, dict[str, Any]] = {}
    for name in _NAMES:
        for key, part in resources.schema(name).get("$defs", {}).items():
            # platforms.yaml allows spaces at either end in test vectors, which is what they are for.
            if (name, key) != ("platforms", "line"):
                found.setdefault(key, {})[name] = part
    assert {
        key: parts for key, parts in found.items() if len({str(part) for part in parts.values()}) > 1
    } == {}


def _removal_reasons(user: str) -> list[str]:
    return [name for name, reason in _VOCABULARY["removal_reasons"].items() if user in reason["used_by"]]


@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("list", "/properties/categories/additionalProperties/properties/harm", _VOCABULARY["harms"]),
        ("list", "/properties/legal_basis", _VOCABULARY["legal_bases"]),
        ("list", "/properties/policy/properties/withhold_on/items", _VOCABULARY["appeal_grounds"]),
        ("record", "/properties/appeals/items/properties/ground", _VOCABULARY["appeal_grounds"]),
        ("record", "/properties/basis/items/properties/kind", _VOCABULARY["basis_kinds"]),
        ("record", "/properties/evidence/items/properties/kind", _VOCABULARY["evidence_kinds"]),
        ("record", "/properties/evidence/items/properties/sensitivity", _VOCABULARY["sensitivities"]),
        ("record", "/properties/links/items/properties/relation", _VOCABULARY["link_relations"]),
        ("record", "/properties/observations/items/properties/state", _VOCABULARY["observation_states"]),
        (
            "record",
            "/properties/profile/properties/languages/items/properties/inferred",
            _VOCABULARY["inferences"],
        ),
        (
            "record",
            "/properties/profile/properties/locations/items/properties/inferred",
            _VOCABULARY["inferences"],
        ),
        ("record", "/properties/retractions/items/properties/reason", _removal_reasons("retraction")),
        ("withheld", "/properties/reason", _removal_reasons("withheld")),
    ],
)
def test_a_schema_allows_the_words_of_the_vocabulary_and_no_other(name: str, place: str, words: Any) -> None:
    assert dict(_parts(resources.schema(name)))[place]["enum"] == sorted(words)


def test_the_vocabulary_is_consistent_in_itself() -> None:
    reasons = _VOCABULARY["removal_reasons"]
    assert {reason["effect"] for reason in reasons.values()} == set(_VOCABULARY["effects"])
    assert {user for reason in reasons.values() for user in reason["used_by"]} == {
        "derived",
        "retraction",
        "withheld",
    }
    # An appeal that is upheld ends in a retraction or stays withheld for a reason of the same name.
    assert set(_VOCABULARY["appeal_grounds"]) <= set(reasons)


def test_the_vocabulary_has_the_states_that_the_builder_derives() -> None:
    states = _VOCABULARY["states"]
    assert set(states) == set(STATES)
    assert {name for name, state in states.items() if state["public"]} == set(PUBLIC_STATES)
