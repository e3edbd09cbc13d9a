"""What looks at an account say about the time from its listing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.days import shifted
from site_builder.pages.census import NO_HISTORY, counted
from site_builder.pages.survival import Span
from site_builder.pages.watch import Watched, suspension, suspension_figure, watched
from tests.unit.pages.page_catalog import without_history
from tests.unit.pages.small import LISTED, published, removed, small

if TYPE_CHECKING:
    from site_builder.model import Observation

STATES = ("active", "protected", "renamed", "suspended", "deleted")


def looks(*found: tuple[int, str]) -> list[Observation]:
    """Return looks at an account, so many days after its listing."""
    return [{"date": shifted(LISTED, day), "state": state} for day, state in found]


@pytest.mark.parametrize(
    ("found", "fate"),
    [
        # Still there at the last look: watched until then and no longer.
        ([(-9, "active"), (40, "active")], Watched("there", Span(0, 40, suspended=False))),
        (
            [(-9, "active"), (40, "renamed"), (90, "protected")],
            Watched("there", Span(0, 90, suspended=False)),
        ),
        # The first suspension after the listing is the event, whatever came later.
        (
            [(-9, "active"), (40, "suspended"), (90, "suspended")],
            Watched("suspended", Span(0, 40, suspended=True)),
        ),
        (
            [(-9, "active"), (40, "suspended"), (50, "active"), (90, "suspended")],
            Watched("suspended", Span(0, 40, suspended=True), returned=True),
        ),
        (
            [(-9, "active"), (40, "deleted"), (90, "suspended")],
            Watched("suspended", Span(0, 90, suspended=True)),
        ),
        # Of two looks on one day the last is the later one.
        (
            [(-9, "active"), (40, "suspended"), (40, "active")],
            Watched("suspended", Span(0, 40, suspended=True), returned=True),
        ),
        # Deleted by whomever: it can no longer be suspended.
        (
            [(-9, "active"), (40, "deleted"), (90, "deleted")],
            Watched("deleted", Span(0, 40, suspended=False)),
        ),
        (
            [(-9, "active"), (30, "deleted"), (40, "active"), (90, "deleted"), (95, "deleted")],
            Watched("deleted", Span(0, 90, suspended=False)),
        ),
        # Suspended before its listing, on that day included: the time from listing is not known, and not 0.
        ([(-9, "suspended")], Watched("earlier")),
        ([(0, "suspended"), (40, "suspended")], Watched("earlier")),
        ([(-9, "suspended"), (40, "active"), (90, "suspended")], Watched("earlier")),
        # Back before the listing: what counts is what came after it.
        (
            [(-99, "suspended"), (-9, "active"), (40, "suspended")],
            Watched("suspended", Span(0, 40, suspended=True)),
        ),
        # First seen later: at risk from then on; gone at the first look, nobody can say since when.
        ([(30, "active"), (40, "suspended")], Watched("suspended", Span(30, 40, suspended=True))),
        ([(30, "suspended"), (40, "active")], Watched("unclear")),
        ([(30, "deleted")], Watched("unclear")),
        # No look is later.
        ([], Watched("unseen")),
        ([(-9, "active"), (0, "active")], Watched("unseen")),
        ([(30, "active")], Watched("unseen")),
    ],
)
def test_the_fate_of_an_account(found: list[tuple[int, str]], fate: Watched) -> None:
    assert watched(looks(*found), LISTED) == fate


def test_without_a_day_of_listing_nothing_is_known() -> None:
    assert watched(looks((40, "suspended")), None) == Watched("undated")


@given(st.lists(st.tuples(st.integers(-50, 400), st.sampled_from(STATES)), max_size=8))
def test_a_span_is_made_of_looks_after_the_listing(found: list[tuple[int, str]]) -> None:
    fate = watched(looks(*sorted(found, key=lambda item: item[0])), LISTED)
    if fate.span is None:
        assert not fate.returned
        assert fate.fate in {"earlier", "unclear", "unseen"}
        return
    days = [day for day, _ in found]
    assert 0 <= fate.span.start < fate.span.end
    assert fate.span.end in days
    assert fate.span.suspended is (fate.fate == "suspended") is ((fate.span.end, "suspended") in found)
    if fate.span.suspended:
        assert not any(fate.span.start < day < fate.span.end and state == "suspended" for day, state in found)


def figure_of(*entries: Any) -> Any:
    of = counted(small(*entries))
    return suspension_figure(of, suspension(of))


def test_the_curve_is_of_public_records_and_says_how_many_came_back() -> None:
    found = figure_of(
        *(
            published(f"0{number}", observations=looks((0, "active"), (10 * number, "suspended")))
            for number in (1, 2)
        ),
        published("03", observations=looks((0, "active"), (15, "suspended"), (30, "active"))),
        published("04", observations=looks((0, "active"), (40, "active"))),
        published("05", observations=looks((0, "suspended"))),
    )
    assert [line[:5] for line in found.lines] == [
        (10, 4, 1, 0, 750_000),
        (15, 3, 1, 0, 500_000),
        (20, 2, 1, 0, 250_000),
        (40, 1, 0, 1, 250_000),
    ]
    assert all(line[5] is True for line in found.lines)
    sums = {code: number for code, _, number in found.sums}
    assert (sums["suspended"], sums["returned"], sums["there"], sums["earlier"]) == (3, 1, 1, 1)
    assert found.says == (
        "By the estimate half are suspended within 15 days; 3 accounts were still watched then."
    )
    assert found.rows[0] == (0, 0, 4, 0, "100.0%")
    assert found.rows[-1] == (40, 40, 0, 3, "25.0% (few at risk)")


def test_more_than_half_still_there_have_no_median() -> None:
    there = looks((0, "active"), (40, "active"))
    found = figure_of(
        *(published(f"0{number}", observations=there) for number in range(6)),
        published("07", observations=looks((0, "active"), (20, "suspended"))),
    )
    assert found.says == "The estimate stays below half."
    assert found.lines[0][:4] == (20, 7, 1, 0)
    assert found.lines[0][5] is False


def test_of_removed_records_only_what_a_tombstone_says_is_told() -> None:
    found = figure_of(
        *(
            published(f"0{number}", observations=looks((0, "active"), (10, "suspended")))
            for number in range(6)
        ),
        *(removed(f"1{number}", days=500) for number in range(9)),
    )
    assert [line[:4] for line in found.lines] == [(10, 6, 6, 0)]
    assert {code: number for code, _, number in found.sums}["removed"] == 9
    assert found.says == (
        "By the estimate half are suspended within 10 days; 6 accounts were still watched then. "
        "With each removed account counted as there until its removal, the estimate stays below half."
    )


def test_where_nothing_is_known_no_curve_says_that_all_are_there() -> None:
    for entries in (
        (removed("10"),),
        (published("01"),),
        (published("01", observations=looks((0, "active"))),),
    ):
        found = figure_of(*entries)
        assert not found.rows
        assert not found.lines
        assert found.cannot == "No account was looked at again after its listing."
    of = counted(without_history())
    assert suspension_figure(of, suspension(of)).cannot == NO_HISTORY


def test_the_table_thins_what_a_long_curve_says_and_keeps_its_end() -> None:
    found = figure_of(
        *(
            published(f"{number:03d}", observations=looks((0, "active"), (7 * number + 1, "suspended")))
            for number in range(200)
        )
    )
    assert len(found.lines) == 200
    assert [row[0] for row in found.rows][:3] == [0, 90, 180]
    assert found.rows[-1] == (1394, 1394, 0, 200, "0.0% (few at risk)")
    shares = {line[0]: line[4] for line in found.lines}
    assert found.rows[1][2:] == (187, 13, f"{shares[85] // 10_000}.{shares[85] // 1000 % 10}%")


def test_looks_of_a_record_that_no_event_published_are_left_out() -> None:
    catalog = small(published("01", observations=looks((0, "active"), (40, "suspended"))))
    assert catalog.history is not None
    of = counted(replace(catalog, history=replace(catalog.history, events=(), timelines={})))
    assert suspension(of).fates["undated"] == 1
