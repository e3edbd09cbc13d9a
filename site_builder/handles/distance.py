"""Near handles: all items within one or two edits, without comparing everything with everything.

Symmetric deletion: if two texts are k edits apart, deleting at most k characters from each can make them
equal, and the same holds for the first few characters of both, or the last. So every item is filed under one
end of it with up to two characters deleted, a query looks under the same for itself, and the candidates are
measured. The texts compared are folded handles; this module knows nothing about platforms.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    from collections.abc import Collection

_MAX_EDITS: Final = 2
_SHORT: Final = 6
"""Below this length of the longer text only one edit is near."""
_END: Final = 7
"""Characters of the end under which a text is filed: 29 places at most."""


def edits_apart(first: str, second: str) -> int | None:
    """Return the distance of two folded handles (Damerau-Levenshtein), None where they are not near.

    That counts insertions, deletions, substitutions and swaps of neighbours. Near are two edits, and one where both are
    short; lengths count code points.
    """
    limit = 1 if max(len(first), len(second)) < _SHORT else _MAX_EDITS
    distance = DamerauLevenshtein.distance(first, second, score_cutoff=limit)
    return distance if distance <= limit else None


def shortened(text: str, *, from_back: bool) -> set[str]:
    """Return one end of a text, by `from_back` the last, with none, one or two of its characters deleted."""
    end = text[-_END:] if from_back else text[:_END]
    size = len(end)
    return {
        "".join(kept)
        for deletions in range(min(_MAX_EDITS, size) + 1)
        for kept in combinations(end, size - deletions)
    }


def from_back(texts: Collection[str]) -> bool:
    """Return whether the last characters of texts tell them apart better than the first."""
    last, first = Counter(text[-_END:] for text in texts), Counter(text[:_END] for text in texts)
    return _crowding(last) < _crowding(first)


def _crowding(ends: Counter[str]) -> int:
    """Return how many pairs of texts share an end, each pair twice and each text with itself."""
    return sum(count * count for count in ends.values())
