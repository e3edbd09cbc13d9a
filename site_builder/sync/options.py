"""What a run is given, its bounds and its clock among it, and what it reports, or why it stops.

Codes of refusals and exit statuses are API; wording is not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Literal, NamedTuple

from site_builder.errors import HandlelistsError
from site_builder.strict_json import JsonObject
from site_builder.sync.view import Suppression, View, Where

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


KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncLimits:
    """Beyond any of these a run stops, and the mirror stays as it is: seconds, bytes, and counts of items.

    Sizes are some times what real sites have, which is said beside them: JSON may take twenty times as much in memory.
    """

    connect_seconds: float = 10
    """Until a connection is made."""
    read_seconds: float = 20
    """Between two pieces of an answer."""
    answer_seconds: float = 120
    """One whole answer, from the request to its last byte: a server that drips is stopped by this."""
    run_seconds: float = 1800
    """All requests and waits of one run together."""

    attempts: int = 4
    """How often one file is asked for, where the server does not answer or asks to come back later."""
    backoff_seconds: float = 1
    """Before the second attempt; doubled before each further one."""
    retry_after_seconds: float = 60
    """The longest wait that a server may ask for (Retry-After, RFC 9110, 10.2.3)."""
    restarts: int = 3
    """How often a run starts again from index.json because files did not fit together."""
    restart_seconds: float = 2
    """Before the first new start; doubled before each further one."""
    ahead_seconds: float = 600
    """By how much a site may speak for a later instant than the consumer's clock shows."""

    index_bytes: int = 4 * MIB
    """6 kB, and 2 kB for each list."""
    lists: int = 1000
    events: int = 10_000_000
    """All since the first one."""
    rows: int = 500_000
    """All rows of a site, which are in memory together."""
    page_bytes: int = 256 * KIB
    """One page of 64 events: 35 kB."""
    record_bytes: int = 256 * KIB
    """One row: 2 kB on average; its source may have a quarter of this."""
    chunks_bytes: int = 4 * MIB
    """One list's chunks.json: 130 bytes for 64 records."""
    chunk_bytes: int = 16 * MIB
    """One chunk: 64 rows on average; 800 kB the largest of 46,000 records."""
    chunk_rows: int = 4096
    """So many come together once in 10^28 chunks."""
    run_bytes: int = 512 * MIB
    """All answers of one run together: 90 MB for 46,000 records."""
    suppress_bytes: int = 64 * MIB
    """The consumer's own file of exceptions."""

    json_depth: int = 32
    """Nested objects and arrays in one file."""
    request_cost: int = 4 * KIB
    """What a request costs beside its bytes, when records are weighed against chunks."""


LIMITS: Final = SyncLimits()


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


UNAVAILABLE: Final = 2
"""Exit status: the server cannot be reached, or something is wrong on this side."""
CANNOT_TRUST: Final = 4
"""Exit status: what the server gave is not what it should be."""
NEEDS_HUMAN: Final = 5
"""Exit status: everything is proved, and more changes than the limits allow."""


class _Refusal(NamedTuple):
    exit_status: int
    hint: str


_ASK: Final = "If it stays so, tell the publisher; index.json names the contact."
_AGAIN: Final = "If you know why, accept it once with --allow-rollback: the mirror then starts again."

REFUSALS: Final = {
    "busy": _Refusal(UNAVAILABLE, "Wait until the other run has ended."),
    "certificate": _Refusal(CANNOT_TRUST, "Check the address, this machine's clock and its certificates."),
    "encoded": _Refusal(CANNOT_TRUST, "The server must send the files as they are. Tell the publisher."),
    "future": _Refusal(CANNOT_TRUST, f"Check this machine's clock. {_ASK}"),
    "malformed": _Refusal(CANNOT_TRUST, _ASK),
    "mixed": _Refusal(CANNOT_TRUST, f"Try again in a few minutes. {_ASK}"),
    "no-history": _Refusal(CANNOT_TRUST, "This site was built without its history. Tell the publisher."),
    "older": _Refusal(CANNOT_TRUST, _AGAIN),
    "other-instance": _Refusal(
        CANNOT_TRUST, "Check the address. For another publisher's lists take another folder."
    ),
    "pending": _Refusal(CANNOT_TRUST, "This site was built from uncommitted work. Tell the publisher."),
    "proxy": _Refusal(UNAVAILABLE, "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment."),
    "redirect": _Refusal(
        CANNOT_TRUST, "If the publisher says that the site has moved, give its new address."
    ),
    "rewritten": _Refusal(CANNOT_TRUST, _AGAIN),
    "state": _Refusal(UNAVAILABLE, "Move the folder away and sync into an empty one."),
    "too-large": _Refusal(CANNOT_TRUST, _ASK),
    "too-many": _Refusal(NEEDS_HUMAN, "Look at what changed, then accept it once with --accept."),
    "unavailable": _Refusal(UNAVAILABLE, "Check the address and the network, and try again."),
    "unproved": _Refusal(CANNOT_TRUST, _ASK),
}
"""Every code with its exit status and with what a user can do."""


class SyncRefused(HandlelistsError):  # noqa: N818 - a decision, not a defect; callers read "except SyncRefused"
    """A run stopped, and the mirror is as it was.

    `code` is one of `REFUSALS`, `exit_status` what the command returns for it. The message may quote the server:
    escape it where you show it.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message, hint=REFUSALS[code].hint)
        self.code = code
        self.exit_status = REFUSALS[code].exit_status


class Torn(Exception):  # noqa: N818 - a condition that a run reacts to, no error that reaches a user
    """A file is not there or is not the one that its hash names: perhaps the server changed builds meanwhile."""
