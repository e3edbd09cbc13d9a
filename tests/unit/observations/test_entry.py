"""Observations come into a record's file in their order, comments and all else as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.strict_yaml import load
from site_builder.model import Record
from site_builder.observations.entry import is_known, observed, returned
from site_builder.observations.findings import ObservationReport, SightingFinding

if TYPE_CHECKING:
    from site_builder.model import Observation

FIRST: Final[Observation] = {"date": "2026-02-01", "state": "active", "followers": 3}
LAST: Final[Observation] = {"date": "2026-02-05", "state": "suspended"}
FILE: Final = b"""handle: a
observations:
  # seen by the desk
  - {date: 2026-02-01, state: active, followers: 3}
  # and again
  - {date: 2026-02-05, state: suspended}
"""


@pytest.mark.parametrize(
    ("day", "place"),
    [("2026-01-31", 0), ("2026-02-01", 1), ("2026-02-03", 1), ("2026-02-05", 2), ("2026-02-06", 2)],
)
def test_an_observation_comes_after_those_of_its_day(day: str, place: int) -> None:
    new: Observation = {"date": day, "state": "protected"}
    data = observed(FILE, "", (FIRST, LAST), (new,))
    found: Any = load(data, "").value
    expected = [("2026-02-01", "active"), ("2026-02-05", "suspended")]
    expected.insert(place, (day, "protected"))
    assert [(item["date"], item["state"]) for item in found["observations"]] == expected
    lines = [line.strip() for line in data.decode().splitlines()]
    for comment, kept in (("# seen by the desk", "2026-02-01"), ("# and again", "2026-02-05")):
        assert kept in lines[lines.index(comment) + 1]


def test_the_first_observations_of_a_record_come_in_order() -> None:
    found: Any = load(observed(b"handle: a\n", "", (), (LAST, FIRST)), "").value
    assert [item["state"] for item in found["observations"]] == ["active", "suspended"]


def test_less_than_is_known_is_known() -> None:
    assert is_known((FIRST,), {"date": "2026-02-01", "state": "active"})
    assert not is_known((FIRST,), {**FIRST, "posts": 1})


def test_a_return_is_said_of_the_look_that_shows_it_first() -> None:
    back: Observation = {"date": "2026-02-07", "state": "active"}
    later: Observation = {"date": "2026-02-09", "state": "active"}
    assert returned((FIRST, LAST, later), back) == "again after 2 days suspended"
    assert returned((FIRST, LAST, back), later) == ""


def test_a_row_about_two_records_counts_once_as_the_worse() -> None:
    data: Any = {"platform": "twitter", "handle": "a"}
    first, second = (Record("harbour", name, "", data, "") for name in "ab")
    found = [
        SightingFinding(0, "1", "@a", "refused", first),
        SightingFinding(0, "1", "@a", "recorded", second, LAST),
    ]
    for findings in (found, found[::-1]):
        report = ObservationReport.of(findings, ())
        assert {name: count for name, count in report.counts.items() if count} == {"refused": 1}
        assert not report.clean


def test_of_many_rows_of_a_kind_the_text_shows_some_and_counts_the_rest() -> None:
    lines = [
        *ObservationReport.of(
            [SightingFinding(n, str(n), "@a\x1b", "unlisted") for n in range(50)], ()
        ).text()
    ]
    assert len(lines) == 22
    assert lines[-2:] == ["... and 30 more rows not on any list", "50 rows: 50 not on any list."]
    assert all(line.isprintable() for line in lines)
