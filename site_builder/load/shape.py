"""Shape: does a typed value fit its JSON Schema, and if not, where and why.

`jsonschema-rs` answers yes or no; only a value that it refuses is looked at again, in `load.faults`, by an engine
that takes longer to import than most runs take. A property test holds that the two agree.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from site_builder import resources
from site_builder.load.typed import Typer, compile_typer
from site_builder.problems import Fault


class Shape:
    """One source schema, compiled: types values and checks them."""

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
        from site_builder.load.faults import faults  # noqa: PLC0415 - see the module's text

        return faults(self._schema, typed) or (Fault("schema-value", "", "the file does not fit its schema"),)


@cache
def shape(name: str) -> Shape:
    """Return the compiled schema `schemas/<name>.schema.json`."""
    return Shape(resources.schema(name))
