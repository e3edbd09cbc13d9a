"""All that programs read of a catalog: its feeds with the index of accounts, as files."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from site_builder import feeds
from site_builder.feeds.exporter import Material
from site_builder.feeds.feed_schemas import schema_names
from site_builder.feeds.lists import feed_lists
from site_builder.feeds.registry import EXPORTERS
from site_builder.find import search_trees

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.catalog.model import Catalog
    from site_builder.promises import Promise

SCHEMAS: Final = schema_names(EXPORTERS)
_LAST: Final[deque[tuple[Catalog, tuple[tuple[str, bytes], ...]]]] = deque(maxlen=3)


def material(catalog: Catalog) -> Material:
    """Return what exporters draw from, with an index of accounts that has no trees."""
    return Material(catalog, feed_lists(catalog), EXPORTERS, {})


def feed_promises(catalog: Catalog) -> Iterator[Promise]:
    """Yield the promise of every file."""
    yield from feeds.publish(catalog, search_trees(catalog))


def new_files(catalog: Catalog) -> tuple[tuple[str, bytes], ...]:
    """Return path and bytes of every file, published now."""
    return tuple((promise.path, b"".join(promise.make())) for promise in feed_promises(catalog))


def feed_files(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every file, in the order in which they are published.

    Those of the last few catalogs are kept: many tests look at the same one.
    """
    made = next((files for known, files in _LAST if known is catalog), None)
    if made is None:
        made = new_files(catalog)
        _LAST.append((catalog, made))
    yield from made
