"""All pages of the lists: those that the theme frames one by one, and those that go into a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.publish.pages.lists import further_pages, list_page
from site_builder.publish.pages.paths import depth
from site_builder.publish.pages.record import record_page
from site_builder.publish.pages.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.catalog.model import Catalog
    from site_builder.publish.pages.page import Page
    from site_builder.publish.pages.shell import Shell


def framed_pages(catalog: Catalog) -> Mapping[str, Page]:
    """Return the lists' own pages by address, ordered by list."""
    words = Words(catalog)
    made = (list_page(public, words) for public in catalog.lists)
    return {page.path: page for page in made}


def shelled_pages(catalog: Catalog) -> Iterator[Page]:
    """Yield every record's page and every further page of a list, in a fixed order."""
    words = Words(catalog)
    for public in catalog.lists:
        for record in public.records:
            yield record_page(record, public, words)
        yield from further_pages(public, words)


def publish(catalog: Catalog, shells: Mapping[int, Shell]) -> Iterator[tuple[str, bytes]]:
    """Yield the shelled pages as (path below the site root, bytes). `shells` are by depth: see `paths.depth`."""
    for page in shelled_pages(catalog):
        yield f"{page.path}index.html", shells[depth(page.path)].fill(page)
