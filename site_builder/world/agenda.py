"""Agenda: what is to happen on which day, in order. A story goes step by step, and says when the next one is."""

import heapq
from collections.abc import Iterator

Story = Iterator[int]
"""What happens, one step after another: each is done when it is asked for, and says after how many days the next is."""


class Agenda:
    """Stories by the days of their next steps. Those of one day take place in the order in which they were entered."""

    def __init__(self, first: int, last: int, quiet: range = range(0)) -> None:
        """Begin on one day and end with another, in days from any day; in `quiet` ones nothing happens."""
        self.today, self.last, self._quiet = first, last, quiet
        self._waiting: list[tuple[int, int, Story]] = []
        self._count = 0

    def enter(self, day: int, story: Story) -> None:
        """Enter a story that begins on a day, today where that is over."""
        self._count += 1
        day += len(self._quiet) if day in self._quiet else 0
        heapq.heappush(self._waiting, (max(day, self.today), self._count, story))

    def days(self) -> Iterator[int]:
        """Let everything happen up to the last day; yield each day on which something does, before it does.

        What would happen later is left.
        """
        while self._waiting and self._waiting[0][0] <= self.last:
            day, _, story = heapq.heappop(self._waiting)
            if day > self.today:
                self.today = day
                yield day
            wait = next(story, None)
            if wait is not None:
                self.enter(day + wait, story)
