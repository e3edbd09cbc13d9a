"""Entries: changes as pages tell them, in timelines and on the pages of changes, and the latest. No value of a record.

A commit and a pull request are named only of records that are public now and where the source is: those of a removed
record lead straight to the accusation that was taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from site_builder import addresses
from site_builder.errors import quantity
from site_builder.history.model import REMOVED, Event, RecordChange
from site_builder.model import PUBLIC_STATES
from site_builder.pages.links import filled
from site_builder.wording import change_words
from site_builder.wording.words import Words

_COMMIT_SHOWN: Final = 10
"""Characters of a commit's name that are shown; its link and its title have all."""


TimelineEntry = dict[str, Any]
"""One change, as `_entry` makes it for templates."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record's page is, whether the record is public now, and if so on which platform."""

    path: str
    platform: str | None

    @property
    def public(self) -> bool:
        """Whether the record is public now."""
        return self.platform is not None


def places(words: Words) -> Mapping[str, RecordPlace]:
    """Return the place of every record that has a page, by its id."""
    catalog = words.catalog
    found = {}
    for public in catalog.lists:
        for record in public.records:
            path = addresses.record_page(public.id, record.id)
            found[record.id] = RecordPlace(path, record.row["platform"])
    removed = [public.removed for public in catalog.lists] + [gone.removed for gone in catalog.deleted_lists]
    for tombstone in chain.from_iterable(removed):
        found[tombstone.id] = RecordPlace(addresses.record_page(tombstone.list, tombstone.id), None)
    return found


def entries(
    changes: Iterable[RecordChange], words: Words, where: Mapping[str, RecordPlace | None]
) -> tuple[TimelineEntry, ...]:
    """Return the entries of changes in their order; `where` gives the places of their records."""
    titles = list_titles(words)
    return tuple(_entry(change, words, where.get(change.record), titles) for change in changes)


def timeline(record: str, place: RecordPlace, words: Words) -> tuple[TimelineEntry, ...]:
    """Return a record's own events, newest first; nothing without a history."""
    history = words.catalog.history
    events = () if history is None else history.timelines.get(record, ())
    return entries(reversed(events), words, {record: place})


def listed_since(record: str, words: Words) -> str | None:
    """Return the UTC day since which a record has been public without a break; None without a history of it."""
    history = words.catalog.history
    events = () if history is None else history.timelines.get(record, ())
    return next((event.time[:10] for event in reversed(events) if event.before not in PUBLIC_STATES), None)


def list_titles(words: Words) -> dict[str, str]:
    """Return the titles of all lists that have a page; a deleted one is called by its id."""
    titles = {deleted.id: deleted.id for deleted in words.catalog.deleted_lists}
    return titles | {public.id: public.data["title"] for public in words.catalog.lists}


def _entry(
    change: RecordChange, words: Words, place: RecordPlace | None, titles: Mapping[str, str]
) -> TimelineEntry:
    """Return a change with addresses below the site root, None of a record or list without a page.

    `number` is the event's, None of pending work; `removal` says whether the record is removed after it.
    """
    named = place is not None and place.public and words.catalog.instance["source_public"]
    commit, pull_request = (change.commit, change.pull_request) if named else (None, None)
    sign = "!" if words.catalog.instance.get("forge", {}).get("kind") == "gitlab" else "#"
    return {
        "number": change.seq if isinstance(change, Event) else None,
        "time": change.time,
        "kind": change_words.kind(change.kind),
        "removal": change.after in REMOVED,
        "headline": change_words.headline(change),
        "sentence": change_words.sentence(change, words),
        "record": change.record,
        "path": None if place is None else place.path,
        "platform": None if place is None else place.platform,
        "list": change.list,
        "list_title": titles.get(change.list, change.list),
        "list_path": addresses.list_page(change.list) if change.list in titles else None,
        "members": change_words.members(change),
        "reason": None if change.reason is None else words.term("removal_reasons", change.reason),
        "effect": None if change.effect is None else words.term("effects", change.effect),
        "commit": commit and _reference("commit", "commit", commit, commit[:_COMMIT_SHOWN], words),
        "pull_request": pull_request
        and _reference("pull", "number", str(pull_request), f"{sign}{pull_request}", words),
    }


def _reference(page: str, slot: str, name: str, shown: str, words: Words) -> dict[str, str | None]:
    """Return something on the forge: what it is called, whole and shortened, and its address where one is known."""
    template = words.catalog.instance.get("forge", {}).get(page)
    return {"name": name, "shown": shown, "href": filled(template, slot, name)}


LATEST: Final = 6
"""Changes that the home page and a list's own page show."""


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


def latest(
    events: Sequence[Event], words: Words, where: Mapping[str, RecordPlace]
) -> tuple[TimelineEntry, ...]:
    """Return the entries of the last few events, newest first."""
    return entries(reversed(events[-LATEST:]), words, where)


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
