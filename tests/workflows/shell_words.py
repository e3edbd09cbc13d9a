"""Reading shell text far enough to see its words: which of them an unquoted expansion could split, glob or drop.

Knows what this repository writes: quotes, substitutions, comments, `[[ ]]`, `(( ))`, `case`, quoted here-documents.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_SPACE: Final = " \t\n;&|()"
_ASSIGNMENT: Final = re.compile(r"\w+\+?=")
_HEREDOC: Final = re.compile(r"<<'(\w+)'.*?\n.*?^\s*\1$", re.DOTALL | re.MULTILINE)
_ALTERNATIVE: Final = re.compile(r'\$\{\w+:\+"[^"]*"\}')
"""`${first:+"$first"}`: an option that is there or not, quoted inside."""


class Word(NamedTuple):
    """A word as it is written, and whether a part of it is expanded outside of quotes."""

    text: str
    bare: bool


class _Words:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = _HEREDOC.sub("", text.replace("\\\n", " "))
        self.at = 0
        self.found: list[Word] = []

    def commands(self, closing: str = "") -> None:
        """Read words up to `closing`, or the end."""
        tested = False
        while self.at < len(self.text):
            here = self.text[self.at]
            if here == closing:
                return
            if self.text.startswith("((", self.at):
                self.at = self.text.index("))", self.at) + 2
            elif here in _SPACE:
                self.at += 1
            elif here == "#":
                self.at = (self.text + "\n").index("\n", self.at)
            else:
                word = self.word()
                tested = word.text == "[[" or (tested and word.text != "]]")
                subject = bool(self.found) and self.found[-1].text == "case"
                self.found.append(word._replace(bare=word.bare and not tested and not subject))

    def word(self) -> Word:
        start, bare = self.at, False
        while self.at < len(self.text) and self.text[self.at] not in _SPACE:
            here = self.text[self.at]
            optional = _ALTERNATIVE.match(self.text, self.at)
            if optional:
                self.at = optional.end()
            elif here == "\\":
                self.at += 2
            elif here == "'":
                self.at = self.text.index("'", self.at + 1) + 1
            elif here == '"':
                self.quoted()
            else:
                bare = self.expansion() or bare
        text = self.text[start : self.at]
        return Word(text, bare and not _ASSIGNMENT.match(text))

    def quoted(self) -> None:
        self.at += 1
        while self.text[self.at] != '"':
            if self.text[self.at] == "\\":
                self.at += 2
            else:
                self.expansion()
        self.at += 1

    def expansion(self) -> bool:
        """Go past one character, or a whole expansion; tell whether it was one."""
        if self.text.startswith("$(", self.at) and not self.text.startswith("$((", self.at):
            self.at += 2
            self.commands(")")
            self.at += 1
            return True
        named = re.compile(r"\$(\{[^}]*\}|[\w@*#?!]+)").match(self.text, self.at)
        self.at = named.end() if named else self.at + 1
        return named is not None


def words(text: str) -> list[Word]:
    """Return the words of a text of shell commands, those inside of substitutions first."""
    reader = _Words(text)
    reader.commands()
    return reader.found
