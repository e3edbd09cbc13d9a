"""Looks index: of many accounts of one platform those that another is or could be taken for, without comparing all.

Says of two accounts what `likeness` says of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from site_builder.handles.distance import NeighbourIndex
from site_builder.handles.lookalike import Looks, likeness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


_FEW: Final = 16
"""Up to so many accounts are all compared: that takes less than to look where they are filed."""


@dataclass(frozen=True, slots=True)
class LooksIndex:
    """Accounts by everything that they are compared by; built once, then only read."""

    _looks: Mapping[str, Looks]
    _filed: Mapping[tuple[str, str], list[str]]
    _near: NeighbourIndex

    @classmethod
    def build(cls, items: Iterable[tuple[str, Looks]]) -> Self:
        """Index pairs of a key and what its account is compared by; no two have the same key."""
        looks = dict(items)
        filed: dict[tuple[str, str], list[str]] = {}
        for key, found in looks.items():
            for place in _places(found):
                filed.setdefault(place, []).append(key)
        near = NeighbourIndex.build((found.folded, key) for key, found in looks.items())
        return cls(looks, filed, near)

    def like(self, other: Looks) -> dict[str, str]:
        """Return the keys of all accounts that another is like, each with the reason that `likeness` gives."""
        keys: Collection[str] = self._looks.keys()
        if len(keys) > _FEW:
            near = (key for key, _ in self._near.near(other.folded))
            keys = {key for place in _places(other) for key in self._filed.get(place, ())}.union(near)
        reasons = ((key, likeness(self._looks[key], other)) for key in keys)
        return {key: reason for key, reason in reasons if reason is not None}


def _places(looks: Looks) -> Iterator[tuple[str, str]]:
    yield from (("look", key) for key in looks.keys)
    if looks.account_id is not None:
        yield "account id", looks.account_id
