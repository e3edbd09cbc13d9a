"""People: who works on which day, and with which key."""

from __future__ import annotations

import pytest

from site_builder.world.dice import Die
from site_builder.world.keys import made_from
from site_builder.world.people import People
from site_builder.world.script import Person


@pytest.fixture
def people() -> People:
    persons = {
        "ann": Person("reviewer", 0, leaves=50),
        "bob": Person("reviewer", 20, new_key=60),
        "eve": Person("contributor", 0),
        "pat": Person("steward", 0),
    }
    return People("7", persons, "2026-01-01", "2026-04-11", ("quay",))


def test_who_joins_works_from_the_next_day_and_who_leaves_until_the_day_before(people: People) -> None:
    days = {"2026-01-01": ["ann"], "2026-01-21": ["ann"], "2026-01-22": ["ann", "bob"], "2026-02-20": ["bob"]}
    for people.today, expected in days.items():
        assert people.there("reviewer") == expected
    assert people.one("reviewer", Die("x")) == "bob"


def test_the_roster_has_whom_it_has_on_the_first_day(people: People) -> None:
    assert list(people.roster()) == ["ann", "pat"]
    assert people.roster()["pat"]["lists"] == []
    assert people.roster()["pat"]["steward"] is True
    assert people.roster()["ann"]["keys"][0]["key"] == made_from("handlelists demo 7 ann").public


def test_each_change_of_the_roster_has_its_day(people: People) -> None:
    roster = people.roster()
    for day, action, name in people.changes():
        people.today = day
        people.change(roster, action, name)
    assert [item[1:] for item in people.changes()] == [
        ("joins", "bob"),
        ("leaves", "ann"),
        ("new_key", "bob"),
    ]
    assert roster["ann"]["active"] == [{"from": "2026-01-01", "until": "2026-02-20"}]
    first, second = roster["bob"]["keys"]
    assert (first["until"], second["from"]) == ("2026-03-02", "2026-03-02")
    assert second["key"] == made_from("handlelists demo 7 bob 2").public
    assert people.key("bob").public == first["key"]
    people.today = "2026-03-03"
    assert people.key("bob").public == second["key"]
