"""What the statistics count, each from a small catalog made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.catalog.model import AppealCounts, DeletedList
from site_builder.pages.census import NO_HISTORY, Figure, appeals, counted, over_time, traits
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import catalog, without_history
from tests.unit.pages.small import event, published, removed, small

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog


def by_id(of: Catalog) -> dict[str, Figure]:
    found, words = counted(of), Words(of)
    figures = (*over_time(found, words), *traits(found, words), *appeals(found.appeals))
    return {figure.id: figure for figure in figures}


def observed(*found: tuple[str, int | None]) -> list[dict[str, Any]]:
    return [
        {"date": day, "state": "active", **({} if followers is None else {"followers": followers})}
        for day, followers in found
    ]


def test_records_over_time_are_tallied_by_state_for_every_month_up_to_today() -> None:
    events = [
        event("01", "none", "verified", "2025-01-10"),
        event("02", "none", "verified", "2025-01-31"),
        event("01", "verified", "disputed", "2025-03-01"),
        event("02", "verified", "withheld", "2025-03-02"),
        event("02", "withheld", "verified", "2025-03-20"),
        event("02", "verified", "withdrawn", "2025-04-02"),
        event("02", "withdrawn", "retracted", "2025-04-03"),
    ]
    found = by_id(small(published("01", "disputed"), removed("02"), events=events, today="2025-05-09"))
    assert found["public-records"].columns == ("month", "verified", "disputed", "lapsed")
    assert found["public-records"].lines == (
        ("2025-01", 2, 0, 0),
        ("2025-02", 2, 0, 0),
        ("2025-03", 1, 1, 0),
        ("2025-04", 0, 1, 0),
        ("2025-05", 0, 1, 0),
    )
    # Withheld and back in one month is one of each; from one removed status to another is none.
    assert found["moves"].lines == (
        ("2025-01", 2, 0),
        ("2025-02", 0, 0),
        ("2025-03", 1, 1),
        ("2025-04", 0, 1),
        ("2025-05", 0, 0),
    )
    assert found["moves"].says == "3 listed, 2 removed in all."


def test_what_is_counted_are_lists_that_are_not_examples_or_else_examples() -> None:
    whole = catalog()
    found = counted(whole)
    assert not found.example
    assert {row["list"] for row in found.rows} == {"long"}
    assert {row["list"] for row in found.removed} == {"long", "pier"}
    assert {item.record for item in found.events} <= {row["id"] for row in (*found.rows, *found.removed)}
    shown = small(published("01"), example=True)
    assert counted(shown).example
    assert len(counted(shown).rows) == 1
    gone = DeletedList("gone", example=False, removed=(removed("10"),))
    assert not counted(replace(shown, deleted_lists=(gone,))).rows


def test_a_record_is_listed_on_the_day_it_first_became_public() -> None:
    events = [
        event("01", "none", "verified", "2025-01-10"),
        event("01", "verified", "withheld", "2025-02-10"),
        event("01", "withheld", "verified", "2025-03-10"),
    ]
    assert dict(counted(small(published("01"), events=events)).listed) == {"01".ljust(12, "z"): "2025-01-10"}


def test_the_age_of_an_account_is_that_at_its_listing() -> None:
    created = (
        "2025-01-10",
        "2024-12-12",
        "2024-12-11",
        "2024-01-12",
        "2024-01-10",
        "1999-01-01",
        "2025-01-11",
    )
    entries = [published(f"0{number}", profile={"created": day}) for number, day in enumerate(created)]
    found = by_id(small(*entries, published("20"), today="2031-01-01"))["account-age"]
    assert found.lines == (
        ("Under 30 days", 2),
        ("30 days to a year", 2),
        ("1 to 3 years", 1),
        ("3 to 10 years", 0),
        ("10 years and more", 1),
        # Created after the listing is a mistake of somebody's; and one does not say.
        ("Not known", 2),
    )


def test_the_age_of_the_last_look_is_that_of_the_newest() -> None:
    days = ("2026-03-09", "2026-03-10", "2026-02-07", "2026-02-06", "2025-12-08", "2025-03-09", "2025-03-08")
    entries = [published(f"0{number}", observations=observed((day, None))) for number, day in enumerate(days)]
    late = published("20", observations=observed(("2020-01-01", None), ("2026-03-01", None)))
    assert by_id(small(*entries, late, published("21")))["last-look"].lines == (
        ("Up to 30 days", 4),
        ("31 to 90 days", 1),
        ("91 to 365 days", 2),
        ("More than a year", 1),
        ("Never looked at", 1),
    )


def test_followers_are_those_of_the_last_look_that_has_a_number() -> None:
    entries = (
        published("01", observations=observed(("2025-02-01", 99), ("2025-03-01", None))),
        published("02", observations=observed(("2025-02-01", 5), ("2025-02-01", 100))),
        published("03", observations=observed(("2025-02-01", 0))),
        published("04", observations=observed(("2025-02-01", None))),
        published("05", observations=observed(("2025-02-01", 100_000))),
    )
    assert by_id(small(*entries))["followers"].lines == (
        ("Under 100", 2),
        ("100 to 999", 1),
        ("1,000 to 9,999", 0),
        ("10,000 to 99,999", 0),
        ("100,000 and more", 1),
        ("Not known", 1),
    )


def test_languages_platforms_and_account_ids_are_counted_by_code() -> None:
    def spoken(*codes: str) -> dict[str, Any]:
        return {"languages": [{"code": code, "inferred": "content"} for code in codes]}

    entries = (
        published("01", profile=spoken("ar", "zh-Hant", "AR"), platform="kanal", account_id="7"),
        published("02", profile=spoken("zh-hant")),
        published("03"),
    )
    found = by_id(small(*entries))
    assert found["languages"].lines == (("zh-hant", 2), ("ar", 1), ("", 1))
    assert [row[1] for row in found["languages"].rows] == ["Chinese (zh-hant)", "Arabic (ar)", "Not known"]
    assert found["platforms"].rows == (("chirp", "Chirp", 2), ("kanal", "Kanal", 1))
    assert found["account-ids"].lines == (("handle", 2), ("account-id", 1))
    assert found["account-ids"].says == "33% have one."


def test_reasons_for_removal_are_counted() -> None:
    found = by_id(small(removed("10"), removed("11"), removed("12", reason="safety")))["removals"]
    assert found.lines == (("unverified", 2), ("safety", 1))


def test_appeals_are_counted_by_outcome_and_by_the_days_to_a_decision() -> None:
    counts = AppealCounts(
        open=2, overdue=1, upheld=4, dismissed=5, late=1, days=(0, 7, 8, 14, 15, 31, 90, 91)
    )
    outcome, decision = appeals(counts)
    assert outcome.lines == (("upheld", 4), ("dismissed", 5), ("open", 2), ("overdue", 1))
    assert outcome.sums == (("late", "Decided after the last day for it", 1),)
    assert [line[1] for line in decision.lines] == [2, 2, 1, 2, 1, 1]
    assert decision.says == "Half were decided within 14 days."
    whole = replace(catalog(), lists=tuple(replace(item, appeals=counts) for item in catalog().lists[::2]))
    assert counted(whole).appeals.opened == 24
    assert counted(whole).appeals.days == tuple(sorted(counts.days * 2))


@pytest.mark.parametrize(("days", "said"), [((1,), "1 day."), ((3, 5), "3 days."), ((0, 0, 9), "0 days.")])
def test_half_of_the_decisions_took_no_longer(days: tuple[int, ...], said: str) -> None:
    _, decision = appeals(AppealCounts(upheld=len(days), days=days))
    assert decision.says == f"Half were decided within {said}"


def test_where_too_little_is_known_nothing_is_said() -> None:
    found = by_id(without_history())
    for name in ("public-records", "moves", "removals", "account-age"):
        assert not found[name].rows
        assert not found[name].lines
    assert found["public-records"].cannot == found["removals"].cannot == NO_HISTORY
    bare = by_id(small(published("01")))
    for name in ("account-age", "last-look", "languages", "followers", "removals", "appeals", "decisions"):
        assert not bare[name].rows, name
        assert bare[name].cannot
    assert bare["removals"].cannot == "No record is removed."
    empty = by_id(small())
    assert not any(figure.rows for figure in empty.values())
    assert empty["moves"].cannot == "Nothing was published yet."


@given(st.lists(st.tuples(st.sampled_from("0123"), st.integers(1, 27), st.integers(1, 12)), max_size=20))
def test_what_was_listed_less_what_was_removed_is_what_is_public(moves: list[tuple[str, int, int]]) -> None:
    state: dict[str, str] = {}
    events = []
    for name, day, month in sorted(moves, key=lambda move: (move[2], move[1])):
        before = state.get(name, "none")
        after = {"none": "verified", "verified": "lapsed", "lapsed": "withheld", "withheld": "disputed"}.get(
            before, "withdrawn"
        )
        events.append(event(name, before, after, f"2025-{month:02d}-{day:02d}"))
        state[name] = after
    public = [
        published(name, now) for name, now in state.items() if now in {"verified", "lapsed", "disputed"}
    ]
    stones = [removed(name) for name, now in state.items() if now in {"withheld", "withdrawn"}]
    found = by_id(small(*public, *stones, events=events, today="2025-12-31"))
    stock, flow = found["public-records"].lines, found["moves"].lines
    total = 0
    for held, moved in zip(stock, flow, strict=True):
        total += moved[1] - moved[2]
        assert sum(held[1:]) == total
    if events:
        assert stock[-1][1:] == tuple(
            sum(now == name for now in state.values()) for name in ("verified", "disputed", "lapsed")
        )
