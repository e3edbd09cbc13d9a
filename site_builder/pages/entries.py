"""Entries: changes as pages tell them, those of one merge or import together. No value of a record but its name.

An account that is public now is named by its handle and platform, a removed one is `a record of <list>`: on pages only,
since a feed reader's copy cannot be recalled. A commit and a pull request are named only of records that are public now
and where the source is: those of a removed record lead straight to the accusation that was taken back. So what happened
at one instant to records that are removed now is an entry of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from typing import Any, Final

from site_builder import addresses
from site_builder.errors import quantity
from site_builder.handles.fold import nfkc_casefold
from site_builder.history.model import REMOVED, Event, RecordChange
from site_builder.model import PUBLIC_STATES
from site_builder.pages.links import filled
from site_builder.wording import change_words
from site_builder.wording.words import Words

_COMMIT_SHOWN: Final = 10
"""Characters of a commit's name that are shown; its link has all, or its title where there is none."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record's page is; of one that is public now also its platform, and what its account is called.

    `name` and `on` are the two parts of that: `gale_relay` and ` on X`.
    """

    path: str
    platform: str | None = None
    name: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change: its number, None of pending work, the record, and its place if it has a page.

    `note` is what is said of it alone, beyond what is said of the whole line.
    """

    number: int | None
    record: str
    place: RecordPlace | None
    note: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Changes of one headline on one list. `counted` is what to say in place of it, where there are several."""

    headline: str
    counted: str | None
    list_title: str
    note: str
    told: tuple[ToldChange, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What one merge or import changed, or the clock at one instant. `references` are where it was made."""

    time: str
    references: tuple[Mapping[str, str | None], ...]
    lines: tuple[ChangeLine, ...]


Days = tuple[tuple[str, tuple[Merge, ...]], ...]
"""Entries by day (UTC), newest first."""


def places(words: Words) -> Mapping[str, RecordPlace]:
    """Return the place of every record that has a page, by its id."""
    catalog, found = words.catalog, {}
    for record in chain.from_iterable(public.records for public in catalog.lists):
        path, account = addresses.record_page(record.list, record.id), words.account(record.row)
        name = record.row.get("handle", account)
        found[record.id] = RecordPlace(path, record.row["platform"], name, account.removeprefix(name))
    removed = [public.removed for public in catalog.lists] + [gone.removed for gone in catalog.deleted_lists]
    for tombstone in chain.from_iterable(removed):
        found[tombstone.id] = RecordPlace(addresses.record_page(tombstone.list, tombstone.id))
    return found


def merges(
    changes: Iterable[RecordChange],
    words: Words,
    where: Mapping[str, RecordPlace],
    most: int | None = None,
) -> tuple[Merge, ...]:
    """Return the entries of changes, in the order of their first; `where` gives the places of their records.

    No line names more than `most` records.
    """
    found: dict[tuple[str, str | None, int | None], list[RecordChange]] = defaultdict(list)
    for change in changes:
        place = where.get(change.record)
        named = place is not None and place.platform and words.catalog.instance["source_public"]
        made = (change.commit, change.pull_request) if named else (None, None)
        found[change.time, *made].append(change)
    titles = words.list_titles()
    return tuple(
        Merge(time, tuple(_references(commit, pull, words)), _lines(together, words, where, titles, most))
        for (time, commit, pull), together in found.items()
    )


def _lines(
    together: Iterable[RecordChange],
    words: Words,
    where: Mapping[str, RecordPlace],
    titles: Mapping[str, str],
    most: int | None,
) -> tuple[ChangeLine, ...]:
    """Return changes by headline and list; in a line, records by name."""
    found: dict[tuple[str, str], list[ToldChange]] = defaultdict(list)
    for change in together:
        number = change.seq if isinstance(change, Event) else None
        told = ToldChange(number, change.record, where.get(change.record), _note(change, words))
        found[change_words.headline(change), change.list].append(told)
    lines = []
    for (headline, name), items in sorted(found.items(), key=lambda item: item[0]):
        counted = change_words.counted(headline, len(items)) if len(items) > 1 else None
        note = items[0].note if len({item.note for item in items}) == 1 else ""
        shown = tuple(replace(item, note="") if note else item for item in sorted(items, key=_name)[:most])
        lines.append(
            ChangeLine(headline, counted, titles.get(name, name), note, shown, len(items) - len(shown))
        )
    return tuple(lines)


