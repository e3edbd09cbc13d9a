"""The step: one revision taken over, from a state to the next one and to what changed in public.

Derived again is only what the revision's files may have affected, what the clock makes due, and the rows of records
that link to one that appeared or went.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, TypeVar

from rpds import HashTrieMap, HashTrieSet

from site_builder.days import is_day, shifted
from site_builder.derive.row import row
from site_builder.derive.state import DerivedRecord
from site_builder.history.model import FileChange, RecordChange, Revision
from site_builder.history.reader import ContentReader, StateView, differ, kind_of
from site_builder.history.state import Moment, PublicEntry, PublicStanding, RecordState, State, change, settle
from site_builder.load.layout import FileKind, named_record, withheld_record
from site_builder.model import RecordId, Review
from site_builder.record import open_appeals

_NUMBER: Final = "([1-9][0-9]{0,8})"
_WRITTEN: Final = {
    "forgejo": re.compile(
        rf"Merge pull request '.*' \([#!]{_NUMBER}\) from [^ ]+ into [^ ]+|.* \([#!]{_NUMBER}\)"
    ),
    "github": re.compile(rf"Merge pull request #{_NUMBER} from [^ ]+|.* \(#{_NUMBER}\)"),
    "gitlab": re.compile(rf"See merge request [A-Za-z0-9_./-]*!{_NUMBER}"),
}
"""The whole line with which each kind of forge names a pull request by default: GitLab the last, others the first.

Everything else in a message is its writer's own: a title that ends in `(#3)` still has the forge's number after it.
"""
_NOTHING: Final = RecordState()
_Key = TypeVar("_Key")


def step(state: State, revision: Revision, reader: ContentReader) -> tuple[State, tuple[RecordChange, ...]]:
    """Return the state after a revision, and what it changed in public, ordered by id."""
    made = _Step(state, revision, reader)
    by_clock: dict[RecordId, PublicStanding | None] = {}
    overdue = made.overdue(state.time)
    if overdue:
        # First the clock alone, under the previous commit's files: what it explains is nobody's change.
        made.update(overdue)
        by_clock = {record: made.standing(record) for record in made.base}
    made.update(made.apply(revision.changes))
    instance = made.view.instance
    public = instance.get("source_public", False)
    request = pull_request(revision, instance.get("forge"))
    changes = []
    for record, before in sorted(made.base.items()):
        after = made.standing(record)
        found = change(record, before, after, revision.time)
        if found is None or after is None:
            continue
        clock = by_clock.get(record, before)
        if public and (clock is None or clock.sha256 != after.sha256):
            found = replace(found, commit=revision.commit, pull_request=request)
        changes.append(found)
    return made.state, tuple(changes)


def pull_request(revision: Revision, forge: Any) -> int | None:
    """Return the number of the pull request that a commit's message names as this `forge` of `instance.yaml` does."""
    kind = str(forge.get("kind")) if isinstance(forge, dict) else ""
    line = revision.ending if kind == "gitlab" else revision.subject
    found = _WRITTEN[kind].fullmatch(line) if kind in _WRITTEN else None
    return int(found[found.lastindex or 0]) if found else None


def entry(
    record: RecordId, base: PublicStanding | None, item: DerivedRecord | None, view: StateView
) -> PublicEntry | None:
    """Return what a record is to the public, None where it was never public.

    `base` is what it was before the revision that the view shows, `item` what it is there (`StateView.item`).
    """
    vocabulary = view.reader.vocabulary
    public = item is not None and item.derived.public and not view.retracted(record)
    made = row(item, view.folds, view, vocabulary) if item is not None and public else None
    moment = Moment(view.state.time, view.withheld(record), vocabulary, view.purged)
    return settle(record, base, item, made, moment)


