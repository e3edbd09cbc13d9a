"""The page of figures: for each list, how its public records divide, as a chart with the table beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.publish.pages import paths
from site_builder.publish.pages.charts import bars, columns
from site_builder.publish.pages.facets import facets
from site_builder.publish.pages.words import Words, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from site_builder.catalog.model import PublicList


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with its table. `head` names the table's first column; `note` says what a reader must know."""

    id: str
    title: str
    head: str
    chart: Markup
    rows: tuple[tuple[str, int], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListFigures:
    """All figures of one list."""

    id: str
    path: str
    title: str
    example: bool
    total: str
    figures: tuple[Figure, ...]


def list_figures(words: Words) -> tuple[ListFigures, ...]:
    """Return the figures of every list, ordered by id; none of a list without public records."""
    return tuple(
        ListFigures(
            id=public.id,
            path=paths.list_page(public.id),
            title=public.data["title"],
            example=public.example,
            total=quantity(len(public.records), "public record"),
            figures=_figures(public, words) if public.records else (),
        )
        for public in words.catalog.lists
    )


def _figures(public: PublicList, words: Words) -> tuple[Figure, ...]:
    notes = {
        "category": "A record may be in several categories.",
        "language": "An account may use several languages.",
    }
    found = []
    for facet in facets(public, words):
        rows = tuple((group.title, len(group.records)) for group in facet.groups)
        figure_id = f"{public.id}-{facet.name}"
        chart = bars(f"chart-{figure_id}", f"{public.data['title']}: records by {facet.title.lower()}", rows)
        found.append(
            Figure(
                figure_id, f"By {facet.title.lower()}", facet.title, chart, rows, notes.get(facet.name, "")
            )
        )
    by_month = months(record.row["confirms"]["newest"] for record in public.records)
    figure_id = f"{public.id}-month"
    chart = columns(
        f"chart-{figure_id}", f"{public.data['title']}: records by month of newest confirmation", by_month
    )
    note = "When each record was last confirmed by a reviewer. Months without any are left out of the table."
    counted = tuple(item for item in by_month if item[1])
    return (*found, Figure(figure_id, "By month of newest confirmation", "Month", chart, counted, note))


def months(dates: Iterable[str]) -> Sequence[tuple[str, int]]:
    """Count dates (ISO 8601 days) by month: every month from the first to the last, without gaps."""
    counts = Counter(date[:7] for date in dates)
    if not counts:
        return ()
    first, last = (_month_number(month) for month in (min(counts), max(counts)))
    names = (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1))
    return tuple((name, counts[name]) for name in names)


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
