"""How many examples Hypothesis tries where a test says so: as many as it says, in the profile `fast` a tenth."""

from __future__ import annotations

from typing import Final

from hypothesis import settings

_USUAL: Final = 100


def examples(count: int) -> int:
    """Return how many to try, where `count` are to be tried in a whole run."""
    return max(1, count * settings().max_examples // _USUAL)
