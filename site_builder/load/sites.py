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
from site_builder.load.typed import compile_schema
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
    return compile_schema(resources.schema(schema_name), _text, _items, _members)


def _text(schema: dict[str, Any], name: str) -> _Visitor | None:
    kind = name if name in _KINDS else "string"
    if kind == "string" and (schema.get("type") != "string" or "pattern" in schema):
        return None

    def visit(value: Any, pointer: str, found: list[Site]) -> None:
        found.append(Site(kind, pointer, value))

    return visit


def _items(item: _Visitor) -> _Visitor:
    def visit(value: Any, pointer: str, found: list[Site]) -> None:
        for index, part in enumerate(value):
            item(part, f"{pointer}/{index}", found)

    return visit


def _members(named: dict[str, _Visitor], other: _Visitor | None) -> _Visitor:
    def visit(value: Any, pointer: str, found: list[Site]) -> None:
        for name, part in value.items():
            visitor = named.get(name, other)
            if visitor is not None:
                visitor(part, f"{pointer}/{escape_pointer(name)}", found)

    return visit
