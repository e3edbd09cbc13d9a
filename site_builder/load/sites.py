"""Sites: every piece of text in a typed value that a check may want to look at, with what kind of text it is.

Kinds are the names of the schemas' own `$defs` (`date`, `url`, `text`, `line`, `contact`), and `string` for text
that a schema bounds only in length, such as a handle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from site_builder import resources
from site_builder.problems import escape_pointer

_KINDS: Final = frozenset({"date", "url", "text", "line", "contact"})


@dataclass(frozen=True, slots=True)
class Site:
    """One text of a value: its kind, its JSON pointer and the text."""

    kind: str
    pointer: str
    text: str


_Visitor = Callable[[Any, str, list[Site]], None]


def sites(schema_name: str, typed: Any) -> list[Site]:
    """Return the texts of a value that fits `schemas/<schema_name>.schema.json`, in schema order."""
    found: list[Site] = []
    visitor = _visitor(schema_name)
    if visitor is not None:
        visitor(typed, "", found)
    return found


@cache
def _visitor(schema_name: str) -> _Visitor | None:
    schema = resources.schema(schema_name)
    return _compile(schema, schema.get("$defs", {}))


def _compile(schema: Any, defs: dict[str, Any]) -> _Visitor | None:
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return _text(name) if name in _KINDS else _compile(defs[name], defs)
    kind = schema.get("type")
    if kind == "string":
        return None if "pattern" in schema else _text("string")
    if kind == "array":
        return _items(_compile(schema.get("items"), defs))
    if kind == "object":
        named = {name: _compile(part, defs) for name, part in schema.get("properties", {}).items()}
        visitors = {name: visitor for name, visitor in named.items() if visitor is not None}
        return _members(visitors, _compile(schema.get("additionalProperties"), defs))
    return None


def _text(kind: str) -> _Visitor:
    def visit(value: Any, pointer: str, found: list[Site]) -> None:
        found.append(Site(kind, pointer, value))

    return visit


def _items(item: _Visitor | None) -> _Visitor | None:
    if item is None:
        return None

    def visit(value: Any, pointer: str, found: list[Site]) -> None:
        for index, part in enumerate(value):
            item(part, f"{pointer}/{index}", found)

    return visit


def _members(named: dict[str, _Visitor], other: _Visitor | None) -> _Visitor | None:
    if not named and other is None:
        return None

    def visit(value: Any, pointer: str, found: list[Site]) -> None:
        for name, part in value.items():
            visitor = named.get(name, other)
            if visitor is not None:
                visitor(part, f"{pointer}/{escape_pointer(name)}", found)

    return visit
