"""Limits of reviewing: sizes in bytes, depths in levels, counts in items, times in days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ReviewLimits:
    """Upper bounds on what is taken from outside, and on what one person is asked to look at."""

    packet_bytes: int = 16 * 1024 * 1024
    answer_bytes: int = 2 * 1024 * 1024
    json_depth: int = 16
    """Nested objects and arrays of a packet or an answer."""
    session: int = 20
    """Records of one session: attention wears off, and nobody should look at much of this at once."""
    renewal_days: int = 30
    """How long before a record lapses the same reviewer may confirm it again."""
    alike: int = 5
    """Look-alikes that a reviewer is told of one by one; the rest is counted."""
    width: int = 100
    """Columns of the widest line of text; reading wider ones is work."""
    narrow: int = 40
    """Columns below which lines are left to the terminal to break."""


LIMITS: Final = ReviewLimits()
