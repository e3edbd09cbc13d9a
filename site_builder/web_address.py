"""Web addresses from the data: which are public ones that a reader may be shown, and which of them may become links."""

import ipaddress
import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

# RFC 3986 does not allow these; browsers read a backslash as a slash, which moves the host, and forgive white space.
_NOT_IN_URLS: Final = re.compile(r'[^!-~]|["<>\\^`{|}]')
_ORIGIN: Final = re.compile(r"(?:[^/?#]*//)?[^/?#]*")
_HOST: Final = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z][A-Za-z0-9-]{0,62}\.?"
)
# RFC 6761 and RFC 8375: names that never lead to a public host.
_PRIVATE: Final = (".local", ".localhost", ".internal", ".home.arpa", ".onion")


def unsafe_url(url: str) -> str | None:
    """Return why a URL must not be shown to a reader, or None where it is a plain public web address."""
    bad = _NOT_IN_URLS.search(url)
    if bad is not None:
        return f"the character {bad.group()} is not allowed in a URL; percent-encode it"
    return _unsafe_origin(url[: _ORIGIN.match(url).end()])  # type: ignore[union-attr]  # it may match nothing


@lru_cache(4096)
def _unsafe_origin(origin: str) -> str | None:
    """Judge an address up to its host and port: many addresses have one host."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return "not a well-formed URL"
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return "only http and https addresses are allowed"
    if "@" in parts.netloc:
        return "a URL must not carry a user name or password"
    if port == 0:
        return "port 0 is not a valid port"
    if _is_address(host):
        return "a numeric address instead of a host name"
    if not _HOST.fullmatch(host):
        return "the host is not a public host name"
    if host.rstrip(".").endswith(_PRIVATE):
        return f"the host {host} is not on the public web; give a public address"
    return None


def is_linkable(url: str) -> bool:
    """Return whether a URL is a public web address that is encrypted: no other becomes a link."""
    return url.startswith("https://") and unsafe_url(url) is None


def host(url: str) -> str:
    """Return the host of a web address, for reading: lower case, without port; empty where there is none."""
    return urlsplit(url).hostname or ""


def same_page(one: str, other: str) -> bool:
    """Return whether two web addresses lead to one page: fragments and capitals of the host make no difference."""
    return page_of(one) == page_of(other)


def page_of(url: str) -> str:
    """Return the form of a web address by which pages are compared: no fragment, a host in lower case, a path."""
    head = url.partition("#")[0]
    end = _ORIGIN.match(head).end()  # type: ignore[union-attr]  # it may match nothing
    return head[:end].lower() + (head[end:] or "/")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