class _Step:
    """A state that is being made of another one."""

    def __init__(self, state: State, revision: Revision, reader: ContentReader) -> None:
        self.state = replace(state, commit=revision.commit, time=revision.time)
        self.base: dict[RecordId, PublicStanding | None] = {}
        """What records that were looked at were before the revision."""
        self._reader = reader

    @property
    def view(self) -> StateView:
        """What the files say now."""
        return StateView(self.state, self._reader)

    def standing(self, record: RecordId) -> PublicStanding | None:
        """Return what a record is to the public now."""
        return self._record(record).standing

    def overdue(self, before: str) -> set[RecordId]:
        """Return the records that have come due since the instant `before`."""
        today = self.state.today
        if before[:10] == today:
            return set()
        return {record for moment, records in self.state.due.items() if moment <= today for record in records}

    def apply(self, changes: Iterable[FileChange]) -> set[RecordId]:
        """Take over what a revision changed; return the ids of the records that it may affect.

        Of a file that cannot be read the previous content stays.
        """
        affected: set[RecordId] = set()
        for item in changes:
            kind = kind_of(item.path)
            if kind is FileKind.WITHHELD:
                affected.add(self._withheld(item))
                continue
            if kind is None or (item.blob is None and not item.deleted):
                continue
            blob = None if item.deleted else item.blob
            former = self.state.files.get(item.path)
            found = self._affected(item.path, kind, former, blob)
            if found is None:
                continue
            affected |= found
            files = self.state.files
            files = files.insert(item.path, blob) if blob is not None else files.discard(item.path)
            self.state = replace(self.state, files=files)
            if former is not None and former != blob:
                self._reader.forget(former, kind)
        return affected

    def update(self, affected: set[RecordId]) -> None:
        """Derive the affected records again, and draw their rows and those that link to what appeared or went."""
        items = {}
        flipped = set()
        for record in affected:
            item = items[record] = self.view.item(record, self.state.today)
            if self._derived(record, item):
                flipped.add(record)
        linking = (self.state.linking.get(record, ()) for record in flipped)
        view = self.view
        for record in affected.union(*linking):
            base = self.base.setdefault(record, self.standing(record))
            item = items[record] if record in items else view.item(record, self.state.today)
            made = entry(record, base, item, view)
            self._put(record, standing=made.standing if made is not None else None)

    def _affected(
        self, path: str, kind: FileKind, former: str | None, blob: str | None
    ) -> set[RecordId] | None:
        """Return which records a file affects by becoming another, None where its new content does not count."""
        if kind is FileKind.RECORD:
            return self._affected_by_record(path, blob)
        if kind is FileKind.REVIEWS:
            return self._affected_by_reviews(path, former, blob)
        old: Any = self._reader.typed(former, kind) if former is not None else {}
        new: Any = self._reader.typed(blob, kind) if blob is not None else {}
        if new is None:
            return None
        if kind is FileKind.LIST:
            list_id = path.split("/")[1]
            return {
                record
                for record, item in self.state.records.items()
                if any(place.split("/")[1] == list_id for place in item.paths)
            }
        if kind is FileKind.PURGED:
            return differ(old or {}, new)
        if kind is FileKind.REVIEWERS:
            return self._reviewed_by(differ(old or {}, new))
        if kind is FileKind.INSTANCE and (old or {}).get("id") == new.get("id"):
            return set()
        return set(self.state.records)

    def _withheld(self, item: FileChange) -> RecordId:
        """Take over an entry of the emergency stop, by its name, whatever it is; return the record."""
        record = withheld_record(item.path) or ""
        change = _without if item.deleted else _with
        withheld, files = change(self.state.withheld, record, item.path), self.state.files
        files = files.discard(item.path) if item.deleted else files.insert(item.path, item.blob or "")
        self.state = replace(self.state, withheld=withheld, files=files)
        return record

    def _affected_by_record(self, path: str, blob: str | None) -> set[RecordId] | None:
        name = named_record(path)
        if name is None or (blob is not None and self._reader.record(path, blob) is None):
            return None
        paths = set(self._record(name).paths) - {path}
        self._put(name, paths=tuple(sorted(paths if blob is None else {*paths, path})))
        return {name}

    def _affected_by_reviews(self, path: str, former: str | None, blob: str | None) -> set[RecordId] | None:
        changed = self._reader.reviews_changed(former, blob)
        if changed is None:
            return None
        blocks = self._reader.reviews(blob) if blob is not None else None
        reviews = self.state.reviews
        for record in changed:
            key = (path.split("/")[1], record)
            there = blocks is not None and record in blocks
            reviews = _with(reviews, key, path) if there else _without(reviews, key, path)
        self.state = replace(self.state, reviews=reviews)
        return changed

    def _reviewed_by(self, reviewers: set[str]) -> set[RecordId]:
        """Return the records that any of some reviewers has reviewed."""
        found: set[RecordId] = set()
        for path, blob in self.state.files.items():
            if kind_of(path) is FileKind.REVIEWS and path.split("/")[3] in reviewers:
                found.update(self._reader.reviews(blob) or ())
        return found

    def _derived(self, record: RecordId, item: DerivedRecord | None) -> bool:
        """Take one derived record over; return whether it appeared, went or moved to another list."""
        old = self._record(record)
        retracted = old.retracted or (item is not None and item.derived.state == "retracted")
        links: tuple[RecordId, ...] = ()
        moment = public = None
        if item is not None:
            links = tuple(dict.fromkeys(link["record"] for link in item.record.data.get("links", ())))
            moment = next_due(item, self.view.reviews(item.record), self.state.today)
            gone = retracted or record in self.view.purged
            public = item.record.list if item.derived.public and not gone else None
        linking, due = self.state.linking, self.state.due
        for target in old.links:
            linking = _without(linking, target, record)
        for target in links:
            linking = _with(linking, target, record)
        if old.due is not None:
            due = _without(due, old.due, record)
        if moment is not None:
            due = _with(due, moment, record)
        self.state = replace(self.state, linking=linking, due=due)
        self._put(record, public=public, retracted=retracted, due=moment, links=links)
        return public != old.public

    def _record(self, record: RecordId) -> RecordState:
        return self.state.records.get(record, _NOTHING)

    def _put(self, record: RecordId, **members: Any) -> None:
        made = replace(self._record(record), **members)
        records = self.state.records
        records = records.insert(record, made) if made != _NOTHING else records.discard(record)
        self.state = replace(self.state, records=records)


