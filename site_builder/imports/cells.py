"""Cells: what a cell of a table says, as the fields of a record have it; None for whatever is not exactly that.

Days are those of platforms' own exports: RFC 3339 and other forms of ISO 8601, X's `Wed Jan 07 04:38:02 +0000 2009`,
days in words, days with dots (day first, as in most of Europe), seconds or milliseconds since 1970. What may be
two days, such as 03/04/2020, is left out.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Final

from babel import Locale

from site_builder.imports.columns import tables, words_of

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?P<time>[T ][0-9:.]+ ?(?P<zone>Z|UTC|[+-][0-9:]+)?)?")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})(?: .*)?")
_DOTS: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: .*)?")
_SLASHES: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: .*)?")
_EPOCH: Final = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?|[0-9]{12,13}")
_MILLISECONDS: Final = 12
_WORDS: Final = ("%a %b %d %H:%M:%S %z %Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")
_MONTHS: Final = 12
_FIRST: Final = "2000-01-01"
"""Before that there was none of the platforms: what says so is not the day of an account."""
_COUNT: Final = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:[, \u00a0\u202f.'][0-9]{3}){1,3}")
_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")
_CODE: Final = re.compile(r"[A-Z]{2}")


@lru_cache(maxsize=2**14)
def day(text: str) -> str | None:
    """Return the UTC day (YYYY-MM-DD) that a cell says."""
    found = _day(text.strip())
    return found if found is not None and found >= _FIRST else None


def _day(text: str) -> str | None:
    iso = _ISO.fullmatch(text)
    if iso:
        return _iso(text, iso["zone"])
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DOTS, (3, 2, 1))):
        found = pattern.fullmatch(text)
        if found:
            return _of(*(found[at] for at in order))
    slashes = _SLASHES.fullmatch(text)
    if slashes:
        one, other = int(slashes[1]), int(slashes[2])
        unsure = one <= _MONTHS and other <= _MONTHS and one != other
        return None if unsure else _of(slashes[3], str(min(one, other)), str(max(one, other)))
    if _EPOCH.fullmatch(text):
        number = float(text)
        return _utc(datetime.fromtimestamp(number / 1000 if len(text) >= _MILLISECONDS else number, UTC))
    return _words(text)


def _iso(text: str, zone: str | None) -> str | None:
    if zone in {None, "Z", "UTC"}:
        return _of(text[:4], text[5:7], text[8:10])
    try:
        return _utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _words(text: str) -> str | None:
    for form in _WORDS:
        try:
            return _utc(datetime.strptime(text, form))  # noqa: DTZ007 - a day without a zone is a day
        except (ValueError, OverflowError):
            continue
    return None


def _of(year: str, month: str, number: str) -> str | None:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return None


def _utc(instant: datetime) -> str:
    return (instant.astimezone(UTC) if instant.tzinfo else instant).date().isoformat()


def count(text: str) -> int | None:
    """Return the number that a cell says: `3 354 245`, `1,234`; not `12.3K`, which is about that many."""
    word = text.strip()
    if not _COUNT.fullmatch(word):
        return None
    return int(re.sub(r"[^0-9]", "", word))


@cache
def _states() -> Mapping[str, str]:
    return {word: state for state, words in tables()["states"].items() for word in words}


def state(text: str) -> str | None:
    """Return the state of an account that a cell says."""
    return _states().get(words_of(text))


@cache
def _languages() -> Mapping[str, str]:
    names = Locale("en").languages
    return {name.casefold(): code for code, name in names.items() if re.fullmatch("[a-z]{2,3}", code)}


@cache
def _countries() -> Mapping[str, str]:
    names = Locale("en").territories
    known = {name.casefold(): code for code, name in names.items() if _CODE.fullmatch(code)}
    return known | {code.casefold(): code for code in known.values()}


def language(text: str) -> str | None:
    """Return the language that a cell names, as a BCP 47 tag: `en-GB`, `en_gb`, `English`."""
    word = text.strip()
    tag = _TAG.fullmatch(word)
    if tag and tag[1].lower() in _languages().values():
        parts = (tag[1].lower(), tag[2] and tag[2].title(), tag[3] and tag[3].upper())
        return "-".join(part for part in parts if part)
    return _languages().get(word.casefold())


def country(text: str) -> str | None:
    """Return the country that a cell names, as its ISO 3166-1 code: `DE`, `Germany`; not a place in it."""
    return _countries().get(text.strip().casefold())
