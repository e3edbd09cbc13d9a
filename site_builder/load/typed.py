"""Typing by schema: the strict loader's text becomes numbers and truth values where the schema says so.

Nothing is guessed: `147000` is a number only where the schema wants an integer, `no` is never a truth value.
Text that does not fit is left as it is, and the shape check says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

Typer = Callable[[Any], Any]

_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
_BOOLEANS: Final = {"true": True, "false": False}


def compile_typer(schema: dict[str, Any]) -> Typer | None:
    """Return a function from loaded to typed values, or None where the schema has nothing but text.

    Understands the parts of JSON Schema by which source schemas say types: `type`, `properties`,
    `additionalProperties`, `items`, and `$ref` into the schema's own `$defs`.
    """
    return _compile(schema, schema.get("$defs", {}))


def _compile(schema: Any, defs: dict[str, Any]) -> Typer | None:
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return _compile(defs[schema["$ref"].removeprefix("#/$defs/")], defs)
    kind = schema.get("type")
    if kind == "integer":
        return _integer
    if kind == "boolean":
        return _boolean
    if kind == "array":
        return _array(_compile(schema.get("items"), defs))
    if kind == "object":
        named = {
            name: typer
            for name, part in schema.get("properties", {}).items()
            if (typer := _compile(part, defs)) is not None
        }
        return _object(named, _compile(schema.get("additionalProperties"), defs))
    return None


def _integer(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else value


def _boolean(value: Any) -> Any:
    return _BOOLEANS.get(value, value) if isinstance(value, str) else value


def _array(item: Typer | None) -> Typer | None:
    if item is None:
        return None
    return lambda value: [item(part) for part in value] if isinstance(value, list) else value


def _object(named: dict[str, Typer], other: Typer | None) -> Typer | None:
    if not named and other is None:
        return None

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
