"""Past: whether records were ever public, from the history of the files that they depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder import git
from site_builder.history.reader import ContentReader
from site_builder.history.walk import walk
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.layout import review_path
from site_builder.load.source_tree import INSTANCE_FILE, REVIEWERS_FILE, WITHHELD_FILE, packaged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.check.side import Pair
    from site_builder.model import RecordId

_FEW: Final = 50
"""Of so many records the files are picked from the history one by one; of more all of it is read, as by a build."""


def ever_public(pair: Pair, records: Iterable[RecordId]) -> frozenset[RecordId]:
    """Return those of the records that are public at the base of a change, or were at any commit before it.

    Wherever their files stood: what was moved or deleted since was public all the same. One walk answers for all.
    """
    asked = frozenset(records)
    public = frozenset(name for name in asked if pair.before.public(name))
    left = asked - public
    if not left:
        return public
    revisions = git.revisions(pair.root, pair.before.commit, _globs(left))
    return (
        public | left & walk(revisions, ContentReader(pair.blobs, packaged("vocabulary"), {})).standing.keys()
    )


def _globs(records: frozenset[RecordId]) -> tuple[str, ...]:
    if len(records) > _FEW:
        return (SOURCE_FOLDER,)
    found = {INSTANCE_FILE, REVIEWERS_FILE, WITHHELD_FILE, f"{SOURCE_FOLDER}/*/list.yaml"}
    for record in records:
        found |= {f"{SOURCE_FOLDER}/**/{record}.yaml", review_path("*", "*", record)}
    return tuple(sorted(found))
