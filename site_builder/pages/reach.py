"""Reach: whether every link, style and script of the pages leads to a file of the site, and no other host is asked.

Pages that share a frame differ only in what is put into it: the frame is looked through once, and of each page the
rest. Whole addresses are not followed, not even of the site's own host: what else it serves, nobody here knows.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Final
from urllib.parse import unquote

from site_builder import addresses
from site_builder.promises import Promise

_TAG: Final = re.compile(rb"""<[a-zA-Z][^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*""")
# Attributes are taken one after the other: inside the value of one nothing is another.
_ATTRIBUTE: Final = re.compile(rb"""\s([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LEADING: Final = frozenset({"data-hl-changes", "data-hl-columns", "href", "src"})
_URL: Final = re.compile(rb"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))""")
_IMPORT: Final = re.compile(rb"""\b(?:from|import)[\s(]*(?:"(\.[^"]*)"|'(\.[^']*)')""")
_OUR_HREF: Final = re.compile(rb' href="([^"]*)"')
_OUR_ID: Final = re.compile(rb' id="([^"]*)"')
ELSEWHERE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_ASKING: Final = re.compile(
    rb"<(?:audio|embed|iframe|img|input|link|object|script|source|track|video)\b", re.IGNORECASE
)
_FETCHED: Final = re.compile(
    r"dns-prefetch|icon|manifest|pre(?:connect|fetch|load)|stylesheet", re.IGNORECASE
)
_ASKED: Final = frozenset({"data", "href", "poster", "src", "srcset"})
_FOREIGN: Final = re.compile(
    r"""(?:^\s*|,\s+|[0-9][wx],|url\(\s*["']?|@import\s+["'])((?:https?:)?//[^\s"')]+)""", re.IGNORECASE
)
_PASSING: Final = re.compile(r"lists/[^/]+/(?:browse|operations|sources)/|changes/[^/]+/")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that leads nowhere."""

    page: str
    """Path of the file that has it, the first of several."""
    why: str
    """The link as written, and what is missing."""
    there: bool
    """Whether the target is there, and only the place in it is not."""
    passing: bool = False
    """Whether the target is a page that is there only as long as a record is that belongs on it."""
    target: str = ""
    """Path of the file that is missing."""


class Reach:
    """What the files of a site lead to; `site_url` is the address of its root, ending in a slash."""

    def __init__(self, site_url: str) -> None:
        self.files: set[str] = set()
        self._site = site_url
        self._root = addresses.base(site_url)
        self._ids: dict[str, frozenset[str]] = {}
        self._wanted: dict[tuple[str, str], tuple[str, str]] = {}
        self._lost: list[DeadLink] = []
        self._seen: set[tuple[int, bytes]] = set()
        self._frames: set[tuple[bytes, ...]] = set()

    def add(self, path: str, data: bytes = b"") -> None:
        """Note a file of the site, and where it leads: a page, a style, or a script of ours."""
        self.files.add(path)
        if path.endswith(".html"):
            attributes = _attributes(data)
            self._ids[path] = frozenset(value for name, value in attributes if name in {"id", "name"})
            self._want(path, (value for name, value in attributes if name in _LEADING))
            for asking in (_attributes(tag) for tag in _TAG.findall(data) if _ASKING.match(tag)):
                if all(_FETCHED.search(value) for name, value in asking if name.lower() == "rel"):
                    self._ask(path, (value for name, value in asking if name.lower() in _ASKED))
            self._ask(path, (value for name, value in attributes if name.lower() == "style"))
        elif path.endswith(".css"):
            self._want(path, (_text(*found) for found in _URL.findall(data)))
            self._ask(path, [data.decode("utf-8", "replace")])
        elif path.endswith(".js") and path.startswith(addresses.ASSETS):
            self._want(path, (_text(*found) for found in _IMPORT.findall(data)))

    def watched(self, promises: Iterable[Promise]) -> Iterator[Promise]:
        """Yield promises; their pages are looked through, frames aside, as they are made."""
        for promise in promises:
            self.files.add(promise.path)
            page = promise.path.endswith(".html")
            yield replace(promise, make=partial(self._made, promise)) if page else promise

    def dead(self) -> Iterator[DeadLink]:
        """Yield the links that lead nowhere, once every file is noted."""
        yield from self._lost
        for (path, fragment), (page, href) in self._wanted.items():
            ids = self._ids.get(path)
            if path not in self.files:
                why = f"the link to {href} leads nowhere: there is no {path} on the site"
                if f"{path}/index.html" in self.files:
                    why = f"the link to {href} needs a slash at the end of its path: not every server adds it"
                yield DeadLink(page, why, there=False, passing=_PASSING.match(path) is not None, target=path)
            elif fragment and ids is not None and fragment not in ids:
                yield _lost(page, href)

    def _made(self, promise: Promise) -> Sequence[bytes]:
        pieces = tuple(promise.make())
        page = promise.path
        if pieces[::2] not in self._frames:
            self._frames.add(pieces[::2])
            found = (value for piece in pieces[::2] for name, value in _attributes(piece) if name in _LEADING)
            self._want(page, (href for href in found if href and not href.startswith("#")))
        within = b"".join(pieces[1::2])  # see `Frame.fill`
        ids = set(_OUR_ID.findall(within))
        for found in _OUR_HREF.findall(within):
            if found[:1] == b"#":
                if found[1:] not in ids:
                    self._lost.append(_lost(page, found.decode()))
            # Most links climb to the root and are the same on all pages of one depth.
            elif found[:4] != b"http" and (page.count("/"), found) not in self._seen:
                if found[:3] == b"../" and b"=" not in found:
                    self._seen.add((page.count("/"), found))
                self._want(page, (unescape(found.decode()),))
        return pieces

    def _want(self, page: str, hrefs: Iterable[str]) -> None:
        for href in hrefs:
            target = self._target(page, href)
            if target is not None:
                self._wanted.setdefault(target, (page, href))

    def _ask(self, page: str, hrefs: Iterable[str]) -> None:
        for href in (found for value in hrefs for found in _FOREIGN.findall(value)):
            why = f"{href} is on another host, and pages ask no other host for anything"
            if not href.startswith(self._site) and why not in {link.why for link in self._lost}:
                self._lost.append(DeadLink(page, why, there=False))

    def _target(self, page: str, href: str) -> tuple[str, str] | None:
        """Return the file to which a page's link leads, and the fragment; None for what is not on the site."""
        if ELSEWHERE.match(href):
            return None
        path, _, fragment = href.partition("#")
        path = path.partition("?")[0]
        # What follows the `#` of a form's page is for its script: see `addresses.appeal`.
        fragment = "" if "=" in fragment or fragment == "top" else unquote(fragment)
        if not path:
            return page, fragment
        if path.startswith("/"):
            if not path.startswith(self._root):
                return None
            joined = path[len(self._root) :]
        else:
            joined = page[: page.rfind("/") + 1] + path
        file = posixpath.normpath(joined) if joined else "."
        if file == "." or path.endswith(("/", "/..", "/.")) or path in {".", ".."}:
            file = "index.html" if file == "." else f"{file}/index.html"
        return unquote(file), fragment


def _lost(page: str, href: str) -> DeadLink:
    return DeadLink(page, f"the link to {href} leads to a page without that heading or place", there=True)


def _attributes(html: bytes) -> list[tuple[str, str]]:
    """Return the attributes of all tags, as name and value."""
    found = _ATTRIBUTE.findall(b" ".join(_TAG.findall(html)))
    return [(_text(name), unescape(_text(*values))) for name, *values in found]


def _text(*parts: bytes) -> str:
    """Return what was found between one kind of quotes or another, as text."""
    return b"".join(parts).decode("utf-8", "replace")
