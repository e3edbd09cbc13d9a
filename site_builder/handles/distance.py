"""Near handles: all items within one or two edits, without comparing everything with everything.

Symmetric deletion: if two texts are k edits apart, deleting at most k characters from each can make them
equal, and the same holds for the first few characters of both, or the last. So every item is filed under one
end of it with up to two characters deleted, a query looks under the same for itself, and the candidates are
measured. The texts compared are folded handles; this module knows nothing about platforms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final, Self

from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


@dataclass(frozen=True, slots=True)
class NeighbourIndex:
    """Items to be found by nearness; built once, then only read."""

    _from_back: bool
    """Whether texts are filed under their last characters: whichever end tells them apart better."""
    _texts: tuple[str, ...]
    _keys: Mapping[str, tuple[str, ...]]
    _filed: Mapping[str, tuple[int, ...]]

    @classmethod
    def build(cls, items: Iterable[tuple[str, str]]) -> Self:
        """Index pairs of folded handle and key; several items may have the same handle."""
        keys: dict[str, set[str]] = {}
        for text, key in items:
            keys.setdefault(text, set()).add(key)
        texts = tuple(sorted(keys))
        from_back = _crowding(text[-_END:] for text in texts) < _crowding(text[:_END] for text in texts)
        filed: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for shortened in _shortened(text, from_back=from_back):
                filed.setdefault(shortened, []).append(number)
        return cls(
            from_back,
            texts,
            {text: tuple(sorted(found)) for text, found in keys.items()},
            {shortened: tuple(numbers) for shortened, numbers in filed.items()},
        )

    def near(self, folded: str) -> list[tuple[str, int]]:
        """Return (key, `edits_apart`) of every item that is near, equal ones included, nearest first, then by key."""
        candidates: set[int] = set()
        for shortened in _shortened(folded, from_back=self._from_back):
            candidates.update(self._filed.get(shortened, ()))
        found = []
        for number in candidates:
            text = self._texts[number]
            distance = edits_apart(text, folded)
            if distance is not None:
                found += [(distance, key) for key in self._keys[text]]
        return [(key, distance) for distance, key in sorted(found)]


def _shortened(text: str, *, from_back: bool) -> set[str]:
    """Return one end of a text with none, one or two of its characters deleted."""
    end = text[-_END:] if from_back else text[:_END]
    size = len(end)
    return {
        "".join(kept)
        for deletions in range(min(_MAX_EDITS, size) + 1)
        for kept in combinations(end, size - deletions)
    }


def _crowding(ends: Iterable[str]) -> int:
    """Return how many pairs of texts share an end, each pair twice and each text with itself."""
    return sum(count * count for count in Counter(ends).values())
