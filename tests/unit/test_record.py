"""What is asked of a record has one answer, whoever asks, and whatever reader gave what its file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder import resources
from site_builder.load.parsed import claim
from site_builder.record import (
    OUTSIDE_CLAIM,
    absence,
    entries_used,
    is_open,
    is_overdue,
    open_appeals,
    references,
    retraction_in_force,
)

if TYPE_CHECKING:
    from site_builder.model import Affiliation, Appeal, Observation

FIRST: dict[str, Any] = {"date": "2026-02-01", "reason": "duplicate"}
SECOND: dict[str, Any] = {"date": "2026-04-01", "reason": "mistaken-identity"}


@pytest.mark.parametrize(
    ("retractions", "in_force"),
    [([], None), ([FIRST], "duplicate"), ([FIRST, SECOND], "mistaken-identity")],
)
def test_of_several_retractions_the_last_says_why(
    retractions: list[dict[str, Any]], in_force: str | None
) -> None:
    found = retraction_in_force({"retractions": retractions} if retractions else {})
    assert (found["reason"] if found is not None else None) == in_force


def test_an_appeal_waits_until_it_is_decided_and_is_overdue_after_its_last_day() -> None:
    opened: Appeal = {"opened": "2026-02-01", "ground": "other", "due": "2026-03-01", "status": "open"}
    dismissed: Appeal = {**opened, "status": "dismissed", "decided": "2026-05-01"}
    assert open_appeals({"appeals": [dismissed, opened]}) == (opened,)
    assert open_appeals({}) == ()
    assert not is_open({"opened": "2026-02-01"})
    assert [is_overdue(opened, day) for day in ("2026-03-01", "2026-03-02")] == [False, True]
    assert not is_overdue(dismissed, "2026-04-01")


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ("suspended active", "again after 1 day suspended"),
        ("suspended suspended active active", "again after 2 days suspended"),
        ("deleted suspended protected", "again after 2 days suspended"),
        ("deleted active", "again after 1 day gone"),
        ("active suspended", None),
        ("suspended renamed", None),
        ("suspended renamed active", "again after 1 day suspended"),
        ("active", None),
        ("", None),
    ],
)
def test_an_account_that_is_there_again_was_away_for_some_days(states: str, words: str | None) -> None:
    looks: list[Observation] = [
        {"date": f"2026-02-0{day}", "state": state} for day, state in enumerate(states.split(), start=1)
    ]
    found = absence(reversed(looks))
    assert (found.words if found is not None else None) == words


def test_of_two_looks_on_a_day_the_order_says_which_is_the_latest() -> None:
    looks: list[Observation] = [
        {"date": "2026-02-01", "state": "suspended"},
        {"date": "2026-02-01", "state": "active"},
    ]
    found = absence(looks)
    assert found is not None
    assert found.words == "again on the same day"
    assert absence(looks[::-1]) is None


RECORD: dict[str, Any] = {
    "categories": ["fraud"],
    "sources": ["report"],
    "basis": [{"kind": "designation"}, {"kind": "research", "source": "study"}],
    "affiliations": ["desk", "gone"],
    "evidence": [{"id": "e1", "shows": ["fraud", "spam"]}, {"id": "e2"}],
    "observations": [{"date": "2026-02-01", "state": "active"}, {"evidence": "e1"}],
    "links": [{"relation": "successor-of", "record": "7k3f9q2m4d1p", "evidence": "e2"}],
    "distinct_from": [{"protected": "press", "evidence": "e1"}],
}


def test_everything_that_a_record_names_is_found_where_it_is() -> None:
    found = set(references(RECORD))
    assert found == {
        ("category", "fraud", "/categories/0"),
        ("category", "fraud", "/evidence/0/shows/0"),
        ("category", "spam", "/evidence/0/shows/1"),
        ("source", "report", "/sources/0"),
        ("source", "study", "/basis/1/source"),
        ("affiliation", "desk", "/affiliations/0"),
        ("affiliation", "gone", "/affiliations/1"),
        ("evidence", "e1", "/observations/1/evidence"),
        ("evidence", "e2", "/links/0/evidence"),
        ("evidence", "e1", "/distinct_from/0/evidence"),
        ("link", "7k3f9q2m4d1p", "/links/0/record"),
        ("protected", "press", "/distinct_from/0/protected"),
    }
    for _, name, pointer in found:
        value: Any = RECORD
        for step in pointer.split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert value == name
    assert set(references({})) == set()


NAMES_NOTHING_ELSE = {"/batch", "/id", "/submitted_by/0", "/evidence/0/id", "/appeals/0/decided_by"}
"""Names in a record that stand for the record, the import it came with, its evidence or a person."""


def _sample(schema: dict[str, Any], pointer: str, names: dict[str, str]) -> Any:
    """Return a value of a schema's form in which every name is its own pointer, and enter the names."""
    if "$ref" in schema:
        kind = schema["$ref"].removeprefix("#/$defs/")
        if kind in ("slug", "record_id"):
            names[pointer] = kind
        return pointer if pointer in names else ""
    if schema.get("pattern", "").startswith("^e[1-9]"):
        names[pointer] = "evidence"
        return pointer
    if schema.get("type") == "array":
        return [_sample(schema["items"], f"{pointer}/0", names)]
    members = schema.get("properties", {})
    return {name: _sample(part, f"{pointer}/{name}", names) for name, part in members.items()}


def test_no_name_that_a_record_can_hold_is_forgotten() -> None:
    names: dict[str, str] = {}
    sample = _sample(resources.schema("record"), "", names)
    found = {(name, pointer) for _, name, pointer in references(sample)}
    assert found == {(name, name) for name in names.keys() - NAMES_NOTHING_ELSE}
    assert names.keys() > NAMES_NOTHING_ELSE


def test_a_record_rests_on_entries_of_its_list_and_on_the_sources_of_its_affiliations() -> None:
    affiliations: dict[str, Affiliation] = {
        "desk": {"title": "Desk", "source": "leak"},
        "other": {"title": "Other", "source": "unused"},
    }
    assert entries_used(RECORD, affiliations) == {
        ("category", "fraud"),
        ("category", "spam"),
        ("source", "report"),
        ("source", "study"),
        ("source", "leak"),
        ("affiliation", "desk"),
        ("affiliation", "gone"),
    }


def test_what_nobody_vouches_for_is_outside_the_claim() -> None:
    raw = dict.fromkeys(("id", "summary", *OUTSIDE_CLAIM), "x")
    assert claim("harbour", "7k3f9q2m4d1p", raw) == {
        "list": "harbour",
        "record": "7k3f9q2m4d1p",
        "summary": "x",
    }
