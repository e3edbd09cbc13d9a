"""The pages of changes: the newest, what went before them, and the same for one list, kind or platform alone.

Older changes are on pages of `PAGE`, numbered from the oldest, so that a page never gets other changes when newer
ones come: an event more rewrites the newest page of its list, its kind and its platform and the newest of all. Only
a platform's pages move, when a record leaves: of a removed record nobody says where its account was, and a change
holds no values, so they cover records that are public now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from site_builder import addresses
from site_builder.errors import quantity
from site_builder.history.model import Event, History
from site_builder.pages.entries import RecordPlace, TimelineEntry, entries, list_titles, places
from site_builder.pages.facets import Facet, facet
from site_builder.pages.page import Feed, Page, list_feed, make_page, site_feed
from site_builder.wording import change_words
from site_builder.wording.words import Words

PAGE: Final = 64
"""Changes on a page of older ones."""
MOST: Final = 96
"""Changes on the newest page, at most: with more, the oldest `PAGE` of them get a page of their own."""
PENDING: Final = 32
"""Pending changes that are listed above them, at most."""
_PLATFORM_NOTE: Final = (
    "Only changes of records that are public now: of a removed record nothing says where its account was."
)


@dataclass(frozen=True, slots=True)
class Run:
    """Changes that are shown together, over pages: the newest, and older ones by number from 1, the oldest."""

    name: str
    newest_at: str
    address: Callable[[int], str]
    feed: Feed | None = None
    note: str = ""

    def steps(self, number: int | None, last: int) -> dict[str, str | None]:
        """Return the neighbours of page `number` of `last` older ones; None is the newest."""
        if number is None:
            return {"newer": None, "older": self.address(last) if last else None}
        newer = self.address(number + 1) if number < last else self.newest_at
        return {"newer": newer, "older": self.address(number - 1) if number > 1 else None}

    def page(self, number: int | None, last: int, name: str, shown: tuple[TimelineEntry, ...]) -> Page:
        """Return one of the pages with these entries."""
        return make_page(
            self.newest_at if number is None else self.address(number),
            f"{name} \N{MIDDLE DOT} Changes",
            f"{name}. What was published, changed and removed, newest first.",
            "changes.html",
            name=name,
            entries=shown,
            steps=self.steps(number, last),
            feed=self.feed,
            note=self.note,
        )


_WHOLE: Final = Run("Changes", addresses.CHANGES, addresses.changes_page)


def cut(events: Sequence[Event]) -> tuple[tuple[Sequence[Event], ...], Sequence[Event]]:
    """Return the pages of older changes, oldest first, and the newest changes; all oldest first."""
    pages = max(0, -(-(len(events) - MOST) // PAGE))
    older = tuple(events[number * PAGE : (number + 1) * PAGE] for number in range(pages))
    return older, events[pages * PAGE :]


def facets(history: History, words: Words, where: Mapping[str, RecordPlace]) -> tuple[Facet[Event], ...]:
    """Return the facets of the changes, oldest first: list, kind, and platform of records that are public now."""
    by_list: dict[str, list[Event]] = defaultdict(list)
    by_kind: dict[str, list[Event]] = defaultdict(list)
    by_platform: dict[str, list[Event]] = defaultdict(list)
    for event in history.events:
        by_list[event.list].append(event)
        by_kind[event.kind].append(event)
        place = where.get(event.record)
        if place is not None and place.platform is not None:
            by_platform[place.platform].append(event)
    titles = list_titles(words)
    order = {name: number for number, name in enumerate(change_words.KINDS)}
    return (
        facet("list", "List", by_list, sorted(by_list), lambda name: titles.get(name, name)),
        facet(
            "kind",
            "Kind",
            by_kind,
            sorted(by_kind, key=lambda name: order.get(name, len(order))),
            lambda name: change_words.kind(name).title,
        ),
        facet(
            "platform",
            "Platform",
            by_platform,
            sorted(by_platform, key=lambda name: (-len(by_platform[name]), name)),
            words.platform,
        ),
    )


def changes_values(words: Words) -> dict[str, Any]:
    """Return what is on the page of changes: pending work, the ways of sorting, the newest changes."""
    history = words.catalog.history
    if history is None:
        return {"history": None}
    where = places(words)
    older, newest = cut(history.events)
    return {
        "history": history,
        "as_of": words.catalog.today,
        "total": quantity(len(history.events), "change"),
        "facets": facets(history, words, where),
        "pending": entries(history.pending[:PENDING], words, where),
        "pending_left_out": max(0, len(history.pending) - PENDING),
        "newest": _shown(newest, words, where),
        "steps": _WHOLE.steps(None, len(older)),
        "feed": site_feed(words),
    }


def further_pages(words: Words) -> Iterator[Page]:
    """Yield the pages of older changes, then for each group of each facet its newest and its older ones."""
    history = words.catalog.history
    if history is None:
        return
    where = places(words)
    older, _ = cut(history.events)
    for number, events in enumerate(older, 1):
        # Numbers are dense, so that a page of all changes can say which it holds, for good.
        name = f"Changes {events[0].seq:,} to {events[-1].seq:,}"
        yield _WHOLE.page(number, len(older), name, _shown(events, words, where))
    titles = list_titles(words)
    for way in facets(history, words, where):
        for group in way.groups:
            of_list = way.name == "list" and group.value in titles
            run = Run(
                f"{way.title}: {group.title}",
                addresses.changes_by(way.name, group.value),
                partial(addresses.changes_by_page, way.name, group.value),
                list_feed(group.value, titles[group.value], words) if of_list else None,
                _PLATFORM_NOTE if way.name == "platform" else "",
            )
            older, newest = cut(group.members)
            yield run.page(None, len(older), run.name, _shown(newest, words, where))
            for number, events in enumerate(older, 1):
                name = f"{run.name}, older changes, part {number:,}"
                yield run.page(number, len(older), name, _shown(events, words, where))


def _shown(
    events: Sequence[Event], words: Words, where: Mapping[str, RecordPlace]
) -> tuple[TimelineEntry, ...]:
    """Return the entries of events, newest first."""
    return entries(reversed(events), words, where)
