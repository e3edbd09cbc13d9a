"""The feeds below `feeds/v1/`, the index of accounts, and each `record.json`: a pure function of the catalog.

Every JSON file is checked against its schema before it is yielded, and `index.json` comes last. Every other file is
reached from it by digest: it names the files of lists and of the site; the last event page names the one before,
`chunks.json` its chunks, a `record.json` is its line in `records.ndjson`, line feed included, and the index of
accounts is a tree whose nodes name one another.

Only the index holds the instant, the commit that was built and the builder's version: every other file changes only
when its content does. Without history there are no event pages and no feeds of recent changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder import addresses
from site_builder.feeds.atom_feed import atom_feed
from site_builder.feeds.event_pages import event_pages
from site_builder.feeds.feed_file import JSON, FeedFile, json_document
from site_builder.feeds.feed_schemas import schema_files
from site_builder.feeds.index_feed import index_document, list_entry
from site_builder.feeds.json_feed import json_feed
from site_builder.feeds.openapi import openapi_file
from site_builder.feeds.platforms_feed import platforms_document
from site_builder.feeds.recent import recent_changes
from site_builder.feeds.records_feed import feed_lists, list_files
from site_builder.feeds.schema_check import check_json, checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.catalog.model import Catalog
    from site_builder.feeds.records_feed import FeedList
    from site_builder.model import JsonObject
    from site_builder.promises import Promise


def publish(catalog: Catalog, search: JsonObject, found: Iterable[Promise]) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the feeds as (path below the site root, bytes), always in the same order.

    `search` is what `index.json` says of the index of accounts, `found` are its files.

    Raises `OutputError` where a file would break its schema, or where the history is no chain: defects of the
    builder.
    """
    listed = feed_lists(catalog)
    changes = _changes(catalog, listed)
    platforms = json_document(platforms_document(catalog.platforms))
    shared = sorted(
        [
            *changes.get(None, ()),
            openapi_file(catalog),
            FeedFile(addresses.PLATFORMS, platforms, JSON, "platforms"),
            *schema_files(),
        ],
        key=lambda file: file.path,
    )
    yield from map(checked, shared)

    pages = None if catalog.history is None else event_pages(catalog.history.events)
    if pages is not None:
        yield from map(checked, pages.files)

    linked_kinds = frozenset(
        kind for kind, term in catalog.vocabulary["evidence_kinds"].items() if term["link"]
    )
    lists = []
    for item in listed:
        for entry in item.entries:
            path = addresses.record_json(item.id, entry.id)
            check_json(path, entry.row_bytes, "record")
            yield path, entry.row_bytes
        files = list_files(item, linked_kinds, changes.get(item.id, ()))
        yield from map(checked, files.chunks)
        yield from map(checked, files.named)
        lists.append(list_entry(item, files))

    for promise in found:
        data = promise.whole()
        check_json(promise.path, data, "search")
        yield promise.path, data

    index = json_document(index_document(catalog, shared, lists, pages) | {"search": search})
    yield checked(FeedFile(addresses.INDEX, index, JSON, "index"))


def _changes(catalog: Catalog, listed: tuple[FeedList, ...]) -> dict[str | None, tuple[FeedFile, FeedFile]]:
    """Return the feeds of recent changes, of the site under None and of each list by id; none without history."""
    if catalog.history is None:
        return {}
    recent = recent_changes(catalog, catalog.history, listed)
    return {name: (atom_feed(changes), json_feed(changes)) for name, changes in recent.items()}
