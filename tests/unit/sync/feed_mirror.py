"""What tests of sync share: a mirror of a small site, looked at as a consumer would."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.sync import REFUSALS, SyncLimits, SyncOptions, SyncRefused, SyncResult, sync
from site_builder.sync.options import CLOCK
from tests.acceptance.support import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.sync.options import Clock
    from tests.unit.sync.feed_server import FeedServer

QUICK = SyncLimits(
    connect_seconds=5,
    read_seconds=5,
    answer_seconds=10,
    attempts=2,
    backoff_seconds=0,
    restarts=2,
    restart_seconds=0,
)
"""No waits: nothing here depends on how long anything takes."""
DEFAULT = SyncOptions()
NOW: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""Later than any site of these tests."""
OF_THE_RUN = ("changes.ndjson", "run.json", "validators.json")
"""Files that say how a state came about."""


def run(  # noqa: PLR0913 - what a sync depends on
    server: FeedServer,
    folder: Path,
    options: SyncOptions = DEFAULT,
    limits: SyncLimits = QUICK,
    clock: Clock = CLOCK,
    *,
    now: datetime = NOW,
) -> SyncResult:
    """Sync and forget what was asked before."""
    server.requests.clear()
    server.sent = 0
    return sync(server.url, folder, options, now=now, limits=limits, clock=clock)


def refusal(  # noqa: PLR0913 - what a sync depends on, and the reason
    server: FeedServer,
    folder: Path,
    code: str,
    options: SyncOptions = DEFAULT,
    *,
    limits: SyncLimits = QUICK,
    clock: Clock = CLOCK,
) -> SyncRefused:
    """Sync, which must be refused for this reason and leave every file of the mirror as it was."""
    before = fingerprint(folder)
    with pytest.raises(SyncRefused) as caught:
        run(server, folder, options, limits, clock)
    refused = caught.value
    assert (refused.code, refused.exit_status) == (code, REFUSALS[code].exit_status), str(refused)
    after = fingerprint(folder)
    after.pop("lock", None)
    before.pop("lock", None)
    assert after == before
    return refused


def state(folder: Path) -> dict[str, bytes]:
    """Return the files of a mirror that follow from the feeds alone."""
    current = folder / "current"
    return {
        path.relative_to(current).as_posix(): path.read_bytes()
        for path in sorted(current.rglob("*"))
        if path.is_file() and path.name not in OF_THE_RUN
    }


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows or changes in a file of a mirror."""
    text = (folder / "current" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def fresh(server: FeedServer, folder: Path, options: SyncOptions = DEFAULT) -> dict[str, bytes]:
    """Return the files of a mirror that was made just now."""
    run(server, folder, options)
    return state(folder)
