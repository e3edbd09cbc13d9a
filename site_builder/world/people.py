"""People: who proposes, reviews and decides in the demonstration, from which day to which, with which keys.

Who joins the roster, or gets a new key, is on it from the day of the commit that says so, and works from the next day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    today: str = ""

    def __post_init__(self) -> None:
        """Begin on the first day."""
        self.today = self.first

    def day(self, name: str, action: str) -> str:
        """Return the day on which somebody `joins`, `leaves` or takes a `new_key`; one after the last for never."""
        percent = getattr(self.persons[name], action)
        return (
            share_of(self.first, self.last, percent)
            if percent or action == "joins"
            else shifted(self.last, 1)
        )

    def key(self, name: str) -> ThrowAwayKey:
        """Return the key with which somebody signs today."""
        return self._key(name, second=self.today > self.day(name, "new_key"))

    def _key(self, name: str, *, second: bool) -> ThrowAwayKey:
        return made_from(f"handlelists demo {self.seed} {name}{' 2' if second else ''}")

    def there(self, role: str) -> list[str]:
        """Return who works in a role today, sorted."""
        found = []
        for name, person in sorted(self.persons.items()):
            joins = self.day(name, "joins")
            came = joins < self.today or joins == self.today == self.first
            if person.role == role and came and self.today < self.day(name, "leaves"):
                found.append(name)
        return found

    def one(self, role: str, die: Die, *others: str) -> str:
        """Return somebody who works in a role today and is none of `others`."""
        return die.pick([name for name in self.there(role) if name not in others])

    def entry(self, name: str) -> dict[str, Any]:
        """Return somebody's entry in the roster as it is when they join."""
        joins, steward = self.day(name, "joins"), self.persons[name].role == "steward"
        return {
            "lists": [] if steward else [*self.lists],
            "active": [{"from": joins}],
            "keys": [{"key": self.key(name).public, "from": joins}],
        } | ({"steward": True} if steward else {})

    def roster(self) -> dict[str, Any]:
        """Return the roster of the first day."""
        return {name: self.entry(name) for name in self._on_roster() if self.day(name, "joins") == self.first}

    def _on_roster(self) -> list[str]:
        return [name for name, person in sorted(self.persons.items()) if person.role != "contributor"]

    def changes(self) -> list[tuple[str, str, str]]:
        """Return the days on which the roster changes later, sorted: each with what happens, and to whom."""
        actions = ("joins", "new_key", "leaves")
        what = [(self.day(name, action), action, name) for name in self._on_roster() for action in actions]
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
            key = self._key(name, second=True).public
            roster[name]["keys"].append({"key": key, "from": self.today})
