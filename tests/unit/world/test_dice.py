"""Dice: the same for the same name, inside their limits, and one does not disturb another."""

from __future__ import annotations

from site_builder.ids import is_record_id
from site_builder.world.dice import Die


def test_a_die_is_the_same_for_the_same_name_for_ever() -> None:
    assert [Die("1", "a").below(1000) for _ in range(2)] == [317, 317]
    die = Die("1", "a")
    assert [die.below(1000) for _ in range(4)] == [317, 599, 365, 603]
    assert Die("1", "b").below(1000) != 317


def test_what_it_gives_is_inside_the_limits() -> None:
    die = Die("limits")
    assert {die.between(2, 4) for _ in range(100)} == {2, 3, 4}
    assert {die.pick("xy") for _ in range(50)} == {"x", "y"}
    assert sorted(die.sample([1, 2, 3], 9)) == [1, 2, 3]
    assert {die.day("2026-02-28", "2026-03-01") for _ in range(50)} == {"2026-02-28", "2026-03-01"}
    assert die.day("2026-03-02", "2026-03-01") == "2026-03-02"
    assert [die.chance(0), die.chance(100)] == [False, True]
    assert is_record_id(die.record_id())
    assert (len(die.salt()), len(die.end())) == (26, 6)
