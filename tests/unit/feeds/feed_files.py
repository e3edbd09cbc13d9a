"""All that programs read of a catalog: its feeds with the index of accounts, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder import feeds
from site_builder.find import search_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.catalog.model import Catalog


def feed_files(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every file, in the order in which they are published."""
    search = search_files(catalog)
    yield from feeds.publish(catalog, search.member, search.files)
