"""Dice: every choice of a world, the same for the same seed on every machine and every day.

Only `random.Random.random` is used, the one method whose sequence Python promises to keep for a seed; from it come
whole numbers by one multiplication, which IEEE 754 makes the same everywhere.
"""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

from site_builder.days import days_between, shifted
from site_builder.ids import END_LENGTH, RECORD_ID_ALPHABET, RECORD_ID_LENGTH, SALT_LENGTH

T = TypeVar("T")


class Die:
    """A die of one purpose: `Die(seed, "relay", "dates")` never disturbs another."""

    def __init__(self, *name: str | int) -> None:
        seed = hashlib.sha256("\n".join(map(str, name)).encode()).digest()
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
        """Return `count` different items in the order drawn; all of them where there are fewer."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def day(self, first: str, last: str) -> str:
        """Return a day from `first` to `last` (YYYY-MM-DD), both included; `first` where that is the later."""
        return shifted(first, self.below(max(days_between(first, last) or 0, 0) + 1))

    def text(self, alphabet: str, length: int) -> str:
        """Return that many characters of an alphabet."""
        return "".join(self.pick(alphabet) for _ in range(length))

    def record_id(self) -> str:
        """Return an id, as records and decisions have them."""
        return self.text(RECORD_ID_ALPHABET, RECORD_ID_LENGTH)

    def salt(self) -> str:
        """Return the salt of a record."""
        return self.text(RECORD_ID_ALPHABET, SALT_LENGTH)

    def end(self) -> str:
        """Return what a withholding or a next claim has after the id of its record."""
        return self.text(RECORD_ID_ALPHABET, END_LENGTH)
