"""The page of figures, each a chart with the table beside it.

For each list: how its public records divide, why records left it, how appeals ended, and when it changed. A deleted
list has removals and changes alone. For the site as a whole: appeals, and changes by kind and by month.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from site_builder import addresses
from site_builder.catalog.model import AppealCounts, DeletedList, PublicList
from site_builder.errors import quantity
from site_builder.history.model import KINDS, Event, RemovedRecord
from site_builder.pages.entries import events_by_list
from site_builder.pages.facets import TIES, facets
from site_builder.pages.page import render
from site_builder.wording import change_words
from site_builder.wording.words import Words

Rows = tuple[tuple[str, int], ...]
"""What is counted, and how many there are of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with its table.

    `head` names the table's first column, `unit` what its second counts; `note` says what a reader must know. `sums`
    are further rows of the table: they count what `rows` do once more, in another way, and are not drawn.
    """

    id: str
    title: str
    head: str
    chart: Markup
    rows: Rows
    note: str = ""
    unit: str = "Records"
    sums: Rows = ()


def list_figures(words: Words) -> list[dict[str, Any]]:
    """Return the figures of every list, ordered by id, then of every deleted one; none of what a list has none of."""
    events, found = events_by_list(words), []
    for public in words.catalog.lists:
        name, title = public.id, public.data["title"]
        figures = (
            *_records(public, words),
            *_removals(name, title, public.removed, words),
            *_appeals(name, title, public.appeals),
            *_changes(name, title, events.get(name, ())),
        )
        total = quantity(len(public.records), "public record")
        found.append(_listed(public, title, total, figures))
    for gone in words.catalog.deleted_lists:
        left = _removals(gone.id, gone.id, gone.removed, words)
        figures = (*left, *_changes(gone.id, gone.id, events.get(gone.id, ())))
        found.append(_listed(gone, gone.id, "A deleted list", figures))
    return found


def _listed(
    of: PublicList | DeletedList, title: str, total: str, figures: tuple[Figure, ...]
) -> dict[str, Any]:
    removed = f", {quantity(len(of.removed), 'removed record')}" if of.removed else ""
    page = addresses.list_page(of.id)
    head = {"id": of.id, "path": page, "title": title, "example": of.example, "total": total + removed}
    return {**head, "figures": figures}


def appeal_figures(words: Words) -> tuple[Figure, ...]:
    """Return how the appeals of all lists together ended; nothing without any."""
    return tuple(_appeals("site", "All lists", words.catalog.appeals))


def change_figures(words: Words) -> tuple[Figure, ...]:
    """Return the figures of all changes of the site: by kind and by month; nothing without any."""
    history = words.catalog.history
    if history is None or not history.events:
        return ()
    counts = Counter(event.kind for event in history.events)
    rows = tuple((change_words.kind(code).title, counts[code]) for code in KINDS if code in counts)
    chart = bars("chart-site.kind", "Changes by kind", rows)
    by_kind = Figure("site.kind", "Changes by kind", "Kind", chart, rows, unit="Changes")
    return (by_kind, *_changes("site", "All lists", history.events))


def _figure(figure_id: str, about: str, title: str, head: str, rows: Rows, **more: Any) -> Figure:
    """Return a figure whose bars are its rows; the chart by itself is called `about` and the title."""
    chart = bars(f"chart-{figure_id}", f"{about} {title.lower()}", rows)
    return Figure(figure_id, title, head, chart, rows, **more)


def _monthly(figure_id: str, about: str, title: str, dates: Iterable[str], **more: Any) -> Iterator[Figure]:
    """Yield a figure of how many dates each month has; nothing without any."""
    by_month = months(dates)
    if by_month:
        chart = columns(f"chart-{figure_id}", f"{about} {title.lower()}", by_month)
        yield Figure(figure_id, title, "Month", chart, tuple(item for item in by_month if item[1]), **more)


def _removals(list_id: str, title: str, removed: Sequence[RemovedRecord], words: Words) -> Iterator[Figure]:
    """Yield how removed records divide by reason and by effect."""
    told: Any = [item.row for item in removed]
    for name, table, head in (
        ("reason", "removal_reasons", "Reason"),
        ("effect", "effects", "What consumers should do"),
    ):
        counts = Counter(row[name] for row in told)
        order = sorted(counts, key=lambda code: (-counts[code], code))
        rows = tuple((words.term(table, code).title, counts[code]) for code in order)
        shown = f"Removed records by {head[0].lower()}{head[1:]}"
        if rows:
            yield _figure(f"{list_id}.removed.{name}", f"{title}:", shown, head, rows)


def _appeals(list_id: str, title: str, counts: AppealCounts) -> Iterator[Figure]:
    """Yield how many appeals are open, and how the others ended."""
    if not counts.opened:
        return
    rows = (
        ("Upheld: the person was right", counts.upheld),
        ("Dismissed: the listing stands", counts.dismissed),
        ("Open", counts.open),
        ("Open too long: the record is withheld", counts.overdue),
    )
    sums = (("Opened in all", counts.opened), ("Decided after the last day for it", counts.late))
    note = "Appeals against records that are public, or once were."
    if counts.median_days is not None:
        days = f"{counts.median_days:g} {'day' if counts.median_days == 1 else 'days'}"
        note += f" Median time from arrival to decision: {days}."
    more = {"note": note, "unit": "Appeals", "sums": sums}
    yield _figure(f"{list_id}.appeals", f"{title}:", "Appeals by outcome", "Outcome", rows, **more)


def _changes(list_id: str, title: str, events: Sequence[Event]) -> Iterator[Figure]:
    """Yield how many changes there were by month."""
    note = "Every change of the history, removals included. Months without any are left out of the table."
    dates = (event.time for event in events)
    return _monthly(f"{list_id}.changes", f"{title}:", "Changes by month", dates, note=note, unit="Changes")


def _records(public: PublicList, words: Words) -> Iterator[Figure]:
    """Yield how a list's public records divide by each facet, and when they were last confirmed."""
    notes = {
        "category": "A record may be in several categories.",
        "language": "An account may use several languages.",
    }
    about = f"{public.data['title']}: records"
    # Months have a drawing of their own, operations and sources pages of their own.
    for facet in (
        found for found in facets(public, words) if found.name not in {"month", *TIES} and found.groups
    ):
        rows = tuple((group.title, len(group.members)) for group in facet.groups)
        title, note = f"By {facet.title.lower()}", notes.get(facet.name, "")
        yield _figure(f"{public.id}-{facet.name}", about, title, facet.title, rows, note=note)
    dates = (record.row["confirms"]["newest"] for record in public.records)
    note = "When each record was last confirmed by a reviewer. Months without any are left out of the table."
    yield from _monthly(f"{public.id}-month", about, "By month of newest confirmation", dates, note=note)


