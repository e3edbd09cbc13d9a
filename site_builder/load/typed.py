"""Typing by schema: the strict loader's text becomes numbers and truth values where the schema says so, and is checked.

Nothing is guessed: `147000` is a number only where the schema wants an integer, `no` is never a truth value.
Text that does not fit is left as it is, and the shape check says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

import jsonschema_rs

from site_builder import resources
from site_builder.problems import Fault, escape_pointer

T = TypeVar("T")
Typer = Callable[[Any], Any]

_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
_BOOLEANS: Final = {"true": True, "false": False}


def compile_typer(schema: dict[str, Any]) -> Typer | None:
    """Return a function from loaded to typed values, or None where the schema has nothing but text."""
    return compile_schema(schema, lambda part, _: _TYPERS.get(part.get("type", "")), _array, _object)


def compile_schema(
    schema: dict[str, Any],
    leaf: Callable[[dict[str, Any], str], T | None],
    array: Callable[[T], T],
    mapping: Callable[[dict[str, T], T | None], T],
) -> T | None:
    """Return what a schema is for a purpose, made of what its parts are for it; None where nothing in it matters.

    `leaf` is given a schema of single values and its name in `$defs`, if it has one; `array` what the items are;
    `mapping` what the named members are, and all others. Understands the parts of JSON Schema by which source schemas
    say types: `type`, `properties`, `additionalProperties`, `items`, and `$ref` into the schema's own `$defs`.
    """
    defs = schema.get("$defs", {})

    def compiled(part: Any, name: str = "") -> T | None:
        if not isinstance(part, dict):
            return None
        if "$ref" in part:
            name = part["$ref"].removeprefix("#/$defs/")
            return compiled(defs[name], name)
        if part.get("type") == "array":
            item = compiled(part.get("items"))
            return None if item is None else array(item)
        if part.get("type") == "object":
            members = {name: compiled(member) for name, member in part.get("properties", {}).items()}
            named = {name: member for name, member in members.items() if member is not None}
            other = compiled(part.get("additionalProperties"))
            return mapping(named, other) if named or other is not None else None
        return leaf(part, name)

    return compiled(schema)


def _integer(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else value


def _boolean(value: Any) -> Any:
    return _BOOLEANS.get(value, value) if isinstance(value, str) else value


_TYPERS: Final[dict[str, Typer]] = {"integer": _integer, "boolean": _boolean}


def _array(item: Typer) -> Typer:
    return lambda value: [item(part) for part in value] if isinstance(value, list) else value


def _object(named: dict[str, Typer], other: Typer | None) -> Typer:
    def convert(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if other is not None:
            return {name: named.get(name, other)(part) for name, part in value.items()}
        typed = dict(value)
        for name, typer in named.items():
            if name in typed:
                typed[name] = typer(typed[name])
        return typed

    return convert


class Shape:
    """One source schema, compiled: types values and checks them.

    `jsonschema-rs` answers yes or no; only a value that it refuses is looked at again, in `load.faults`, by an engine
    that takes longer to import than most runs take. A property test holds that the two agree.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        self._fast = jsonschema_rs.Draft202012Validator(schema)
        self._schema = schema
        self._typer: Typer | None = compile_typer(schema)

    def typed(self, value: Any) -> Any:
        """Return the value with numbers and truth values where the schema has them."""
        return self._typer(value) if self._typer else value

    def fits(self, typed: Any) -> bool:
        """Return whether the value fits the schema."""
        return bool(self._fast.is_valid(typed))

    def faults(self, typed: Any) -> tuple[Fault, ...]:
        """Return what is wrong with the value, in the order of the document; empty where it fits."""
        if self.fits(typed):
            return ()
        from site_builder.load.faults import faults  # noqa: PLC0415 - see the text of the class

        return faults(self._schema, typed) or (Fault("schema-value", "", "the file does not fit its schema"),)


@cache
def shape(name: str) -> Shape:
    """Return the compiled schema `schemas/<name>.schema.json`."""
    return Shape(resources.schema(name))


_KINDS: Final = frozenset({"date", "url", "text", "line", "contact"})


@dataclass(frozen=True, slots=True)
class Site:
    """One text of a value: its kind, its JSON pointer and the text.

    Kinds are the names of the schemas' own `$defs` (`date`, `url`, `text`, `line`, `contact`), and `string` for text
    that a schema bounds only in length, such as a handle.
    """

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
