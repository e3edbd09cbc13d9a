"""The drawing of an operation and of a record's neighbours: what is in it, where, and that nothing else is."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.catalog.model import LinkTarget, PublicRecord
from site_builder.pages.drawing import (
    ARCS,
    KINDS,
    NEIGHBOURS,
    ROWS,
    Drawing,
    neighbours,
    shortened_name,
    timeline_of,
)
from site_builder.pages.page import render
from site_builder.wording.words import Words
from tests.unit.feeds.feed_catalog import minimal_row
from tests.unit.pages.page_catalog import HOSTILE, HOSTILE_HANDLE, catalog, record
from tests.unit.pages.page_history import change, numbered
from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LIST: Final = "harbour"
_RELATIONS: Final = (
    "successor-of",
    "backup-of",
    "alias-of",
    "same-operator",
    "amplifies",
    "of-a-later-version",
)


@cache
def _catalog() -> Any:
    return replace(catalog(), history=None)


def words(*changes: Any) -> Words:
    """Return words with a history of these changes, each with a time."""
    if not changes:
        return Words(_catalog())
    timelines: dict[str, list[Any]] = {}
    for event in (
        replace(event, time=one.time) for event, one in zip(numbered(changes), changes, strict=True)
    ):
        timelines.setdefault(event.record, []).append(event)
    return Words(replace(_catalog(), history=replace(catalog().history, timelines=timelines)))  # type: ignore[type-var]  # there


def account(
    name: str, *, to: Iterable[tuple[str, str]] = (), seen: Sequence[str] = (), **members: Any
) -> PublicRecord:
    """Return an account that links `to` others by relations and was `seen` in states, as `2026-01-05 suspended`."""
    row = minimal_row(f"{name:0>12}", _LIST, handle=f"h_{name}", **members)
    if seen:
        row["observations"] = [dict(zip(("date", "state"), item.split(), strict=True)) for item in seen]
    links = tuple(LinkTarget(relation, _LIST, f"{other:0>12}", "e1") for relation, other in to)
    return record(row, links=links)


def drawn(records: Sequence[PublicRecord], said: Words | None = None) -> Drawing:
    made = timeline_of(records, said or words())
    assert made is not None
    return made


def svg(made: Drawing) -> ET.Element:
    """Return the drawing of a page read as XML, which notices what is not escaped."""
    html = str(render("_drawing.html", drawing=made, root="../", title="Dredge"))
    text = html[html.index("<svg ") : html.index("</svg>") + len("</svg>")]
    return ET.fromstring(text.replace("<svg ", f'<svg xmlns="{_SVG[1:-1]}" ', 1))  # noqa: S314 - ours


def marks(made: Drawing, row: int = 0) -> list[tuple[str, str]]:
    return [(kind, day) for kind, day, _ in made["rows"][row]["marks"]]


def test_marks_are_what_has_a_day() -> None:
    seen = (
        "2026-03-05 deleted",
        "2026-01-05 active",
        "2026-02-05 suspended",
        "2026-02-06 suspended",
        "2026-02-09 active",
    )
    public, gone = ("none", "verified"), ("verified", "withheld")
    history = [
        change("00000000000a", _LIST, "published", *public, time="2026-01-20T10:00:00Z"),
        change("00000000000a", _LIST, "withheld", *gone, time="2026-02-20T10:00:00Z"),
        change("00000000000a", _LIST, "published", "withheld", "verified", time="2026-02-25T10:00:00Z"),
        change("00000000000a", _LIST, "observed", "verified", "verified", time="2026-03-25T10:00:00Z"),
    ]
    one = account("a", seen=seen, profile={"created": "2020-02-29"})
    assert marks(drawn([one], words(*history))) == [
        ("created", "2020-02-29"),
        ("listed", "2026-01-20"),
        ("suspended", "2026-02-05"),
        ("returned", "2026-02-09"),
        ("removed", "2026-02-20"),
        ("listed", "2026-02-25"),
        ("deleted", "2026-03-05"),
    ]
    assert [row["marks"] for row in drawn([account("b"), one])["rows"]][1] == ()
    assert timeline_of([account("b")], words()) is None


def test_days_that_the_calendar_does_not_have_are_left_out() -> None:
    one = account("a", seen=["2026-02-30 suspended", "2026-03-01 active"], profile={"created": "soon"})
    assert marks(drawn([one])) == [("returned", "2026-03-01")]


def test_the_first_day_is_at_the_left_and_years_are_where_they_begin() -> None:
    made = drawn(
        [account("a", profile={"created": "2019-01-01"}), account("b", profile={"created": "2023-01-01"})]
    )
    _, _, left, right = made["size"]
    assert made["ends"] == ("2019-01-01", "2023-01-01")
    assert [row["marks"][0][2] for row in made["rows"]] == [left, right]
    # Of 1,461 days 365, 731 (a leap year), 1,096 and all are over.
    assert made["years"] == tuple(
        (2020 + number, left + days * (right - left) // 1461)
        for number, days in enumerate((365, 731, 1096, 1461))
    )


@pytest.mark.parametrize(
    ("first", "last", "years"), [("2001", "2026", 5), ("0001", "9999", 9), ("2026", "2026", 0)]
)
def test_there_are_never_more_than_a_dozen_years(first: str, last: str, years: int) -> None:
    made = drawn(
        [
            account("a", profile={"created": f"{first}-02-01"}),
            account("b", profile={"created": f"{last}-03-01"}),
        ]
    )
    assert len(made["years"]) == years


def test_marks_of_one_day_do_not_cover_one_another() -> None:
    seen = [
        f"2026-03-0{1 + number} {state}" for number, state in enumerate(("suspended", "active", "deleted"))
    ]
    made = drawn([account("a", seen=seen, profile={"created": "2010-01-01"})])
    _, _, left, right = made["size"]
    assert [at for _, _, at in made["rows"][0]["marks"]] == [left, right - 18, right - 9, right]


def test_links_are_arcs_by_relation_and_only_inside() -> None:
    records = [
        account(
            "a",
            to=[("amplifies", "b"), ("alias-of", "c"), ("amplifies", "outside")],
            profile={"created": "2020-01-01"},
        ),
        account("b", to=[("successor-of", "c")]),
        account("c"),
    ]
    made = drawn(records)
    assert [(title, [(start, end) for _, start, end in arcs]) for title, _, arcs in made["arcs"]] == [
        ("Successor of", [("h_b on Chirp", "h_c on Chirp")]),
        ("Alias of", [("h_a on Chirp", "h_c on Chirp")]),
        ("Amplifies", [("h_a on Chirp", "h_b on Chirp")]),
    ]
    assert len({dash for _, dash, _ in made["arcs"]}) == 3
    assert "outside" not in repr(made)


def test_the_accounts_with_the_most_links_are_drawn_and_the_rest_is_counted() -> None:
    hub = [
        account(f"{number:03}", to=[("amplifies", "hub")], profile={"created": "2020-01-01"})
        for number in range(ROWS)
    ]
    # Links to accounts of other operations do not count.
    others = [("amplifies", f"other{number}") for number in range(5)]
    lonely = [account(f"a{number}", to=others, profile={"created": "2010-01-01"}) for number in range(7)]
    made = drawn([*lonely, *hub, account("hub")])
    assert len(made["rows"]) == ROWS
    assert made["left_out"] == (8, 0)
    assert made["ends"][0] == "2020-01-01"
    assert "h_hub on Chirp" in {row["name"] for row in made["rows"]}
    text = parse(render("_drawing.html", drawing=made, root="../", title="Dredge")).text
    assert "Only the 150 accounts with the most links among all are drawn; 8 are left out." in " ".join(
        text.split()
    )


def test_arcs_are_bounded_and_the_rest_is_counted() -> None:
    names = [str(number) for number in range(30)]
    made = drawn(
        [
            account(name, to=[("amplifies", other) for other in names], profile={"created": "2020-01-01"})
            for name in names
        ]
    )
    assert sum(len(arcs) for _, _, arcs in made["arcs"]) == ARCS
    assert made["left_out"] == (0, 900 - ARCS)


def test_a_drawing_says_what_it_shows_and_its_tables_say_the_same() -> None:
    records = [
        account("a", to=[("amplifies", "b")], profile={"created": "2020-01-01"}),
        account("b", seen=["2026-01-05 suspended"]),
    ]
    made = drawn(records)
    root = svg(made)
    image = root.find(f"{_SVG}g[@role='img']")
    assert image is not None
    assert image.get("aria-labelledby") == "drawing-title drawing-desc"
    assert "2 accounts, a row each, from 2020-01-01 to 2026-01-05" in (image.findtext(f"{_SVG}desc") or "")
    titles = [item.text or "" for item in image.iter(f"{_SVG}title")]
    assert "\u2068h_b on Chirp\u2069: suspended by the platform 2026-01-05" in titles
    assert "\u2068h_a on Chirp\u2069: amplifies \u2068h_b on Chirp\u2069" in titles
    page = parse(render("_drawing.html", drawing=made, root="../", title="Dredge"))
    after = " ".join(page.text[page.text.index("The same as tables") :].split())
    assert "h_b on ChirpSuspended by the platform 2026-01-05" in after
    assert "h_a on ChirpAmplifiesh_b on Chirp" in after
    assert page.hrefs.count("../lists/harbour/00000000000a/") == 2
    assert not {"style", "onclick", "onmouseover"} & {
        name for _, attributes in page.elements for name in attributes
    }


def test_hostile_names_are_text() -> None:
    one = account("a", profile={"created": "2020-01-01"})
    one.row["handle"] = HOSTILE_HANDLE + HOSTILE
    root = svg(drawn([one]))
    assert next(item.text for item in root.iter(f"{_SVG}title")) == f"{HOSTILE_HANDLE}{HOSTILE} on Chirp"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("harbour", "harbour"),
        ("h" * 24, "h" * 24),
        ("h" * 25, "h" * 23 + "\u2026"),
        ("港" * 12, "港" * 12),
        ("港" * 13, "港" * 11 + "\u2026"),
    ],
)
def test_long_names_are_cut(name: str, shown: str) -> None:
    assert shortened_name(name) == shown


_DAYS: Final = st.dates().map(str) | st.sampled_from(["2026-02-30", "", "2024-02-29"])
_HANDLES: Final = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


@st.composite
def operations(draw: st.DrawFn) -> list[PublicRecord]:
    """Return accounts that link to one another and to records that are not among them."""
    names = [f"{number:02}" for number in range(draw(st.integers(1, 6)))]
    ties = st.lists(st.tuples(st.sampled_from(_RELATIONS), st.sampled_from([*names, "secret"])), max_size=3)
    states = st.lists(st.tuples(_DAYS, st.sampled_from(["active", "suspended", "deleted"])), max_size=3)
    made = [account(name, to=draw(ties), profile={"created": draw(_DAYS)}) for name in names]
    for one in made:
        one.row["handle"] = draw(_HANDLES)
        one.row["observations"] = [{"date": day, "state": state} for day, state in draw(states)]
    return made


@settings(max_examples=40)
@given(operations(), st.randoms(use_true_random=False))
def test_any_operation_is_drawn_the_same_from_any_order_inside_its_frame_and_names_nobody_else(
    records: list[PublicRecord], random: Any
) -> None:
    made = timeline_of(records, words())
    random.shuffle(records)
    again = timeline_of(records, words())
    assert made == again
    if made is None:
        return
    assert len(made["rows"]) == len(records)
    width, height, left, right = made["size"]
    assert all(left <= at <= right for row in made["rows"] for _, _, at in row["marks"])
    assert all(0 < row["y"] < height for row in made["rows"])
    assert all(re.fullmatch(r"[MC0-9 ]+", path) for _, _, arcs in made["arcs"] for path, _, _ in arcs)
    assert (
        max(
            [
                int(found)
                for _, _, arcs in made["arcs"]
                for path, _, _ in arcs
                for found in re.findall(r"C(\d+)", path)
            ],
            default=0,
        )
        < width + 60
    )
    assert (
        {kind for row in made["rows"] for kind, _, _ in row["marks"]} == made["kinds"].keys() <= KINDS.keys()
    )
    assert "secret" not in render("_drawing.html", drawing=made, root="../", title="x")


def near(one: PublicRecord, *others: PublicRecord) -> Any:
    (listed,) = (public for public in _catalog().lists if public.id == _LIST)
    return neighbours(one, Words(replace(_catalog(), lists=(replace(listed, records=(one, *others)),))))


def test_neighbours_are_at_both_sides_by_relation_and_few() -> None:
    others = [
        account(f"{number:02}", state=("verified", "lapsed")[number % 2]) for number in range(NEIGHBOURS + 2)
    ]
    to = [(("successor-of", "amplifies")[number % 2], f"{number:02}") for number in range(NEIGHBOURS + 2)]
    made = near(account("a", to=to), *others)
    left, right = made["sides"]
    assert len(left) + len(right) == NEIGHBOURS
    assert made["left_out"] == 2
    assert {item["said"][0] for item in left} == {"Successor of"}
    assert {item["said"][0] for item in right} == {"Amplifies"}
    page = parse(render("_neighbours.html", near=made, root="../../../"))
    assert page.hrefs.count("../../../lists/harbour/000000000000/") == 1
    assert "Successor of \u2068h_00 on Chirp\u2069, confirmed." in page.text
    assert "2 more are in the list." in page.text


def test_neighbours_change_with_the_names_and_states_of_linked_records_alone() -> None:
    one, other = account("a", to=[("amplifies", "b")]), account("b")
    before = near(one, other)
    assert near(one, other, account("c", to=[("amplifies", "a")])) == before
    assert near(one, account("b", summary="Something else.", to=[("alias-of", "a")])) == before
    assert near(one, account("b", state="lapsed")) != before
    assert near(account("a"), other) is None
