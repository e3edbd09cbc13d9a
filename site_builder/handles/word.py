"""One word: a handle, an account id or a record's number, as people write it, and what it may name.

Readings of one word are alternatives, the likeliest first. The browser reads alike (`assets/js/handles/word.js`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from site_builder.handles.fold import lower
from site_builder.handles.platform import Platform, Platforms
from site_builder.handles.unwrap import wrappers
from site_builder.handles.url import Reading, known_handle, read_address, read_user, unreadable
from site_builder.ids import is_record_id

MARKS: Final = (
    r"!-,/:-?\[-^`{-~\xa1-\xa9\xab\xac\xae-\xb4\xb6-\xb9\xbb-\xbf\u2010-\u205e\u20a0-\u2bff\u2e00-\u2e7f"
    r"\u3001-\u303f\ufd3e\ufd3f\ufe10-\ufe6f\U0001f000-\U0001faff"
)
"""What is around words and never part of one, as a class of a regular expression; `.`, `-`, `_` and `@` aside."""
SHORTENED: Final = rf"[{MARKS}]*[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{{1,2}}"
"""A number that a spreadsheet shortened, as a regular expression."""
_ERRORS: Final = (
    r"#(?:N/A|NV|\u041d/Д|[¡¿]?(?:NAME|NOM|NOMBRE|NOME|ИМЯ)\?|¡?(?:DIV/0|ДЕЛ/0|REF|VALUE|NUM|NULL|CALC|ERROR|SPILL|BEZUG|WERT"
    r"|ZAHL|VALEUR|VALOR|VALORE|RIF|ССЫЛКА|ЗНАЧ|ЧИСЛО|ПУСТО)!)"
)
"""What spreadsheets say in place of a value, in English, German, French, Spanish, Portuguese, Italian and Russian."""
_DAMAGED: Final = re.compile(
    rf"(?:(?P<number>{SHORTENED})|(?P<phone>\+[1-9][0-9]{{7,14}})|{_ERRORS})[{MARKS}]*"
)
_AROUND: Final = re.compile(rf"^[{MARKS}]+|(?:['\u2019]s)?[{MARKS}]*$")
_AROUND_ALL: Final = re.compile(rf"^[{MARKS}.-]+|(?:['\u2019]s)?[{MARKS}.-]+$")
_BETWEEN: Final = re.compile(rf"[ {MARKS}]+")
_ROUNDED: Final = re.compile(r"[1-9][0-9]{14,15}0{3,9}")
_MORE: Final = re.compile(rf"[A-Za-z0-9{MARKS}]")
_FLOAT: Final = re.compile(
    r"([0-9]{3,20})[.,]0|[0-9]{1,3}(?:(?:,[0-9]{3}){2,6}|(?P<dots>(?:\.[0-9]{3}){2,6}))"
)


def platform_named(platforms: Platforms, word: str) -> Platform | None:
    """Return the platform that a word means: its id, name, host, or what people call it for short."""
    word = _BETWEEN.sub(" ", lower(word)).strip()
    labels = wrappers()["platform_labels"]
    short = next((key for key, names in labels.items() if word in names), word)
    found = platforms.find(short) or platforms.by_host(word)
    return found or next((item for item in platforms if lower(item.name) == word), None)


def read_word(platforms: Platforms, given: str, platform: Platform | None) -> tuple[list[Reading], int, int]:
    """Return what a word without spaces may name, and where in it that is written.

    `platform` is the one that was named beside it. There is always a reading.
    """
    damaged = _DAMAGED.fullmatch(given)
    if damaged:
        reason = (
            "number-shortened" if damaged["number"] else "phone" if damaged["phone"] else "spreadsheet-error"
        )
        return [unreadable(reason)], 0, len(given)
    if re.match(r"![A-Za-z0-9_]+@[A-Za-z0-9-]+\.", given):
        return [unreadable("community")], 0, len(given)  # Lemmy's way to write one
    word = _AROUND.sub("", given)
    if re.match("_+@", word):
        word = word.strip("_")  # emphasis
    at = given.rindex(word)
    address = read_address(platforms, word) if "/" in word else None
    if address and address.kind == "account":  # `u/name`, an address without a host
        return [address], at, at + len(word)
    before, _, behind = word.partition("/")
    on_platform = platform_named(platforms, before) if behind else None
    if on_platform:
        found, start, end = read_word(platforms, behind, on_platform)
        return found, at + start + len(before) + 1, at + end + len(before) + 1
    return list(_alone(platforms, word, platform)), at, at + len(word)


def _alone(platforms: Platforms, word: str, platform: Platform | None) -> Iterator[Reading]:
    """Read a word without marks around it."""
    told = word.startswith("@")
    number = _FLOAT.fullmatch(word)
    plain = (number[1] or re.sub("[.,]", "", word)) if number else word.lstrip("@")
    core = _AROUND_ALL.sub("", plain).lstrip("@")
    if "@" in core:
        yield from _at_host(platforms, core, told=told)
        return
    if is_record_id(lower(core)) and not told:
        yield Reading("record", value=lower(core))
    bare = _unemphasized(core)
    # Letters of a script that needs no spaces may follow a name.
    begun = re.match(r"[A-Za-z0-9_.]{2,}(?=[^\x00-\x7f])", core) if told else None
    forms = (
        [plain, core]
        if re.fullmatch("-[0-9]+", plain)
        else [core, plain, bare, begun[0] if begun else "", word if number and number["dots"] else ""]
    )
    forms = [form for form in dict.fromkeys(forms) if form]
    found = list(_on(platforms, platform, forms) if platform else _anywhere(platforms, forms, told=told))
    yield from found
    if begun and _MORE.search(core, begun.end()) and all(reading.handle != core for reading in found):
        yield unreadable("words")
    vk = read_address(platforms, core) if not platform and re.fullmatch("[A-Za-z]+[0-9]+", core) else None
    if vk:  # `id123`, without a host
        yield vk
    if _ROUNDED.fullmatch(core):
        yield unreadable("number-rounded")


def _at_host(platforms: Platforms, word: str, *, told: bool) -> Iterator[Reading]:
    """Read `user@host`, where the host may be a platform's, or its name."""
    user, _, host = word.rpartition("@")
    platform = platform_named(platforms, host)
    if platform is not None and not platform.any_host:
        yield from _on(platforms, platform, [user])
        return
    found = read_user(platforms, user, host)
    if found is None:
        yield from list(_of_any(platforms, word)) or [unreadable("no-server", word)]
    else:
        yield unreadable("e-mail") if found.reason == "other-site" and not told else found


