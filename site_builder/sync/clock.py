"""The one place of this package that knows time: it measures and waits, and never asks what day it is."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant of the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the instant that is `seconds` away."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds until then; 0 once it has passed."""
        return max(0.0, self.at - time.monotonic())


def wait(seconds: float) -> None:
    """Do nothing for so many seconds."""
    time.sleep(seconds)
