"""Accounts: those of the invented operations, what they are called, and the life that each of them has.

Here is the truth, which the people of the demonstration find out from what they see, in part and late. What a record
says of an account follows from it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from site_builder.days import days_between, shifted
from site_builder.handles.lookalike import edits_apart
from site_builder.world.dice import Die
from site_builder.world.script import Makings, Operation, Paper, Script, Told

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_WITHOUT_ID = 9
"""So many of a hundred accounts have no id that anybody knows."""
_GONE = ("suspended", "deleted")
_FATES = (("suspended", 18), ("deleted", 25), ("protected", 32))
"""What becomes of accounts after somebody came upon them, each with how many of a hundred fare so or as above."""
_LATE = 4
"""So many of a hundred are suspended before they are proposed."""
_RETURN = 9
"""So many of a hundred that were suspended return."""
_OLD_ENOUGH = 60
"""Days that an account has been there before a document names it."""
_TRIES = 200


@dataclass(slots=True)
class Account:
    """One account. `turns` are the days on which the platform begins to show it in another way, the first its making.

    `papers` are documents that name it, with their days; `earlier` are handles that it had, as a record names them;
    `peak` and `pace` are how many follow it in the end, and how much it posts.
    """

    operation: str
    platform: str
    handle: str
    account_id: str
    told: Told
    page: str = ""
    peak: int = 0
    pace: int = 0
    turns: list[tuple[str, str]] = field(default_factory=list)
    papers: Mapping[str, tuple[str, Paper]] = field(default_factory=dict)
    earlier: list[dict[str, str]] = field(default_factory=list)

    @property
    def by_name(self) -> bool:
        """Return whether it is matched by a name that somebody else may come to have."""
        return self.account_id.startswith("https:") or not self.account_id

    def shown(self, day: str) -> str:
        """Return what the platform shows of it on a day."""
        return self._turn(day)[1]

    def _turn(self, day: str) -> tuple[str, str]:
        return [turn for turn in self.turns if turn[0] <= day][-1]

    def gone(self, day: str) -> str:
        """Return the day since which it is gone on a day, or nothing."""
        since, state = self._turn(day)
        return since if state in _GONE else ""

    def end(self, day: str, state: str = "suspended") -> None:
        """Let it be gone for good from a day on."""
        self.turns = [turn for turn in self.turns if turn[0] < day] + [(day, state)]

    def size(self, day: str) -> dict[str, int]:
        """Return what its profile shows on a day: followers come slowly, and some leave when it was suspended."""
        spans = zip(self.turns, [*self.turns[1:], (day, "")], strict=True)
        there = [(since, min(until, day)) for (since, state), (until, _) in spans if state not in _GONE]
        days = sum(max(days_between(since, until) or 0, 0) for since, until in there)
        returns = sum(state == "active" and since <= day for since, state in self.turns[1:])
        shown = {"followers": 7 + self.peak * (days + 30) // (days + 300) * 7**returns // 10**returns}
        return shown | ({"posts": 1 + days * self.pace // 100} if self.pace else {})


class Casting:
    """Makes accounts, each with a handle and a summary that no other has."""

    def __init__(self, script: Script, seed: str) -> None:
        self._script, self._seed = script, seed
        self._used: set[str] = set()
        self._handles: dict[str, set[str]] = {}
        self._left: dict[str, Iterator[Told]] = {}

    def account(self, name: str, day: str, number: int, platform: str = "") -> Account:
        """Return another account of an operation, which somebody comes upon on a day, on a platform or any."""
        operation, die = self._script.operations[name], Die(self._seed, "account", number)
        by_age = sorted(operation.cast, key=lambda item: self._script.venues[item.at.split(" ")[0]].since)
        told = next(self._left.setdefault(name, iter(by_age)), None)
        if told is not None:
            platform, handle = told.at.split(" ")
        elif operation.makes is None:
            raise LookupError(name)
        else:
            old = [key for key, venue in self._script.venues.items() if shifted(venue.since, 200) < day]
            shares = [key for key in old for _ in range(self._script.venues[key].share)]
            platform = platform or die.pick(shares)
            handle, halves = self._handle(platform, operation.makes, die)
            told = self._told(operation, operation.makes, halves, platform, die)
        venue, (user, _, host) = self._script.venues[platform], handle.partition("@")
        account_id = venue.account_id.format(user=user, host=host) if die.chance(100 - _WITHOUT_ID) else ""
        marks = {"#": "0123456789", "*": _BASE32}
        account_id = re.sub("[#*]", lambda mark: die.pick(marks[mark[0]]), account_id)
        account_id = handle.removeprefix("id") if told.nameless else account_id
        peak = die.between(11, 99) * die.pick((1, 1, 10, 10, 100, 400))
        pace = die.between(2, 900) if die.chance(60) else 0
        made = Account(name, platform, handle, account_id, told, peak=peak, pace=pace)
        self._open_page(made, die)
        return made

    def _open_page(self, account: Account, die: Die) -> None:
        self._handles.setdefault(account.platform, set()).add(account.handle)
        user, _, host = account.handle.partition("@")
        plain = account.handle if account.handle.isascii() else f"channel-{die.text('0123456789', 4)}"
        account.page = self._script.venues[account.platform].page.format(handle=plain, user=user, host=host)

    def _handle(self, platform: str, makes: Makings, die: Die) -> tuple[str, tuple[str, str]]:
        """Return a handle that no other is like, and the halves of the name in it."""
        venue, there = self._script.venues[platform], self._handles.setdefault(platform, set())
        for turn in range(_TRIES):
            first, second, host = (die.pick(items) for items in (makes.first, makes.second, venue.hosts))
            second += str(die.between(10, 99)) if turn > _TRIES // 2 else ""
            handle = venue.handle.format(a=first, b=second, host=host)
            is_free = all(edits_apart(handle, other) is None for other in there)
            if len(handle) <= venue.longest and is_free and f"{first} {second}" not in self._used:
                break
        self._used.add(f"{first} {second}")
        return handle, (first, second)

    def _told(
        self, operation: Operation, makes: Makings, halves: tuple[str, str], platform: str, die: Die
    ) -> Told:
        """Say what an account did, in its language."""
        slots = {name: die.pick(words) for name, words in sorted(self._script.slots.items())}
        slots |= {"first": halves[0], "second": halves[1]}
        tongue = die.pick(sorted(self._script.tongues)) if die.chance(makes.tongues) else ""
        words = self._script.tongues.get(tongue)
        harm = self._script.lists[operation.list]["categories"][operation.categories[0]]["harm"]
        key = "fraud" if harm in ("fraud", "impersonation") else "deception"
        for _ in range(_TRIES):
            said = die.pick(words[key]) if words else f"{die.pick(makes.did)} {die.pick(makes.how)}".strip()
            summary = _filled(said, slots, die)
            if summary not in self._used:
                break
        self._used.add(summary)
        kind = self._script.venues[platform].kind
        return Told(
            summary,
            _filled(words["seen"][key] if words else die.pick(makes.seen), slots, die),
            name=die.pick(words["names"]) if words else " ".join(halves).title(),
            kind=kind if kind != "post" or die.chance(75) else "profile",
            langs=(tongue or "en",),
        )

    def live(self, account: Account, day: str, opened: str = "") -> None:
        """Decide when an account that is listed on a day was made, if not on the day `opened`, and its end."""
        die = Die(self._seed, "life", account.platform, account.handle)
        since = max(self._script.venues[account.platform].since, shifted(day, -1300))
        out = [when for when, _ in account.papers.values()]
        latest = min(shifted(min(out, default=day), -_OLD_ENOUGH), shifted(day, -80))
        account.turns = [(opened or min(die.day(since, shifted(day, -100)), latest), "active")]
        closed = [when for when, paper in account.papers.values() if die.chance(paper.closes)]
        fortune = die.below(100)
        state = next((name for name, limit in _FATES if fortune < limit), "active")
        if closed:
            end, state = shifted(min(closed), -die.between(2, 40)), "suspended"
        elif die.chance(_LATE) and not opened:
            end, state = shifted(day, -die.between(3, 25)), "suspended"
        else:
            end = shifted(day, die.between(15, 800))
        if state != "active":
            account.turns.append((end, state))
        if state == "suspended" and die.chance(_RETURN):
            account.turns.append((shifted(max(end, day), die.between(25, 150)), "active"))

    def rename(self, account: Account, day: str, die: Die) -> None:
        """Let an account take another handle, in the form of its platform. `day` is the last one of the old handle."""
        account.earlier.append({"handle": account.handle, "until": day})
        account.handle, _ = self._handle(account.platform, self._script.renames, die)
        self._open_page(account, die)


def _filled(text: str, slots: Mapping[str, str], die: Die) -> str:
    """Return a text with its slots filled: with numbers after which nouns have one form in Slavic languages."""
    for name, word in slots.items():
        text = text.replace(f"a {{{name}}}", f"an {{{name}}}") if word[0] in "aeiouAEIOU" else text
        text = text.replace(f"{{{name}}}", word)
    return text.format(few=die.between(5, 9), many=10 * die.between(2, 9) + die.between(5, 9))
