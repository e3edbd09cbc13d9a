"""Telling a history: a world that changes, a clock that goes on, and a commit for each step.

Each step says beforehand, by hand, what should happen at it. `Step.expected` maps ids to kinds, with an asterisk
where the event names no commit; None where nobody worked it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tests.history.stream import BRANCH, Files, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.history.world import World


NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """A commit of the first-parent line and what should happen at it."""

    subject: str
    expected: Mapping[str, str] | None


class Teller:
    """Writes commits to a stream, on the branch main unless told otherwise."""

    def __init__(self, world: World, start: datetime, prefix: str = "", stream: Stream | None = None) -> None:
        self.w = world
        self.clock = start
        self.prefix = prefix
        self.stream = stream or Stream()
        self.outside: Files = {}
        """Files that are no part of the instance, by path in the repository."""
        self.steps: list[Step] = []

    @property
    def today(self) -> str:
        """The clock's day."""
        return self.clock.date().isoformat()

    def on(self, days: int) -> str:
        """Return the day so many days from the clock's."""
        return (self.clock + timedelta(days=days)).date().isoformat()

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock += timedelta(days=days)

    def wait_hours(self, hours: int) -> None:
        """Let hours pass."""
        self.clock += timedelta(hours=hours)

    def commit(
        self,
        subject: str,
        expected: Mapping[str, str] | None = NOTHING,
        *,
        at: datetime | None = None,
        merging: int | None = None,
    ) -> int:
        """Commit the world as it stands and let an hour pass; return the mark.

        `at` is a date that the clock does not show. `merging` is a second parent.
        """
        parents = None if merging is None else [self.stream.tips[BRANCH], merging]
        mark = self.stream.commit(subject, at or self.clock, self.tree(), parents=parents)
        self.steps.append(Step(subject, expected))
        self.clock += timedelta(hours=1)
        return mark

    def aside(self, subject: str, start: int, branch: str = "refs/heads/aside") -> int:
        """Commit the world as it stands on another branch that begins at a mark; return the new mark."""
        mark = self.stream.commit(subject, self.clock, self.tree(), parents=[start], branch=branch)
        self.clock += timedelta(hours=1)
        return mark

    def tree(self) -> Files:
        """Return all files of the repository."""
        inside = {f"{self.prefix}{path}": content for path, content in self.w.files.items()}
        return {**self.outside, **inside}


def instant(text: str) -> datetime:
    """Return an instant written as `2026-01-21T12:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rid(name: str) -> str:
    """Return a record id that begins with a name."""
    return name.ljust(12, "0")
