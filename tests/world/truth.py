"""The truth: what people really said and decided, whatever files say of it. The oracle holds a publication against it.

It is written by whoever signs, at the moment of signing, with what was shown to them. It is read by nobody in the
package.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

STEALABLE: Final = "steward-c"
"""The steward whose key a thief has from the first day: what it signs is signed."""
FRIEND: Final = "reviewer-friend"
"""The reviewer who says whatever the hostile need."""


@dataclass(frozen=True)
class Said:
    """One word: by whom, on what meaning, in the order in which words were given."""

    person: str
    record: str
    verdict: str
    meaning: str
    replaced: str
    """The digest of the claim that this one replaces; empty in the first."""
    claim: str
    signature: str


@dataclass(frozen=True)
class Ruled:
    """One signature of a steward under a decision; `seen` is what an override changed: the rules before and after."""

    id: str
    kind: str
    subject: str
    steward: str
    seen: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Cleared:
    """An account that was listed wrongly: the record, its names on a platform, and the day."""

    record: str
    names: frozenset[str]
    day: str


@dataclass
class Truth:
    """Everything that was said, in order, and what the public was shown."""

    said: list[Said] = field(default_factory=list)
    ruled: list[Ruled] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    """The meaning of each claim that somebody was shown, by its digest."""
    filed: set[str] = field(default_factory=set)
    """Signatures of words that an accepted change brought."""
    heard: set[str] = field(default_factory=set)
    """Signatures of words against a record that an emergency passed over without withholding it."""
    used: set[str] = field(default_factory=set)
    """Decisions that an accepted change used."""
    cleared: dict[str, Cleared] = field(default_factory=dict)
    retracted: set[str] = field(default_factory=set)
    shown: dict[str, set[str]] = field(default_factory=dict)
    """Of each record that was ever public the handles and ids that it named then."""
    called: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of each record that was ever public everything by which it named its account then, on its platform."""
    wrote: dict[str, str] = field(default_factory=dict)
    """Who wrote a meaning first."""
    gone: dict[str, str] = field(default_factory=dict)
    """Of a record the last day on which somebody said that the account is not at its name."""
    archives: dict[str, str] = field(default_factory=dict)
    """Of a record's reviewed evidence where its capture is, by the record and the digest of its bytes."""

    def copy(self) -> Truth:
        """Return one that goes its own way."""
        made: dict[str, Any] = {
            name: type(part)(part) for name, part in vars(self).items() if name != "shown"
        }
        return replace(self, **made, shown={name: set(names) for name, names in self.shown.items()})

    def stands_by(self, person: str, claim: Claim) -> bool:
        """Return whether somebody said yes to exactly this, and has not said no since, as far as it was filed.

        The friend stands by everything that they ever said yes to.
        """
        if person == FRIEND:
            return any(word.person == FRIEND and word.record == claim.record for word in self.said)
        last_yes = last_no = -1
        for at, word in enumerate(self.said):
            if word.person != person or word.signature not in self.filed | self.heard:
                continue
            if word.verdict == "confirm" and word.meaning == claim.meaning:
                last_yes = at
            elif word.verdict != "confirm" and (
                word.meaning == claim.meaning or (claim.replaces and word.claim == claim.replaces)
            ):
                last_no = at
        return last_yes > last_no

    def rejects(self, person: str, claim: Claim) -> bool:
        """Return whether somebody's last word on exactly this is a rejection."""
        own = [
            word.verdict
            for word in self.said
            if word.person == person
            and word.signature in self.filed | self.heard
            and word.meaning == claim.meaning
        ]
        while own and own[-1] == "withdraw":
            own.pop()
        return bool(own) and own[-1] == "reject"


@dataclass(frozen=True)
class Claim:
    """What a record says where it is now."""

    record: str
    meaning: str
    replaces: str