def _with(
    groups: HashTrieMap[_Key, HashTrieSet[str]], key: _Key, member: str
) -> HashTrieMap[_Key, HashTrieSet[str]]:
    return groups.insert(key, groups.get(key, HashTrieSet()).insert(member))


def _without(
    groups: HashTrieMap[_Key, HashTrieSet[str]], key: _Key, member: str
) -> HashTrieMap[_Key, HashTrieSet[str]]:
    left = groups.get(key, HashTrieSet()).discard(member)
    return groups.insert(key, left) if len(left) else groups.discard(key)


_AFTER: Final = "~"
"""A moment is text that compares with days (YYYY-MM-DD): a day where something begins on it, or a day and this, which
sorts between it and the next, where something begins after it."""


def next_due(item: DerivedRecord, reviews: Iterable[Review], today: str) -> str | None:
    """Return the first moment after today at which the record's state may differ, if there is one."""
    moments = [review.date for review in reviews if review.date > today]
    if item.derived.valid_until is not None:
        moments.append(item.derived.valid_until + _AFTER)
    moments += [appeal["due"] + _AFTER for appeal in open_appeals(item.record.data)]
    return min((moment for moment in moments if moment > today), default=None)


def due_day(moment: str) -> str | None:
    """Return the first day that has reached a moment; None where no calendar has one."""
    day = shifted(moment.removesuffix(_AFTER), 1) if moment.endswith(_AFTER) else moment
    return day if is_day(day) and day >= moment else None
