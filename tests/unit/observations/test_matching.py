"""Which records a table of sightings is about: nothing is observed of an account that somebody else may be."""

from __future__ import annotations

from typing import Any, Final

import pytest

from site_builder.load.source_tree import packaged, platforms_with
from site_builder.model import Record
from site_builder.observations.matching import MOST, SightingMatch, matches
from site_builder.observations.sighting import Look, Sighting, read_sighting

PLATFORMS: Final = platforms_with(None)[0]
STATES: Final = packaged("vocabulary")["observation_states"]
TODAY: Final = "2026-06-01"
ID: Final = "900000000000000001"
OTHER: Final = "900000000000123456"


def record(name: str = "7k3f9q2m4d1p", **more: Any) -> Record:
    data: Any = {"handle": "Harbour_Tickets", "platform": "twitter", "account_id": ID, "evidence": [], **more}
    data = {key: value for key, value in data.items() if value is not None}
    return Record("harbour", name, f"{name}.yaml", data, "0" * 64)


def look(place: str, handle: str | None, account_id: str | None, state: str, day: str) -> Look:
    found = read_sighting(
        Sighting(place, "twitter", handle, account_id, state, day), PLATFORMS, STATES, TODAY
    )
    assert isinstance(found, Look), found
    return found


Row = tuple[str | None, str | None, str, str]


def found(rows: list[Row], *records: Record, confirmed: str = "2026-01-01") -> tuple[SightingMatch, ...]:
    seen = [look(str(number), *row) for number, row in enumerate(rows, start=1)]
    every = records or (record(),)
    return matches(seen, every, dict.fromkeys((item.id for item in every), confirmed), PLATFORMS, STATES)


def said(*args: Any, **more: Any) -> list[tuple[str, str]]:
    """Return of each match the outcome, or the code of a refusal; and what is observed."""
    return [
        (item.code or item.outcome, f"{item.seen['state']} {item.seen['date']}" if item.seen else "")
        for item in found(*args, **more)
    ]


ACTIVE: Final = "active 2026-05-01"


@pytest.mark.parametrize(
    ("handle", "account_id", "expected"),
    [
        ("harbour_tickets", ID, [("recorded", ACTIVE)]),
        ("@HARBOUR_TICKETS", None, [("recorded", ACTIVE)]),
        (None, ID, [("recorded", ACTIVE)]),
        ("somebody", OTHER, []),
        ("somebody", None, []),
        ("quay_tickets", ID, [("renamed", "renamed 2026-05-01")]),
        ("harbour_tickets", OTHER, [("taken-over", "renamed 2026-05-01")]),
        # A spreadsheet keeps 15 digits, a program that takes the number for a float a few more.
        ("harbour_tickets", "900000000000000000", [("account-id-rounded", "")]),
    ],
)
def test_an_id_comes_first_then_the_handle(
    handle: str | None, account_id: str | None, expected: list[tuple[str, str]]
) -> None:
    assert said([(handle, account_id, "active", "2026-05-01")]) == expected


def test_what_is_known_is_not_said_again() -> None:
    known = record(observations=[{"date": "2026-05-01", "state": "active", "followers": 9}])
    rows: list[Row] = [("harbour_tickets", ID, "active", "2026-05-01")]
    assert said(rows, known) == [("known", "")]
    assert said(rows * 2) == [("recorded", ACTIVE), ("known", "")]


def test_two_states_of_one_day_are_refused_and_two_days_are_not() -> None:
    rows: list[Row] = [
        (None, ID, "active", "2026-05-01"),
        ("harbour_tickets", None, "suspended", "2026-05-01"),
    ]
    assert said(rows) == [("contradiction", "")] * 2
    rows[1] = (None, ID, "suspended", "2026-05-02")
    assert said(rows) == [("recorded", ACTIVE), ("recorded", "suspended 2026-05-02")]


# Renames


def test_only_the_newest_handle_makes_a_next_claim() -> None:
    rows: list[Row] = [
        ("quay_b", ID, "active", "2026-05-02"),
        ("quay_a", ID, "active", "2026-05-01"),
        ("quay_b", ID, "suspended", "2026-05-03"),
    ]
    expected = [("recorded", "renamed 2026-05-01"), ("recorded", "renamed 2026-05-02")]
    assert said(rows) == [*expected, ("renamed", "suspended 2026-05-03")]
    assert [item.look.handle for item in found(rows)] == ["quay_a", "quay_b", "quay_b"]


def test_an_account_that_went_back_to_its_name_was_not_renamed() -> None:
    rows: list[Row] = [
        ("quay_a", ID, "active", "2026-05-01"),
        ("harbour_tickets", ID, "active", "2026-05-02"),
    ]
    assert said(rows) == [("recorded", "renamed 2026-05-01"), ("recorded", "active 2026-05-02")]


def test_two_handles_of_one_newest_day_are_refused() -> None:
    rows: list[Row] = [("quay_a", ID, "active", "2026-05-01"), ("quay_b", ID, "active", "2026-05-01")]
    assert said(rows) == [("contradiction", "")] * 2


def test_an_older_sighting_under_another_handle_is_not_a_rename() -> None:
    known = record(observations=[{"date": "2026-05-10", "state": "active"}])
    assert said([("quay_a", ID, "active", "2026-05-01")], known) == [("recorded", ACTIVE)]


@pytest.mark.parametrize(
    ("account_id", "day", "expected"),
    [
        (ID, "2026-02-01", ("recorded", "active 2026-02-01")),
        (ID, "2026-05-01", ("earlier-handle", "")),
        (None, "2026-02-01", ("recorded", "active 2026-02-01")),
        (None, "2026-05-01", ("earlier-handle", "")),
    ],
)
def test_an_earlier_handle_counts_for_its_days(
    account_id: str | None, day: str, expected: tuple[str, str]
) -> None:
    known = record(previous_handles=[{"handle": "quay_a", "until": "2026-03-01"}])
    assert said([("quay_a", account_id, "active", day)], known) == [expected]


