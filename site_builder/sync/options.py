"""What a run is given, and what it reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from site_builder.sync.view import Suppression, View, Where

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.strict_json import JsonObject
    from site_builder.sync.limits import SyncLimits

Progress = Callable[[str, int, int], None]
"""Called with what is done (a few words), how much of it is, and of how much."""

Resync = Literal["first", "epoch", "damaged", "accepted", "asked"]
"""Why all rows were proved again: the mirror was empty; the epoch rose; its files were not as they were written; an
older or rewritten history was accepted; `full` was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """What to keep, and what to accept."""

    where: Where = field(default_factory=Where)
    """Rows of the view; by default every actionable one."""
    suppress: Path | None = None
    """File of the consumer's own exceptions."""
    examples: bool = False
    """Also keep example lists, for trying out."""
    max_adds: int | None = None
    """Stop where an update would add more accounts than this to the view."""
    max_removes: int | None = None
    """Stop where an update would take more accounts than this out of the view."""
    accept: bool = False
    """Pass these two limits this time."""
    allow_rollback: bool = False
    """Accept an older or rewritten history this time."""
    full: bool = False
    """Prove everything again: all rows, and every event from the first."""
    allow_http: bool = False
    """Allow an unencrypted connection to another machine."""

    def view(self, limits: SyncLimits) -> View:
        """Return the view that is asked for. Raises `OSError` and `UsageError` for the file of exceptions."""
        suppression = (
            Suppression.read(self.suppress, limits.suppress_bytes) if self.suppress else Suppression()
        )
        return View(where=self.where, suppression=suppression, examples=self.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """What a run did."""

    status: Literal["updated", "nothing-new"]
    """`updated`: rows or the view changed. `nothing-new`: they did not, though the mirror may speak for a later
    instant."""
    instance: str
    epoch: str
    as_of: str
    seq: int
    """Number of the last event."""
    previous_seq: int | None
    """The same before this run; None in an empty folder."""
    resync: Resync | None = None
    changes: int = 0
    """Lines of `changes.ndjson` that this run wrote."""
    removals: int = 0
    """How many of them are about a record that was removed."""
    view_rows: int | None = None
    """Rows of the view; None where nothing was looked at."""
    view_added: int = 0
    """Accounts that came into the view."""
    view_removed: int = 0
    """Accounts that left it."""
    example_rows: int | None = None
    """Rows of example lists that were proved and kept apart; None where nothing was looked at."""
    requests: int
    bytes: int
    """Of all answers, without headers."""

    @property
    def document(self) -> JsonObject:
        """The result as JSON values."""
        return asdict(self)
