"""The census: what the statistics page counts, as whole numbers, before anything is drawn.

Counted are the lists that are not examples, together; where there are only examples, these. All of it follows from
what is published: rows, tombstones and events. Only of decided appeals these numbers are all that is published. What
a row does not say is counted as not known, and where nothing is known no number is given.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from site_builder.catalog.model import AppealCounts, Catalog, DeletedList, PublicList
from site_builder.days import days_between, months
from site_builder.errors import quantity
from site_builder.history.model import Event
from site_builder.model import PUBLIC_STATES, PublicRow, RecordId, Tombstone
from site_builder.pages.facets import UNSTATED, languages
from site_builder.resources import package_path
from site_builder.wording.words import Words

NO_HISTORY: Final = "This build knows no history: no day of listing and no removal."
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what is counted, in words, and the numbers."""

    id: str
    """Its name in addresses."""
    title: str
    meaning: str
    """What is counted, and how: one or two sentences."""
    columns: tuple[str, ...]
    """Names for programs: of the code, and of each number."""
    heads: tuple[str, ...]
    """The same for people."""
    rows: Rows
    """A code, what it is called, and the numbers; without rows nothing can be said."""
    sums: tuple[tuple[str, str, int], ...] = ()
    """Further numbers: a code, what is counted, and how many there are."""
    says: str = ""
    """What the numbers come to, in a sentence."""
    cannot: str = "No public record says it."
    """Why nothing can be said, where there are no rows."""
    curve: Rows | None = None
    """What programs get in the place of rows, where these leave out much."""

    @property
    def lines(self) -> Rows:
        """The rows for programs."""
        return tuple((row[0], *row[2:]) for row in self.rows) if self.curve is None else self.curve


def figure(
    figure_id: str, columns: tuple[str, ...], heads: tuple[str, ...], rows: Rows, **more: Any
) -> Figure:
    """Return a figure; `columns` and `heads` are those of the numbers, `more` is what `Figure` may have besides."""
    words = said()[figure_id]
    columns, heads = (words["column"], *columns), (words["head"], *heads)
    return Figure(figure_id, words["title"], words["meaning"], columns, heads, rows, **more)


@cache
def said() -> Mapping[str, Any]:
    """Return what each figure is called, what it means, and the names and classes in it: data/figures.json."""
    found: Mapping[str, Any] = json.loads(
        package_path("wording/data/figures.json").read_text(encoding="utf-8")
    )
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """The lists that are counted together, what they publish, and how it came about."""

    rows: tuple[PublicRow, ...]
    removed: tuple[Tombstone, ...]
    events: tuple[Event, ...]
    """Of all these records, oldest first."""
    listed: Mapping[RecordId, str]
    """The day on which each record became public for the first time, by the events."""
    appeals: AppealCounts
    today: str
    history: bool
    """Whether the build knows the history; without it there are no events and no tombstones."""
    example: bool
    """Whether all of it only shows the software."""


def counted(catalog: Catalog) -> Counted:
    """Return what is counted of a catalog."""
    every: tuple[PublicList | DeletedList, ...] = (*catalog.lists, *catalog.deleted_lists)
    example = all(item.example for item in every)
    chosen = [item for item in every if item.example is example]
    lists = [item for item in chosen if isinstance(item, PublicList)]
    rows = tuple(record.row for public in lists for record in public.records)
    removed = tuple(record.row for item in chosen for record in item.removed)
    ids = {row["id"] for row in chain[Any](rows, removed)}
    history = () if catalog.history is None else catalog.history.events
    events = tuple(event for event in history if event.record in ids)
    listed = {event.record: event.time[:10] for event in reversed(events) if event.kind == "published"}
    counts = ("open", "overdue", "upheld", "dismissed", "late")
    sums: Any = {name: sum(getattr(public.appeals, name) for public in lists) for name in counts}
    days = sorted(chain.from_iterable(public.appeals.days for public in lists))
    known = catalog.history is not None
    return Counted(
        rows, removed, events, listed, AppealCounts(**sums, days=tuple(days)), catalog.today, known, example
    )


