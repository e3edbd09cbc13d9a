"""JSON documents for people and programs; what digests are made of is in canonical form instead."""

from __future__ import annotations

from typing import Any, Final

import orjson

_OPTIONS: Final = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def json_document(value: Any) -> bytes:
    """Return a JSON document for people and programs: UTF-8, members sorted, indented by two, a line feed at the end.

    Only what is JSON already may be in `value`, without fractions.
    """
    return orjson.dumps(value, option=_OPTIONS)
