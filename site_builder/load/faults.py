"""Faults: why a typed value does not fit its JSON Schema, by `jsonschema`, in words for people."""

import difflib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import jsonschema
from jsonschema.exceptions import ValidationError

from site_builder.load.mistakes import meant_by, mistyped
from site_builder.problems import Fault, escape_pointer

_MESSAGE_LENGTH: Final = 240
_MOST_HINTS: Final = 20
"""So many unknown keys of a mapping are compared with the known ones: a hostile file has a hundred thousand."""
_CODES: Final = {
    "type": "schema-type",
    "required": "schema-missing",
    "minProperties": "schema-missing",
    "minItems": "schema-missing",
    "additionalProperties": "schema-unknown-key",
    "anyOf": "schema-missing",
    "dependentRequired": "schema-missing",
}


# ECMA-262, WhiteSpace and LineTerminator.
_ECMA_SPACE: Final = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def faults(schema: dict[str, Any], typed: Any) -> tuple[Fault, ...]:
    """Return what is wrong with a value, in the order of the document; empty where this engine finds nothing."""
    return tuple(fault for error in _Validator(schema).iter_errors(typed) for fault in _faults(error))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # JSON Schema patterns are ECMA-262: `$` matches at the very end only, never before a last line feed, and
    # `\s` (in the schemas it is in classes only) is another set than Python's.
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", text).replace(r"\s", _ECMA_SPACE))


def _check_pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    # What is too long is refused for that: on a megabyte, some patterns would take hours.
    if not validator.is_type(instance, "string") or len(instance) > schema.get("maxLength", len(instance)):
        return
    if not _pattern(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def _check_unique(validator: Any, unique: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """Find what is listed twice in one pass: the library compares all pairs, which a hostile file makes slow."""
    if not unique or not validator.is_type(instance, "array"):
        return
    seen: set[str] = set()
    for index, item in enumerate(instance):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            yield jsonschema.ValidationError(f"{item!r} is listed twice", path=[index])
            return
        seen.add(text)


def _check_properties(validator: Any, properties: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    """Check each property; the library forgets which one it was that a `false` schema rules out."""
    if not validator.is_type(instance, "object"):
        return
    for name, part in properties.items():
        if name in instance and part is False:
            yield jsonschema.ValidationError(f"{name} is not allowed here", path=[name])
        elif name in instance:
            yield from validator.descend(instance[name], part, path=name, schema_path=name)


_Validator: Final = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # so in its stubs
    jsonschema.Draft202012Validator,
    validators={"pattern": _check_pattern, "properties": _check_properties, "uniqueItems": _check_unique},
)


def _faults(error: ValidationError) -> Iterator[Fault]:
    pointer = "".join(f"/{escape_pointer(str(token))}" for token in error.absolute_path)
    keyword = str(error.validator)
    if keyword == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for number, name in enumerate(sorted(set(error.instance) - set(known))):
            at = f"{pointer}/{escape_pointer(name)}"
            near = known if number < _MOST_HINTS else {}
            yield Fault("schema-unknown-key", at, _unknown(name, near), on_key=True)
    elif keyword == "properties":  # a key that another value rules out
        yield Fault("schema-unknown-key", pointer, error.message, on_key=True)
    else:
        on_key = "propertyNames" in error.absolute_schema_path
        if on_key:
            pointer += f"/{escape_pointer(str(error.instance))}"
        yield Fault(_CODES.get(keyword, "schema-value"), pointer, _message(error, keyword), on_key=on_key)


def _unknown(name: str, known: dict[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = "; write a number without commas" if name.isdigit() else _question(near[0] if near else None)
    return f"the key {_short(name)!r} is not allowed here{hint}"


def _message(error: ValidationError, keyword: str) -> str:
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    if keyword == "anyOf":
        options = [part.get("required", ["?"])[0] for part in schema.get("anyOf", ())]
        return f"one of {', '.join(options)} is required"
    if error.instance == "" and keyword != "minItems":
        kind = _KINDS.get(str(schema.get("type")), "text")
        return (
            f"is empty, but {kind} belongs here; fill it in, or remove the line if it is optional "
            "(a value that begins with # needs quotation marks)"
        )
    if keyword == "pattern":
        form = schema.get("description", error.message).partition(". ")[0].rstrip(".")
        meant = meant_by(str(error.instance), lambda text: bool(_pattern(error.validator_value).search(text)))
        named = re.sub(r"^An? (?!few)", lambda article: f"is not {article[0].lower()}", form)
        said = named if named != form else f"does not have the required form: {form}"
        return f"{_short(repr(error.instance))} {said}{_question(meant)}"
    if keyword == "enum":
        values: Any = error.validator_value
        known = [str(value) for value in values]
        near = difflib.get_close_matches(str(error.instance).lower(), known, n=1)
        said = f"{_short(repr(error.instance))} is not one of: {', '.join(known)}"
        return _short(said) + _question(near[0] if near else None)
    if keyword in ("required", "dependentRequired"):
        name = error.message.split("'")[1]
        values = schema.get("properties", {}).get(name, {}).get("enum", ())
        return _short(f"{name} is missing; add it" + (f", one of: {', '.join(values)}" if values else ""))
    if keyword in ("minItems", "minProperties"):
        return "must not be empty"
    return (
        mistyped(error.instance, str(error.validator_value)) if keyword == "type" else _short(error.message)
    )


_KINDS: Final = {
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _question(meant: str | None) -> str:
    return f"; did you mean {_short(meant)}?" if meant else ""


def _short(text: str) -> str:
    return text if len(text) <= _MESSAGE_LENGTH else text[: _MESSAGE_LENGTH - 1] + "…"
