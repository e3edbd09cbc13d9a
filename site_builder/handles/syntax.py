"""Patterns of handles and account ids: the common subset of Python's `re` and ECMA-262's `u` flag.

A pattern says what the whole text looks like; there are no anchors. Only what both engines read alike is
allowed, and every repetition is bounded, so that consumers in any language can use the published patterns.
This module knows no platforms and no YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from site_builder.handles.effort import PatternPart, TooCostlyError, steps

_MAX_DEPTH: Final = 11
"""Groups inside groups; Python's own parser of patterns gives up at some hundred."""
_ESCAPE: Final = r"\\(?:[\^$\\.*+?()\[\]{}|/]|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})"
_CLASS_ITEM: Final = rf"(?:{_ESCAPE}|\\-|[^\[\]\\])"
_TOKEN: Final = re.compile(
    rf"(?P<atom>{_ESCAPE}|\[\^?{_CLASS_ITEM}{{1,2000}}\]|[^\\^$.*+?()\[\]{{}}|])"
    r"|(?P<group>\(\?(?P<kind>[:=!]))"
    r"|(?P<close>\))"
    r"|(?P<repeat>\?|\{[0-9]{1,3}(?:,[0-9]{1,3})?\})"
    r"|(?P<either>\|)"
)
_DOUBLED: Final = re.compile(r"--|&&|~~|\|\|")  # set operations to be, in one engine or the other
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a handle or an account id looks like: a pattern for all of it, and its length in code points."""

    pattern: str
    words: str
    """The same in words, for messages: one phrase without a full stop."""
    min_length: int
    max_length: int
    _regex: re.Pattern[str] = field(repr=False, compare=False)

    @classmethod
    def of(cls, pattern: str, words: str, min_length: int, max_length: int, *, usable: bool = True) -> Syntax:
        """Build from a pattern; one that is not `usable` (see `pattern_fault`) is left open and allows any text."""
        regex = re.compile(pattern if usable else r"[\s\S]*")
        return cls(pattern, words, min_length, max_length, regex)

    def allows(self, text: str) -> bool:
        """Whether the whole text has this syntax. Text that UTF-8 cannot carry never has."""
        return (
            self.min_length <= len(text) <= self.max_length
            and self._regex.fullmatch(text) is not None
            and (text.isascii() or _SURROGATE.search(text) is None)
        )


def pattern_fault(pattern: str) -> str | None:
    r"""Return why a pattern cannot be used, or None.

    Allowed are characters, `\` before a syntax character, `\uXXXX`, classes, `(?:)`, `(?=)`, `(?!)`, `|`,
    `?`, `{n}` and `{n,m}`. Not allowed is what the two engines read differently (`\w`, `\d`, `\s`, `.`, `^`,
    `$`, `\p`), what has no bound (`*`, `+`, `{n,}`), and what some text keeps an engine busy with (`effort`).
    """
    return judged(pattern)[0]


@lru_cache(maxsize=1000)  # a command loads the same file several times
def judged(pattern: str) -> tuple[str | None, int, int]:
    """Return why a pattern cannot be used, or None; the work that this took; and about that of matching a text."""
    alternatives = _parsed(pattern)
    if isinstance(alternatives, str):
        return alternatives, len(pattern), 0
    sums = [len(pattern)]
    try:
        found = steps(alternatives, sums)
        re.compile(pattern)
    except (re.error, TooCostlyError) as error:
        return f"the pattern cannot be used: {error}", sums[0], 0
    return None, sums[0], 1 + found // 30


def _parsed(pattern: str) -> list[list[PatternPart]] | str:
    """Return the alternatives of a pattern, or why it cannot be used."""
    groups = [PatternPart(kind=":", alternatives=[[]])]
    position, repeatable = 0, False
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            return f"the pattern has an error at {pattern[position : position + 12]!r}; {_ADVICE}"
        why = _refusal(token, len(groups) - 1, repeatable=repeatable)
        if why is not None:
            return why
        repeatable = _taken(token, groups)
        position = token.end()
    return groups[0].alternatives if len(groups) == 1 else "the pattern has a group that is not closed"


def _refusal(token: re.Match[str], depth: int, *, repeatable: bool) -> str | None:
    if token["atom"] is not None and token["atom"].startswith("[") and _DOUBLED.search(token["atom"]):
        return "a class in the pattern has one of - & ~ | twice in a row"
    if token["group"] is not None and depth == _MAX_DEPTH:
        return f"the pattern has more than {_MAX_DEPTH} groups inside each other"
    if token["close"] is not None and depth == 0:
        return "the pattern closes a group that is not open"
    if token["repeat"] is not None and not repeatable:
        return f"the pattern has nothing to repeat before {token[0]!r}"
    return None


def _taken(token: re.Match[str], groups: list[PatternPart]) -> bool:
    """Put a token where it belongs in the innermost open group; return whether it can be repeated."""
    sequence = groups[-1].alternatives[-1]
    if token["atom"] is not None:
        sequence.append(PatternPart(token["atom"]))
    elif token["group"] is not None:
        sequence.append(PatternPart(kind=token["kind"], alternatives=[[]]))
        groups.append(sequence[-1])
    elif token["close"] is not None:
        return groups.pop().kind == ":"
    elif token["either"] is not None:
        groups[-1].alternatives.append([])
    else:
        low, _, high = ("0,1" if token[0] == "?" else token[0][1:-1]).partition(",")
        sequence[-1].low, sequence[-1].high = int(low), int(high or low)
    return token["atom"] is not None


_ADVICE: Final = (
    "allowed are plain characters, \\ before a syntax character, \\uXXXX, [classes], (?:groups), (?=...), (?!...), "
    "| ? {n} {n,m}"
)
