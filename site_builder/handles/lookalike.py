"""Look-alikes: keys that two handles share if they can be mistaken for each other (UTS 39 skeletons).

A skeleton alone does not do for handles, because case does not count on most platforms and its owner decides
how a handle is shown: `PauI` and `paul` are alike, and so are `Maria` and `rnaria`. So both the handle and
its folded form are reduced, skeleton and folding in turn, until nothing changes.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from site_builder.handles.fold import nfkc_casefold
from site_builder.handles.unicode_table import unicode_table

_ROUNDS: Final = 8
"""No code point of the table needs more than three rounds; a test goes through all of them."""


def lookalike_keys(handle: str) -> frozenset[str]:
    """Return one or two keys; two handles look alike if they have a key in common.

    Keys are for comparison only. Limit: letters of one handle are not tried in different cases at once.
    """
    return frozenset((settle(handle), settle(nfkc_casefold(handle))))


def skeleton(text: str) -> str:
    """Return the UTS 39 skeleton of a text, default-ignorable characters removed, in NFD."""
    return unicode_table().skeleton(text)


def settle(text: str) -> str:
    """Return the text with skeleton and folding applied in turn until nothing changes."""
    if text.isascii():
        return text.translate(_asciisettle())
    return _settle(text)


def _settle(text: str) -> str:
    for _ in range(_ROUNDS):
        reduced = nfkc_casefold(skeleton(text))
        if reduced == text:
            break
        text = reduced
    return text


@cache
def _asciisettle() -> dict[int, str]:
    """Settle ASCII characters one by one: none of them joins with its neighbours."""
    return {code: _settle(chr(code)) for code in range(128)}
