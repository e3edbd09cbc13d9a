"""The one place of this package that knows time: it measures and waits, and never asks what day it is."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Time as it passes on this machine, in seconds. A test gives one of its own."""

    def now(self) -> float:
        """Return the instant, counted from any."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Do nothing for so long."""
        time.sleep(seconds)

    def alarm(self, seconds: float, ring: Callable[[], None]) -> Callable[[], None]:
        """Call `ring` after so long, in another thread; return what calls it off and waits for its end."""
        timer = threading.Timer(seconds, ring)
        timer.daemon = True
        timer.start()

        def off() -> None:
            timer.cancel()
            timer.join()

        return off


CLOCK: Final = Clock()
