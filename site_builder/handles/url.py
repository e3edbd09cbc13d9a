"""Profile URLs: from a handle or account id to the URL, and from what a person pastes back to the account.

Reading is total: any text gives an account or None, never an exception. It is also deliberately simple, so
that the browser can do the same from the same data: no redirects, no shortened links, no Unicode host names
(an international domain is written in its ASCII form, `xn--...`, as browsers copy it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes

from site_builder.handles.fold import lower
from site_builder.handles.template import fill

if TYPE_CHECKING:
    from site_builder.handles.platform import Platform, Platforms

MAX_TEXT: Final = 2048
"""Characters of pasted text; longer text is not a profile."""

_UNFIT: Final = re.compile(r"[\s\x00-\x1f\x7f\\]")
_URL: Final = re.compile(
    r"(?:(?:https?:)?//)?(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE | re.ASCII,
)
_ACCT: Final = re.compile(r"^acct:", re.IGNORECASE | re.ASCII)
_HOST: Final = re.compile(r"(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::(?:80|443))?")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WHOLE_ID: Final = "{account_id}"


@dataclass(frozen=True, slots=True)
class ParsedProfile:
    """An account that a text names: exactly one of handle and account id.

    `platform` is None for a bare word that could be a handle on several platforms (and perhaps an account id).
    """

    platform: str | None
    handle: str | None = None
    account_id: str | None = None


def profile_url(platform: Platform, handle: str | None, account_id: str | None) -> str | None:
    """Return the URL of an account's profile, or None where the platform has none.

    The handle's URL comes first, the account id's where the handle has none. What is not a handle or id of
    the platform has no URL, nor has a reserved name; only http and https URLs are returned.
    """
    url = None
    if handle is not None and platform.handle_url and _is_handle(platform, handle):
        user, _, domain = handle.rpartition("@")
        values = {"handle": handle, "user": user or handle, "domain": lower(domain)}
        url = fill(platform.handle_url, {name: quote(value, safe="@:") for name, value in values.items()})
    elif account_id is not None and platform.account_id_url and platform.valid_account_id(account_id):
        whole = platform.account_id_url == _WHOLE_ID  # such an id is a URL itself: nothing to escape
        value = account_id if whole else quote(account_id, safe="@:")
        url = fill(platform.account_id_url, {"account_id": value})
    return url if url is not None and url.startswith(("https://", "http://")) else None


def as_handle(platform: Platform, word: str) -> str | None:
    """Return the word if it is a handle of the platform, lowered where only that makes it one; None otherwise.

    Reserved names are not handles. The word has no leading @.
    """
    return next((form for form in (word, lower(word)) if _is_handle(platform, form)), None)


def parse_profile(platforms: Platforms, text: str) -> ParsedProfile | None:
    """Return the account that a pasted text names, or None. Never raises.

    Understood are profile URLs with or without scheme, `@handle`, `handle`, `user@host`, `@user@host`,
    `acct:user@host`, and an account id that no platform takes for a handle and one platform gives out. Handles
    are returned as typed, in lower case where the platform has no upper case. An actor URI is read as a URL;
    one that is not a profile's has to be looked up as an account id.
    """
    text = text.strip()
    if not text or len(text) > MAX_TEXT or _UNFIT.search(text):
        return None
    if "/" in text:
        return _in_url(platforms, text)
    return _bare(platforms, _ACCT.sub("", text).removeprefix("@"))


def _bare(platforms: Platforms, word: str) -> ParsedProfile | None:
    """Read a text that is not a URL: a handle, or failing that an account id."""
    if platforms.by_host(lower(word)):
        return None
    found = [(platform.id, handle) for platform in platforms if (handle := as_handle(platform, word))]
    if len(found) == 1:
        return ParsedProfile(found[0][0], handle=found[0][1])
    if found:
        return ParsedProfile(None, handle=word)
    owners = [platform.id for platform in platforms if platform.valid_account_id(word)]
    return ParsedProfile(owners[0], account_id=word) if len(owners) == 1 else None


def _in_url(platforms: Platforms, text: str) -> ParsedProfile | None:
    parts = _URL.fullmatch(text)
    host = _HOST.fullmatch(lower(parts["authority"])) if parts else None
    path = _segments(parts["path"]) if parts else None
    if parts is None or host is None or path is None:
        return None
    query = _parameters(parts["query"] or "")
    owner = platforms.by_host(host["host"])
    for platform in [owner] if owner else [platform for platform in platforms if platform.any_host]:
        for template in platform.paths:
            found = template.match(path, query)
            profile = _profile(platform, *found, host["host"]) if found else None
            if profile:
                return profile
    return None


def _profile(platform: Platform, slot: str, value: str, host: str) -> ParsedProfile | None:
    if slot == "account_id":
        return ParsedProfile(platform.id, account_id=value) if platform.valid_account_id(value) else None
    # A server shows an account of another server as /@user@host.
    handle = as_handle(platform, f"{value}@{host}" if slot == "user" and "@" not in value else value)
    return ParsedProfile(platform.id, handle=handle) if handle else None


def _is_handle(platform: Platform, word: str) -> bool:
    return platform.valid_handle(word) and lower(word) not in platform.reserved


def _segments(path: str) -> list[str] | None:
    """Return the decoded segments, empty ones left out; None where one cannot be decoded."""
    segments = [_decoded(part) for part in path.split("/") if part]
    decoded = [segment for segment in segments if segment is not None]
    return decoded if len(decoded) == len(segments) else None


def _parameters(query: str) -> dict[str, str]:
    """Return the decoded parameters; the first of several with one name counts."""
    found: dict[str, str] = {}
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        name_text, value_text = _decoded(name), _decoded(value)
        if name_text and value_text:
            found.setdefault(name_text, value_text)
    return found


def _decoded(text: str) -> str | None:
    """Undo percent-encoding; None where it is broken or no UTF-8."""
    if _BAD_ESCAPE.search(text):
        return None
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
