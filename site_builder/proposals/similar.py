"""Similar: which records may be of the account that somebody came back with, for reviewers alone.

A hint is never a statement, and no part of a build asks here. Precise things are compared: handles under other ids,
evidence in common, and accounts created soon after another was suspended. Likeness of names is not: of accounts that
were renamed it finds one in five.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from site_builder.days import days_between, shifted
from site_builder.errors import quantity
from site_builder.handles import Platforms, fold, looks
from site_builder.load.source_tree import Tree
from site_builder.model import Record
from site_builder.record import account_name, by_day, retraction_in_force

KINDS: Final = ("handle", "evidence", "created")
"""What a hint rests on, the most precise first."""
_HANDFUL: Final = 5
"""Evidence that more records have in common says nothing: it is a report on many accounts."""
_SOON: Final = 14
"""Days after a suspension."""
_MOST: Final = 20
"""Suspended accounts that are named for one account: those that were suspended last."""
_ADDRESSES: Final = ("url", "archived", "sha256")


@dataclass(frozen=True, slots=True)
class SimilarHint:
    """Another record, and why a reviewer may want to look at it."""

    kind: str
    other: Record
    words: str


def same_handle(mine: Record, others: Iterable[Record], platforms: Platforms) -> Iterator[SimilarHint]:
    """Yield records whose account has or had a handle of this one's, and is not known to be the same by its id."""
    platform = platforms.get(mine.data["platform"])
    if platform is None:
        return
    ids = looks(platform, None, mine.data.get("account_id")).ids
    own = _handles(mine.data, platforms)
    for other in others:
        theirs = _handles(other.data, platforms) if other.data["platform"] == platform.id else {}
        shared = sorted(own.keys() & theirs.keys(), key=lambda name: (own[name], theirs[name], name))
        known = looks(platform, None, other.data.get("account_id")).ids
        if not shared or ids & known or (mine.id and other.id == mine.id):
            continue
        now, then = own[shared[0]], theirs[shared[0]]
        if not (ids or known or now or then):
            continue  # rules about duplicates say that
        words = {
            (False, False): "the same handle",
            (False, True): "the same handle as its earlier handle",
            (True, False): "its handle as an earlier handle",
            (True, True): "an earlier handle in common",
        }[now, then]
        under = f"under another account id, {other.data.get('account_id')}"
        yield SimilarHint(
            "handle", other, f"{words}, {under if ids and known else 'and not both ids are known'}"
        )


def _handles(data: Mapping[str, Any], platforms: Platforms) -> dict[str, bool]:
    """Return the handles of an account, folded, each with whether it is an earlier one."""
    platform = platforms[data["platform"]]
    found = {fold(platform, item["handle"]): True for item in data.get("previous_handles", ())}
    return found | ({fold(platform, data["handle"]): False} if "handle" in data else {})


class SimilarIndex:
    """The records of a whole tree, by what hints rest on."""

    def __init__(self, tree: Tree) -> None:
        """Look at every record once."""
        self._platforms = tree.platforms
        self._by_handle: dict[tuple[str, str], list[Record]] = {}
        self._by_evidence: dict[str, list[tuple[Record, str]]] = {}
        self._suspended: dict[tuple[str, str], list[tuple[str, str, Record]]] = {}
        entries = (source for item in tree.lists.values() for source in item.sources.values())
        self._of_sources = {source.get(name) for source in entries for name in _ADDRESSES}
        for record in tree.records:
            if record.data["platform"] in tree.platforms:
                for name in _handles(record.data, tree.platforms):
                    self._by_handle.setdefault((record.data["platform"], name), []).append(record)
            if retraction_in_force(record.data) is None:
                for value, item in _evidence(record):
                    self._by_evidence.setdefault(value, []).append((record, item))
                for day in _suspensions(record):
                    for key in _circles(record):
                        self._suspended.setdefault(key, []).append((day, record.id, record))
        for days in self._suspended.values():
            days.sort(key=itemgetter(0, 1))

    def hints(self, record: Record) -> tuple[SimilarHint, ...]:
        """Return the hints for one record, or for an account in no record, the most precise first."""
        found = (*self._same_handle(record), *self._shared(record), *self._after(record))
        rank = {kind: number for number, kind in enumerate(KINDS)}
        return tuple(sorted(found, key=lambda item: rank[item.kind]))

    def _same_handle(self, record: Record) -> Iterator[SimilarHint]:
        if record.data["platform"] in self._platforms:
            keys = ((record.data["platform"], name) for name in _handles(record.data, self._platforms))
            others = {other.file: other for key in keys for other in self._by_handle.get(key, ())}
            yield from same_handle(record, [others[file] for file in sorted(others)], self._platforms)

    def _shared(self, record: Record) -> Iterator[SimilarHint]:
        found: dict[str, SimilarHint] = {}
        for value, item in _evidence(record):
            users = self._by_evidence.get(value, [])
            files = {other.file for other, _ in users} | {record.file}
            if value in self._of_sources or len(files) > _HANDFUL:
                continue
            for other, named in users:
                words = f"the same evidence, {item} here and {named} there: {value}"
                if other.file != record.file:
                    found.setdefault(other.file, SimilarHint("evidence", other, words))
        yield from (found[file] for file in sorted(found))

    def _after(self, record: Record) -> Iterator[SimilarHint]:
        created = record.data.get("profile", {}).get("created", "")
        seen = {record.file}
        for key in _circles(record):
            entries = self._suspended.get(key, [])
            first = bisect_left(entries, shifted(created, -_SOON), key=itemgetter(0)) if created else 0
            last = bisect_right(entries, created, key=itemgetter(0)) if created else 0
            for day, _, other in entries[first:last][: -_MOST - 2 : -1]:
                if other.file not in seen and len(seen) <= _MOST:
                    seen.add(other.file)
                    yield SimilarHint("created", other, _created(day, created, other, *key))


def _evidence(record: Record) -> Iterator[tuple[str, str]]:
    """Yield addresses and digests of a record's evidence, each with the item that has it."""
    for item in record.data.get("evidence", ()):
        values: Mapping[str, Any] = item
        yield from ((values[name], item["id"]) for name in _ADDRESSES if name in values)


def _circles(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what ties records together: affiliations first, then the list."""
    yield from (("affiliation", name) for name in record.data.get("affiliations", ()))
    yield "list", record.list


def _suspensions(record: Record) -> Iterator[str]:
    """Yield the days on which an account was first seen suspended, after it was not."""
    before = ""
    for look in by_day(record.data.get("observations", ())):
        if look["state"] == "suspended" != before:
            yield look["date"]
        before = look["state"]


def _created(day: str, created: str, other: Record, kind: str, name: str) -> str:
    days = days_between(day, created)
    when = f"{quantity(days, 'day')} after" if days else "on the day on which"
    return f"created {when} {account_name(other.data)} was suspended, of the same {kind}, {name}"
