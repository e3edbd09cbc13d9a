"""Dice: every choice that is not written in the cast, the same on every machine and every day.

Only `random.Random.random` is used, the one method whose sequence Python promises to keep for a seed; from it
come whole numbers by one multiplication, which IEEE 754 makes the same everywhere.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

SEED: Final = "northwind 1"
CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH: Final = 12


class Die:
    """A die of one purpose for one account: `Die(account.key, "dates")` never disturbs another."""

    def __init__(self, *name: str) -> None:
        seed = hashlib.sha256("\n".join((SEED, *name)).encode()).digest()
        self._random = random.Random(int.from_bytes(seed))  # noqa: S311 - repeatable on purpose, no secret

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to below `limit`."""
        return int(self._random.random() * limit)

    def between(self, first: int, last: int) -> int:
        """Return a whole number from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def chance(self, percent: int) -> bool:
        """Return True in `percent` of a hundred cases."""
        return self.below(100) < percent

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Return `count` different items in the order drawn (all of them where there are fewer)."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def day(self, first: str, last: str) -> str:
        """Return a day from `first` to `last`, both included; `first` where they stand the other way round."""
        span = (date.fromisoformat(last) - date.fromisoformat(first)).days
        return later(first, self.below(span + 1)) if span > 0 else first

    def text(self, alphabet: str, length: int) -> str:
        """Return that many characters of an alphabet."""
        return "".join(self.pick(alphabet) for _ in range(length))


def later(day: str, days: int) -> str:
    """Return the day that many days later (earlier where negative)."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def record_id(key: str) -> str:
    """Return the record id of an account of the cast: fixed for ever, and without a meaning of its own."""
    return Die(key, "id").text(CROCKFORD, _ID_LENGTH)
