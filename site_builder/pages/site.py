"""All pages of the lists and of the changes, in their frame; and the sitemap."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final
from xml.sax.saxutils import escape

from site_builder import addresses
from site_builder.catalog.model import Catalog
from site_builder.pages import changes, statistics
from site_builder.pages.alphabet import alphabetical
from site_builder.pages.columns import columns
from site_builder.pages.entries import events_by_list, places
from site_builder.pages.facts import reviewers_page
from site_builder.pages.frame import Frame
from site_builder.pages.lists import further_pages, list_page
from site_builder.pages.page import Page
from site_builder.pages.record import record_page
from site_builder.pages.removed import removed_pages
from site_builder.promises import Promise, at_hand, fingerprint
from site_builder.wording.words import Words


def list_pages(catalog: Catalog) -> Iterator[Page]:
    """Yield each list's pages with those of its records, then those of changes and of reviewers, in a fixed order."""
    words = Words(catalog)
    where, events = places(words), events_by_list(words)
    for public in catalog.lists:
        yield list_page(public, words, events.get(public.id, ()), where)
        for record in public.records:
            yield record_page(record, public, words)
        yield from further_pages(public, words)
        yield from removed_pages(public, words)
    for deleted in catalog.deleted_lists:
        yield from removed_pages(deleted, words)
    yield from changes.further_pages(words)
    yield reviewers_page(words)


def data_files(catalog: Catalog) -> Iterator[Promise]:
    """Yield what pages read as needed, in files that are named by their digests; and the figures' files."""
    for public in catalog.lists:
        if len(alphabetical(public.records)) > 1:
            for path, data in columns(public)[1].items():
                yield Promise(path, (), at_hand(data))
    for path, data in changes.data_files(Words(catalog))[1].items():
        yield Promise(path, (), at_hand(data))
    yield from statistics.data_files(catalog)


def publish(catalog: Catalog, frame: Frame, others: Iterable[str]) -> Iterator[Promise]:
    """Yield all that the pages of the site need beside those that the theme reads as prose, in a fixed order.

    `others` are the addresses of those: the sitemap, where the instance wants one, has them too.
    """
    around = fingerprint(frame)
    known = list(others)
    for page in list_pages(catalog):
        if page.indexable:
            known.append(page.path)
        yield Promise(f"{page.path}index.html", (fingerprint(page), around), partial(frame.fill, page))
    yield from data_files(catalog)
    if catalog.instance.get("indexable", False):
        yield from sitemap(frame.site_url, known)


MAX_URLS: Final = 50_000
"""Addresses that one file may hold."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(site_url: str, pages: Iterable[str]) -> Iterator[Promise]:
    """Yield `sitemap.xml` (sitemaps.org, 0.9) for addresses below `site_url`; where they are many, an index of several.

    Without dates, which would change with every build.
    """
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
