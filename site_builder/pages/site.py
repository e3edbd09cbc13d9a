"""All pages of the lists: those that the theme frames one by one, and those that go into a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.pages import changes
from site_builder.pages.alphabet import alphabetical
from site_builder.pages.columns import columns
from site_builder.pages.entries import places
from site_builder.pages.lists import further_pages, list_page
from site_builder.pages.recent import events_by_list
from site_builder.pages.record import record_page
from site_builder.pages.removed import removed_pages
from site_builder.pages.shell import frame
from site_builder.wording.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.catalog.model import Catalog
    from site_builder.pages.page import Page
    from site_builder.pages.shell import Shell


def framed_pages(catalog: Catalog) -> Mapping[str, Page]:
    """Return the lists' own pages by address, ordered by list."""
    words = Words(catalog)
    where, events = places(words), events_by_list(words)
    made = (list_page(public, words, events.get(public.id, ()), where) for public in catalog.lists)
    return {page.path: page for page in made}


def shelled_pages(catalog: Catalog) -> Iterator[Page]:
    """Yield every record's page, every further page of a list, and those of the changes, in a fixed order."""
    words = Words(catalog)
    for public in catalog.lists:
        for record in public.records:
            yield record_page(record, public, words)
        yield from further_pages(public, words)
        yield from removed_pages(public, words)
    for deleted in catalog.deleted_lists:
        yield from removed_pages(deleted, words)
    yield from changes.further_pages(words)


def data_files(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield what the pages of long lists read as needed, as (path below the site root, bytes)."""
    for public in catalog.lists:
        if len(alphabetical(public.records)) > 1:
            yield from columns(public).files.items()


def publish(catalog: Catalog, shells: Mapping[tuple[str, int], Shell]) -> Iterator[tuple[Page, bytes]]:
    """Yield the shelled pages with their bytes: each is the `index.html` of its folder.

    `shells` are by part of the site and depth: see `FRAMES`.
    """
    for page in shelled_pages(catalog):
        yield page, shells[frame(page.path)].fill(page)
