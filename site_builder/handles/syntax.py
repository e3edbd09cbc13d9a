"""Patterns of handles and account ids: the common subset of Python's `re` and ECMA-262's `u` flag.

A pattern says what the whole text looks like; there are no anchors. Only what both engines read alike is
allowed, and every repetition is bounded, so that consumers in any language can use the published patterns.
This room knows no platforms and no YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

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
    def of(cls, pattern: str, words: str, min_length: int, max_length: int) -> Syntax:
        """Build from a pattern; one that `pattern_fault` refuses is left open and allows any text."""
        usable = pattern if pattern_fault(pattern) is None else r"[\s\S]*"
        return cls(pattern, words, min_length, max_length, re.compile(usable))

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
    `$`, `\p`) or what has no bound (`*`, `+`, `{n,}`).
    """
    position = 0
    groups: list[str] = []
    repeatable = False
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            return f"the pattern cannot be used from {pattern[position : position + 12]!r} on: {_ADVICE}"
        if token["atom"] is not None and token["atom"].startswith("[") and _DOUBLED.search(token["atom"]):
            return "a class of the pattern doubles one of - & ~ |"
        if token["group"] is not None:
            groups.append(token["kind"])
        elif token["close"] is not None and not groups:
            return "the pattern closes a group that is not open"
        elif token["repeat"] is not None and not repeatable:
            return f"the pattern repeats nothing that can be repeated at {token[0]!r}"
        repeatable = token["atom"] is not None or (token["close"] is not None and groups.pop() == ":")
        position = token.end()
    if groups:
        return "the pattern has a group that is not closed"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"the pattern cannot be used: {error}"
    return None


_ADVICE: Final = (
    "allowed are plain characters, \\ before a syntax character, \\uXXXX, [classes], (?:groups), (?=...), (?!...), "
    "| ? {n} {n,m}"
)
