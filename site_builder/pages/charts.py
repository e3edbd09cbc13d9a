"""Charts: numbers as SVG of whole numbers, without styles of its own, each with a title and a description in words.

Classes alone say how a part looks, so that it follows the page's colours; what differs in colour differs in place or
outline too. All are as wide as each other and grow with the page: a phone, or half of a wide screen.
"""

from collections.abc import Sequence

from markupsafe import Markup

from site_builder.pages.drawing import shortened_name
from site_builder.pages.page import render
from site_builder.pages.survival import WHOLE, Step

_WIDTH, _LEFT, _TOP, _BASE = 720, 84, 48, 308
"""The width of all, and the plot inside: numbers of the axis are left of it, a legend above, days below."""
MAX_BARS, _LABEL, _NAMES = 12, 30, 340

Paths = list[tuple[str, str]]
"""A class and an outline."""
Texts = list[tuple[str, int, int, str]]
"""What of a text is at a place (its start if empty), the place, and what is written."""


def bars(chart_id: str, title: str, items: Sequence[tuple[str, int]]) -> Markup:
    """Draw a name, a bar and its number for each item, one below the other, in their order; of many the first ones."""
    shown = items[:MAX_BARS]
    most = max((value for _, value in shown), default=0) or 1
    paths: Paths = []
    texts: Texts = []
    for place, (label, value) in enumerate(shown):
        length, y = max((_WIDTH - _NAMES - 90) * value // most, 4 if value else 0), 40 * place
        paths.append(("first", f"M{_NAMES} {y + 8}h{length}v24h-{length}z"))
        texts += (
            ("", 0, y + 28, shortened_name(label, _LABEL)),
            ("", _NAMES + length + 10, y + 28, f"{value:,}"),
        )
    said = ", ".join(f"{label}: {value:,}" for label, value in shown)
    left = len(items) - len(shown)
    more = f"; {left} more in the table" if left else ""
    if left:
        texts.append(("", 0, 40 * len(shown) + 28, f"{left} more in the table"))
    return _drawn(chart_id, (title, f"{said}{more}."), 40 * (len(shown) + bool(left)), paths, texts)


def columns(
    chart_id: str,
    titles: tuple[str, str],
    series: Sequence[tuple[str, str]],
    months: Sequence[tuple[str, Sequence[int]]],
) -> Markup:
    """Draw the numbers of each month on one another, those below zero downwards.

    `titles` are title and description, `series` the class and the name of each number; months (YYYY-MM) ascend, without
    gaps.
    """
    high, low = (max(sum(max(sign * value, 0) for value in row) for _, row in months) for sign in (1, -1))
    most = high + low or 1
    paths: Paths = []
    texts: Texts = []
    # Lines at round numbers, at most six.
    tick = next(
        step for zeros in range(20) for step in (10**zeros, 2 * 10**zeros, 5 * 10**zeros) if step * 5 >= most
    )
    for value in range(-(low // tick), high // tick + 1):
        y = _height(low + value * tick, most)
        paths.append(("grid" if value else "axis", f"M{_LEFT} {y}H{_WIDTH}"))
        texts.append(("end", _LEFT - 10, y + 7, f"{abs(value * tick):,}"))
    outlines = [""] * len(series)
    width = max((_WIDTH - _LEFT) * 4 // (5 * len(months)), 1)
    for place, (_, row) in enumerate(months):
        ends = {True: low, False: low}
        for tier, value in enumerate(row):
            start = _height(ends[value > 0], most)
            ends[value > 0] += value
            if value:
                outlines[tier] += (
                    f"M{_across(place, len(months))} {start}V{_height(ends[value > 0], most)}h{width}V{start}z"
                )
    for place, ((name, head), outline) in enumerate(zip(series, outlines, strict=True)):
        x = _LEFT + 200 * place
        paths.append((name, f"{outline}M{x} 6h20v20h-20z"))
        texts.append(("", x + 30, 24, head))
    dates = [(place, month[:4]) for place, (month, _) in enumerate(months) if month.endswith("-01")]
    if len(dates) < 2:  # noqa: PLR2004 - one year does not say how long it is
        dates = [(place, month) for place, (month, _) in enumerate(months)]
    for place, date in dates[:: -(-len(dates) // 6)]:
        texts.append(("", min(_across(place, len(months)), _WIDTH - 13 * len(date)), _BASE + 32, date))
    return _drawn(chart_id, titles, _BASE + 40, paths, texts)


def falling(
    chart_id: str, titles: tuple[str, str], steps: Sequence[Step], ticks: Sequence[tuple[int, int]]
) -> Markup:
    """Draw a curve of survival from all to none; `ticks` are days and how many were at risk after them.

    From where few were at risk it is broken; a stroke across it is where no more is known of somebody.
    """
    paths: Paths = []
    texts: Texts = []
    for percent in (0, 50, 100):
        y = _height(percent, 100)
        paths.append(("grid" if percent else "axis", f"M{_LEFT} {y}H{_WIDTH}"))
        texts.append(("end", _LEFT - 10, y + 7, f"{percent}%"))
    sure, few, y, lost = f"M{_LEFT} {_TOP}", "", _TOP, {}
    for step in steps:
        x = _across(step.day, steps[-1].day)
        if step.few and not few:
            sure, few = f"{sure}H{x}", f"M{x} {y}"
        y = _height(step.left, WHOLE)
        line = f"H{x}V{y}" if step.suspended else ""
        sure, few = (sure, few + line) if few else (sure + line, few)
        if step.censored:
            lost[x] = y
    paths += (("curve", sure if few else f"{sure}H{_WIDTH}"), ("few", few and f"{few}H{_WIDTH}"))
    paths.append(("lost", "".join(f"M{x} {y - 7}v14" for x, y in lost.items())))
    for day, at_risk in ticks:
        x = _across(day, steps[-1].day)
        side = "" if day == 0 else "middle" if x < _WIDTH - 30 else "end"
        texts += ((side, x, _BASE + 30, f"{day:,}"), (side, x, _BASE + 62, f"{at_risk:,}"))
    texts += (("", 0, _BASE + 30, "Day"), ("", 0, _BASE + 62, "At risk"))
    return _drawn(chart_id, titles, _BASE + 74, paths, texts)


def _across(place: int, places: int) -> int:
    return _LEFT + (_WIDTH - _LEFT) * place // places


def _height(value: int, most: int) -> int:
    return _BASE - (_BASE - _TOP) * value // most


def _drawn(chart_id: str, titles: tuple[str, str], height: int, paths: Paths, texts: Texts) -> Markup:
    size = {"width": _WIDTH, "height": height}
    return render("_chart.html", id=chart_id, titles=titles, paths=paths, texts=texts, **size)
