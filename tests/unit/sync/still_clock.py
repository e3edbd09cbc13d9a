"""A clock that stands still until it is moved: nothing in a test depends on how long anything takes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from site_builder.sync.options import Clock

if TYPE_CHECKING:
    from collections.abc import Callable


class StillClock(Clock):
    """`waits` are the seconds that were to be waited; a server that takes long says so by `move`."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._now = 0.0
        self._alarms: dict[object, tuple[float, Callable[[], None]]] = {}
        self._ringing = threading.RLock()

    def now(self) -> float:
        return self._now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.move(seconds)

    def move(self, seconds: float) -> None:
        """Let so many seconds pass."""
        with self._ringing:
            self._now += seconds
            for name, (at, ring) in list(self._alarms.items()):
                if at <= self._now:
                    del self._alarms[name]
                    ring()

    def alarm(self, seconds: float, ring: Callable[[], None]) -> Callable[[], None]:
        name = object()
        with self._ringing:
            self._alarms[name] = (self._now + seconds, ring)

        def off() -> None:
            with self._ringing:
                self._alarms.pop(name, None)

        return off
