"""The past of a demonstration, worked out from its files and its git alone: what the guide's questions are about.

Rows, commit by commit, are the oracle's (`tests/history`), which knows nothing of events or feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from tests.history.oracle import steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.history.oracle import Row

STATES = ("verified", "disputed", "lapsed")


def is_public(row: Row) -> bool:
    return row is not None and row["state"] in STATES


def days(since: str, until: str) -> int:
    return date.fromisoformat(until[:10]).toordinal() - date.fromisoformat(since[:10]).toordinal()


class Change(NamedTuple):
    """What one commit did to one record: its row before, None where it had none, and after."""

    time: str
    before: Row
    after: Row


@dataclass(frozen=True)
class Past:
    """The rows of all records after each commit, oldest first, and what the source files say at the end."""

    line: list[tuple[str, dict[str, Row]]]
    records: Mapping[str, Any]
    sources: Mapping[str, Any]

    @classmethod
    def of(cls, root: Path) -> Past:
        """Read a repository."""
        line, seconds = [], 0
        for step in steps(root):
            seconds = max(seconds, step.commit.seconds)
            time = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            line.append((time, {record: kept.row for record, kept in step.known.items()}))
        files = root.glob(f"lists/*/*/*/{'?' * 12}.yaml")
        return cls(
            line,
            {path.stem: _said(path) for path in files},
            {path.parent.name: _said(path) for path in root.glob("lists/*/sources.yaml")},
        )

    @property
    def today(self) -> str:
        return self.line[-1][0]

    @property
    def now(self) -> dict[str, Row]:
        """Every record that was public at some time, as it is at the end."""
        return self.line[-1][1]

    @cached_property
    def rows(self) -> list[Row]:
        """The same, in the order of the feeds."""
        return sorted(self.now.values(), key=lambda row: (row["list"], row["id"]))

    @cached_property
    def public(self) -> list[Row]:
        return [row for row in self.rows if is_public(row)]

    @cached_property
    def files(self) -> list[Any]:
        """What the files of the public records say, in the same order."""
        return [self.records[row["id"]] for row in self.public]

    @cached_property
    def changes(self) -> list[Change]:
        """Every change of a row, in the order of events."""
        return list(self._changes())

    def _changes(self) -> Iterator[Change]:
        before: dict[str, Row] = {}
        for time, after in self.line:
            for record in sorted(after):
                if before.get(record) != after[record]:
                    yield Change(time, before.get(record), after[record])
            before = after

    def spans(self, record: str) -> list[tuple[str, str]]:
        """Return from when to when a record was public; the last one may end today."""
        found: list[tuple[str, str]] = []
        since = None
        for time, rows in self.line:
            if is_public(rows.get(record)):
                since = since or time
            elif since is not None:
                found.append((since, time))
                since = None
        return found if since is None else [*found, (since, self.today)]

    def named(self, record: str) -> str:
        """Return what a program calls a record: the account where it is public or cleared by name."""
        row, data = self.now[record], self.records[record]
        last = [*data.get("retractions", [{}])][-1]
        account = f"{data['platform']} {data.get('handle') or data['account_id']}"
        shown = is_public(row) or last.get("public_handle") == "true"
        return f"{account if shown else record} ({row['list']})"


def _said(path: Path) -> Any:
    return yaml.load(path.read_bytes(), yaml.BaseLoader)  # noqa: S506 - everything a text