def _on(platforms: Platforms, platform: Platform, forms: list[str]) -> Iterator[Reading]:
    """Read a word, in all its forms, as an account of one platform."""
    found = [(known_handle(platform, one), one if platform.valid_account_id(one) else None) for one in forms]
    kept = [pair for pair in dict.fromkeys(found) if pair != (None, None)]
    for handle, account_id in kept:
        yield Reading("account", platform.id, handle, account_id)
    if not kept:  # `id123`, `owner/project`, `North-Wind-900000000000001`: what may be behind the host
        path = f"https://{next(iter(platform.hosts), '')}/{forms[0]}" if forms else ""
        account = read_address(platforms, path)
        if account is None or account.kind != "account":
            account = unreadable("no-handle", forms[0] if forms else None)
        yield account
        bare = known_handle(platform, _unemphasized(account.handle)) if account.handle else None
        if bare is not None and bare != account.handle:
            yield replace(account, handle=bare)


def _unemphasized(word: str) -> str:
    """Return a word without one underscore on each side: emphasis, or a part of the handle."""
    return word[1:-1] if re.fullmatch("_.+_", word) else word


def _anywhere(platforms: Platforms, forms: list[str], *, told: bool) -> Iterator[Reading]:
    """Read a word, in all its forms, as an account of whatever platform has such names or ids."""
    if forms and not told and platforms.by_host(lower(forms[0])):
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
    sure = [key for key in named if (syntax := platforms[key].sure) and syntax.allows(lower(form))]
    candidates = {*named, *owners}
    if len(sure) == 1 and len(candidates) > 1:  # a domain name, say, which Bluesky has as handles
        yield Reading("account", sure[0], named[sure[0]])
    if candidates:
        only = next(iter(candidates)) if len(candidates) == 1 else None
        handle = (named.get(only) if only else form) if named else None
        yield Reading("account", only, handle, form if owners else None)
