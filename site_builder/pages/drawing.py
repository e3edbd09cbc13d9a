"""Drawings of accounts and their links: the time line of an operation, and a record among those that it links to.

What goes in is public records, what comes out is places in whole pixels, for templates of SVG: the same everywhere.
Relations differ by their dashes, marks by their shapes. A removed record says no operation, so none is drawn.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from math import isqrt
from typing import Any, Final

from site_builder import addresses
from site_builder.catalog.model import PublicRecord
from site_builder.days import days_between, is_day
from site_builder.history.model import REMOVED
from site_builder.model import PUBLIC_STATES, PublicRow
from site_builder.record import account_name
from site_builder.wording.words import Words

ROWS: Final = 150
"""Accounts that are drawn at most: those with the most links among them."""
ARCS: Final = 400
NEIGHBOURS: Final = 12
_LEFT: Final = 190
"""Where the column of names ends and the time line begins."""
_RIGHT: Final = 790
_WIDTH: Final = 900
_ARC: Final = 122
_ROW: Final = 20
_TOP: Final = 30
_FOOT: Final = 24
_MARK: Final = 9
"""How far two marks are apart at least."""
_NAME: Final = 24
"""How long a name is that is not shortened, in Latin letters."""
_WIDE: Final = 0x1100
"""From this code point on, characters may be twice as wide."""
_YEARS: Final = 12
_DASHES: Final = ("none", "7 3", "2 3", "9 3 2 3", "14 4", "4 4")
KINDS: Final[Mapping[str, str]] = {
    "created": "Account created",
    "listed": "Listed",
    "suspended": "Suspended by the platform",
    "deleted": "Deleted",
    "returned": "Seen again",
    "removed": "Taken off the list",
}
"""What a mark says, by its shape."""
_BEFORE: Final = frozenset({"successor-of", "backup-of"})
"""Relations to an account that was there first: such neighbours are at the left."""

Drawing = dict[str, Any]
"""A drawing as templates take it: JSON values and tuples."""


def timeline_of(records: Sequence[PublicRecord], words: Words) -> Drawing | None:
    """Return the time line of records; None where nothing of them has a day."""
    known = {record.id: record for record in sorted(records, key=lambda item: item.id)}
    links = [(name, link) for name, item in known.items() for link in item.links if link.record in known]
    degrees = Counter(name for start, link in links for name in (start, link.record))
    drawn = sorted(known.values(), key=lambda item: -degrees[item.id])[:ROWS]
    dated = {item.id: sorted(_dated(item, words)) for item in drawn}
    drawn.sort(key=lambda item: (dated[item.id][:1] or [("~", "")], account_name(item.row), item.id))
    days = sorted(day for marks in dated.values() for day, _ in marks)
    if not days:
        return None

    def place(day: str) -> int:
        passed, span = days_between(days[0], day) or 0, days_between(days[0], days[-1]) or 1
        return _LEFT + passed * (_RIGHT - _LEFT) // span

    heights = {item.id: _TOP + _ROW * number + _ROW // 2 for number, item in enumerate(drawn)}
    names = {item.id: words.account(item.row) for item in drawn}
    near = [(start, link) for start, link in links if start in heights and link.record in heights]
    arcs: dict[str, list[tuple[str, str, str]]] = {code: [] for code in _dashes(words)}
    for start, link in near[:ARCS]:
        path = _arc(heights[start], heights[link.record], len(drawn))
        arcs.setdefault(link.relation, []).append((path, names[start], names[link.record]))
    there = {kind for marks in dated.values() for _, kind in marks}
    return {
        "size": (_WIDTH, _TOP + _ROW * len(drawn) + _FOOT, _LEFT, _RIGHT),
        "ends": (days[0], days[-1]),
        "years": tuple((year, place(f"{year:04}-01-01")) for year in _years(days[0], days[-1])),
        "rows": tuple(
            _named(item.row, words) | {"y": heights[item.id], "marks": _apart(dated[item.id], place)}
            for item in drawn
        ),
        "arcs": tuple(
            (words.term("link_relations", code).title, _dashes(words).get(code, "none"), tuple(found))
            for code, found in arcs.items()
            if found
        ),
        "left_out": (len(records) - len(drawn), len(near[ARCS:])),
        "kinds": {kind: text for kind, text in KINDS.items() if kind in there},
    }


def _apart(marks: Sequence[tuple[str, str]], place: Callable[[str], int]) -> tuple[tuple[str, str, int], ...]:
    """Return kind, day and place of a row's marks, moved where one would cover another, inside the time line."""
    places, gap = [place(day) for day, _ in marks], min(_MARK, (_RIGHT - _LEFT) // max(len(marks), 1))
    for number in range(1, len(places)):
        places[number] = max(places[number], places[number - 1] + gap)
    for number, at in enumerate(reversed(places)):
        places[-1 - number] = min(at, _RIGHT - gap * number)
    return tuple((kind, day, at) for (day, kind), at in zip(marks, places, strict=True))


def _dated(record: PublicRecord, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what has a day of an account and its listing: the day, and the kind of mark."""
    row, history = record.row, words.catalog.history
    found = [(row.get("profile", {}).get("created", ""), "created")]
    gone = ""
    for seen in sorted(row.get("observations", ()), key=lambda item: item["date"]):
        now = seen["state"] if seen["state"] in KINDS else ""
        if now != gone:
            found.append((seen["date"], now or "returned"))
        gone = now
    found += [
        (event.time[:10], "removed" if event.after in REMOVED else "listed")
        for event in (() if history is None else history.timelines.get(record.id, ()))
        if event.after in REMOVED or event.before not in PUBLIC_STATES
    ]
    return ((day, kind) for day, kind in found if is_day(day))


def _years(first: str, last: str) -> range:
    """Return the years that begin between two days, at most a dozen of them."""
    start, end = int(first[:4]) + 1, int(last[:4])
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (end - start) // step < _YEARS)
    return range(start + -start % step, end + 1, step)


def _arc(start: int, end: int, rows: int) -> str:
    """Return the path of an arc between two of the rows, the wider the farther they are apart."""
    wide = min(30, _ARC**2 // (_ROW * rows))
    near, far = _RIGHT + 10, _RIGHT + 22 + isqrt(abs(end - start) * wide)
    return f"M{near} {start}C{far} {start} {far} {end} {near} {end}"


def _dashes(words: Words) -> dict[str, str]:
    return dict(zip(words.catalog.vocabulary["link_relations"], cycle(_DASHES), strict=False))


def _named(row: PublicRow, words: Words) -> dict[str, Any]:
    path = addresses.record_page(row["list"], row["id"])
    return {"path": path, "name": words.account(row), "label": shortened_name(account_name(row))}


def shortened_name(name: str, most: int = _NAME) -> str:
    """Return a name cut where it is wider than `most` Latin letters."""
    width = 0
    for number, character in enumerate(name):
        width += 1 + (ord(character) >= _WIDE)
        if width > most:
            return name[: max(number - 1, 1)] + "\N{HORIZONTAL ELLIPSIS}"
    return name


def neighbours(record: PublicRecord, words: Words) -> Drawing | None:
    """Return the small drawing of a record among those that it links to, for `_neighbours.html`; None without any.

    Who links to this one is not drawn: its page changes only when it does, or when the name or state of a record that
    it links to does.
    """
    rows = ((link.relation, words.row(link.record)) for link in record.links)
    near = [(relation, row) for relation, row in rows if row is not None]
    near.sort(key=lambda item: (item[0], account_name(item[1]), item[1]["id"]))
    sides: tuple[list[Drawing], list[Drawing]] = ([], [])
    for relation, row in near[:NEIGHBOURS]:
        said = words.term("link_relations", relation).title, words.term("states", row["state"]).title
        shown = {**_named(row, words), "said": said, "dash": _dashes(words).get(relation, "none")}
        sides[relation not in _BEFORE].append(shown)
    made = {"own": _named(record.row, words), "sides": sides, "left_out": len(near[NEIGHBOURS:])}
    return made if near else None
