"""Canonical JSON (RFC 8785): the bytes that digests are made of.

The data here is text, whole numbers, truth values, null, lists and mappings; fractions do not occur in it. For such
data Python's own encoder writes what RFC 8785 asks for, many times as fast as the `rfc8785` library, but for the
order of keys beyond the Basic Multilingual Plane: that, and everything else that is unusual, is left to the library.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import rfc8785

_encode: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 form of a JSON value without fractions and with integers that JSON keeps exactly.

    RFC 8785, 3.2.3, sorts keys by UTF-16 code units. That is the order of code points unless one of them is beyond
    U+FFFF, so a text without any needs no second look.
    """
    text = _encode(value)
    if not text.isascii() and _BEYOND.search(text):
        return rfc8785.dumps(value)
    return text.encode("utf-8")
