"""Unwrapping: the address inside that of an archive, a mirror or a redirector.

The hosts are a committed table, `data/wrappers.json`, which the browser reads too. Nothing is fetched: what an address
does not say itself (a short link, the code of a capture) has a reason instead.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import unquote

from site_builder.handles.fold import lower
from site_builder.resources import package_path

MAX_DEPTH: Final = 4
"""Wrappers that are undone, one inside another."""

_PARTS: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{0,19}:)?(?://)?(?:[^/?#@]*@)?(?P<host>[^/?#@:]*)(?::[0-9]*)?(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?"
)
_INNER: Final = re.compile(r"/(?P<scheme>https?):/{1,2}(?P<rest>[^/].*)")
_ENCODED: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?%3[Aa]")
_CAPTURED: Final = re.compile(
    r"/(?:web/|wayback/)?(?:[0-9]{4,14}|[*])(?:[a-z]{2}_)?/(?P<rest>[^/.]+\.[^/].*)"
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
    for _ in range(MAX_DEPTH):
        found = _PARTS.fullmatch(address)
        if found is None:
            break
        host = lower(found["host"]).removesuffix(".")
        inner = _archived(host, address, found) or _redirected(host, found) or _mirrored(host, found)
        if inner is None:
            break
        out_of.append(host)
        address = inner
    return Unwrapped(address, tuple(out_of), _shut(host_of(address)))


def _shut(host: str) -> str | None:
    table = wrappers()
    if host in table["shorteners"]:
        return "short-link"
    archives = table["archives"]
    return "archive-code" if host in archives["codes"] or host in archives["after"] else None


def _archived(host: str, address: str, found: re.Match[str]) -> str | None:
    if host not in wrappers()["archives"]["after"]:
        return None
    after = address[found.start("path") :]
    if _ENCODED.search(after):
        after = unquote(after)
    inner = _INNER.search(after)
    if inner:
        return f"{inner['scheme']}://{inner['rest']}"
    captured = _CAPTURED.match(after)
    return f"https://{captured['rest']}" if captured else None


def _redirected(host: str, found: re.Match[str]) -> str | None:
    table = wrappers()
    ends = (names for end, names in table["redirector_ends"].items() if host.endswith(end))
    names = table["redirectors"].get(host) or next(ends, None)
    if names is None:
        return None
    query = (found["query"] or "?")[1:]
    given: dict[str, str] = {"": query}
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        given.setdefault(name, value)
    for name in names:
        value = unquote(given.get(name, ""))
        if re.match(r"[Hh][Tt][Tt][Pp][Ss]?://", value):
            return value
    return None


def _mirrored(host: str, found: re.Match[str]) -> str | None:
    mirrors = wrappers()["mirrors"]
    begun = (real for begin, real in mirrors["begin"].items() if host.startswith(begin))
    real = mirrors["hosts"].get(host) or next(begun, None)
    return None if real is None else f"https://{real}{found['path']}{found['query'] or ''}"
