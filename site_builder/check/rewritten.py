"""A rewritten history: all of it is one change, from the tree that was published to the new one, and it only purges.

The trees differ in the epoch, which rises; in what belongs to the purged records, which is gone, and in their
tombstones in `lists/purged.yaml`; in the names in `lists/passed-over.yaml`, of commits that are called otherwise now;
and in decisions. What the public sees of all other records follows from both histories alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from site_builder.check.files import passed_over
from site_builder.check.records import held
from site_builder.check.revision import is_ours
from site_builder.check.run import Checked, check_validity, judge
from site_builder.check.side import Pair, Side
from site_builder.derive.state import effect_of
from site_builder.git import PathChange, Repository
from site_builder.history.model import Revision
from site_builder.history.reader import ContentReader, differ, kind_of
from site_builder.history.state import PublicStanding, RecordState
from site_builder.history.step import step
from site_builder.history.walk import walk
from site_builder.load.layout import (
    FileKind,
    Spot,
    named_record,
    next_claim_of,
    spot,
    withheld_record,
)
from site_builder.load.source_tree import INSTANCE_FILE, PURGED_FILE, packaged
from site_builder.model import PurgedRecord, RecordId
from site_builder.problems import Place, Problem
from site_builder.progress import Progress, silent
from site_builder.record import retraction_in_force
from site_builder.rules import problem

_Records = Mapping[RecordId, RecordState]
_Written = Mapping[str, Sequence[tuple[str, str | None]]]
_NOTHING: Final = RecordState()


def check_rewritten(  # noqa: PLR0913, PLR0917 - as `check_change`
    repository: Repository, since: str, head: str, now: str, actor: str | None = None, tell: Progress = silent
) -> Checked:
    """Return the judgement of a history that took the place of the one that led to `since`."""
    checked = judge(repository, since, head, now, actor, tell, _rules)
    return replace(checked, changes=tuple(replace(item, rewritten=True) for item in checked.changes))


def _rules(pair: Pair, _actor: str | None) -> tuple[Iterator[Problem], ...]:
    reader = ContentReader(pair.blobs, packaged("vocabulary"), packaged("platforms"))
    lines = tuple(pair.repository.revisions(side.commit) for side in (pair.before, pair.after))
    old, new = (walk(line, reader).state for line in lines)
    # The clock alone changes things, too, so both are looked at on one day.
    later = Revision("", max(old.time, new.time), "", ())
    then, now = (step(state, later, reader)[0].records for state in (old, new))
    time = ("the whole history", old.time, new.time) if new.time < old.time else None
    return (
        check_validity(pair),
        _epoch(pair),
        _trees(pair, old.records),
        _tombstones(pair, old.records),
        _histories(pair, then, now, time),
        _contents(pair, *map(_written, lines)),
    )


def _epoch(pair: Pair) -> Iterator[Problem]:
    """`rewrite-epoch`: consumers start again, and know that they do."""
    instances: Any = (side.tree.instance or {} for side in (pair.before, pair.after))
    old, new = (instance.get("epoch", 0) for instance in instances)
    if new <= old:
        yield pair.problem("rewrite-epoch", INSTANCE_FILE, "/epoch" if new else "", before=old, after=new)


def _trees(pair: Pair, old: _Records) -> Iterator[Problem]:
    """`rewrite-changed`: nothing differs but what a purge takes out."""
    for item in pair.scope.every:
        if not (is_ours(item) and _may_differ(pair, item, old)):
            yield problem("rewrite-changed", Place(item.path), since=pair.before.commit[:12])


def _may_differ(pair: Pair, item: PathChange, old: _Records) -> bool:
    def gone(record: RecordId | None) -> bool:
        """Whether a record is purged: it is named or, where it was never public, no more there."""
        if record is None or record in pair.after.tree.purged:
            return record is not None
        private = old.get(record, _NOTHING).standing is None
        left_out = record in pair.before.atlas.records and record not in pair.after.atlas.records
        return private and left_out and _may_be_forgotten(pair.before, record)

    path, where = item.path, spot(item.path)
    kind = where.kind if isinstance(where, Spot) else None
    was, now = (side.source.mapping(path) for side in (pair.before, pair.after))
    if kind in (FileKind.RECORD, FileKind.NEXT_CLAIM, FileKind.WITHHELD):
        return item.after is None and gone(withheld_record(path) or next_claim_of(path) or named_record(path))
    if kind is FileKind.REVIEWS:
        return all(name not in now and gone(name) for name in differ(was, now))
    if kind is FileKind.INSTANCE:
        return differ(was, now) <= {"epoch"}
    if kind is FileKind.PASSED_OVER:
        names, before = passed_over(pair.after.source), passed_over(pair.before.source)
        head = pair.after.commit
        return len(names) <= len(before) and all(pair.repository.first_parents(name, head) for name in names)
    return kind in (FileKind.DECISION, FileKind.PURGED)  # both have rules of their own


def _may_be_forgotten(side: Side, record: RecordId) -> bool:
    """Return whether nothing has to be known of a record that was never public, or all of it has to go."""
    item, words = side.items.get(record), side.tree.reviews
    retraction = retraction_in_force(item.record.data) if item is not None else None
    if retraction is None or record in side.tree.withheld:
        return not (held(side, record) or any(word.stops for word in words if word.record == record))
    return effect_of(retraction["reason"], side.tree.vocabulary) == "erase"


def _tombstones(pair: Pair, old: _Records) -> Iterator[Problem]:
    """`purge-tombstone`: what is left of a purged record is what was published of it; old ones stay as they are."""
    was, now = pair.before.tree.purged, pair.after.tree.purged
    for name in sorted(was.keys() | now.keys()):
        right = was.get(name) or _tombstone(old.get(name, _NOTHING).standing)
        if right != now.get(name):
            at = f"/{name}" if name in now else ""
            told = {} if right else {"cause": "none"}
            words = ", ".join(
                f"{field}: {str(value).lower()}" for field, value in sorted((right or {}).items())
            )
            yield pair.problem(
                "purge-tombstone", PURGED_FILE, at, on_key=True, **told, record=name, right=words
            )


def _tombstone(standing: PublicStanding | None) -> PurgedRecord | None:
    if standing is None or standing.status == "public":
        return None
    made: PurgedRecord = {name: getattr(standing, name) for name in PurgedRecord.__annotations__}  # type: ignore[assignment]  # its own members
    return made


def _histories(
    pair: Pair, then: _Records, now: _Records, time: tuple[str, str, str] | None
) -> Iterator[Problem]:
    """`rewrite-history`: nothing else was published, and nothing is published again, and time goes on."""
    told = partial(problem, "rewrite-history")
    if time is not None:
        yield told(Place(INSTANCE_FILE), record=time[0], before=time[1], after=time[2])
    for name in sorted((then.keys() | now.keys()) - pair.after.tree.purged.keys()):
        was, new = then.get(name, _NOTHING), now.get(name, _NOTHING)
        if was.standing != new.standing:
            place = Place(next(iter(new.paths or was.paths), INSTANCE_FILE))
            yield told(place, record=name, before=_words(was.standing), after=_words(new.standing))


def _written(line: Iterable[Revision]) -> dict[str, list[tuple[str, str | None]]]:
    """Return what a history wrote into each record's file, and when."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for revision in line:
        for change in revision.changes:
            if named_record(change.path) is not None and kind_of(change.path) is FileKind.RECORD:
                found.setdefault(change.path, []).append((revision.time, change.blob))
    return found


def _contents(pair: Pair, then: _Written, now: _Written) -> Iterator[Problem]:
    """`rewrite-history`: what was said of a record at any time is said of it still: names that were public, too."""
    for path in sorted(then.keys() | now.keys()):
        name, was, new = named_record(path) or "", then.get(path, []), now.get(path, [])
        if was != new and name not in pair.after.tree.purged and name in pair.after.atlas.records:
            at = next(
                index for index in range(len(was) + 1) if was[index : index + 1] != new[index : index + 1]
            )
            before, after = (_version(item[at : at + 1]) for item in (was, new))
            yield problem("rewrite-history", Place(path), record=name, before=before, after=after)


def _version(item: Sequence[tuple[str, str | None]]) -> str:
    return f"its file of {item[0][0]} is {(item[0][1] or 'gone')[:12]}" if item else "nothing more is written"


def _words(standing: PublicStanding | None) -> str:
    if standing is None:
        return "never public"
    parts = (standing.state, standing.reason, f"public since {standing.first_public}", standing.removed)
    return ", ".join(filter(None, parts))
