"""Charts: SVG that says in words what it shows, of whole numbers, and takes any text for text."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.pages.charts import MAX_BARS, bars, columns, falling
from site_builder.pages.survival import Span, curve
from tests.unit.pages.page_catalog import ATTACKS

SVG = "{http://www.w3.org/2000/svg}"
SERIES = (("first", "Up"), ("second", "Down"))


def drawing(svg: str) -> ET.Element:
    """Read a chart as XML, strict enough to notice what is not escaped; check what holds for every chart."""
    text = str(svg)
    root = ET.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - ours
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-title c-desc"
    assert [child.get("id") for child in root][:2] == ["c-title", "c-desc"]
    assert {child.tag for child in root} <= {f"{SVG}{name}" for name in ("title", "desc", "path", "text")}
    assert not any(name in child.attrib for child in root.iter() for name in ("style", "fill", "stroke"))
    width, height = (int(number) for number in root.get("viewBox", "").split()[2:])
    for path in root.iter(f"{SVG}path"):
        assert re.fullmatch(r"(?:[MHVhv]-?[0-9]+(?: -?[0-9]+)?|z)+", path.get("d", "")), path.get("d")
    for item in root.iter(f"{SVG}text"):
        assert 0 <= int(item.get("x", "")) <= width
        assert 0 <= int(item.get("y", "")) <= height
    return root


def texts(root: ET.Element) -> list[str]:
    return [item.text or "" for item in root.iter(f"{SVG}text")]


def outlines(root: ET.Element, name: str) -> list[str]:
    return [item.get("d", "") for item in root.iter(f"{SVG}path") if item.get("class") == f"hl-chart__{name}"]


def test_a_chart_says_in_words_what_it_shows() -> None:
    root = drawing(bars("c", "By state", [("Confirmed", 1200), ("Lapsed", 3)]))
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc")] == [
        "By state",
        "Confirmed: 1,200, Lapsed: 3.",
    ]
    assert texts(root) == ["Confirmed", "1,200", "Lapsed", "3"]


def test_bars_are_as_long_as_their_numbers_and_the_smallest_is_seen() -> None:
    found = outlines(drawing(bars("c", "t", [("a", 100_000), ("b", 50_000), ("c", 1), ("d", 0)])), "first")
    assert [int(re.findall(r"h(\d+)", outline)[0]) for outline in found] == [290, 145, 4, 0]


def test_long_charts_leave_out_the_rest_and_say_so() -> None:
    root = drawing(bars("c", "t", [(f"v{number}", 1) for number in range(MAX_BARS + 5)]))
    assert len(outlines(root, "first")) == MAX_BARS
    assert (root.findtext(f"{SVG}desc") or "").endswith("; 5 more in the table.")


@pytest.mark.parametrize("attack", ATTACKS)
def test_labels_are_text(attack: str) -> None:
    root = drawing(bars("c", attack, [(attack[:30], 1)]))
    assert attack[:30] in texts(root)
    assert root.findtext(f"{SVG}title") == attack


def test_numbers_of_a_month_are_on_one_another_and_those_below_zero_hang() -> None:
    root = drawing(columns("c", ("t", "d"), SERIES, [("2025-05", (1, 3)), ("2025-06", (2, 0))]))
    first, second = (outlines(root, name)[0] for name in ("first", "second"))
    # The plot is 260 high and 636 wide; the second number begins where the first ends.
    assert first.startswith("M84 308V243h254V308z")
    assert second.startswith("M84 243V48h254V243z")
    assert "M402 308V178h254V308z" in first
    assert texts(root) == ["0", "1", "2", "3", "4", "Up", "Down", "2025-05", "2025-06"]
    hanging = drawing(columns("c", ("t", "d"), SERIES, [("2025-05", (3, -1))]))
    assert outlines(hanging, "first")[0].startswith("M84 243V48h508V243z")
    assert outlines(hanging, "second")[0].startswith("M84 243V308h508V243z")
    assert texts(hanging)[:5] == ["1", "0", "1", "2", "3"]


def test_years_are_named_at_their_januaries_and_only_some_of_many() -> None:
    def dates(first: int, last: int) -> list[str]:
        months = [
            (f"{year}-{month:02d}", (1, 0)) for year in range(first, last + 1) for month in range(1, 13)
        ]
        return [text for text in texts(drawing(columns("c", ("t", "d"), SERIES, months))) if len(text) == 4]

    assert dates(2023, 2026) == ["Down", "2023", "2024", "2025", "2026"]
    assert dates(2001, 2026) == ["Down", "2001", "2006", "2011", "2016", "2021", "2026"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(-(10**6), 10**6)), min_size=1, max_size=200))
def test_no_column_leaves_the_plot(rows: list[tuple[int, int]]) -> None:
    months = [(f"{2000 + place // 12}-{place % 12 + 1:02d}", row) for place, row in enumerate(rows)]
    root = drawing(columns("c", ("t", "d"), SERIES, months))
    for name in ("first", "second"):
        drawn, legend = outlines(root, name)[0].rsplit("M", 1)
        assert legend
        assert all(48 <= int(y) <= 308 for y in re.findall(r"V(\d+)", drawn))
        assert all(84 <= int(x) <= 720 for x in re.findall(r"M(\d+)", drawn))
    numbers = [text for text in texts(root) if re.fullmatch(r"[\d,]+", text)]
    assert 1 <= len([text for text in numbers if not re.fullmatch(r"20\d\d", text)]) <= 7


def test_the_curve_falls_in_steps_is_broken_where_few_are_left_and_marks_who_was_lost() -> None:
    spans = [Span(0, 100 * number, suspended=True) for number in range(1, 9)]
    spans += [Span(0, 800, suspended=False)]
    root = drawing(falling("c", ("t", "half"), curve(spans), [(0, 9), (400, 5), (800, 0)]))
    assert root.findtext(f"{SVG}desc") == "half"
    # Nine at risk; from the sixth step on fewer than five are.
    assert outlines(root, "curve") == ["M84 48H163V77H243V106H322V135H402V164H481V193H561"]
    assert outlines(root, "few") == ["M561 193H561V222H640V251H720V280H720"]
    assert outlines(root, "lost") == ["M720 273v14"]
    assert texts(root)[3:] == ["0", "9", "400", "5", "800", "0", "Day", "At risk"]


def test_a_curve_of_which_all_is_sure_has_no_broken_part() -> None:
    root = drawing(falling("c", ("t", "d"), curve([Span(0, 5, suspended=False)] * 6), [(0, 6)]))
    assert outlines(root, "curve") == ["M84 48H720"]
    assert not outlines(root, "few")
