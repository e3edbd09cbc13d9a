"""People: who proposes, reviews and decides in the demonstration, from which day to which, with which keys.

Who joins the roster, or gets a new key, is on it from the day of the commit that says so, and works from the next day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from site_builder.days import shifted
from site_builder.world.dice import Die
from site_builder.world.keys import ThrowAwayKey, made_from
from site_builder.world.script import Person, share_of


@dataclass(slots=True)
class People:
    """All of them, in a world that begins and ends on given days. `today` is the day on which they are asked."""

    seed: str
    persons: Mapping[str, Person]
    first: str
    last: str
    lists: tuple[str, ...]
    today: str = field(init=False)

    def __post_init__(self) -> None:
        """Begin on the first day."""
        self.today = self.first

    def joins(self, name: str) -> str:
        """Return the day on which somebody joins."""
        return share_of(self.first, self.last, self.persons[name].joins)

    def leaves(self, name: str) -> str:
        """Return the day on which somebody leaves; one after the last for who stays."""
        percent = self.persons[name].leaves
        return share_of(self.first, self.last, percent) if percent else shifted(self.last, 1)

    def new_key(self, name: str) -> str:
        """Return the day on which somebody takes another key; one after the last for who keeps theirs."""
        percent = self.persons[name].new_key
        return share_of(self.first, self.last, percent) if percent else shifted(self.last, 1)

    def key(self, name: str) -> ThrowAwayKey:
        """Return the key with which somebody signs today."""
        second = self.today > self.new_key(name)
        return made_from(f"handlelists demo {self.seed} {name}{' 2' if second else ''}")

    def there(self, role: str) -> list[str]:
        """Return who works in a role today, sorted."""
        return [
            name
            for name, person in sorted(self.persons.items())
            if person.role == role and self._came_before(name) and self.today < self.leaves(name)
        ]

    def _came_before(self, name: str) -> bool:
        return self.joins(name) < self.today or self.today == self.first == self.joins(name)

    def one(self, role: str, die: Die, *others: str) -> str:
        """Return somebody who works in a role today and is none of `others`."""
        return die.pick([name for name in self.there(role) if name not in others])

    def entry(self, name: str) -> dict[str, Any]:
        """Return somebody's entry in the roster as it is when they join."""
        steward = self.persons[name].role == "steward"
        entry = {
            "lists": [] if steward else [*self.lists],
            "active": [{"from": self.joins(name)}],
            "keys": [{"key": self.key(name).public, "from": self.joins(name)}],
        }
        return entry | ({"steward": True} if steward else {})

    def roster(self) -> dict[str, Any]:
        """Return the roster of the first day."""
        return {name: self.entry(name) for name in self._on_roster() if self.joins(name) == self.first}

    def _on_roster(self) -> list[str]:
        return [name for name, person in sorted(self.persons.items()) if person.role != "contributor"]

    def changes(self) -> list[tuple[str, str, str]]:
        """Return the days on which the roster changes later, sorted: each with what happens, and to whom."""
        what = [
            (day, action, name)
            for name in self._on_roster()
            for day, action in (
                (self.joins(name), "joins"),
                (self.new_key(name), "new key"),
                (self.leaves(name), "leaves"),
            )
        ]
        return sorted(item for item in what if self.first < item[0] <= self.last)

    def change(self, roster: dict[str, Any], action: str, name: str) -> None:
        """Make one such change today to the roster, as it is in its file."""
        if action == "joins":
            roster[name] = self.entry(name)
            return
        roster[name]["keys"][-1]["until"] = self.today
        if action == "leaves":
            roster[name]["active"][-1]["until"] = self.today
        else:
            key = made_from(f"handlelists demo {self.seed} {name} 2").public
            roster[name]["keys"].append({"key": key, "from": self.today})
