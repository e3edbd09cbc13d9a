"""Past: what the history up to the base of a change says of some records, by the files that they depend on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from site_builder.check.side import Pair
from site_builder.history.model import FileChange
from site_builder.history.reader import ContentReader
from site_builder.history.walk import Walked, walk
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.layout import WITHHELD_FOLDER, named_record, record_path, review_path
from site_builder.load.source_tree import INSTANCE_FILE, REVIEWERS_FILE, packaged
from site_builder.model import JsonObject, RecordId
from site_builder.settings import LIMITS

_FEW: Final = 50
"""Of so many records the files are picked from the history one by one; of more all of it is read, as by a build."""


def ever_public(pair: Pair, records: Iterable[RecordId]) -> frozenset[RecordId]:
    """Return those of the records that are public at the base of a change, or were at any commit before it.

    Wherever their files were: what was moved or deleted since was public all the same. One walk answers for all.
    """
    asked = frozenset(records)
    public = frozenset(name for name in asked if pair.before.public(name))
    return public | past(pair, asked - public).standing.keys() & asked


def past(pair: Pair, records: frozenset[RecordId]) -> Walked:
    """Return the history of some records up to the base of a change; it may hold that of others."""
    revisions = pair.repository.revisions(pair.before.commit, _globs(records)) if records else ()
    return walk(revisions, ContentReader(pair.blobs, packaged("vocabulary"), {}))


def last_public(pair: Pair, name: RecordId) -> JsonObject | None:
    """Return the file of a record as it was when it was public last, up to the base; None where it never was."""
    item = pair.before.items.get(name)
    if item is None:
        return None
    if item.derived.public:
        return dict(item.record.data)
    standing = past(pair, frozenset({name})).standing.get(name)
    if standing is None or standing.removed is None:
        return None
    for revision in reversed(pair.repository.revisions(pair.before.commit, (item.record.file,))):
        blob = revision.changes[0].blob if revision.changes else None
        if blob is not None and revision.time < standing.removed:
            value = pair.after.source.contents.parsed(pair.blobs.read(blob, LIMITS.record_bytes)).value
            return value if isinstance(value, dict) else {}
    return {}


def last_written(pair: Pair, records: Collection[RecordId]) -> Mapping[RecordId, Sequence[FileChange]]:
    """Return what the commits up to the base wrote into the files of some records, the newest first."""
    # Git looks for whole paths many times as fast as for patterns.
    platforms = [platform.id for side in (pair.before, pair.after) for platform in side.tree.platforms]
    places = [(name, platform) for name in pair.before.tree.lists for platform in sorted(set(platforms))]
    paths = [record_path(*place, record) for record in sorted(records) for place in places]
    wanted = paths if len(records) <= _FEW else [SOURCE_FOLDER]
    found: dict[RecordId, list[FileChange]] = {}
    for item in reversed(pair.repository.revisions(pair.before.commit, wanted) if records else ()):
        for change in item.changes:
            name = named_record(change.path) or ""
            if name in records:
                found.setdefault(name, []).append(change)
    return found


def _globs(records: frozenset[RecordId]) -> tuple[str, ...]:
    if len(records) > _FEW:
        return (SOURCE_FOLDER,)
    found = {INSTANCE_FILE, REVIEWERS_FILE, WITHHELD_FOLDER, f"{SOURCE_FOLDER}/*/list.yaml"}
    for record in records:
        found |= {f"{SOURCE_FOLDER}/**/{record}.yaml", review_path("*", "*", record)}
    return tuple(sorted(found))
