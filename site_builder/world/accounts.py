"""Accounts: those of the invented operations, what they are called, what they did and what becomes of them.

Here is the truth, which the people of the demonstration find out from what they see, in part and late.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from site_builder.days import shifted
from site_builder.handles.lookalike import edits_apart
from site_builder.world.dice import Die
from site_builder.world.script import CastAccount, Makings, Script

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_WITHOUT_ID = 9
"""So many of a hundred accounts have no id that anybody knows."""
_GONE = (("suspended", 34), ("deleted", 44), ("protected", 52))
"""What becomes of accounts, each with how many of a hundred fare so or as above."""
_TRIES = 200


@dataclass(slots=True)
class Account:
    """One account. `turns` are the days on which the platform begins to show it in another way."""

    platform: str
    handle: str
    account_id: str
    name: str
    langs: tuple[str, ...]
    summary: str
    seen: str
    kind: str
    page: str
    created: str
    operation: str
    cast: CastAccount
    nameless: bool = False
    turns: list[tuple[str, str]] = field(default_factory=list)
    earlier: list[dict[str, str]] = field(default_factory=list)
    """Handles that it had, as a record names them."""

    @property
    def by_name(self) -> bool:
        """Return whether it is matched by a name that somebody else may come to have."""
        return self.account_id.startswith("https:") or not self.account_id

    def is_older_than(self, day: str, days: int) -> None:
        """Let it have been created so many days before a day."""
        self.created = min(self.created, shifted(day, -days))
        self.turns[0] = (self.created, "active")

    def shown(self, day: str) -> str:
        """Return what the platform shows of it on a day."""
        return [state for since, state in self.turns if since <= day][-1]


class Casting:
    """Makes accounts, each with a handle and a summary that no other has."""

    def __init__(self, script: Script, seed: str) -> None:
        self._script = script
        self._seed = seed
        self._used: set[str] = set()
        self._handles: dict[str, set[str]] = {}
        self._left: dict[str, Iterator[CastAccount]] = {}

    def account(self, name: str, day: str, number: int) -> Account:
        """Return another account of an operation, which somebody comes upon on a day."""
        operation, die = self._script.operations[name], Die(self._seed, "account", number)
        by_age = sorted(operation.cast, key=lambda item: self._script.venues[item.at.split(" ")[0]].since)
        written = next(self._left.setdefault(name, iter(by_age)), None)
        return self._written(name, written, day, die) if written else self._made(name, day, die)

    def _written(self, operation: str, item: CastAccount, day: str, die: Die) -> Account:
        platform, handle = item.at.split(" ")
        made = self._account(platform, handle, operation, day, die)
        made.name, made.langs, made.summary, made.seen = item.name, item.langs, item.summary, item.seen
        made.kind, made.cast, made.nameless = item.kind, item, bool(item.nameless)
        if made.nameless:
            made.account_id = handle.removeprefix("id")
        return made

    def _made(self, operation: str, day: str, die: Die) -> Account:
        makes = self._script.operations[operation].makes
        if makes is None:
            raise LookupError(operation)
        known = [
            (name, venue)
            for name, venue in self._script.venues.items()
            if shifted(venue.since, 200) < day
            for _ in range(venue.share)
        ]
        for turn in range(_TRIES):
            platform, venue = die.pick(known)
            first, second, host = (
                die.pick(makes.first),
                die.pick(makes.second),
                die.pick(venue.hosts or ("",)),
            )
            if turn > _TRIES // 2:
                second += str(die.between(10, 99))
            handle = venue.handle.format(a=first, b=second, host=host)
            if len(handle) <= venue.longest and self._is_free(platform, handle, f"{first} {second}"):
                break
        self._used.add(f"{first} {second}")
        made = self._account(platform, handle, operation, day, die)
        made.name = f"{first} {second}".title()
        self._write(made, makes, {"first": first, "second": second}, die)
        made.kind = venue.kind if venue.kind != "post" or die.chance(75) else "profile"
        return made

    def _is_free(self, platform: str, handle: str, name: str) -> bool:
        near = (edits_apart(handle, other) for other in self._handles.setdefault(platform, set()))
        return name not in self._used and all(edits is None for edits in near)

    def _write(self, made: Account, makes: Makings, halves: dict[str, str], die: Die) -> None:
        """Say what an account did, in its language; `halves` are those of its name."""
        script = self._script
        slots = {name: die.pick(words) for name, words in sorted(script.slots.items())} | halves
        tongue = die.pick(sorted(script.tongues)) if die.chance(makes.tongues) else ""
        words = script.tongues.get(tongue)
        harms = script.lists[script.operations[made.operation].list]["categories"]
        harm = harms[script.operations[made.operation].categories[0]]["harm"]
        key = "fraud" if harm in ("fraud", "impersonation") else "deception"
        for _ in range(_TRIES):
            if words is None:
                made.summary = f"{die.pick(makes.did)} {die.pick(makes.how)}".strip()
            else:
                made.summary = die.pick(words[key])
            made.summary = _filled(made.summary, slots, die)
            if made.summary not in self._used:
                break
        self._used.add(made.summary)
        made.seen = _filled(die.pick(makes.seen) if words is None else words["seen"][key], slots, die)
        if words is not None:
            made.langs, made.name = (tongue,), die.pick(words["names"])

    def _account(self, platform: str, handle: str, operation: str, day: str, die: Die) -> Account:
        venue = self._script.venues[platform]
        user, _, host = handle.partition("@")
        plain = handle if handle.isascii() else f"channel-{die.text('0123456789', 4)}"
        account_id = venue.account_id.format(user=user, host=host) if die.chance(100 - _WITHOUT_ID) else ""
        account_id = re.sub(
            "[#*]", lambda mark: die.pick("0123456789" if mark[0] == "#" else _BASE32), account_id
        )
        page = venue.page.format(handle=plain, user=user, host=host)
        created = die.day(max(venue.since, shifted(day, -1300)), shifted(day, -100))
        created = min(created, shifted(day, -80))
        empty = CastAccount("", "", "")
        texts = ("", ("en",), "", "", "post")
        made = Account(platform, handle, account_id, *texts, page, created, operation, empty)
        made.turns = _turns(created, day, die)
        self._handles.setdefault(platform, set()).add(handle)
        return made

    def another_handle(self, account: Account, die: Die) -> str:
        """Return a handle that an account may take in the place of its own."""
        end = die.pick(("now", "live", "news", "plus", "here"))
        user, at, host = account.handle.partition("@")
        if account.platform == "bluesky":
            user, at, host = account.handle.partition(".")
        longest = self._script.venues[account.platform].longest - len(end)
        return f"{user[:longest]}{end}{at}{host}"


def _filled(text: str, slots: dict[str, str], die: Die) -> str:
    """Return a text with its slots filled: with numbers after which nouns have one form in Slavic languages."""
    for name, word in slots.items():
        if word[0] in "aeiouAEIOU":
            text = text.replace(f"a {{{name}}}", f"an {{{name}}}")
        text = text.replace(f"{{{name}}}", word)
    return text.format(few=die.between(5, 9), many=10 * die.between(2, 9) + die.between(5, 9))


def _turns(created: str, day: str, die: Die) -> list[tuple[str, str]]:
    """Return what becomes of an account that somebody comes upon on a day: some vanish, and some of these return."""
    fortune = die.below(100)
    state = next((name for name, limit in _GONE if fortune < limit), "active")
    turns = [(created, "active")]
    if state != "active":
        turns.append((shifted(day, die.between(15, 800)), state))
        if state == "suspended" and die.chance(40):
            turns.append((shifted(turns[-1][0], die.between(25, 150)), "active"))
    return turns
