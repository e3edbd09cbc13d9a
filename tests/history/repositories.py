"""A repository, told step by step, with what the oracle makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.history.oracle import steps
from tests.history.script import tell

if TYPE_CHECKING:
    from pathlib import Path

    from tests.history.oracle import Event, Kept
    from tests.history.oracle import Step as Judged
    from tests.history.teller import Step


@dataclass(frozen=True)
class Told:
    """A repository on disk, what its teller expected, and what the oracle found, commit by commit."""

    root: Path
    told: list[Step]
    line: list[Judged]

    @classmethod
    def script(cls, folder: Path) -> Told:
        """Make the scripted repository below a folder and judge it."""
        return cls.of(folder / "repository", tell(folder / "repository"))

    @classmethod
    def of(cls, root: Path, told: list[Step]) -> Told:
        """Judge a repository."""
        return cls(root, told, list(steps(root)))

    @property
    def events(self) -> list[Event]:
        """All events."""
        return [event for step in self.line for event in step.events]

    @property
    def known(self) -> dict[str, Kept]:
        """Every record that was public at some time, as it is at the end."""
        return self.line[-1].known

    @property
    def subjects(self) -> dict[str, str]:
        """The subjects of the commits with events, by time, for messages."""
        return {step.events[0]["time"]: step.commit.subject for step in self.line if step.events}

    def at(self, subject: str) -> Judged:
        """Return the one commit whose subject begins so."""
        found = [step for step in self.line if step.commit.subject.startswith(subject)]
        assert len(found) == 1, (subject, len(found))
        return found[0]

    def surprises(self) -> list[str]:
        """Return the steps at which something else happened than was expected, as text."""
        found = []
        for told, step in zip(self.told, self.line, strict=True):
            got = {item["record"]: item["kind"] + ("" if "commit" in item else "*") for item in step.events}
            if told.expected is not None and got != dict(told.expected):
                found.append(f"{told.subject}: expected {dict(told.expected)}, got {got}")
        return found
