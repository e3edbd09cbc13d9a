"""Recent changes, as feed readers get them: of the whole site and of each list.

Which events are recent follows from the events alone, never from the instant of the build: a feed changes only when
something happens.
"""

import html
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from site_builder import addresses
from site_builder.canonical import json_document
from site_builder.catalog.model import Catalog
from site_builder.errors import quantity
from site_builder.feeds.lists import FeedList
from site_builder.history.model import REMOVED, Event
from site_builder.model import JsonObject
from site_builder.wording.change_words import event_text, headline
from site_builder.wording.words import Words

DAYS: Final = 7
"""A feed covers so many days up to its newest change."""
LEAST: Final = 20
"""It has at least so many changes, however old, where so many happened."""
MOST: Final = 200
"""And at most so many, which keeps a JSON Feed below about 250 kB."""

NEVER: Final = "1970-01-01T00:00:00Z"
"""When a feed without changes was last updated; Atom requires a time, and every other would be made up."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change as feeds tell it."""

    id: str
    """A URN, the same wherever the change is reported."""
    title: str
    text: str
    url: str
    """Address of the record's page."""
    event: Event


@dataclass(frozen=True, slots=True)
class RecentChanges:
    """The recent changes of the site or of one list. Texts may hold anything that a title holds."""

    id: str
    """A URN."""
    path: str
    """Where the feed is, below the site root, without suffix."""
    title: str
    about: str
    """One sentence: what the feed is."""
    site_title: str
    site_url: str
    page: str
    """Address of the page about the same changes."""
    entries: tuple[FeedEntry, ...]
    """Newest first."""
    left_out: int
    """Changes of the days covered that are not among the entries."""

    @property
    def updated(self) -> str:
        """When the newest change happened."""
        return self.entries[0].event.time if self.entries else NEVER

    def address(self, suffix: str) -> str:
        """Return the address of the feed itself in one format, such as `.json`."""
        return f"{self.site_url}{self.path}{suffix}"


def recent_changes(catalog: Catalog, lists: tuple[FeedList, ...]) -> dict[str | None, RecentChanges]:
    """Return the recent changes of the whole site (under None) and of each list by id; none without history."""
    history = catalog.history
    if history is None:
        return {}
    by_list: dict[str, list[Event]] = defaultdict(list)
    for event in history.events:
        by_list[event.list].append(event)
    teller = _Teller(
        Words(catalog),
        history.epoch,
        {item.id: _shown(item) for item in lists},
        {entry.id: item.id for item in lists for entry in item.entries},
        uuid.UUID(catalog.instance["id"]),
    )
    return {
        None: teller.changes(None, history.events),
        **{item.id: teller.changes(item.id, by_list[item.id]) for item in lists},
    }


def chosen_events(events: Sequence[Event]) -> tuple[list[Event], int]:
    """Return the recent ones of events, newest first, and how many of the days covered are left out.

    `events` are oldest first. Where more happened than a feed holds, the newest 20 stay, then removals, then the
    newest of the rest: a removal is not pushed out by listings.
    """
    covered: list[Event] = []
    for event in reversed(events):
        if len(covered) >= LEAST and _days(event.time, events[-1].time) > DAYS:
            break
        covered.append(event)
    if len(covered) <= MOST:
        return covered, 0
    rest = sorted(covered[LEAST:], key=lambda event: event.kind not in REMOVED)
    chosen = [*covered[:LEAST], *rest[: MOST - LEAST]]
    return sorted(chosen, key=lambda event: -event.seq), len(covered) - MOST


