"""The pages of changes: the newest, those of the last 30 days, and each month's; and what the filter of all reads.

Every calendar month from the first change to the build's own has a page, so that the page of one that is over stays as
it is whatever comes later, unless a record that it names gets another name or is removed. A long month is cut into
parts of at most `PAGE` changes, numbered from the oldest; the newest part is at the month's own address.

The filter has all changes, newest first. It is like that of a long list (`columns`), except that its pieces are the
pages: `[address below that of the changes, changes]`. Platforms are known of records that are public now: of a removed
one nobody says where its account was.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby, takewhile
from typing import Any, Final

from site_builder import addresses
from site_builder.days import months, shifted
from site_builder.errors import quantity
from site_builder.history.model import Event, History
from site_builder.pages.columns import add_file, column
from site_builder.pages.entries import NAMES, by_day, merges, places
from site_builder.pages.page import Page, make_page, site_feed
from site_builder.wording import change_words
from site_builder.wording.words import Words, date_text

PAGE: Final = 400
"""Changes on a page of a month, at most."""
NEWEST: Final = 100
"""Entries of the last 7 days on the newest page, at most."""
HOME: Final = 8
"""Entries of the last 7 days on the home page, at most."""


def parts(history: History, today: str) -> Sequence[tuple[str, str, str | None, Sequence[Event]]]:
    """Return the pages of the months from the first change to the day `today`, oldest first; nothing without changes.

    Of each its address, its name, where newer changes are, and its events, oldest first.
    """
    found: dict[str, list[Event]] = defaultdict(list)
    for event in history.events:
        found[event.time[:7]].append(event)
    made: list[tuple[str, str, str | None, Sequence[Event]]] = []
    if not found:
        return made
    every = months(min(found), max(*found, today))
    for month, following in zip(every, (*every[1:], None), strict=True):
        *older, newest = cut(found[month])
        own, name = addresses.month_changes(month), date_text(month)
        for number, piece in enumerate(older, 1):
            newer = addresses.month_changes(month, number + 1) if number < len(older) else own
            made.append((addresses.month_changes(month, number), f"{name}, part {number:,}", newer, piece))
        # To the next month itself: that address stays, however many parts that month will have.
        made.append((own, name, following and addresses.month_changes(following), newest))
    return made


def cut(events: Sequence[Event]) -> Sequence[Sequence[Event]]:
    """Return the events of a month in parts of at most `PAGE`, at least one; both oldest first.

    Later events change the last part alone. What happened at one instant is parted only where a page cannot hold it.
    """
    pieces: list[list[Event]] = [[]]
    for _, instant in groupby(events, lambda event: event.time):
        together = list(instant)
        for start in range(0, len(together), PAGE):
            some = together[start : start + PAGE]
            if len(pieces[-1]) + len(some) > PAGE:
                pieces.append([])
            pieces[-1] += some
    return pieces


def _within(words: Words, history: History, days: int, most: int) -> dict[str, Any]:
    """Return the changes of so many days up to the build's, in so many entries at most, and where the others are."""
    after = shifted(words.catalog.today, -days)
    events = tuple(takewhile(lambda event: event.time[:10] > after, reversed(history.events)))
    found = merges(events, words, places(words), NAMES)
    return {
        "days": by_day(found[:most]),
        "total": quantity(len(events), "change"),
        "since": shifted(after, 1),
        "until": words.catalog.today,
        "more": addresses.month_changes(found[most].time[:7]) if len(found) > most else None,
    }


def weeks_changes(words: Words) -> dict[str, Any]:
    """Return what the home page says of the last 7 days; `history` says whether the build knows of changes at all."""
    history = words.catalog.history
    if history is None:
        return {"history": False}
    return {"history": True, "feed": site_feed(words), **_within(words, history, 7, HOME)}


def changes_values(words: Words) -> dict[str, Any]:
    """Return what is on the page of changes: pending work, the last 7 days, the filter, and months by year."""
    history = words.catalog.history
    if history is None:
        return {"history": None}
    counts = Counter(event.time[:7] for event in history.events)
    every = months(min(counts), max(*counts, words.catalog.today)) if counts else ()
    named = [(addresses.month_changes(month), month, counts[month]) for month in reversed(every)]
    years = [(year, tuple(found)) for year, found in groupby(named, lambda item: item[1][:4])]
    return {
        "history": history,
        "pending": merges(history.pending, words, places(words), NAMES),
        "week": _within(words, history, 7, NEWEST),
        "all": len(history.events),
        "facets": _facets(words),
        "columns": data_files(words)[0],
        "years": [(year, sum(count for *_, count in found), found) for year, found in years],
        "feed": site_feed(words),
    }


def further_pages(words: Words) -> Iterator[Page]:
    """Yield the page of the last 30 days, and those of the months, oldest first."""
    history = words.catalog.history
    if history is None:
        return
    lately = _within(words, history, 30, PAGE)
    yield _page(addresses.LATELY, "Last 30 days", **lately, older=None, newer=None)
    where, found = places(words), parts(history, words.catalog.today)
    older = None
    for path, name, newer, events in found:
        days = by_day(merges(reversed(events), words, where))
        yield _page(path, name, days=days, since=None, more=None, older=older, newer=newer)
        older = path


def _page(path: str, name: str, **values: Any) -> Page:
    title = f"{name} \N{MIDDLE DOT} Changes"
    about = f"{name}. What was published, changed and removed, newest first."
    return make_page(path, title, about, "changes.html", name=name, **values)


def data_files(words: Words) -> tuple[str, dict[str, bytes]]:
    """Return what the filter reads: the path of the first file, and all by path; nothing without changes."""
    files: dict[str, bytes] = {}
    history, add = words.catalog.history, partial(add_file, files, addresses.changes_data)
    if history is None or not history.events:
        return "", files
    pieces = [
        [path.removeprefix(addresses.CHANGES), len(events)]
        for path, *_, events in reversed(parts(history, words.catalog.today))
    ]
    named = {name: add(column(values)) for name, values in _values(words).items()}
    return addresses.changes_data(add({"columns": named, "pieces": pieces})), files


def _values(words: Words) -> dict[str, list[str]]:
    """Return the value that every change has by facet, newest first; "" where the platform is not known."""
    where, history = places(words), words.catalog.history
    events = () if history is None else history.events[::-1]
    known = (where.get(event.record) for event in events)
    return {
        "list": [event.list for event in events],
        "kind": [event.kind for event in events],
        "platform": [(place and place.platform) or "" for place in known],
        "year": [event.time[:4] for event in events],
    }


def _facets(words: Words) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Return the facets: for each its name, and of every value its title and how many changes have it."""
    titles = words.list_titles()
    label: dict[str, Callable[[str], str]] = {
        "list": lambda name: titles.get(name, name),
        "kind": lambda name: change_words.kind(name).title,
        "platform": words.platform,
        "year": str,
    }
    found = []
    for name, values in _values(words).items():
        counts = sorted(Counter(filter(None, values)).items(), key=lambda item: name != "year" and -item[1])
        found.append((name, [(value, label[name](value), count) for value, count in counts]))
    return found
