"""Past: whether a record was ever public, from the history of the files that it depends on, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder import git
from site_builder.history.reader import Reader
from site_builder.history.walk import walk
from site_builder.load.layout import review_path
from site_builder.load.source_tree import INSTANCE_FILE, REVIEWERS_FILE, WITHHELD_FILE, packaged

if TYPE_CHECKING:
    from site_builder.check.side import Pair
    from site_builder.model import RecordId


def ever_public(pair: Pair, record: RecordId) -> bool:
    """Return whether the history up to the base has the record public at any commit."""
    paths = {INSTANCE_FILE, REVIEWERS_FILE, WITHHELD_FILE}
    for path in pair.before.atlas.records.get(record, ()):
        list_id = path.split("/")[1]
        reviewers = {*pair.before.atlas.reviewers.get(list_id, ()), *pair.before.tree.reviewers}
        paths |= {path, f"lists/{list_id}/list.yaml"}
        paths |= {review_path(list_id, reviewer, record) for reviewer in reviewers}
    revisions = git.revisions(pair.root, pair.before.commit, sorted(paths))
    return record in walk(revisions, Reader(pair.blobs, packaged("vocabulary"), {})).standing