def test_an_earlier_handle_that_a_listed_account_has_now_is_that_accounts() -> None:
    was = record(previous_handles=[{"handle": "quay_a", "until": "2026-03-01"}])
    now = record("9m2x0r5t8v4w", handle="quay_a", account_id=None)
    (match,) = found([("quay_a", None, "active", "2026-05-01")], was, now)
    assert (match.record.id, match.outcome) == (now.id, "recorded")


# Takeovers


def test_nothing_of_whoever_took_a_handle_over_is_observed() -> None:
    rows: list[Row] = [
        ("harbour_tickets", OTHER, "active", "2026-05-01"),
        ("harbour_tickets", None, "active", "2026-05-02"),
        ("harbour_tickets", OTHER, "suspended", "2026-05-03"),
    ]
    expected = [("taken-over", "renamed 2026-05-01"), ("handle-of-several", ""), ("taken-over", "")]
    assert said(rows) == expected


def test_a_listed_account_that_is_seen_itself_speaks_for_itself() -> None:
    rows: list[Row] = [
        ("harbour_tickets", OTHER, "active", "2026-05-01"),
        (None, ID, "suspended", "2026-05-01"),
    ]
    assert said(rows) == [("taken-over", ""), ("recorded", "suspended 2026-05-01")]


def test_who_had_the_handle_before_did_not_take_it_over() -> None:
    known = record(observations=[{"date": "2026-05-10", "state": "active"}])
    assert said([("harbour_tickets", OTHER, "active", "2026-05-01")], known) == []


def test_a_listed_account_may_have_taken_over_the_handle_of_another() -> None:
    taker = record("9m2x0r5t8v4w", handle="quay_a", account_id=OTHER)
    matched = found([("harbour_tickets", OTHER, "active", "2026-05-01")], record(), taker)
    assert {(item.record.id, item.outcome) for item in matched} == {
        ("7k3f9q2m4d1p", "taken-over"),
        (taker.id, "renamed"),
    }


def test_a_table_that_contradicts_most_records_has_a_wrong_column() -> None:
    every = [record(f"r{n}", handle=f"desk_{n}", account_id=f"90000000000{n}000001") for n in range(20)]
    for number, wrong in ((5, "taken-over"), (6, "table-doubtful")):
        rows: list[Row] = [
            (f"desk_{n}", f"80000000000{n}000001", "active", "2026-05-01") for n in range(number)
        ]
        assert {code for code, _ in said(rows, *every)} == {wrong}
        moved: list[Row] = [
            (f"quay_{n}", f"90000000000{n}000001", "active", "2026-05-01") for n in range(number)
        ]
        assert {code for code, _ in said(moved, *every)} == {wrong.replace("taken-over", "renamed")}
        # Where as many others agree, it is believed.
        agree: list[Row] = [
            (f"desk_{n}", f"90000000000{n}000001", "active", "2026-05-01") for n in range(number, 2 * number)
        ]
        assert {code for code, _ in said((*rows, *agree), *every)} == {"taken-over", "recorded"}


# By the handle alone


NAMED: Final[dict[str, Any]] = {"account_id": None}


@pytest.mark.parametrize(
    ("before", "state", "refused"),
    [
        ("suspended", "active", False),
        ("suspended", "deleted", False),
        ("deleted", "active", True),
        ("deleted", "deleted", False),
        ("renamed", "active", True),
        ("renamed", "suspended", True),
        ("renamed", "renamed", False),
    ],
)
@pytest.mark.parametrize("account_id", [None, ID])
def test_a_handle_that_was_given_up_says_nothing(
    account_id: str | None, before: str, state: str, *, refused: bool
) -> None:
    known = record(account_id=account_id, observations=[{"date": "2026-04-01", "state": before}])
    rows: list[Row] = [("harbour_tickets", None, state, "2026-05-01")]
    expected = ("handle-given-up", "") if refused else ("recorded", f"{state} 2026-05-01")
    assert said(rows, known) == [expected]
    # Reviewers who confirm the claim after that say that the account has it.
    assert said(rows, known, confirmed="2026-04-02") == [("recorded", f"{state} 2026-05-01")]


def test_a_handle_that_rows_give_with_two_ids_is_nobodys() -> None:
    rows: list[Row] = [
        ("harbour_tickets", ID, "active", "2026-05-01"),
        ("harbour_tickets", OTHER, "active", "2026-05-02"),
        ("harbour_tickets", None, "active", "2026-05-03"),
    ]
    assert said(rows, record(**NAMED)) == [("handle-of-several", "")] * 3
    assert said(rows[:1], record(**NAMED)) == [("recorded", ACTIVE)]


def test_a_handle_that_the_account_left_in_the_same_table_says_nothing() -> None:
    rows: list[Row] = [
        ("quay_a", ID, "active", "2026-05-01"),
        ("harbour_tickets", None, "active", "2026-05-01"),
    ]
    assert ("handle-of-several", "") in said(rows)


# Limits


def test_nothing_is_observed_before_the_account_was_there() -> None:
    young = record(profile={"created": "2026-05-02"})
    assert said([(None, ID, "active", "2026-05-01")], young) == [("date-order", "")]
    assert said([("harbour_tickets", OTHER, "active", "2026-05-01")], young) == []


def test_a_record_holds_so_many_observations_and_no_more() -> None:
    full = record(observations=[{"date": "2026-04-01", "state": "active", "posts": n} for n in range(MOST)])
    assert said([(None, ID, "active", "2026-05-01")], full) == [("observations-full", "")]
