from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder import addresses, resources
from site_builder.derive.row import row, row_bytes
from site_builder.derive.state import Derived, DerivedRecord
from site_builder.errors import OutputError
from site_builder.feeds.feed_schemas import check_json, names, opened, strict_schema
from site_builder.history.model import KINDS, REMOVED
from site_builder.model import PUBLIC_STATES, AccountList, Record, Review
from tests.examples import examples
from tests.unit.feeds.feed_catalog import catalog, full_row, minimal_row
from tests.unit.feeds.feed_files import SCHEMAS, feed_files
from tests.unit.feeds.feed_history import tombstone
from tests.unit.feeds.feed_strategies import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import JsonObject

_FILES: Final = dict(feed_files(catalog()))
_PATTERNS: Final = {
    "about": r"feeds/v1/lists/[a-z]+/about\.json",
    "changes": r"feeds/v1/changes/[0-9]+\.json",
    "chunk": r"feeds/v1/lists/[a-z]+/chunks/[0-9a-f]+\.json",
    "chunks": r"feeds/v1/lists/[a-z]+/chunks\.json",
    "event": r"feeds/v1/changes/[0-9]+\.json",
    "feed": r"feeds/v1/(?:lists/[a-z]+/)?changes\.json",
    "index": r"feeds/v1/index\.json",
    "platforms": r"feeds/v1/platforms\.json",
    "record": r"lists/[a-z]+/[0-9a-z]+/record\.json",
    "records": r"feeds/v1/lists/[a-z]+/records\.json",
    "search": r"find/(keys|protected|tails)/[0-9a-f]{64}\.json",
}
"""Where documents of each schema stand; of an event page, its events."""
_FORM: Final = ("type", "enum", "pattern", "minimum", "minLength")
_OF_EVENTS: Final = {"effect", "from", "kind", "to"}
_OF_ROWS: Final = {"by", "effect", "inferred", "kind", "relation", "sensitivity", "state"}
_NAMES: Final = names()
_VOCABULARY: Final = yaml.safe_load(
    (resources.schemas_path() / "vocabulary.yaml").read_text(encoding="utf-8")
)


def _documents(name: str) -> Iterator[tuple[str, Any]]:
    """Yield every document that is published under a schema, with its path."""
    for path in sorted(_FILES):
        if re.fullmatch(_PATTERNS[name], path):
            value = json.loads(_FILES[path])
            for document in value["events"] if name == "event" else [value]:
                yield path, document


def _published(name: str) -> JsonObject:
    schema: JsonObject = json.loads(_FILES[addresses.schema(name)])
    return schema


def _subschemas(schema: Any, place: str = "") -> Iterator[tuple[str, JsonObject]]:
    """Yield every schema inside a schema with its place; conditions are left out."""
    if not isinstance(schema, dict):
        return
    yield place, schema
    for keyword in ("properties", "$defs"):
        for name, item in schema.get(keyword, {}).items():
            yield from _subschemas(item, f"{place}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames"):
        yield from _subschemas(schema.get(keyword), f"{place}/{keyword}")
    for keyword in ("anyOf", "prefixItems"):
        for number, item in enumerate(schema.get(keyword, ())):
            yield from _subschemas(item, f"{place}/{keyword}/{number}")


def _strict(name: str, value: Any) -> list[jsonschema_rs.ValidationError]:
    """Return the faults of a value; of a union those of the form that fits best."""
    faults = list(jsonschema_rs.Draft202012Validator(strict_schema(name)).iter_errors(value))
    while faults and isinstance(faults[0].kind, jsonschema_rs.ValidationErrorKind.AnyOf):
        faults = min(faults[0].kind.context, key=len)
    return faults


