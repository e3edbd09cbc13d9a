"""`docs/reference/feeds.md` says what the schemas say: every member, no other, in the same order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from hypothesis import given

from site_builder.publish.csv_rows import COLUMNS, guarded
from site_builder.publish.feed_schemas import NAMES, strict_schema
from site_builder.publish.feeds import publish
from tests.unit.publish.feed_catalog import catalog
from tests.unit.publish.feed_strategies import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import JsonObject

_PAGE: Final = (Path(__file__).parents[3] / "docs" / "reference" / "feeds.md").read_text(encoding="utf-8")
_PARTS: Final = re.split(r"^## (.+)\n", _PAGE, flags=re.MULTILINE)
_SECTIONS: Final = dict(zip(_PARTS[1::2], _PARTS[2::2], strict=True))
_ROW: Final = re.compile(r"^\| `([^`]+)` \| (.*?) \| (?:(yes|listing) )?\| (.*) \|$", flags=re.MULTILINE)


class _Member(NamedTuple):
    always: str
    meaning: str
    values: frozenset[str]


def _resolved(part: JsonObject, defs: JsonObject) -> JsonObject:
    reference = part.get("$ref", "")
    if not reference.startswith("#/$defs/"):
        return part
    return {**_resolved(defs[reference.removeprefix("#/$defs/")], defs), **part}


def _members(schema: JsonObject, defs: JsonObject, path: str = "") -> Iterator[tuple[str, _Member]]:
    for name, part in schema.get("properties", {}).items():
        always = "yes" if name in schema.get("required", ()) else ""
        for condition in schema.get("allOf", ()):
            if name in condition["then"].get("required", ()):
                always = "listing"
        yield from _member(part, defs, f"{path}.{name}" if path else name, always)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _member(schema["additionalProperties"], defs, f"{path}.<>", "")


def _member(part: JsonObject, defs: JsonObject, path: str, always: str) -> Iterator[tuple[str, _Member]]:
    whole = _resolved(part, defs)
    items = _resolved(whole.get("items", {}), defs)
    known = (items or whole).get("enum", ())
    yield path, _Member(always, whole["description"], frozenset(known))
    yield from _members(items or whole, defs, f"{path}[]" if items else path)


def _documented(name: str) -> list[tuple[str, str, str, str]]:
    rows = _ROW.findall(_SECTIONS[name.capitalize()])
    return [(re.sub(r"<[a-z]+>", "<>", path), of, always, meaning) for path, of, always, meaning in rows]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_every_member_of_its_schema_and_no_other(name: str) -> None:
    schema = strict_schema(name)
    members = dict(_members(schema, schema.get("$defs", {})))
    rows = _documented(name)
    assert [path for path, *_ in rows] == list(members)
    for path, of, always, meaning in rows:
        assert (always, meaning) == members[path][:2], path
        assert members[path].values <= set(re.findall(r"`([^`]+)`", of)), path


def test_the_table_of_the_csv_has_every_column_in_order() -> None:
    assert tuple(re.findall(r"^\| `([a-z_]+)` \|", _SECTIONS["CSV"], flags=re.MULTILINE)) == COLUMNS


def test_every_file_that_is_published_is_in_the_table_of_files() -> None:
    named = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", _SECTIONS["Files"], flags=re.MULTILINE)
    patterns = {re.sub(r"<[a-z]+>", "[a-z0-9-]+", re.escape(path)) for path, _ in named}
    seen = set()
    for path, _ in publish(catalog()):
        (pattern,) = (pattern for pattern in patterns if re.fullmatch(pattern, path))
        seen.add(pattern)
    assert seen == patterns
    schema = strict_schema("index")["$defs"]["file"]["properties"]["media_type"]
    assert {media_type for _, media_type in named} == set(schema["enum"])


def _documented_undo() -> Any:
    (code,) = re.findall(r"^```python\n(.*?)^```$", _SECTIONS["CSV"], flags=re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(compile(code, "feeds.md", "exec"), names)  # noqa: S102 - the page's own example
    return names["value"]


_UNDO: Final = _documented_undo()


@given(values)
def test_the_code_that_the_page_gives_undoes_the_guard(value: str) -> None:
    assert _UNDO(guarded(value)) == value
