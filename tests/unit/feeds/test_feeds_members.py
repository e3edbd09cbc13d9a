"""What a row has is said in many places; each of them names the same members, down to the last.

The schema is what the others are held against: the type, the row that is made of a full record, the change history's
own shape of old files (frozen, so it is not derived), the CSV, the words for what changed, and the reference. A member
that is missing in one of them fails here.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, Final, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from site_builder.derive.row import row
from site_builder.feeds.csv_rows import COLUMNS, csv_lines
from site_builder.feeds.feed_schemas import names, strict_schema
from site_builder.feeds.lists import list_facts
from site_builder.feeds.recent import json_feed, recent_changes
from site_builder.history import shapes
from site_builder.history.model import Event
from site_builder.load.source_tree import packaged
from site_builder.model import PublicRow, Tombstone
from site_builder.wording import change_words
from tests.instance import salt_of
from tests.unit.feeds.feed_catalog import catalog, full_row, public_list, public_record
from tests.unit.feeds.feed_history import tombstone
from tests.unit.feeds.test_feeds_docs import documented, members_of
from tests.unit.feeds.test_feeds_schemas import derived_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import JsonObject

_CLEARED: Final = tombstone(
    "7k3f9q2m4d1p",
    "harbour",
    account_id="900",
    handle="Quay",
    platform="chirp",
    salt=salt_of("7k3f9q2m4d1p"),
)
_MEMBERS: Final = {name: set(dict(members_of(names()[name]))) for name in ("Event", "Listing", "Tombstone")}
_SCALARS: Final = {"string": str, "integer": int, "boolean": bool}
_OF_JSON_ALONE: Final = {
    "basis[].note",
    "basis[].source",
    "evidence[].captured",
    "evidence[].id",
    "evidence[].published",
    "evidence[].sha256",
    "evidence[].shows",
    "evidence[].summary",
    "links[].evidence",
    "observations[].evidence",
    "observations[].following",
    "observations[].posts",
    "match.account_id",  # `match_key` says it
    "previous_handles",
    "previous_handles[].from",
    "previous_handles[].handle",
    "previous_handles[].until",
    "profile.languages[].inferred",
    "profile.locations[].inferred",
}
"""What the CSV leaves to the other files, as the reference says of it in short."""


def _said(value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every member of a value, as the reference writes it."""
    if isinstance(value, dict):
        for name, part in value.items():
            whole = f"{path}.{name}" if path else name
            yield whole
            yield from _said(part, whole)
    elif isinstance(value, list):
        for part in value:
            yield from _said(part, f"{path}[]")


def _changed(value: Any, path: str, change: Any) -> Any:
    """Return a value with what is at a path, in each item of an array, replaced by what `change` makes of it."""
    made = copy.deepcopy(value)
    *parents, last = path.split(".")
    holders = [made]
    for step in parents:
        holders = [holder[step.removesuffix("[]")] for holder in holders if step.removesuffix("[]") in holder]
        if step.endswith("[]"):
            holders = [item for holder in holders for item in holder]
    for holder in holders:
        if last in holder:
            holder[last] = change(holder[last])
    return made


def _differences(type_: Any, schema: JsonObject, path: str = "") -> Iterator[str]:
    """Yield where a type and a schema say different things."""
    if "$ref" in schema:
        schema = names()[schema["$ref"].removeprefix("#/$defs/")]
    if "properties" in schema:
        if not is_typeddict(type_):
            yield f"{path}: {type_} is not one of the model's shapes"
            return
        hints = get_type_hints(type_, include_extras=True)
        if set(hints) != set(schema["properties"]):
            yield f"{path}: {sorted(set(hints) ^ set(schema['properties']))}"
        for name in hints.keys() & schema["properties"].keys():
            hint = hints[name]
            optional = get_origin(hint) is NotRequired or not type_.__total__
            if optional == (name in schema["required"]):
                yield f"{path}.{name}: required in one of the two"
            inner = get_args(hint)[0] if get_origin(hint) is NotRequired else hint
            yield from _differences(inner, schema["properties"][name], f"{path}.{name}")
    elif schema.get("type") == "array":
        if get_origin(type_) is not list:
            yield f"{path}: {type_} is not a list"
        else:
            yield from _differences(get_args(type_)[0], schema["items"], f"{path}[]")
    elif type_ is not _SCALARS[schema.get("type", "boolean")]:
        yield f"{path}: {type_} is not {schema}"


@pytest.mark.parametrize(("type_", "name"), [(PublicRow, "Listing"), (Tombstone, "Tombstone")])
def test_the_type_of_a_row_is_its_schema(type_: Any, name: str) -> None:
    assert list(_differences(type_, names()[name])) == []


