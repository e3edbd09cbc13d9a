"""Override: what one lets through, whole, so that who signs it sees it: from a repository, or from a packet.

Nothing is believed: every word is what the digests are of that the steward signs.
"""

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from site_builder.canonical import digest
from site_builder.model import JsonObject
from site_builder.record import account_name
from site_builder.strict_json import demand

_COMPARED: Final = 2000
"""Lines of two texts that are compared line by line; of longer ones all is shown that is between what is the same."""
_AROUND: Final = 3
"""Lines that are shown before and after what differs."""
_TURNED: Final = {"publish": "becomes public or one to act upon", "remove": "stops being so"}
_VERBS: Final = {"weaken": "weaker"}


@dataclass(frozen=True, slots=True)
class Override:
    """A set, the claims that it names, the rules files before and after by digest, and the texts that differ."""

    set: JsonObject
    claims: tuple[JsonObject, ...]
    rules: Mapping[str, Mapping[str, str]]
    """Under `before` and `after` the SHA-256 of each rules file, by path."""
    texts: tuple[str, ...]

    def demand_fits(self, subject: JsonObject) -> None:
        """Raise `Malformed` where this is not what a decision's subject has the digests of."""
        demand(digest(self.set) == subject["set"], "the set is not the one that is signed")
        for when, files in self.rules.items():
            demand(
                digest(files) == subject["rules"][when],
                f"the rules files {when} are not those that are signed",
            )

    def words(self) -> Iterator[str]:
        """Yield what is let through, as lines with data in them; what is not there to be shown is said."""
        claims = {digest(claim): claim for claim in self.claims}
        for member, entries in sorted(self.set.items()):
            for name, value in sorted(entries.items()):
                if member not in _TURNED:
                    yield from (f"{_VERBS.get(member, member)}: {name}, {line}" for line in _flat(value))
                    continue
                claim = claims.get(value)
                account = "its claim is not here, so the account is not known"
                if claim is not None:
                    account = f"{claim['platform']} {account_name(claim)}, of {claim['list']}"
                yield f"{_TURNED[member]}: {name}, {account}"
        texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in self.texts}
        before, after = self.rules["before"], self.rules["after"]
        for path in sorted(before.keys() | after.keys()):
            if before.get(path) != after.get(path):
                sides = [texts.get(side[path]) if path in side else "" for side in (before, after)]
                done = "new" if path not in before else "changed" if path in after else "deleted"
                yield f"rules file {path}, {done}{', but its text is not here' if None in sides else ':'}"
                yield from (
                    f"  {line}" for line in (_compared(*map(str, sides)) if None not in sides else ())
                )


def _flat(value: Any) -> Iterator[str]:
    """Yield a JSON value as lines: names, then what was and what becomes."""
    if isinstance(value, dict):
        for name, part in sorted(value.items()):
            yield from (f"{name}: {line}" for line in _flat(part))
    elif isinstance(value, list):
        yield " to ".join(map(str, value))
    else:
        yield str(value)


def _compared(old: str, new: str) -> Iterator[str]:
    """Yield the lines in which two texts differ, with some around them."""
    before, after = (text.split("\n") for text in (old, new))
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    end = next((at for at in range(shorter - start) if before[-1 - at] != after[-1 - at]), shorter - start)
    start, end = max(start - _AROUND, 0), max(end - _AROUND, 0)
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    groups: Iterable[Iterable[tuple[str, int, int, int, int]]]
    groups = [[("replace", 0, len(before), 0, len(after))]]
    if len(before) + len(after) <= _COMPARED:
        groups = difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_AROUND)
    for number, group in enumerate(groups):
        yield from ("...",) if number else ()
        for tag, low, high, first, last in group:
            gone, made = before[low:high], after[first:last]
            marked = ((" ", gone),) if tag == "equal" else (("-", gone), ("+", made))
            yield from (f"{mark} {line}" for mark, lines in marked for line in lines)