def months(dates: Iterable[str]) -> Sequence[tuple[str, int]]:
    """Count dates (ISO 8601 days or instants) by month: every month from the first to the last, without gaps."""
    counts = Counter(date[:7] for date in dates)
    if not counts:
        return ()
    first, last = (_month_number(month) for month in (min(counts), max(counts)))
    names = (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1))
    return tuple((name, counts[name]) for name in names)


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


WIDTH: Final = 360
MAX_BARS: Final = 16
MAX_COLUMNS: Final = 36
_LABEL_LENGTH: Final = 44
_ROW: Final = 38
_NUMBER_WIDTH: Final = 52
_PLOT_HEIGHT: Final = 120
_TOP: Final = 18
_FEW: Final = 14
"""Columns up to which each has its number above it."""


def bars(chart_id: str, title: str, items: Sequence[tuple[str, int]]) -> Markup:
    """Draw horizontal bars, one below the other, in the order given."""
    shown = items[:MAX_BARS]
    most = max((value for _, value in shown), default=0) or 1
    drawn = []
    for index, (label, value) in enumerate(shown):
        width = round((WIDTH - _NUMBER_WIDTH) * value / most, 1)
        place = {"y": index * _ROW + 18, "width": width, "height": 12}
        drawn.append({"label": _short(label), "value": value, **place})
    left_out = len(items) - len(shown)
    return render(
        "_bars.html",
        id=chart_id,
        title=title,
        description=_sentence(items, f"; {left_out} more in the table" if left_out else ""),
        bars=drawn,
        width=WIDTH,
        height=len(shown) * _ROW,
    )


def columns(chart_id: str, title: str, months: Sequence[tuple[str, int]]) -> Markup:
    """Draw a column for each month (`YYYY-MM`, ascending, without gaps); of many, the latest."""
    shown = months[-MAX_COLUMNS:]
    most = max((value for _, value in shown), default=0) or 1
    step = WIDTH / max(len(shown), 6)
    drawn = []
    for index, (month, value) in enumerate(shown):
        height = round(_PLOT_HEIGHT * value / most, 1)
        x, y = round(index * step + step * 0.12, 1), round(_TOP + _PLOT_HEIGHT - height, 1)
        place = {"x": x, "y": y, "width": round(step * 0.76, 1), "height": height}
        drawn.append({"label": month, "value": value, **place})
    earlier = len(months) - len(shown)
    return render(
        "_columns.html",
        id=chart_id,
        title=title,
        description=_sentence(
            [item for item in shown if item[1]], f"; {earlier} earlier months in the table" if earlier else ""
        ),
        bars=drawn,
        width=WIDTH,
        base=_TOP + _PLOT_HEIGHT,
        height=_TOP + _PLOT_HEIGHT + 22,
        numbered=len(shown) <= _FEW,
        most=most,
    )


def _sentence(items: Sequence[tuple[str, int]], tail: str) -> str:
    return ", ".join(f"{label}: {value}" for label, value in items[:MAX_BARS]) + tail + "."


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1] + "\N{HORIZONTAL ELLIPSIS}"
