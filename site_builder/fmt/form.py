"""Forms: what a file kind's schema says of a place's form: the order of keys, and how its text is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, Final

from site_builder import resources
from site_builder.load.layout import FileKind
from site_builder.load.typed import compile_schema

_DATE_DEFINITION: Final = "date"
# A pattern of schemas that lets in nothing but dates, whole or cut short (sources.schema.json).
_DATE_PATTERN: Final = "^[0-9]{4}"


class ScalarKind(Enum):
    """What the schema takes a scalar for."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one place; places below it that the schema does not know have the form `ANY`."""

    reading: ScalarKind = ScalarKind.TEXT
    named: Mapping[str, Form] = field(default_factory=dict)
    """Keys that the schema names, in its order."""
    other: Form | None = None
    """Of keys that are free."""
    items: Form | None = None

    def child(self, key: str | None) -> Form:
        """Return the form below a key, or of an item where `key` is None."""
        if key is None:
            return self.items or ANY
        return self.named.get(key) or self.other or ANY


ANY: Final = Form()


@cache
def form(kind: FileKind) -> Form:
    """Return the form of a whole source file."""
    schema = resources.schema(kind.schema)
    return compile_schema(schema, _leaf, lambda items: Form(items=items), _mapping) or ANY


def _leaf(schema: Mapping[str, Any], name: str) -> Form:
    return Form(reading=_reading(schema, name))


def _mapping(named: Mapping[str, Form], other: Form | None) -> Form:
    return Form(named=named, other=other)


def _reading(schema: Mapping[str, Any], name: str) -> ScalarKind:
    kind = schema.get("type")
    if kind == "integer":
        return ScalarKind.NUMBER
    if kind == "boolean":
        return ScalarKind.TRUTH
    is_date = name == _DATE_DEFINITION or str(schema.get("pattern", "")).startswith(_DATE_PATTERN)
    return ScalarKind.DATE if is_date else ScalarKind.TEXT