def test_a_row_of_a_full_record_has_every_member_and_so_has_the_one_that_tests_use() -> None:
    made = row(
        derived_record(full_row(), ["display_name", "locations"]),
        catalog().platforms,
        {"9m2x0r5t8v4w"},
        packaged("vocabulary"),
    )
    assert set(_said(made)) == _MEMBERS["Listing"]
    assert set(_said(full_row())) == _MEMBERS["Listing"]
    assert set(_said(_CLEARED.row)) == _MEMBERS["Tombstone"]


# The history


def _text(value: Any) -> Any:
    """Return a value as the strict loader gives it: every scalar a text."""
    if isinstance(value, dict):
        return {name: _text(part) for name, part in value.items()}
    return [_text(part) for part in value] if isinstance(value, list) else str(value)


_DERIVED: Final = {"actionable", "appeal", "confirms", "example", "list", "match", "state", "valid_until"}
"""Members of a row that no file of a record says."""
_SOURCE: Final = {name: value for name, value in full_row().items() if name not in _DERIVED}
_FILE: Final = _text(_SOURCE | {"submitted_by": ["somebody"]})


def test_the_history_reads_a_full_record_as_today_does() -> None:
    assert shapes.RECORD(_FILE) == _SOURCE | {"submitted_by": ["somebody"]}


@pytest.mark.parametrize("path", sorted(set(_said(_SOURCE))))
def test_the_history_knows_the_shape_of_every_member_of_a_row(path: str) -> None:
    with pytest.raises(shapes.Unfit):
        shapes.RECORD(
            _changed(_FILE, path, lambda value: "text" if not isinstance(value, str) else {"a": ["b"]})
        )


# The CSV


def _line(made: Any) -> bytes:
    return list(csv_lines([public_record(made)], {"court-document", "report"}))[1]


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case list():
            return value[:-1]
    return dict(list(value.items())[:-1])


_ROW: Final = full_row() | {"observations": full_row()["observations"][:1]}
"""Its newest observation says everything."""


@pytest.mark.parametrize("path", sorted(_MEMBERS["Listing"]))
def test_the_csv_of_a_listing_shows_a_member_or_leaves_it_to_the_other_files(path: str) -> None:
    assert (_line(_changed(_ROW, path, _other)) != _line(_ROW)) == (path not in _OF_JSON_ALONE)


@pytest.mark.parametrize("path", sorted(_MEMBERS["Tombstone"]))
def test_the_csv_of_a_tombstone_shows_every_member(path: str) -> None:
    assert _line(_changed(_CLEARED.row, path, _other)) != _line(_CLEARED.row)


def test_every_place_that_a_column_names_is_in_a_row() -> None:
    places = {path.removesuffix("[]") for path in COLUMNS.values() if not path.startswith("_")}
    assert places <= _MEMBERS["Listing"] | _MEMBERS["Tombstone"]


# Words and pages


def test_every_member_has_words_for_its_change() -> None:
    top = set(names()["Listing"]["properties"]) | set(names()["Tombstone"]["properties"])
    assert set(change_words.MEMBERS) == top


def test_the_reference_has_every_member_and_no_other() -> None:
    for section, schema in (("record", "record"), ("event", "event"), ("records", "records")):
        assert [path for path, *_ in documented(section)] == list(dict(members_of(strict_schema(schema))))


# Events and lists


def test_an_event_has_the_members_of_its_schema_and_an_entry_of_a_feed_some_of_them() -> None:
    event = Event(
        time="2026-02-20T09:30:00Z",
        record="7k3f9q2m4d1p",
        list="harbour",
        kind="retracted",
        before="verified",
        after="retracted",
        fields=("state",),
        sha256="0" * 64,
        reason="duplicate",
        effect="stop-relying",
        commit="0" * 40,
        pull_request=7,
        seq=1,
    )
    assert set(event.row) == _MEMBERS["Event"]
    published = catalog()
    said = {
        name
        for recent in recent_changes(published, ()).values()
        for item in _items(recent)
        for name in item["_handlelists"]
    }
    assert said == set(names()["FeedEvent"]["properties"])


def _items(recent: Any) -> list[JsonObject]:
    (data,) = json_feed(recent)
    items: list[JsonObject] = json.loads(data)["items"]
    return items


def test_what_is_said_of_a_list_has_the_members_of_its_schema() -> None:
    facts = list_facts(public_list("harbour", [full_row()]))
    assert set(facts) | {"deleted"} == set(names()["ListFacts"]["properties"])
