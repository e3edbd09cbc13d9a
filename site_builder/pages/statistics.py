"""The statistics: the census as a page, each figure drawn with its table, and as files for programs beside it.

A figure's files are `/statistics/<figure>.csv` (RFC 4180, guarded as the feeds' are) and `.json` (RFC 8785 and a line
feed): `{"cannot", "columns", "day", "figure", "lines", "meaning", "sums", "title"}`. See docs/reference/statistics.md.
"""

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from site_builder import addresses
from site_builder.canonical import canonical
from site_builder.catalog.model import Catalog
from site_builder.csv_cells import guarded
from site_builder.errors import quantity
from site_builder.model import JsonObject
from site_builder.pages import census, charts, watch
from site_builder.pages.census import Counted, Figure
from site_builder.pages.survival import median
from site_builder.pages.watch import Suspension
from site_builder.promises import Promise, fingerprint
from site_builder.wording.words import Words


def statistics_values(words: Words) -> JsonObject:
    """Return what the block of the statistics page is drawn from."""
    of = census.counted(words.catalog)
    made = watch.suspension(of)
    return {
        "as_of": of.today,
        "example": of.example and bool(words.catalog.lists),
        "headlines": tuple(_headlines(of, made)),
        "figures": tuple((figure, _drawn(figure, made)) for figure in _figures(of, made, words)),
        "lists": tuple(_lists(words.catalog)),
        "folder": addresses.STATISTICS,
    }


def data_files(catalog: Catalog) -> Iterator[Promise]:
    """Yield the files of every figure."""
    of = census.counted(catalog)
    for figure in _figures(of, watch.suspension(of), Words(catalog)):
        said, path = fingerprint(figure), f"{addresses.STATISTICS}{figure.id}"
        yield Promise(f"{path}.csv", (said,), partial(_csv, figure))
        yield Promise(f"{path}.json", (said, of.today), partial(_json, figure, of.today))


def _figures(of: Counted, made: Suspension, words: Words) -> Iterator[Figure]:
    yield from census.over_time(of, words)
    yield watch.suspension_figure(of, made)
    yield from census.traits(of, words)
    yield from census.appeals(of.appeals)


def _headlines(of: Counted, made: Suspension) -> Iterator[tuple[str, str, str, str]]:
    """Yield the four figures that come first: the figure that says more, a name, the number, and what is behind it."""
    states = [row["state"] for row in of.rows]
    confirmed = f"{states.count('verified'):,} of them confirmed today"
    yield "public-records", "Public listings", f"{len(states):,}", confirmed
    wrong = sum(row["effect"] == "undo" for row in of.removed)
    removed = (f"{len(of.removed):,}", f"{wrong:,} of them because the listing was wrong")
    yield "removals", "Removed", *(removed if of.history else ("Cannot say", "no history in this build"))
    half, seen = median(made.steps), len(made.spans)
    time = quantity(half.day, "day") if half else "Not reached" if made.steps else "Cannot say"
    few = ", fewer than 5 left at the end of it" if half and half.few else ""
    watched = f"median, {quantity(seen, 'account')} looked at again{few}"
    yield "suspension", "From listing to suspension", time, watched
    appeals = of.appeals
    due = appeals.decided + appeals.overdue
    in_time = f"{appeals.decided - appeals.late:,} of {due:,}" if due else "None yet"
    waiting = f"{quantity(appeals.open + appeals.overdue, 'appeal')} open"
    yield "appeals", "Appeals decided in time", in_time, waiting


def _lists(catalog: Catalog) -> Iterator[tuple[Any, ...]]:
    """Yield of each list its id, page, title, whether it is an example, and how much of what it has."""
    for public in catalog.lists:
        counts = len(public.records), len(public.removed), public.appeals.opened
        yield public.id, addresses.list_page(public.id), public.data["title"], public.example, counts
    for gone in catalog.deleted_lists:
        yield gone.id, addresses.list_page(gone.id), gone.id, gone.example, (0, len(gone.removed), 0)


_TIERS: Final = ("first", "second", "third")


def _drawn(figure: Figure, made: Suspension) -> Markup:
    """Return the chart of a figure; nothing where nothing can be said."""
    if not figure.rows:
        return Markup("")
    chart, titles, rows = f"chart-{figure.id}", (figure.title, figure.says), figure.rows
    if figure.id == "public-records":
        months = [(row[0], row[2:]) for row in rows]
        return charts.columns(chart, titles, tuple(zip(_TIERS, figure.heads[1:], strict=True)), months)
    if figure.id == "moves":
        months = [(month, (listed, -removed)) for month, _, listed, removed in rows]
        return charts.columns(chart, titles, tuple(zip(_TIERS[::2], figure.heads[1:], strict=True)), months)
    if figure.id == "suspension":
        ticks = [row[1:3] for row in rows[:: -(-len(rows) // 6)]]
        return charts.falling(chart, titles, made.steps, ticks)
    return charts.bars(chart, figure.title, [row[1:] for row in rows])


def _csv(figure: Figure) -> tuple[bytes]:
    made = io.StringIO()
    rows = (
        (str(cell).lower() if cell is False or cell is True else str(cell) for cell in row)
        for row in figure.lines
    )
    csv.writer(made, lineterminator="\r\n").writerows([figure.columns, *(map(guarded, row) for row in rows)])
    return (made.getvalue().encode(),)


def _json(figure: Figure, day: str) -> tuple[bytes]:
    said = {
        "columns": figure.columns,
        "day": day,
        "figure": figure.id,
        "lines": figure.lines,
        "meaning": figure.meaning,
        "sums": {code: number for code, _, number in figure.sums},
        "title": figure.title,
    }
    return (canonical(said if figure.rows else said | {"cannot": figure.cannot}) + b"\n",)