@pytest.mark.parametrize("name", SCHEMAS)
def test_everything_in_a_schema_is_described_and_closed(name: str) -> None:
    for place, schema in _subschemas(strict_schema(name)):
        named = _NAMES[schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else {}
        # An object says what it is where it has its name, a word also where it is used.
        if not named or ("properties" not in named and place.rpartition("/")[0].endswith("/properties")):
            assert schema.get("description"), place
        if "properties" in schema:
            assert schema["additionalProperties"] is False, place
            assert set(schema["required"]) <= set(schema["properties"]), place
        if "enum" in schema:
            assert schema["type"] == "string", place
            assert schema["enum"] == sorted(schema["enum"]), place


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("form", ["strict", "published"])
def test_a_schema_is_valid_complete_in_itself_and_fits_what_is_published(name: str, form: str) -> None:
    schema = strict_schema(name) if form == "strict" else _published(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    fast, slow = jsonschema_rs.Draft202012Validator(schema), jsonschema.Draft202012Validator(schema)
    documents = list(_documents(name))
    assert documents
    for _, value in documents:
        assert fast.is_valid(value)
        slow.validate(value)


def test_the_published_schemas_close_nothing_and_enumerate_only_what_tells_rows_apart() -> None:
    enumerated = set()
    for name in SCHEMAS:
        for place, schema in _subschemas(_published(name)):
            assert schema.get("additionalProperties") is not False, (name, place)
            enumerated |= {place} if "enum" in schema else set()
    assert enumerated == {f"/$defs/{name}/properties/state" for name in ("Listing", "Tombstone")}


def test_opening_a_schema_keeps_properties_that_are_named_like_keywords() -> None:
    schema = {
        "type": "object",
        "properties": {
            "enum": {"description": "A list.", "type": "string", "enum": ["a"]},
            "if": {"const": 1},
        },
        "required": ["enum"],
        "additionalProperties": False,
    }
    described = opened(schema)["properties"]["enum"].pop("description")
    assert described.startswith("A list. ")
    assert opened(schema) | {"properties": None} == {
        "type": "object",
        "properties": None,
        "required": ["enum"],
    }
    assert opened(schema)["properties"]["if"] == {"const": 1}


def _objects(value: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        yield pointer
        for name in sorted(value):
            yield from _objects(value[name], (*pointer, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _objects(item, (*pointer, number))


def _at(value: Any, pointer: tuple[str | int, ...]) -> Any:
    for token in pointer:
        value = value[token]
    return value


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_member_that_v1_gains_stops_our_build_but_no_consumer(name: str) -> None:
    consumer = jsonschema_rs.Draft202012Validator(_published(name))
    gained = 0
    for path, document in _documents(name):
        for pointer in _objects(document):
            newer = copy.deepcopy(document)
            _at(newer, pointer)["gained"] = "something"
            faults = _strict(name, newer)
            assert faults, (path, pointer)
            if any("unexpected" in fault.message for fault in faults):
                assert consumer.is_valid(newer), (path, pointer)
                gained += 1
    assert gained >= len(list(_documents(name)))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_value_that_v1_gains_stops_our_build_but_no_consumer(name: str) -> None:
    consumer = jsonschema_rs.Draft202012Validator(_published(name))
    gained = set()
    for path, document in _documents(name):
        for pointer in _objects(document):
            for member, value in _at(document, pointer).items():
                if not isinstance(value, str):
                    continue
                newer = copy.deepcopy(document)
                _at(newer, pointer)[member] = "gained"
                if any("is not one of" in fault.message for fault in _strict(name, newer)):
                    # An unknown state that says actionable is refused, as it must be.
                    refused = member == "state" and _at(newer, pointer).get("actionable", False)
                    assert consumer.is_valid(newer) != refused, (path, pointer, member)
                    gained.add(member)
    expected: dict[str, set[str]] = {
        "about": {"harm", "legal_basis", "signatures"},
        "changes": _OF_EVENTS,
        "chunk": _OF_ROWS,
        "chunks": set(),
        "event": _OF_EVENTS,
        "feed": _OF_EVENTS,
        "index": {"media_type"},
        "platforms": {"id"},
        "record": _OF_ROWS,
        "records": _OF_ROWS | {"harm", "legal_basis", "signatures"},
        "search": set(),
    }
    assert gained == expected[name]


def test_a_row_in_a_state_of_a_later_release_needs_only_what_every_row_has() -> None:
    later = {
        "actionable": False,
        "example": False,
        "id": "7k3f9q2m4d1p",
        "list": "harbour",
        "since": "2026-02-01T00:00:00Z",
        "state": "archived",
    }
    records = json.loads(_FILES["feeds/v1/lists/harbour/records.json"])
    records["records"].append(later)
    assert jsonschema_rs.Draft202012Validator(_published("record")).is_valid(later)
    assert jsonschema_rs.Draft202012Validator(_published("records")).is_valid(records)
    assert _strict("record", later)


@pytest.mark.parametrize("member", ["effect", "first_public", "reason", "removed"])
def test_a_listing_has_no_member_of_a_tombstone_and_a_tombstone_has_it(member: str) -> None:
    gone: Any = tombstone("7k3f9q2m4d1p", "harbour").row
    listing = minimal_row("7k3f9q2m4d1p", "harbour")
    assert not _strict("record", gone)
    assert _strict("record", listing | {member: gone[member]})
    consumer = jsonschema_rs.Draft202012Validator(_published("record"))
    assert consumer.is_valid(listing | {member: gone[member]})
    assert not consumer.is_valid({name: value for name, value in gone.items() if name != member})


@pytest.mark.parametrize(
    "broken",
    [
        {"id": None},
        {"handle": None},
        {"state": None},
        {"match": {"by": "account_id", "handle": "harbour_news", "key": "chirp:id:1"}},
        {"actionable": "yes"},
        {"actionable": True, "example": True},
        {"actionable": True, "state": "disputed"},
        {"actionable": True, "effect": "undo", "reason": "x", "state": "retracted"},
        {"confirms": {"count": 0, "first": "2026-01-10", "newest": "2026-02-11"}},
        {"valid_until": "2026-13-01"},
    ],
)
def test_what_v1_promises_for_good_the_published_schema_still_demands(broken: JsonObject) -> None:
    merged = minimal_row("7k3f9q2m4d1p", "harbour") | broken
    made = {name: value for name, value in merged.items() if value is not None}
    assert not jsonschema_rs.Draft202012Validator(_published("record")).is_valid(made)


def _enum(name: str, member: str = "") -> list[str]:
    word = _NAMES[name]["properties"][member] if member else _NAMES[name]
    found: list[str] = _resolved(word)["enum"]
    return found


@pytest.mark.parametrize(
    ("name", "member", "section"),
    [
        ("Basis", "kind", "basis_kinds"),
        ("Category", "harm", "harms"),
        ("Effect", "", "effects"),
        ("Evidence", "kind", "evidence_kinds"),
        ("Evidence", "sensitivity", "sensitivities"),
        ("Inference", "", "inferences"),
        ("Link", "relation", "link_relations"),
        ("ListFacts", "legal_basis", "legal_bases"),
        ("Observation", "state", "observation_states"),
    ],
)
def test_an_enumeration_holds_the_words_of_the_vocabulary(name: str, member: str, section: str) -> None:
    assert _enum(name, member) == sorted(_VOCABULARY[section])


def test_the_states_of_rows_are_the_public_states_and_the_statuses_of_removed_records() -> None:
    assert _enum("Listing", "state") == sorted(PUBLIC_STATES)
    assert _enum("Tombstone", "state") == sorted(REMOVED)
    assert _enum("UnknownRow", "state") == []
    unknown = _NAMES["UnknownRow"]["properties"]["state"]["not"]["enum"]
    assert unknown == sorted([*PUBLIC_STATES, *REMOVED])
    assert sorted(_NAMES["StateCounts"]["properties"]) == sorted(PUBLIC_STATES)
    assert sorted(_NAMES["RemovedCounts"]["properties"]) == sorted(REMOVED)


def test_events_know_every_kind_state_status_and_effect() -> None:
    assert _enum("EventKind") == sorted(KINDS)
    assert _enum("Standing") == sorted([*PUBLIC_STATES, "none", *REMOVED])
    assert _NAMES["Event"]["if"]["properties"]["to"]["enum"] == sorted(REMOVED)


def test_what_a_feed_says_of_an_event_has_the_form_that_the_event_has() -> None:
    event, said = _NAMES["Event"]["properties"], _NAMES["FeedEvent"]["properties"]
    assert set(said) <= set(event)
    for name in said:
        mine, other = _resolved(said[name]), _resolved(event[name])
        assert {key: mine.get(key) for key in _FORM} == {key: other.get(key) for key in _FORM}, name
    assert _resolved(_NAMES["FeedItem"]["properties"]["tags"]["items"])["enum"] == sorted(KINDS)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Basis", "basis/items"),
        ("Evidence", "evidence/items"),
        ("Link", "links/items"),
        ("Observation", "observations/items"),
        ("PreviousHandle", "previous_handles/items"),
        ("Profile", "profile"),
        ("Language", "profile/properties/languages/items"),
        ("Location", "profile/properties/locations/items"),
    ],
)
def test_a_part_of_a_row_has_the_members_of_the_source(name: str, place: str) -> None:
    source, part = resources.schema("record")["properties"], _NAMES[name]
    for step in place.split("/"):
        source = source[step]
    never_published = {"origin"} if name == "Evidence" else set()
    assert set(part["properties"]) == set(source["properties"]) - never_published
    assert sorted(part["required"]) == sorted(source.get("required", []))


def _resolved(node: JsonObject, known: JsonObject = _NAMES) -> JsonObject:
    """Return a schema with what it refers to by name."""
    if "$ref" not in node:
        return node
    return {**_resolved(known[node["$ref"].removeprefix("#/$defs/")], known), **node}


@pytest.mark.parametrize(
    ("name", "source", "place"),
    [
        ("Listing", "record", ""),
        ("Evidence", "record", "properties/evidence/items"),
        ("Basis", "record", "properties/basis/items"),
        ("Link", "record", "properties/links/items"),
        ("Observation", "record", "properties/observations/items"),
        ("PreviousHandle", "record", "properties/previous_handles/items"),
        ("Profile", "record", "properties/profile"),
        ("ListFacts", "list", ""),
        ("ListPolicy", "list", "properties/policy"),
        ("ListContacts", "list", "properties/contacts"),
        ("Category", "list", "properties/categories/additionalProperties"),
        ("Source", "sources", "properties/sources/additionalProperties"),
        ("Affiliation", "sources", "properties/affiliations/additionalProperties"),
        ("Instance", "instance", ""),
        ("InstanceContacts", "instance", "properties/contacts"),
    ],
)
def test_a_member_has_the_form_that_its_source_has(name: str, source: str, place: str) -> None:
    schema = resources.schema(source)
    theirs = schema
    for step in place.split("/") if place else ():
        theirs = _resolved(theirs[step], schema.get("$defs", {}))
    shared = set(_NAMES[name]["properties"]) & set(theirs["properties"])
    assert shared
    for member in shared:
        mine = _resolved(_NAMES[name]["properties"][member])
        other = _resolved(theirs["properties"][member], schema.get("$defs", {}))
        if "enum" in mine:
            continue  # the words of the vocabulary, held above
        # Text is checked in the source; feeds repeat it whatever it holds.
        text = "maxLength" in other and "pattern" not in mine
        assert mine["minLength"] == 1 if text else mine.get("pattern") == other.get("pattern"), member
        assert mine.get("type", "string") == other.get("type", "string"), member


def derived_record(data: Any, publish_profile: list[str]) -> DerivedRecord:
    review = Review(
        list="harbour",
        reviewer="r",
        record=data["id"],
        claim="0" * 64,
        date="2026-01-10",
        verdict="confirm",
        number=1,
        signature=None,
        file="f",
        pointer="",
    )
    policy: Any = {"publish_profile": publish_profile}
    return DerivedRecord(
        Record("harbour", data["id"], "f", data, "0" * 64),
        AccountList("harbour", "f", policy, {}, {}),
        Derived(
            state="disputed",
            reason=None,
            judged=(),
            confirms=(review, review),
            rejects=(),
            needed=2,
            appeal={"opened": "2026-03-01", "due": "2026-03-15", "ground": "safety", "status": "open"},
            valid_until="2027-01-10",
        ),
    )


@settings(max_examples=examples(15))
@given(rows("harbour", example=False), st.booleans())
def test_a_row_that_the_catalog_makes_follows_the_strict_schema(source: JsonObject, profile: bool) -> None:  # noqa: FBT001 - drawn
    shown = ["display_name", "locations"] if profile else []
    data = {"appeals": [], "submitted_by": ["a"]} | source
    public = {link["record"] for link in source.get("links", ())}
    made = row(derived_record(data, shown), catalog().platforms, public, _VOCABULARY)
    check_json("x", row_bytes(made), "record")


def test_a_row_that_the_catalog_makes_of_a_full_record_has_every_member_of_the_schema() -> None:
    made = row(
        derived_record(full_row(), ["display_name", "locations"]),
        catalog().platforms,
        {"9m2x0r5t8v4w"},
        _VOCABULARY,
    )
    assert sorted(made) == sorted(_NAMES["Listing"]["properties"])


def test_a_fault_names_file_pointer_and_what_is_wrong_but_no_value() -> None:
    row_with_fault = full_row()
    row_with_fault["evidence"][1]["kind"] = "SECRET"
    with pytest.raises(OutputError) as caught:
        check_json("lists/a/b/record.json", json.dumps(row_with_fault).encode(), "record")
    message = str(caught.value)
    assert message.startswith("lists/a/b/record.json breaks its schema record at /evidence/1/kind: ")
    assert "is not one of" in message
    assert "SECRET" not in message
    assert caught.value.hint


def test_a_hostile_member_name_reaches_a_message_as_printable_ascii_in_a_valid_pointer() -> None:
    broken = full_row() | {"a/b\x1b[31m\u202e": 1}
    with pytest.raises(OutputError) as caught:
        check_json("x", json.dumps(broken).encode(), "record")
    message = str(caught.value)
    assert message.isascii()
    assert message.isprintable()
    assert "its top" in message


@pytest.mark.parametrize("data", [b"", b"{", b"\xff{}", b"nonsense", b"\xef\xbb\xbf{}"])
def test_what_is_no_json_is_refused_with_the_name_of_the_file(data: bytes) -> None:
    with pytest.raises(OutputError, match=r"^some/file would not be JSON"):
        check_json("some/file", data, "record")
