"""Agenda: stories go on day by day, in the order in which they were entered, and end with the last day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.world.agenda import Agenda

if TYPE_CHECKING:
    from site_builder.world.agenda import Story


def test_steps_take_place_on_their_days() -> None:
    agenda, seen = Agenda(0, 10), []

    def story(name: str, *waits: int) -> Story:
        for wait in waits:
            seen.append(f"{name} {agenda.today}")
            yield wait
        seen.append(f"{name} ends {agenda.today}")

    agenda.enter(3, story("a", 2, 9))
    agenda.enter(3, story("b", 1))
    agenda.enter(-5, story("early"))
    assert list(agenda.days()) == [3, 4, 5]
    assert seen == ["early ends 0", "a 3", "b 3", "b ends 4", "a 5"]


def test_in_quiet_days_nothing_happens() -> None:
    agenda = Agenda(0, 20, range(5, 9))

    def story() -> Story:
        yield 2
        yield 1

    for day in (1, 5, 8):
        agenda.enter(day, story())
    assert list(agenda.days()) == [1, 3, 4, 9, 11, 12, 14, 15]
