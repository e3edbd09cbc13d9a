"""Look-alikes: in what one account could be taken for another on the same platform, and keys to find that by.

Two handles share a key if they can be mistaken for each other (UTS 39 skeletons).
A skeleton alone does not do for handles, because case does not count on most platforms and its owner decides
how a handle is shown: `PauI` and `paul` are alike, and so are `Maria` and `rnaria`. So both the handle and
its folded form are reduced, skeleton and folding in turn, until nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from site_builder.handles.distance import edits_apart
from site_builder.handles.fold import Folding, fold, nfkc_casefold
from site_builder.handles.unicode_table import unicode_table

if TYPE_CHECKING:
    from collections.abc import Callable


_STRONGEST: Final = (
    "the same account id",
    "the same handle",
    "looks the same (Unicode UTS 39)",
    "one edit apart",
)
_ROUNDS: Final = 8
"""No code point of the table needs more than three rounds; tests go through all of them."""


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
    return reduced(text, lambda text: nfkc_casefold(skeleton(text)))


def reduced(text: str, step: Callable[[str], str]) -> str:
    """Return the text with a step applied until nothing changes."""
    for _ in range(_ROUNDS):
        before, text = text, step(text)
        if text == before:
            break
    return text


@cache
def _asciisettle() -> dict[int, str]:
    """Settle ASCII characters one by one: none of them joins with its neighbours."""
    return {code: _settle(chr(code)) for code in range(128)}


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything of an account that another is compared by."""

    folded: str
    keys: frozenset[str]
    account_id: str | None


def looks(platform: Folding, handle: str, account_id: str | None = None) -> Looks:
    """Return what an account is compared by."""
    return Looks(fold(platform, handle), lookalike_keys(handle), account_id)


def likeness(first: Looks, second: Looks) -> str | None:
    """Return in what two accounts of one platform are alike, the strongest reason first; None where they are not."""
    if first.account_id is not None and first.account_id == second.account_id:
        return "the same account id"
    if first.folded == second.folded:
        return "the same handle"
    if first.keys & second.keys:
        return "looks the same (Unicode UTS 39)"
    edits = edits_apart(first.folded, second.folded)
    return None if edits is None else "one edit apart" if edits == 1 else f"{edits} edits apart"


def likeness_rank(reason: str) -> int:
    """Return where a reason that `likeness` gave ranks among all: 0 is the strongest."""
    return _STRONGEST.index(reason) if reason in _STRONGEST else len(_STRONGEST)
