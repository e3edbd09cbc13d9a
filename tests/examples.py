"""How many examples Hypothesis tries where a test says so: as many as it says in a usual run of all tests.

In the profile `fast` they are a fifth, in `long` ten times as many.
"""

from __future__ import annotations

from typing import Final

from hypothesis import settings

_USUAL: Final = 50


def examples(count: int) -> int:
    """Return how many to try, where `count` are to be tried in a usual run."""
    return max(1, count * settings().max_examples // _USUAL)