def over_time(of: Counted, words: Words) -> Iterator[Figure]:
    """Yield the public records at the end of each month by state, and the records listed and removed in each."""
    public = dict.fromkeys(PUBLIC_STATES, 0)
    at_end: dict[str, tuple[int, ...]] = {}
    listed, removed = Counter[str](), Counter[str]()
    for event in of.events:
        month, was, is_ = event.time[:7], event.before in public, event.after in public
        if was:
            public[event.before] -= 1
        if is_:
            public[event.after] += 1
        listed[month] += is_ and not was
        removed[month] += was and not is_
        at_end[month] = tuple(public.values())
    every = months(min(at_end), of.today[:7]) if at_end else ()
    last: tuple[int, ...] = ()
    stock = tuple((month, month, *(last := at_end.get(month, last))) for month in every)
    flow = tuple((month, month, listed[month], removed[month]) for month in every)
    heads = tuple(words.term("states", code).title for code in public)
    cannot = "Nothing was published yet." if of.history else NO_HISTORY
    says = ", ".join(f"{count:,} {head.lower()}" for head, count in zip(heads, last, strict=False))
    yield figure("public-records", PUBLIC_STATES, heads, stock, says=f"Now: {says}.", cannot=cannot)
    says = f"{listed.total():,} listed, {removed.total():,} removed in all."
    yield figure("moves", ("listed", "removed"), ("Listed", "Removed"), flow, says=says, cannot=cannot)


def traits(of: Counted, words: Words) -> Iterator[Figure]:
    """Yield how removals and public records divide."""
    reasons = Counter(row["reason"] for row in of.removed)
    named = [(code, words.term("removal_reasons", code).title, count) for code, count in reasons.items()]
    yield _by_code("removals", named, cannot="No record is removed." if of.history else NO_HISTORY)
    created = ((row.get("profile", {}).get("created", ""), of.listed.get(row["id"], "")) for row in of.rows)
    ages = (days_between(*days) for days in created)
    yield _by_size("account-age", (None if age is None or age < 0 else age for age in ages))
    looks = (max((item["date"] for item in row.get("observations", ())), default="") for row in of.rows)
    yield _by_size("last-look", (days_between(look, of.today) for look in looks))
    platforms = Counter(row["platform"] for row in of.rows)
    named = [(code, words.platform(code), count) for code, count in platforms.items()]
    yield _by_code("platforms", named)
    spoken = Counter(chain.from_iterable({code.lower() for code in languages(row)} for row in of.rows))
    unstated = spoken.pop(UNSTATED, 0)
    named = [(code, words.language(code), count) for code, count in spoken.items()]
    yield _by_code("languages", named, unstated)
    yield _by_size("followers", map(_followers, of.rows))
    ids = Counter("account_id" in row for row in of.rows)
    named = [(code, name, ids[code == "account-id"]) for code, name in said()["account-ids"]["names"].items()]
    share = f"{100 * ids[True] // max(ids.total(), 1)}% have one."
    yield _by_code("account-ids", named if ids else [], says=share)


def _followers(row: PublicRow) -> int | None:
    # Of several looks on a day the last in the row's order is the latest.
    seen = [item for item in row.get("observations", ()) if "followers" in item]
    return max(reversed(seen), key=itemgetter("date"))["followers"] if seen else None


def appeals(counts: AppealCounts) -> Iterator[Figure]:
    """Yield how appeals ended, and how long it took."""
    *rows, late = ((code, name, getattr(counts, code)) for code, name in said()["appeals"]["names"].items())
    shown = tuple(rows) if counts.opened else ()
    yield figure("appeals", ("appeals",), ("Appeals",), shown, sums=(late,), cannot="There was no appeal.")
    days = counts.days
    says = f"Half were decided within {quantity(days[(len(days) - 1) // 2], 'day')}." if days else ""
    sizes = (*days, *[None] * (counts.decided - len(days)))
    yield _by_size("decisions", sizes, "Appeals", says=says, cannot="No appeal is decided.")


def _by_code(figure_id: str, found: list[tuple[str, str, int]], unknown: int = 0, **more: Any) -> Figure:
    """Return a figure of records by code, the largest first, and what is not known last."""
    rows = sorted(found, key=lambda item: (-item[2], item[0]))
    if rows and unknown:
        rows.append(("", said()[figure_id]["unknown"], unknown))
    return figure(figure_id, ("records",), ("Records",), tuple(rows), **more)


def _by_size(figure_id: str, sizes: Iterable[int | None], unit: str = "Records", **more: Any) -> Figure:
    """Return a figure by the classes of a number: limits, each with what is below it and not below the one before."""
    words = said()[figure_id]
    limits, rest, unknown = words["classes"], words["rest"], words["unknown"]
    found = Counter(
        unknown if size is None else next((name for limit, name in limits if size < limit), rest)
        for size in sizes
    )
    order = (*(name for _, name in limits), rest)
    known = any(found[name] for name in order)
    rows = [(name, name, found[name]) for name in (*order, *[unknown] * (unknown in found)) if known]
    return figure(figure_id, (unit.lower(),), (unit,), tuple(rows), **more)
