"""Likeness: in what one account could be taken for another on the same platform, said in a few words.

The thresholds are those of the rules about protected accounts: an equal UTS 39 skeleton, or one or two edits
(`distance.bound`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import DamerauLevenshtein

from site_builder.handles.distance import bound
from site_builder.handles.fold import fold
from site_builder.handles.lookalike import lookalike_keys

if TYPE_CHECKING:
    from site_builder.handles.fold import Folding

_STRONGEST: Final = (
    "the same account id",
    "the same handle",
    "looks the same (Unicode UTS 39)",
    "one edit apart",
)


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
    limit = bound(first.folded, second.folded)
    if abs(len(first.folded) - len(second.folded)) > limit:
        return None
    edits = DamerauLevenshtein.distance(first.folded, second.folded, score_cutoff=limit)
    if edits > limit:
        return None
    return "one edit apart" if edits == 1 else f"{edits} edits apart"


def likeness_rank(reason: str) -> int:
    """Return where a reason that `likeness` gave stands among all: 0 is the strongest."""
    return _STRONGEST.index(reason) if reason in _STRONGEST else len(_STRONGEST)
