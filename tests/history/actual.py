"""What the software makes of a repository, in the oracle's terms: the one place where these tests call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.pipeline import read_history

if TYPE_CHECKING:
    from pathlib import Path


def actual(root: Path) -> tuple[list[dict[str, Any]], dict[str, tuple[str, str]]]:
    """Return the events of the instance at `root` as the feeds give them, and the current map of id to state
    (where public, else status) and digest of `record.json`.
    """
    walked = read_history(root)
    entries = {
        record: (entry.state if entry.status == "public" else entry.status, entry.sha256)
        for record, entry in walked.entries.items()
        if entry.status != "none"
    }
    return [event.row for event in walked.events], entries


def actual_rows(root: Path) -> dict[str, bytes]:
    """Return the bytes of every record's `record.json`, tombstones included, by id."""
    entries = read_history(root).entries.items()
    return {record: entry.row_bytes for record, entry in entries if entry.status != "none"}
