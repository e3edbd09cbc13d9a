"""The committed Unicode table: canonical decomposition and composition, folding and look-alike mappings.

Python and the browser know different Unicode versions, so neither's own tables are used here: whatever both
must fold alike comes from `data/unicode.json` (written by `tools/unicode_tables.py`). The file is read once,
when the first text beyond ASCII asks for it. This module knows no platforms.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from typing import Final

from site_builder.resources import package_path

# Hangul syllables (Unicode Standard 3.12): first code points, and how many vowels and trailing consonants.
_SYLLABLE: Final = 0xAC00
_LEAD: Final = 0x1100
_VOWEL: Final = 0x1161
_TRAIL: Final = 0x11A7
_LEADS: Final = 19
_VOWELS: Final = 21
_TRAILS: Final = 28
_SYLLABLES: Final = _LEADS * _VOWELS * _TRAILS


@dataclass(frozen=True, slots=True)
class UnicodeTable:
    """The table, ready for use; mappings are from code points, as `str.translate` takes them.

    A code point that the table's Unicode version does not assign stays as it is.
    """

    version: str
    """Unicode version of the data, such as `15.0.0`."""
    _decompose: Mapping[int, str]
    _compose: Mapping[str, str]
    _joining: frozenset[str]
    """What may become one with the character before it; a text without is composed as it is."""
    _combining: Mapping[str, int]
    _fold: Mapping[int, str]
    _skeleton: Mapping[int, str]

    def nfd(self, text: str) -> str:
        """Return the canonical decomposition (UAX 15, NFD)."""
        return text if text.isascii() else self._reorder(text.translate(self._decompose))

    def nfc(self, text: str) -> str:
        """Return the canonical composition (UAX 15, NFC)."""
        if text.isascii():
            return text
        text = self.nfd(text)
        if self._joining.isdisjoint(text):
            return text
        composed: list[str] = []
        starter = -1  # index in `composed` of the last character of class 0, -1 where there is none
        previous = 0  # class of the last character that was not composed away
        for character in text:
            kind = self._combining.get(character, 0)
            adjacent = starter == len(composed) - 1
            if starter >= 0 and (adjacent or previous < kind):
                joined = self._join(composed[starter], character)
                if joined:
                    composed[starter] = joined
                    continue
            if kind == 0:
                starter = len(composed)
            previous = kind
            composed.append(character)
        return "".join(composed)

    def nfkc_casefold(self, text: str) -> str:
        """Return the text decomposed, then mapped by NFKC_Casefold, then composed.

        This is toNFKC_Casefold (Unicode Standard 3.13) made indifferent to how the text was composed before:
        default-ignorable characters go, compatibility and case differences go.
        """
        return self.nfc(self.nfd(text).translate(self._fold))

    def skeleton(self, text: str) -> str:
        """Return the skeleton (UTS 39, section 4), with default-ignorable characters removed, in NFD."""
        return self._reorder(self.nfd(text).translate(self._skeleton).translate(self._decompose))

    def _reorder(self, text: str) -> str:
        """Put each run of combining marks into the order of their classes (canonical ordering)."""
        combining = self._combining
        if combining.keys().isdisjoint(text):
            return text
        runs = groupby(text, key=combining.__contains__)
        ordered = (sorted(run, key=combining.__getitem__) if marks else run for marks, run in runs)
        return "".join(chain.from_iterable(ordered))

    def _join(self, first: str, second: str) -> str | None:
        """Return the primary composite of two characters, or None."""
        lead, vowel, trail = ord(first) - _LEAD, ord(second) - _VOWEL, ord(second) - _TRAIL
        if 0 <= lead < _LEADS and 0 <= vowel < _VOWELS:
            return chr(_SYLLABLE + (lead * _VOWELS + vowel) * _TRAILS)
        syllable = ord(first) - _SYLLABLE
        if 0 <= syllable < _SYLLABLES and syllable % _TRAILS == 0 and 0 < trail < _TRAILS:
            return chr(ord(first) + trail)
        return self._compose.get(first + second)


@cache
def unicode_table() -> UnicodeTable:
    """Return the committed table; the first call reads it (about 20 ms)."""
    data = json.loads(package_path("handles/data/unicode.json").read_text(encoding="utf-8"))
    one_step = _mapping(data["decompose"])
    excluded = set(_points(data["no_compose"]))
    compose = {pair: chr(point) for point, pair in one_step.items() if point not in excluded}
    jamo = (*range(_VOWEL, _VOWEL + _VOWELS), *range(_TRAIL + 1, _TRAIL + _TRAILS))
    ignorable = dict.fromkeys(_points(data["ignorable"]), "")
    return UnicodeTable(
        version=data["unicode"],
        _decompose=_full(one_step) | _hangul(),
        _compose=compose,
        _joining=frozenset((*(pair[1] for pair in compose), *map(chr, jamo))),
        _combining={
            chr(point): int(value) for value, ranges in data["combining"].items() for point in _points(ranges)
        },
        _fold=_mapping(data["fold"]) | ignorable,
        _skeleton=_mapping(data["skeleton"]) | ignorable,
    )


def _mapping(section: Mapping[str, str]) -> dict[int, str]:
    return {
        int(point, 16): "".join(chr(int(to, 16)) for to in target.split())
        for point, target in section.items()
    }


def _points(ranges: Iterable[str]) -> list[int]:
    points: list[int] = []
    for item in ranges:
        first, _, last = item.partition("-")
        points += range(int(first, 16), int(last or first, 16) + 1)
    return points


def _full(one_step: dict[int, str]) -> dict[int, str]:
    """Decompose until nothing changes: the longest chain of Unicode has three steps."""
    full = dict(one_step)
    while True:
        further = {point: target.translate(one_step) for point, target in full.items()}
        if further == full:
            return full
        full = further


def _hangul() -> dict[int, str]:
    """Decompositions of the Hangul syllables, which Unicode gives as arithmetic."""
    table = {}
    for index in range(_SYLLABLES):
        lead, rest = divmod(index, _VOWELS * _TRAILS)
        vowel, trail = divmod(rest, _TRAILS)
        tail = chr(_TRAIL + trail) if trail else ""
        table[_SYLLABLE + index] = chr(_LEAD + lead) + chr(_VOWEL + vowel) + tail
    return table
