"""What the software makes of a repository, in the oracle's terms: the one place where these tests call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder import git
from site_builder.history.reader import ContentReader, StateView
from site_builder.history.step import entry
from site_builder.history.walk import walk
from site_builder.load.source_tree import packaged

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.history.model import BlobReader
    from site_builder.history.state import PublicEntry
    from site_builder.history.walk import Walked


def reader_of(blobs: BlobReader) -> ContentReader:
    """Return a reader with the package's own words and platforms."""
    return ContentReader(blobs, packaged("vocabulary"), packaged("platforms"))


def entries(walked: Walked, reader: ContentReader) -> dict[str, PublicEntry]:
    """Return every record that is or was public after a walk, with its row."""
    view, today = StateView(walked.state, reader), walked.state.today
    found = {
        record: entry(record, standing, view.item(record, today), view)
        for record, standing in walked.standing.items()
    }
    assert all(item is not None and item.standing == walked.standing[name] for name, item in found.items())
    return {record: item for record, item in found.items() if item is not None}


def actual(root: Path) -> tuple[list[dict[str, Any]], dict[str, tuple[str, str]]]:
    """Return the events of the instance at `root` as the feeds give them, and the current map of id to state
    (where public, else status) and digest of `record.json`.
    """
    with git.Blobs(root) as blobs:
        walked = walk(git.revisions(root), reader_of(blobs))
    found = {record: (standing.state, standing.sha256) for record, standing in walked.standing.items()}
    return [event.row for event in walked.events], found


def actual_rows(root: Path) -> dict[str, bytes]:
    """Return the bytes of every record's `record.json`, tombstones included, by id."""
    with git.Blobs(root) as blobs:
        reader = reader_of(blobs)
        return {
            record: found.row_bytes
            for record, found in entries(walk(git.revisions(root), reader), reader).items()
        }