def _days(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Teller:
    """What it takes to tell of an event."""

    words: Words
    epoch: str
    titles: Mapping[str, str]
    """What lists are called, by id."""
    places: Mapping[str, str]
    """The list that has the page of each record, by the record's id."""
    namespace: uuid.UUID

    def changes(self, list_id: str | None, events: Sequence[Event]) -> RecentChanges:
        instance = self.words.catalog.instance
        site_url = instance["site_url"]
        path = addresses.recent_changes(list_id)
        name = instance["title"] if list_id is None else self.titles.get(list_id, list_id)
        chosen, left_out = chosen_events(events)
        return RecentChanges(
            id=uuid.uuid5(self.namespace, path).urn,
            path=path,
            title=f"{name}: recent changes",
            about=_about(left_out),
            site_title=instance["title"],
            site_url=site_url,
            page=site_url + (addresses.CHANGES if list_id is None else addresses.list_page(list_id)),
            entries=tuple(map(self.entry, chosen)),
            left_out=left_out,
        )

    def entry(self, event: Event) -> FeedEntry:
        title = self.titles.get(event.list, event.list)
        place = self.places.get(event.record, event.list)
        return FeedEntry(
            uuid.uuid5(self.namespace, f"event/{self.epoch}/{event.seq}").urn,
            f"{headline(event)}: record {event.record} on {title}",
            event_text(event, title, self.words),
            self.words.catalog.instance["site_url"] + addresses.record_page(place, event.record),
            event,
        )


def _shown(item: FeedList) -> str:
    """Return what a list is called: its title, the id of a deleted one; an example says so."""
    name: str = item.facts.get("title", item.id)
    return f"{name} (example)" if item.example else name


def _about(left_out: int) -> str:
    about = (
        f"What was listed, changed and removed: the {DAYS} days up to the newest change, "
        f"and at least {LEAST} changes."
    )
    if not left_out:
        return about
    left = quantity(left_out, "more change of these days is", "more changes of these days are")
    return f"{about} {left} left out; the change history has them all."


# Everything but the production Char of XML 1.0 (fifth edition, 2.2). A carriage return is Char, but a parser reads
# it as a line feed.
_NO_CHAR: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(recent: RecentChanges) -> Iterator[bytes]:
    """Yield recent changes as an Atom feed (RFC 4287): UTF-8, one element on each line.

    All text is plain text (`type="text"`, the default), escaped; characters that XML 1.0 cannot carry become U+FFFD.
    """
    return (f"{line}\n".encode() for line in _feed(recent))


def _feed(recent: RecentChanges) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield _element("id", recent.id)
    yield _element("title", recent.title)
    yield _element("subtitle", recent.about)
    yield _element("updated", recent.updated)
    yield f"<author>{_element('name', recent.site_title)}{_element('uri', recent.site_url)}</author>"
    yield _link("self", "application/atom+xml", recent.address(".atom"))
    yield _link("alternate", "text/html", recent.page)
    for entry in recent.entries:
        yield from _entry(entry)
    yield "</feed>"


def _entry(entry: FeedEntry) -> Iterator[str]:
    yield "<entry>"
    yield _element("id", entry.id)
    yield _element("title", entry.title)
    yield _element("published", entry.event.time)
    yield _element("updated", entry.event.time)
    yield _link("alternate", "text/html", entry.url)
    yield f'<category term="{_escaped(entry.event.kind)}"/>'
    yield _element("content", entry.text)
    yield "</entry>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>"


def _link(relation: str, media_type: str, address: str) -> str:
    return f'<link rel="{relation}" type="{media_type}" href="{_escaped(address)}"/>'


def _escaped(text: str) -> str:
    """Return text for an element or a quoted attribute."""
    return html.escape(_NO_CHAR.sub("\ufffd", text))


_CODES: Final = frozenset({"effect", "from", "kind", "list", "reason", "record", "seq", "to"})


def json_feed(recent: RecentChanges) -> tuple[bytes]:
    """Return recent changes as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

    Members beyond that format start with an underscore, as it asks.
    """
    document = {
        "_handlelists": {"about": recent.site_url + addresses.DEVELOPERS, "left_out": recent.left_out},
        "authors": [{"name": recent.site_title, "url": recent.site_url}],
        "description": recent.about,
        "feed_url": recent.address(".json"),
        "home_page_url": recent.page,
        "items": [_item(entry) for entry in recent.entries],
        "language": "en",
        "title": recent.title,
        "version": "https://jsonfeed.org/version/1.1",
    }
    return (json_document(document),)


def _item(entry: FeedEntry) -> JsonObject:
    return {
        "_handlelists": _codes(entry.event),
        "content_text": entry.text,
        "date_published": entry.event.time,
        "id": entry.id,
        "tags": [entry.event.kind],
        "title": entry.title,
        "url": entry.url,
    }


def _codes(event: Event) -> JsonObject:
    """Return what a program wants to know of an event in a feed; event pages have the rest."""
    return {name: value for name, value in event.row.items() if name in _CODES}
