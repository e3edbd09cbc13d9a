from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from site_builder.catalog.model import AppealCounts
from site_builder.errors import UsageError, quantity
from site_builder.pages import blocks
from site_builder.pages.statistics import (
    MAX_BARS,
    MAX_COLUMNS,
    appeal_figures,
    bars,
    change_figures,
    columns,
    list_figures,
    months,
)
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import ATTACKS, LONG_LIST, SCRIPT, catalog, without_history
from tests.unit.pages.parsed import parse

SVG = "{http://www.w3.org/2000/svg}"


def drawing(svg: str) -> ET.Element:
    """Read a chart as XML: strict enough to notice what is not escaped."""
    return ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - ours


def texts(root: ET.Element) -> list[str]:
    return [item.text or "" for item in root.iter(f"{SVG}text")]


def test_a_chart_says_in_words_what_it_shows() -> None:
    root = drawing(bars("c", "By state", [("Verified", 12), ("Lapsed", 3)]))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-title c-desc"
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc")] == [
        "By state",
        "Verified: 12, Lapsed: 3.",
    ]
    assert texts(root) == ["Verified", "12", "Lapsed", "3"]


def test_bars_are_as_long_as_their_numbers() -> None:
    widths = [
        float(item.get("width", 0))
        for item in drawing(bars("c", "t", [("a", 10), ("b", 5)])).iter(f"{SVG}rect")
    ]
    assert widths[0] == 2 * widths[1]


def test_long_charts_leave_out_the_rest_and_say_so() -> None:
    root = drawing(bars("c", "t", [(f"v{number}", 1) for number in range(MAX_BARS + 5)]))
    assert len(list(root.iter(f"{SVG}rect"))) == MAX_BARS
    assert "5 more in the table" in ET.tostring(root, encoding="unicode")


def test_months_have_no_gaps_and_only_the_latest_are_drawn() -> None:
    counted = months(["2020-11-30", "2021-02-01", "2021-02-28"])
    assert counted == (("2020-11", 1), ("2020-12", 0), ("2021-01", 0), ("2021-02", 2))
    many = months(["2015-01-01", "2026-06-30"])
    root = drawing(columns("c", "t", many))
    assert len(many) == 138
    assert texts(root) == ["1", "2023-07", "2026-06"]
    assert f"{len(many) - MAX_COLUMNS} earlier months" in ET.tostring(root, encoding="unicode")
    assert months([]) == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_labels_are_text(attack: str) -> None:
    root = drawing(bars("c", attack, [(attack[:40], 1)]))
    assert attack[:40] in texts(root)
    assert root.findtext(f"{SVG}title") == attack


def test_every_figure_has_its_table_beside_it() -> None:
    page = parse(blocks.fill("<!-- handlelists:statistics -->", "statistics/", Words(catalog())))
    # Five of records on two lists, by reason and effect on three, by month on three, two of all changes; of appeals
    # one, and one of all.
    assert len(page.all("svg")) == len(page.all("table")) == 2 * 5 + 3 * 2 + 3 + 2 + 2
    assert len(page.ids) == len(set(page.ids))
    assert {LONG_LIST, "harbour", "empty"} <= set(page.ids)
    assert "450 public records" in page.text


def test_a_chart_shows_what_its_table_counts() -> None:
    for listed in list_figures(Words(catalog())):
        for figure in listed["figures"]:
            labels = [text for text in texts(drawing(figure.chart)) if not text.replace(",", "").isdigit()]
            if figure.head == "Month":
                counted = {label for label, _ in figure.rows}
                assert labels
                assert all(re.fullmatch(r"[0-9]{4}-[0-9]{2}", label) for label in labels)
                assert labels[-1] == max(counted)
            else:
                rows = [label for label, _ in figure.rows][: len(labels)]
                assert [label.rstrip("\N{HORIZONTAL ELLIPSIS}") for label in labels] == [
                    row[: len(label.rstrip("\N{HORIZONTAL ELLIPSIS}"))]
                    for row, label in zip(rows, labels, strict=True)
                ]


def test_removals_and_changes_are_counted() -> None:
    found = {
        figure.id: figure.rows for listed in list_figures(Words(catalog())) for figure in listed["figures"]
    }
    assert dict(found["harbour.removed.reason"]) == {
        "Absent": 1,
        "Appeal overdue": 1,
        "Mistaken identity": 1,
        "Personal data": 1,
    }
    assert found["harbour.removed.effect"] == (("Stop relying on it", 2), ("Erase", 1), ("Undo", 1))
    published = catalog()
    assert published.history is not None
    every = change_figures(Words(published))
    assert [sum(count for _, count in figure.rows) for figure in every] == [len(published.history.events)] * 2
    assert [figure.unit for figure in every] == ["Changes", "Changes"]
    totals = [listed["total"] for listed in list_figures(Words(published))]
    assert totals == [
        "0 public records",
        "5 public records, 4 removed records",
        "450 public records, 230 removed records",
        "A deleted list, 2 removed records",
    ]