def _name(told: ToldChange) -> tuple[bool, str, str]:
    """Return by what a line is sorted: accounts by name, then removed records."""
    name = told.place.name if told.place else ""
    return not name, nfkc_casefold(name), told.record


def _note(change: RecordChange, words: Words) -> str:
    """Return what is said of a change beyond its headline."""
    said = [change_words.sentence(change, words)]
    if members := change_words.members(change):
        said.append(f"What differs: {', '.join(members)}.")
    if change.reason is not None:
        said.append(f"Reason: {words.term('removal_reasons', change.reason).title}.")
    if change.effect is not None:
        said.append(change_words.advice(change.effect, words))
    return " ".join(filter(None, said))


def by_day(found: Iterable[Merge]) -> Days:
    """Return entries, newest first, by day."""
    return tuple((day, tuple(items)) for day, items in groupby(found, lambda merge: merge.time[:10]))


def timeline(record: str, place: RecordPlace, words: Words) -> tuple[Merge, ...]:
    """Return a record's own events, newest first, each by itself; nothing without a history."""
    history = words.catalog.history
    events = () if history is None else history.timelines.get(record, ())
    return tuple(merge for event in reversed(events) for merge in merges([event], words, {record: place}))


def listed_since(record: str, words: Words) -> str | None:
    """Return the UTC day since which a record has been public without a break; None without a history of it."""
    history = words.catalog.history
    events = () if history is None else history.timelines.get(record, ())
    return next((event.time[:10] for event in reversed(events) if event.before not in PUBLIC_STATES), None)


def _references(
    commit: str | None, pull_request: int | None, words: Words
) -> Iterator[Mapping[str, str | None]]:
    """Yield what is known on the forge: its name, whole and shortened, and its address where one is known."""
    forge = words.catalog.instance.get("forge", {})
    if pull_request is not None:
        name, sign = str(pull_request), "!" if forge.get("kind") == "gitlab" else "#"
        yield {"name": name, "shown": sign + name, "href": filled(forge.get("pull"), "number", name)}
    if commit is not None:
        shown = f"commit {commit[:_COMMIT_SHOWN]}"
        yield {"name": commit, "shown": shown, "href": filled(forge.get("commit"), "commit", commit)}


LATEST: Final = 6
"""Entries that a list's own page shows."""
NAMES: Final = 20
"""Records that a line names on pages that are not the page of its month, at most."""


def events_by_list(words: Words) -> Mapping[str, Sequence[Event]]:
    """Return the events of each list that has any, oldest first; nothing without a history."""
    found: dict[str, list[Event]] = {}
    history = words.catalog.history
    for event in () if history is None else history.events:
        found.setdefault(event.list, []).append(event)
    return found


def recent(list_id: str, removed: int, events: Sequence[Event]) -> dict[str, Any]:
    """Return when a list last changed and last lost a record (UTC days), and how many removed records it has.

    It has `removed` tombstones and these events, oldest first.
    """
    removals = [event.time[:10] for event in events if event.kind in REMOVED]
    return {
        "change": events[-1].time[:10] if events else None,
        "removal": removals[-1] if removals else None,
        "removed": removed,
        "removed_text": quantity(removed, "removed record"),
        "removed_path": addresses.removed_page(list_id, 1),
    }


def latest(events: Sequence[Event], words: Words, where: Mapping[str, RecordPlace]) -> Days:
    """Return the last few entries of events, which are oldest first."""
    instants = islice(groupby(reversed(events), lambda event: event.time), LATEST)
    newest = [event for _, together in instants for event in together]
    return by_day(merges(newest, words, where, NAMES)[:LATEST])


def pending_notice(words: Words) -> str | None:
    """Return what a page says where it shows work that is not committed; None where there is none.

    Names no file: it may be one of a record that is not public.
    """
    history = words.catalog.history
    if history is None or not (history.pending or history.uncommitted):
        return None
    if not history.pending:
        return "This build is made with uncommitted work. It changes no public record."
    changes = quantity(len(history.pending), "uncommitted change")
    verb = "is" if len(history.pending) == 1 else "are"
    return f"This build shows {changes} that {verb} not part of the published history."
