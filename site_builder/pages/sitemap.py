"""The sitemap, for an instance that lets search engines index its pages (sitemaps.org, protocol 0.9).

Without dates: a page's address is all that a sitemap has to say, and dates would change with every build.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from site_builder import addresses
from site_builder.promises import Promise, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_URLS: Final = 50_000
"""Addresses that one file may hold."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(site_url: str, pages: Iterable[str]) -> Iterator[Promise]:
    """Yield `sitemap.xml` for page addresses below `site_url`; where they are many, an index of several files."""
    urls = [site_url + page for page in sorted(pages)]
    if len(urls) <= MAX_URLS:
        yield _promise(addresses.SITEMAP, "urlset", "url", urls)
        return
    names = []
    for start in range(0, len(urls), MAX_URLS):
        name = f"sitemap-{start // MAX_URLS + 1}.xml"
        names.append(name)
        yield _promise(name, "urlset", "url", urls[start : start + MAX_URLS])
    yield _promise(addresses.SITEMAP, "sitemapindex", "sitemap", [site_url + name for name in names])


def _promise(path: str, outer: str, inner: str, urls: Sequence[str]) -> Promise:
    return Promise(path, (fingerprint(urls), outer), partial(_document, outer, inner, urls))


def _document(outer: str, inner: str, urls: Sequence[str]) -> tuple[bytes]:
    lines = [f"  <{inner}><loc>{escape(url)}</loc></{inner}>" for url in urls]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{_NAMESPACE}">'
    return ("\n".join([head, *lines, f"</{outer}>", ""]).encode(),)
