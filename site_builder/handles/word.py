"""One word: a handle, an account id or a record's number, as people write it, and what it may name.

Readings of one word are alternatives, the likeliest first. The browser reads alike (`assets/js/handles/word.js`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from site_builder.handles.fold import lower
from site_builder.handles.unwrap import wrappers
from site_builder.handles.url import ParsedProfile, known_handle, read_profile
from site_builder.ids import is_record_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.handles.platform import Platform, Platforms

MARKS: Final = (
    r"!-,/:-?\[-^`{-~\xa1-\xa9\xab\xac\xae-\xb4\xb6-\xb9\xbb-\xbf\u2010-\u205e\u20a0-\u2bff\u2e00-\u2e7f"
    r"\u3001-\u303f\ufd3e\ufd3f\ufe10-\ufe6f\U0001f000-\U0001faff"
)
"""What is around words and never part of one, as a class of a regular expression; `.`, `-`, `_` and `@` aside."""
_LEADING: Final = re.compile(rf"[{MARKS}]*")
_TRAILING: Final = re.compile(rf"(?:['\u2019]s)?[{MARKS}]*$")
_AROUND: Final = re.compile(rf"^[{MARKS}.-]+|(?:['\u2019]s)?[{MARKS}.-]+$")
_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_ROUNDED: Final = re.compile(r"[1-9][0-9]{14}0{3,9}")
_FLOAT: Final = re.compile(r"(?P<whole>[0-9]{3,20})[.,]0")
_SPREADSHEET: Final = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|NUM!|NULL!|DIV/0!)", re.IGNORECASE | re.ASCII)
_DOMAIN: Final = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z]{2,}")

Kind = Literal["account", "record", "name", "unreadable"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one place of a text names. `start` and `end` are code points of the text that was given."""

    kind: Kind
    platform: str | None = None
    """None where the account may be of any platform."""
    handle: str | None = None
    account_id: str | None = None
    """Beside a handle where what was written may be either."""
    value: str | None = None
    """A record's number, or a name; the whole address where it may be an id itself; a word that is not a handle."""
    reason: str | None = None
    """Why it is unreadable, a code."""
    out_of: tuple[str, ...] = ()
    """Hosts of the archives, mirrors and redirectors that the address was taken out of."""
    start: int = 0
    end: int = 0


def unreadable(reason: str, value: str | None = None) -> Reading:
    """Return the reading of what cannot be read; `reason` is a key of `unreadable` in vocabulary.yaml."""
    return Reading("unreadable", reason=reason, value=value)


def platform_named(platforms: Platforms, word: str) -> Platform | None:
    """Return the platform that a word means: its id, name, host, or what people call it for short."""
    word = stripped(lower(word))[0].strip()
    found = platforms.find(word) or platforms.by_host(word)
    if found is None:
        labels = wrappers()["platform_labels"]
        known = next((key for key, names in labels.items() if word in names), "")
        found = platforms.get(known) or next((item for item in platforms if lower(item.name) == word), None)
    return found


def stripped(word: str) -> tuple[str, int]:
    """Return a word without the marks around it, and how many were before it."""
    before = _LEADING.match(word)
    at = before.end() if before else 0
    return _TRAILING.sub("", word[at:], count=1), at


def read_word(platforms: Platforms, given: str, platform: Platform | None) -> tuple[list[Reading], int, int]:
    """Return what a word without spaces may name, and where in it that is written.

    `platform` is the one that was named beside it. There is always a reading.
    """
    if _SHORTENED.fullmatch(given):
        return [unreadable("number-shortened")], 0, len(given)
    if _SPREADSHEET.fullmatch(given):
        return [unreadable("spreadsheet-error")], 0, len(given)
    profile = read_profile(platforms, given) if "/" in given else None
    if isinstance(profile, ParsedProfile):  # `u/name`, an address without a host
        found = [Reading("account", profile.platform, profile.handle, profile.account_id)]
        return found, 0, len(given)
    before, _, behind = given.partition("/")
    on_platform = platform_named(platforms, before) if before and stripped(behind)[0] else None
    if on_platform:
        found, start, end = read_word(platforms, behind, on_platform)
        return found, start + len(before) + 1, end + len(before) + 1
    word, at = stripped(given)
    if re.match("_+@", word):
        word = word.strip("_")  # emphasis
    whole_number = _FLOAT.fullmatch(word)
    plain = whole_number["whole"] if whole_number else word.lstrip("@")
    core = _AROUND.sub("", plain)
    if "@" in core:
        found = list(_at_host(platforms, core))
    else:
        bare = core[1:-1] if re.fullmatch("_.+_", core) else core
        forms = [form for form in dict.fromkeys((core, plain, bare)) if form]
        found = list(
            _on(platform, forms) if platform else _anywhere(platforms, forms, told=word.startswith("@"))
        )
        if is_record_id(lower(core)) and not word.startswith("@"):
            found.insert(0, Reading("record", value=lower(core)))
        if _ROUNDED.fullmatch(core):
            found.append(unreadable("number-rounded"))
    at = given.index(word, at)
    return found, at, at + len(word)


def _at_host(platforms: Platforms, word: str) -> Iterator[Reading]:
    """Read `user@host`, where the host may be a platform's, or its name."""
    user, _, host = word.rpartition("@")
    platform = platforms.by_host(lower(host)) or platform_named(platforms, host)
    if platform is not None and not platform.any_host:
        yield from _on(platform, [user])
        return
    profile = read_profile(platforms, f"@{word}")
    if isinstance(profile, ParsedProfile):
        yield Reading("account", profile.platform, profile.handle, profile.account_id)
    else:
        yield unreadable(profile.why if profile else "no-server", word)


def _on(platform: Platform, forms: list[str]) -> Iterator[Reading]:
    """Read a word, in all its forms, as an account of one platform."""
    found = [(known_handle(platform, one), one if platform.valid_account_id(one) else None) for one in forms]
    kept = [pair for pair in dict.fromkeys(found) if pair != (None, None)]
    for handle, account_id in kept:
        yield Reading("account", platform.id, handle, account_id)
    if not kept:
        yield unreadable("no-handle", forms[0] if forms else None)


def _anywhere(platforms: Platforms, forms: list[str], *, told: bool) -> Iterator[Reading]:
    """Read a word, in all its forms, as an account of whatever platform has such names or ids."""
    if platforms.by_host(lower(forms[0])) if forms else None:
        yield unreadable("no-account")
        return
    read = [reading for form in forms for reading in _of_any(platforms, form)]
    yield from read
    if not read and (told or not forms):
        yield unreadable("no-handle", forms[0] if forms else None)
    elif not told and (not read or read[0].platform is not None):
        yield Reading("name", value=forms[0])


def _of_any(platforms: Platforms, form: str) -> Iterator[Reading]:
    named = {item.id: handle for item in platforms if (handle := known_handle(item, form)) is not None}
    owners = [item.id for item in platforms if item.valid_account_id(form)]
    candidates = {*named, *owners}
    # A domain name is a Bluesky handle more often than anything else.
    if "bluesky" in named and len(candidates) > 1 and _DOMAIN.fullmatch(form):
        yield Reading("account", "bluesky", named["bluesky"])
    if candidates:
        only = next(iter(candidates)) if len(candidates) == 1 else None
        handle = (named.get(only) if only else form) if named else None
        yield Reading("account", only, handle, form if owners else None)
