"""The check of every JSON file that is about to be written, against the strict form of its own schema.

The bytes are checked, not the values they were made from. A fault here is a defect of the builder, never of the
data, so it is an exception: it stops the build before anything of the new site is put in place.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Final

import jsonschema_rs

from site_builder.errors import DefectError
from site_builder.feeds.feed_schemas import strict_schema
from site_builder.problems import escape_pointer

# Messages speak of the place alone: values come from the lists and may hold anything.
_MASK: Final = "the value"


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(strict_schema(name), mask=_MASK)


def check_json(path: str, data: bytes, name: str) -> None:
    """Check that `data`, the file at `path`, is UTF-8 JSON that follows schema `name` of the feeds.

    Raises `DefectError` that names the file, the JSON pointer (RFC 6901) of the first fault, and what is wrong.
    """
    try:
        value = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise DefectError(_shown(f"{path} would not be JSON: {error}")) from error
    validator = _validator(name)
    if validator.is_valid(value):
        return
    fault = next(iter(validator.iter_errors(value)))
    pointer = "".join(f"/{escape_pointer(str(token))}" for token in fault.instance_path)
    message = f"{path} breaks its schema {name} at {pointer or 'its top'}: {fault.message}"
    raise DefectError(_shown(message))


def _shown(message: str) -> str:
    """Return the message in printable ASCII: names of members may hold anything too."""
    return "".join(
        character if character.isascii() and character.isprintable() else f"\\u{ord(character):04x}"
        for character in message
    )
