"""`docs/reference/feeds.md` says what the schemas say: every member, no other, in the same order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
import yaml
from hypothesis import given

from site_builder import resources
from site_builder.csv_cells import guarded
from site_builder.feeds.csv_rows import COLUMNS
from site_builder.feeds.feed_schemas import names, strict_schema
from site_builder.feeds.recent import DAYS, LEAST, MOST, NEVER
from site_builder.feeds.records_feed import DIVISOR
from site_builder.feeds.registry import EXPORTERS
from site_builder.history.model import REMOVED
from site_builder.history.pages import PAGE_EVENTS
from tests.unit.feeds.feed_catalog import catalog
from tests.unit.feeds.feed_files import SCHEMAS, feed_files
from tests.unit.feeds.feed_strategies import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import JsonObject

_PAGE: Final = (Path(__file__).parents[3] / "docs" / "reference" / "feeds.md").read_text(encoding="utf-8")
_PARTS: Final = re.split(r"^## (.+)\n", _PAGE, flags=re.MULTILINE)
_SECTIONS: Final = dict(zip(_PARTS[1::2], _PARTS[2::2], strict=True))
_ROW: Final = re.compile(
    r"^\| `([^`]+)` \| (.*?) \| (?:(yes|listing|removed|kept|history) )?\| (.*) \|$", flags=re.MULTILINE
)


_NAMES: Final = names()
_CONDITIONS: Final = (("removed", {"enum": sorted(REMOVED)}), ("history", {"const": True}))
_FORMS: Final = {"Listing": "listing", "Tombstone": "removed"}


class _Member(NamedTuple):
    always: str
    meaning: str
    values: frozenset[str]


def _resolved(part: JsonObject) -> JsonObject:
    if "$ref" not in part:
        return part
    return {**_resolved(_NAMES[part["$ref"].removeprefix("#/$defs/")]), **part}


def members_of(schema: JsonObject, path: str = "") -> Iterator[tuple[str, _Member]]:
    """Yield the members of an object, in order, or those of all forms of a union, sorted."""
    forms = {part["$ref"].removeprefix("#/$defs/"): _resolved(part) for part in schema.get("anyOf", ())}
    found: dict[str, dict[str, _Member]] = {}
    for form, whole in forms.items():
        for name, member in members_of(whole, path):
            found.setdefault(name, {})[form] = member
    for name, of in sorted(found.items()):
        first = next(iter(of.values()))
        always = [form for form, member in of.items() if member.always == "yes"]
        if re.fullmatch(r"\w+", name) and len(always) < len(forms):
            first = first._replace(always=_FORMS.get(always[0], "") if always else "")
        yield name, first._replace(values=frozenset().union(*(member.values for member in of.values())))
    for name, part in schema.get("properties", {}).items():
        yield from _member(part, f"{path}.{name}" if path else name, _always(schema, name))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _member(schema["additionalProperties"], f"{path}.<>", "")


def _always(schema: JsonObject, name: str) -> str:
    """Return the word for when a member is there: the page's sections say what each stands for."""
    asked = schema.get("if", {})
    if name in schema.get("then", {}).get("required", ()):
        return next((word for word, known in _CONDITIONS if known in asked["properties"].values()), "")
    if name in schema.get("else", {}).get("required", ()):
        assert asked["required"] == ["deleted"]
        return "kept"
    return "yes" if name in schema.get("required", ()) else ""


def _member(part: JsonObject, path: str, always: str) -> Iterator[tuple[str, _Member]]:
    whole = _resolved(part)
    items = _resolved(whole.get("items", {}))
    known = (items or whole).get("enum", ())
    yield path, _Member(always, whole["description"], frozenset(known))
    # The page has rows, events and what a list says of itself once, in sections of their own.
    if "anyOf" not in (items or whole) and path not in {"events", "list"}:
        yield from members_of(items or whole, f"{path}[]" if items else path)


def documented(name: str) -> list[tuple[str, str, str, str]]:
    rows = _ROW.findall(_SECTIONS[name.capitalize()])
    return [(re.sub(r"<[a-z]+>", "<>", path), of, always, meaning) for path, of, always, meaning in rows]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_table_has_every_member_of_its_schema_and_no_other(name: str) -> None:
    schema = strict_schema(name)
    members = dict(members_of(schema))
    rows = documented(name)
    assert [path for path, *_ in rows] == list(members)
    for path, of, always, meaning in rows:
        assert (always, meaning) == members[path][:2], path
        assert members[path].values <= set(re.findall(r"`([^`]+)`", of)), path


def test_the_table_of_the_csv_has_every_column_in_order() -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|", _SECTIONS["CSV"], flags=re.MULTILINE) == list(COLUMNS)


def test_the_table_of_reasons_is_the_vocabulary() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \| `([a-z-]+)` \|$", _SECTIONS["Record"], flags=re.MULTILINE)
    text = (resources.schemas_path() / "vocabulary.yaml").read_text(encoding="utf-8")
    reasons = yaml.safe_load(text)["removal_reasons"]
    assert rows == [(code, term["meaning"], term["effect"]) for code, term in reasons.items()]


def test_the_page_says_how_much_pages_chunks_and_feeds_hold() -> None:
    assert f"the {DAYS} days up to its newest change, and at least the newest {LEAST}" in _SECTIONS["Feed"]
    assert f"It holds at most {MOST}:" in _SECTIONS["Feed"]
    assert NEVER in _SECTIONS["Atom"]
    assert f"is divisible by {DIVISOR}." in _SECTIONS["Chunks"]
    assert f"Page 0 holds the events 1 to {PAGE_EVENTS}," in _SECTIONS["Changes"]


_PARAMETERS: Final = {"digest": "sha256", "id": "record", "list": "list", "n": "page", "name": "schema"}
"""Parameters of paths by what the page calls them."""


def test_the_table_of_files_is_the_registry_of_exporters() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", _SECTIONS["Files"], flags=re.MULTILINE)
    named = [
        (re.sub(r"<([a-z]+)>", lambda match: f"{{{_PARAMETERS[match[1]]}}}", path), media_type)
        for path, media_type in rows
    ]
    assert sorted(named) == sorted((exporter.path, exporter.media_type) for exporter in EXPORTERS)
    assert {media_type for _, media_type in named} == set(
        _NAMES["FeedFile"]["properties"]["media_type"]["enum"]
    )


def test_the_page_names_every_schema() -> None:
    (names,) = re.findall(r"\[the schemas\]\(#schemas\): (.*) \|$", _SECTIONS["Files"], flags=re.MULTILINE)
    assert tuple(re.findall(r"`([a-z]+)`", names)) == SCHEMAS


def test_every_exporter_has_files_and_every_file_one_exporter() -> None:
    patterns = {item: re.sub(r"\\{[a-z0-9]+\\}", "[a-z0-9-]+", re.escape(item.path)) for item in EXPORTERS}
    seen = set()
    for path, _ in feed_files(catalog()):
        (found,) = (item for item, pattern in patterns.items() if re.fullmatch(pattern, path))
        seen.add(found)
    assert seen == set(EXPORTERS)


def _documented_undo() -> Any:
    (code,) = re.findall(r"^```python\n(.*?)^```$", _SECTIONS["CSV"], flags=re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(compile(code, "feeds.md", "exec"), names)  # noqa: S102 - the page's own example
    return names["value"]


_UNDO: Final = _documented_undo()


@given(values)
def test_the_code_that_the_page_gives_undoes_the_guard(value: str) -> None:
    assert _UNDO(guarded(value)) == value
