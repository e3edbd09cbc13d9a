"""Effort: how many steps a backtracking engine can need to match a pattern, whatever text it is given.

Python and browsers match by trying: where a pattern can read a text in several ways, they may try them all before
they say no, and `(?:a|a){1,60}b` reads sixty times `a` in 2^60 ways. So the ways are counted beforehand.

A pattern is seen as an automaton (Glushkov's) whose states are its atoms, with a number on each arrow: in how many
ways one atom comes after another. A step is an atom that is tried on one way at one character. Which text costs most
is found by following all texts at once, over the kinds of characters that the pattern tells apart. A part that
repeats often is seen as a loop, and what assertions cost counts for every step beside them, unless the pattern begins
with them: the result may be too high, and is never too low.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Final

MAX_STEPS: Final = 100_000
"""A few milliseconds. Two repeats in a row that read the same characters stay below it up to 300 characters, three
up to 60; what doubles at every character up to 13."""
_MAX_TEXT: Final = 500
"""Code points: no handle or account id is longer."""
_MAX_ATOMS: Final = 300
_MAX_COPIES: Final = 4
"""Repetitions up to which they are seen one by one, and not as a loop."""
_MAX_CASES: Final = 200
"""Sets of ways that are followed at one character one by one."""
_MAX_SUMS: Final = 200_000
"""Work on one pattern, its assertions included, from the first atom on: some tenths of a second."""
_ESCAPED: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")


@dataclass(slots=True)
class PatternPart:
    """A character or class (`text`), or a group (`kind`: one of `:=!`) of alternatives; and how often it comes."""

    text: str = ""
    kind: str = ""
    alternatives: list[list[PatternPart]] = field(default_factory=list)
    low: int = 1
    high: int = 1


class TooCostlyError(Exception):
    """Why a pattern is refused."""


def steps(alternatives: list[list[PatternPart]], sums: list[int] | None = None) -> int:
    """Return how many steps the costliest text takes; raise `TooCostlyError` for more than `MAX_STEPS`.

    `sums` counts the work: for an assertion its pattern's, to go on with.
    """
    sums = [0] if sums is None else sums
    automaton, once = _Automaton(sums), 0
    while len(alternatives) == 1 and alternatives[0] and alternatives[0][0].kind in {"=", "!"}:
        ((first, *rest),) = alternatives  # tried once, before anything else
        once, alternatives = once + steps(first.alternatives, sums), [rest]
    found = once + automaton.costliest(automaton.either(alternatives)) * (1 + automaton.beside)
    if found > MAX_STEPS:
        message = (
            "it can read one text in so many ways that matching takes too long; let no two parts side by side, "
            "and no part and its own repetition, take the same characters"
        )
        raise TooCostlyError(message)
    return found


@dataclass(slots=True)
class _Piece:
    """In how many ways a part matches nothing, begins and ends with each atom; and code points at most."""

    empty: int = 1
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    longest: int = 0


class _Automaton:
    def __init__(self, sums: list[int]) -> None:
        self.beside = 0
        """Steps of all assertions."""
        self._sums = sums
        self._atoms: list[str] = []
        self._follow: list[Counter[int]] = []

    def either(self, alternatives: list[list[PatternPart]]) -> _Piece:
        """Take in a group: one sequence or another."""
        found = _Piece(empty=0)
        for sequence in alternatives:
            whole = _Piece()
            for part in sequence:
                piece = self._repeated(part)
                self._spend(sum(map(len, (piece.first, piece.last, whole.first, whole.last))))
                self._link(whole.last, piece.first)
                whole.first += _times(piece.first, whole.empty)
                whole.last = piece.last + _times(whole.last, piece.empty)
                whole.empty *= piece.empty
                whole.longest += piece.longest
            self._spend(len(found.first) + len(found.last))
            found.empty += whole.empty
            found.first += whole.first
            found.last += whole.last
            found.longest = max(found.longest, whole.longest)
        return found

    def costliest(self, whole: _Piece) -> int:
        """Return the steps of the costliest text, or a number above `MAX_STEPS`."""
        end = self._atom("")  # that the text is at its end is tried, too
        self._link(whole.last, Counter({end: 1}))
        cases = {frozenset((whole.first + Counter({end: whole.empty})).items())}
        kinds = self._kinds()
        total = 0
        for left in range(min(whole.longest, _MAX_TEXT), -1, -1):
            most = max((sum(count for _, count in case) for case in cases), default=0)
            total += most
            after = set()
            for case, kind in ((case, kind) for case in cases for kind in kinds):
                tried = Counter[int]()
                for atom, count in case:
                    if atom in kind:
                        self._spend(len(self._follow[atom]))
                        tried.update(_times(self._follow[atom], count))
                self._spend(len(case) + 1)
                after.add(frozenset(tried.items()))
            if total > MAX_STEPS or after == cases:  # and so it goes on
                return total + left * most
            if len(after) > _MAX_CASES:  # one text that costs more than each of them
                self._spend(len(after) * len(self._atoms) // 10)
                after = {frozenset(reduce(or_, (Counter(dict(case)) for case in after)).items())}
            cases = after
        return total

    def _spend(self, sums: int) -> None:
        """Count work before it is done, so that a pattern is refused before it has taken time."""
        self._sums[0] += sums
        if self._sums[0] > _MAX_SUMS:
            raise TooCostlyError("it is too intricate to say how long matching takes; write it more simply")

    def _repeated(self, part: PatternPart) -> _Piece:
        copies = [self._once(part)]
        empty, longest = copies[0].empty, copies[0].longest
        if part.high != 1 and (part.high == 0 or empty):
            raise TooCostlyError("it repeats a part zero times, or one that can be empty")
        if part.high > _MAX_COPIES:
            self._link(copies[0].last, copies[0].first)
        else:
            copies += (self._once(part) for _ in range(part.high - 1))
        for before, after in pairwise(copies):
            self._link(before.last, after.first)
        last = Counter[int]()
        for copy in copies[min(max(part.low, 1), len(copies)) - 1 :]:
            last += copy.last
        return _Piece(empty + (part.low == 0), copies[0].first, last, longest * part.high)

    def _once(self, part: PatternPart) -> _Piece:
        self._spend(100 if part.kind else 20)
        if part.kind == ":":
            return self.either(part.alternatives)
        if part.kind:
            self.beside += steps(part.alternatives, self._sums)
            return _Piece()
        atom = Counter({self._atom(part.text): 1})
        return _Piece(0, atom, atom, 1)

    def _atom(self, text: str) -> int:
        if len(self._atoms) > _MAX_ATOMS:
            raise TooCostlyError(f"it has more than {_MAX_ATOMS} characters and classes")
        self._atoms.append(text)
        self._follow.append(Counter())
        return len(self._atoms) - 1

    def _link(self, last: Counter[int], first: Counter[int]) -> None:
        self._spend(len(last) * len(first))
        for atom, ways in last.items():
            self._follow[atom].update(_times(first, ways))

    def _kinds(self) -> list[frozenset[int]]:
        """Return which atoms take a character, of each kind of character, without kinds that others include.

        An atom's answer changes only at a character that the pattern names, and behind one.
        """
        named = "".join(self._atoms)
        points = {0, *map(ord, named), *(int(found, 16) for found in _ESCAPED.findall(named))}
        samples = "".join(map(chr, points | {min(point + 1, 0x10FFFF) for point in points}))
        self._spend(len(samples) * len(self._atoms) // 4)
        taken = {text: frozenset(re.findall(text, samples)) if text else () for text in set(self._atoms)}
        kinds = {
            frozenset(atom for atom, text in enumerate(self._atoms) if sample in taken[text])
            for sample in samples
        }
        self._spend(len(kinds) ** 2 // 4)
        return [kind for kind in kinds if not any(kind < other for other in kinds)]


def _times(ways: Counter[int], number: int) -> Counter[int]:
    return Counter({atom: count * number for atom, count in ways.items() if number})