def test_without_a_history_no_change_is_counted() -> None:
    words = Words(without_history())
    assert not change_figures(words)
    units = {figure.unit for listed in list_figures(words) for figure in listed["figures"]}
    assert units == {"Records", "Appeals"}


def test_outcomes_of_appeals_are_counted_for_each_list_and_for_all() -> None:
    words = Words(catalog())
    found = {figure.id: figure for listed in list_figures(words) for figure in listed["figures"]}
    assert "long.appeals" not in found
    for figure in (found["harbour.appeals"], *appeal_figures(words)):
        assert figure.rows == (
            ("Upheld: the person was right", 4),
            ("Dismissed: the listing stands", 3),
            ("Open", 2),
            ("Open too long: the record is withheld", 1),
        )
        assert figure.sums == (("Opened in all", 10), ("Decided after the last day for it", 1))
        assert figure.note.endswith("Median time from arrival to decision: 6.5 days.")
    text = " ".join(parse(blocks.fill("<!-- handlelists:statistics -->", "statistics/", words)).text.split())
    assert text.count("Opened in all10") == 2


def test_without_a_decision_there_is_no_time_to_one() -> None:
    published = replace(catalog(), appeals=AppealCounts(open=1))
    (figure,) = appeal_figures(Words(published))
    assert "Median" not in figure.note
    none = [float(item.get("width", 9)) for item in drawing(figure.chart).iter(f"{SVG}rect")]
    assert none[:2] == [0, 0]
    assert not appeal_figures(Words(replace(catalog(), appeals=AppealCounts())))


@pytest.mark.parametrize(
    ("days", "said"), [(0, "0 days."), (1, "1 day."), (1.5, "1.5 days."), (365, "365 days.")]
)
def test_a_median_is_said_in_days(days: float, said: str) -> None:
    (figure,) = appeal_figures(Words(replace(catalog(), appeals=AppealCounts(upheld=1, median_days=days))))
    assert figure.note.endswith(f"decision: {said}")


def test_blocks_are_put_where_prose_asks_for_them_and_nowhere_else() -> None:
    words = Words(catalog())
    html = blocks.fill("<p>a</p><!-- handlelists:lists -->", "", words)
    page = parse(html)
    assert "./lists/harbour/" in page.hrefs
    # The scope of a list holds the mark of a block: it is text there, and is not filled.
    assert page.text.count("<!-- handlelists:lists -->") == 2
    assert len(page.all("h3")) == 3


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "handlelists:lsts",
            "handlelists:Lists",
            "handlelist:feed",
            "handle-lists:x",
            "handlelists:say nothing",
        ),
        *("handlelists:say lists", "handlelists: again", "handlelists:", "handlelists:list s"),
    ],
)
def test_a_mark_that_is_not_known_is_not_left_out_in_silence(mark: str) -> None:
    with pytest.raises(UsageError, match=rf"^docs/a\.md: <!-- {mark} --> is not a known mark"):
        blocks.fill(f"<p>a</p><!-- {mark} -->", "", Words(catalog()), "docs/a.md")


@pytest.mark.parametrize("name", ["title", "feeds", "samples", "states", "repository"])
def test_every_block_is_made_and_holds_no_markup_of_the_data(name: str) -> None:
    page = parse(blocks.fill(f"<!-- handlelists:{name} -->", "policy/", Words(catalog())))
    assert page.elements
    assert not {"script", "img", "base"} & {tag for tag, _ in page.elements}


def test_a_private_source_is_not_linked() -> None:
    page = parse(blocks.fill("<!-- handlelists:repository -->", "", Words(catalog(source_public=False))))
    assert not page.hrefs
    assert "not public" in page.text


def test_the_title_block_shows_the_instance() -> None:
    page = parse(blocks.fill("<!-- handlelists:title -->", "", Words(catalog())))
    assert f"Lists & {SCRIPT}" in page.text


def test_numbers_and_nouns_agree() -> None:
    assert [quantity(number, "record") for number in (0, 1, 2000)] == [
        "0 records",
        "1 record",
        "2,000 records",
    ]
