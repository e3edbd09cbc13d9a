"""Unwrapping: the address inside that of an archive, a mirror or a redirector.

The hosts are a committed table, `data/wrappers.json`, which the browser reads too. Nothing is fetched: what an address
does not say itself (a short link, the code of a capture) has a reason instead.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from site_builder.handles.fold import lower
from site_builder.handles.url import decoded, parameters
from site_builder.resources import package_path

MAX_DEPTH: Final = 4
"""Wrappers that are undone, one inside another."""

_PARTS: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{0,19}:)?(?://)?(?:[^/?#@]*@)?(?P<host>[^/?#@:]*)(?::[0-9]*)?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_INNER: Final = re.compile(r"/(?P<scheme>https?):/{1,2}(?P<rest>[^/].*)")
_ENCODED: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?%3[Aa]")
_ABSOLUTE: Final = re.compile("[Hh][Tt][Tt][Pp][Ss]?://")
_CAPTURED: Final = re.compile(
    r"/(?:web/|wayback/)?(?:[0-9]{4,14}[*]?|[*])(?:[a-z]{2}_)?/(?P<rest>[^/.]+\.[^/].*)"
)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """An address, what it was taken out of (outermost first), and why nothing can be read in it, if so."""

    address: str
    out_of: tuple[str, ...] = ()
    reason: str | None = None


@cache
def wrappers() -> dict[str, Any]:
    """Return the committed table of wrappers and labels. Do not change it."""
    loaded: dict[str, Any] = json.loads(
        package_path("handles/data/wrappers.json").read_text(encoding="utf-8")
    )
    return loaded


def host_of(address: str) -> str:
    """Return the host of an address in lower case, without a last dot; empty where it has none."""
    found = _PARTS.fullmatch(address)
    return lower(found["host"]).removesuffix(".") if found else ""


def unwrap(address: str) -> Unwrapped:
    """Return the address that is inside, or the same one."""
    out_of: list[str] = []
    while True:
        found = _PARTS.fullmatch(address)
        host = host_of(address).removeprefix("www.")
        inner = (
            _archived(host, found) or _redirected(host, found) or _mirrored(host, found) if found else None
        )
        if inner is None or len(out_of) == MAX_DEPTH:
            return Unwrapped(address, tuple(out_of), _shut(host))
        out_of.append(host)
        address = inner


def _shut(host: str) -> str | None:
    archives = wrappers()["archives"]
    if host in archives["after"] or host in archives["codes"]:
        return "archive-code"
    return "short-link" if host in wrappers()["shorteners"] else None


def _archived(host: str, found: re.Match[str]) -> str | None:
    if host not in wrappers()["archives"]["after"]:
        return None
    after = found.string[found.start("path") :]
    after = (_ENCODED.search(after) and decoded(after)) or after
    inner, captured = _INNER.search(after), _CAPTURED.match(after)
    if inner:
        return f"{inner['scheme']}://{inner['rest']}"
    return f"https://{captured['rest']}" if captured else None


def _redirected(host: str, found: re.Match[str]) -> str | None:
    ends = (names for end, names in wrappers()["redirector_ends"].items() if host.endswith(end))
    query = found["query"] or ""
    given = parameters(query) | {"": query}
    named = (given.get(name, "") for name in wrappers()["redirectors"].get(host) or next(ends, ()))
    return next((value for value in named if _ABSOLUTE.match(value)), None)


def _mirrored(host: str, found: re.Match[str]) -> str | None:
    mirrors = wrappers()["mirrors"]
    begun = (real for begin, real in mirrors["begin"].items() if host.startswith(begin))
    real = mirrors["hosts"].get(host) or next(begun, None)
    return None if real is None else f"https://{real}{found['path']}?{found['query'] or ''}"
