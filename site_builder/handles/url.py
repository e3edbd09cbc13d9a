"""Profile URLs: from a handle or account id to the URL, and from what a person pastes back to the account.

Reading is total: any text gives an account, a reason why it names none, or None, never an exception. It is also
deliberately simple, so that the browser can do the same from the same data: no redirects, no shortened links.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, unquote_to_bytes

from site_builder.handles.fold import lower
from site_builder.handles.platform import Platform, Platforms
from site_builder.handles.template import fill

_UNFIT: Final = re.compile(r"[\s\x00-\x1f\x7f\\]")
_URL: Final = re.compile(
    r"(?:(?:(?P<scheme>[a-z]{1,20}):)?(?P<slashes>//))?(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?"
    r"(?:#(?:!(?P<bang>/[^?]*)(?:\?(?P<asked>.*))?|.*))?",
    re.IGNORECASE | re.ASCII,
)
_AUTHORITY: Final = re.compile(r"(?P<host>[^:@\[\]]+?)\.?(?::(?P<port>[0-9]{1,5}))?")
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9-]+)+")
_LOCALE: Final = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WHOLE_ID: Final = "{account_id}"

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
    """Why it is unreadable: a key of `unreadable` in vocabulary.yaml."""
    out_of: tuple[str, ...] = ()
    """Hosts of the archives, mirrors and redirectors that the address was taken out of."""
    start: int = 0
    end: int = 0


def unreadable(reason: str, value: str | None = None) -> Reading:
    """Return the reading of what cannot be read."""
    return Reading("unreadable", reason=reason, value=value)


def profile_url(platform: Platform, handle: str | None, account_id: str | None) -> str | None:
    """Return the URL of an account's profile, or None where the platform has none.

    The handle's URL comes first, the account id's where the handle has none. What is not a handle or id of
    the platform has no URL, nor has a reserved name; only http and https URLs are returned.
    """
    if handle is not None and platform.handle_url and _is_handle(platform, handle):
        text, template = handle, platform.handle_url
    elif account_id is not None and platform.account_id_url and platform.valid_account_id(account_id):
        text, template = account_id, platform.account_id_url
    else:
        return None
    urls = platform.definition["profile"].get("prefix_urls", {}).items()
    put, template = next((item for item in urls if text.startswith(item[0])), ("", template))
    user, _, domain = text.rpartition("@")
    values = {"handle": text, "account_id": text, "user": user or text, "domain": lower(domain)}
    quoted = {name: quote(value.removeprefix(put), safe="@:") for name, value in values.items()}
    # An id may be a URL itself: then there is nothing to escape.
    url = text if template == _WHOLE_ID else fill(template, quoted)
    return url if url.startswith(("https://", "http://")) else None


def as_handle(platform: Platform, word: str) -> str | None:
    """Return the word if it is a handle of the platform, lowered where only that makes it one; None otherwise.

    Reserved names are not handles. The word has no leading @.
    """
    return next((form for form in (word, lower(word)) if _is_handle(platform, form)), None)


def read_address(platforms: Platforms, text: str) -> Reading | None:
    """Return the account that an address names, or why it names none; None where nothing is known. Never raises.

    Understood are addresses of profiles and posts with or without a scheme, those without a host (`u/name`), and ids
    that look like addresses. Handles are returned as typed, in lower case where the platform has no upper case. An
    actor URI is read as a URL; one that is not a profile's has to be looked up as an account id.
    """
    parts = None if _UNFIT.search(text) else _URL.fullmatch(text)
    # Twitter and Facebook wrote addresses as /#!/name until 2012.
    path = _path(parts["bang"] or parts["path"]) if parts else None
    if parts is None or path is None:
        return None
    owners = [] if "/" in text else [item.id for item in platforms if item.valid_account_id(text)]
    if len(owners) == 1:
        return Reading("account", owners[0], account_id=text)
    query = parameters(parts["asked" if parts["bang"] else "query"] or "")
    scheme, authority = lower(parts["scheme"] or ""), parts["authority"]
    if scheme in {"", "http", "https"} and (parts["slashes"] or {".", ":"} & set(authority)):
        return _at(platforms, authority, path, query)
    path = "/".join(filter(None, (f"{scheme}:", authority, path)))
    return _first(_on(platforms, platform, path, query, "") for platform in platforms)


def read_user(platforms: Platforms, user: str, domain: str) -> Reading | None:
    """Return the account that `user@domain` names, or why it names none; None where there is no such domain."""
    return None if "@" in user else _at(platforms, domain, f"@{user}", {})


def ascii_host(text: str) -> str | None:
    """Return a domain name in lower case and in its ASCII form (UTS 46, non-transitional); None for anything else."""
    host = lower(text).replace("\u1e9e", "\u00df")  # as UTS 46 has it since Unicode 15.1
    if not host.isascii():
        import idna  # noqa: PLC0415 - its tables take longer to load than most texts to read

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError:
            return None
    return host if _HOST.fullmatch(host) else None


def _at(platforms: Platforms, authority: str, path: str, query: Mapping[str, str]) -> Reading | None:
    """Read a path on a host: a platform's, or else any server's of a platform that has profiles on any host."""
    place = _AUTHORITY.fullmatch(authority)
    host = ascii_host(place["host"]) if place else None
    if place is None or host is None:
        return None
    base = platforms.known_base(host)
    owner = platforms.by_host(base or "")
    if place["port"] not in {None, "80", "443"}:
        return unreadable("port")
    if base is None or (owner is not None and owner.any_host):
        return _first(_on(platforms, item, path, query, host) for item in platforms if item.any_host)
    if owner is None:
        return unreadable("other-site")
    label = host[: -len(base) - 1]
    front = owner.definition["profile"].get("subdomains", {}).get(base, "") if label else "/"
    if not front or (front == "/" and label and not _LOCALE.fullmatch(label)):
        return unreadable("no-account")
    path = f"{fill(front[1:], {'label': label, 'host': host})}/{path}".strip("/")
    return _on(platforms, owner, path, query, host) or unreadable("no-account")


def _on(
    platforms: Platforms, platform: Platform, path: str, query: Mapping[str, str], host: str
) -> Reading | None:
    """Read a path as a platform does."""
    for template in platform.routes:
        slot, value = template.match(path, query) or (None, "")
        if slot is None:
            continue
        if template.why:
            return unreadable(template.why)
        if slot == "account_id" and platform.valid_account_id(value):
            return Reading("account", platform.id, account_id=value)
        user, at, domain = value.rpartition("@")
        # A server shows an account of another server as /@user@host.
        if slot == "user" and at and "@" not in user and platform.any_host:
            return read_user(platforms, user, domain)
        handle = known_handle(platform, f"{value}@{host}" if slot == "user" and not at else value)
        if handle and slot != "account_id":
            return Reading("account", platform.id, handle)
    return None


def _first(read: Iterable[Reading | None]) -> Reading | None:
    return next((found for found in read if found is not None), None)


def known_handle(platform: Platform, word: str) -> str | None:
    """Return the word as a handle that the platform gives out or gave out in earlier times, or None."""
    earlier = platform.former is not None and platform.former.allows(word)
    return as_handle(platform, word) or (word if earlier and lower(word) not in platform.reserved else None)


def _is_handle(platform: Platform, word: str) -> bool:
    return platform.valid_handle(word) and lower(word) not in platform.reserved


def _path(path: str) -> str | None:
    """Return the decoded segments, empty ones left out; None where one cannot be decoded or has a slash inside."""
    segments = [decoded(part) for part in path.split("/") if part]
    whole = [segment for segment in segments if segment is not None and "/" not in segment]
    return "/".join(whole) if len(whole) == len(segments) else None


def parameters(query: str) -> dict[str, str]:
    """Return the decoded parameters; the first of several with one name counts."""
    found: dict[str, str] = {}
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        name_text, value_text = decoded(name), decoded(value)
        if name_text and value_text:
            found.setdefault(name_text, value_text)
    return found


def decoded(text: str) -> str | None:
    """Undo percent-encoding; None where it is broken or no UTF-8."""
    if _BAD_ESCAPE.search(text):
        return None
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
