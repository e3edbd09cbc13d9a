"""Exchange: how packets and answers are written and read as JSON. What is read is hostile.

Written so that a text editor shows what is there: characters that hide, turn or move text are written as JSON escapes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from site_builder.load.typed import shape
from site_builder.report.escape import is_hostile
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed, an_object, parse

if TYPE_CHECKING:
    from site_builder.model import JsonObject


def written(value: JsonObject) -> bytes:
    """Return a JSON object as sorted, indented UTF-8; hostile characters as escapes, the value unchanged."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    # Beyond the first plane as a surrogate pair (RFC 8259, 7).
    safe = "".join(json.dumps(mark)[1:-1] if mark != "\n" and is_hostile(mark) else mark for mark in text)
    return f"{safe}\n".encode()


def read(data: bytes, name: str, limit: int) -> JsonObject:
    """Return the JSON object of at most `limit` bytes that fits `schemas/review/<name>.schema.json`.

    Raises `Malformed` with the first thing that is wrong.
    """
    if len(data) > limit:
        raise Malformed(f"it is longer than {limit} bytes")
    found = an_object(parse(data, LIMITS.exchange_depth), "it")
    refuse_misshapen(found, f"review/{name}")
    return found


def refuse_misshapen(value: JsonObject, schema: str, where: str = "") -> None:
    """Raise `Malformed` where a value does not fit a schema."""
    faults = shape(schema).faults(value)
    if faults:
        first = faults[0]
        raise Malformed(f"at {where}{first.pointer or '/'}: {first.message}")
