"""Charts as inline SVG, drawn at build time: bars in one colour, every one with its label and number in words.

Sizes are user units of a drawing 360 wide, so that its letters stay readable on a phone. The table beside a chart
says the same and says all of it; a chart may leave out what is small or long ago, and then says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.pages.environment import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

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


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: position and size in user units."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


def bars(chart_id: str, title: str, items: Sequence[tuple[str, int]]) -> Markup:
    """Draw horizontal bars, one below the other, in the order given."""
    shown = items[:MAX_BARS]
    most = max((value for _, value in shown), default=0) or 1
    drawn = [
        Bar(_short(label), value, 0, index * _ROW + 18, round((WIDTH - _NUMBER_WIDTH) * value / most, 1), 12)
        for index, (label, value) in enumerate(shown)
    ]
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
        drawn.append(
            Bar(
                month,
                value,
                round(index * step + step * 0.12, 1),
                round(_TOP + _PLOT_HEIGHT - height, 1),
                round(step * 0.76, 1),
                height,
            )
        )
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
