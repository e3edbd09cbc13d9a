"""The registry of exporters: every kind of file that the feeds publish, once.

Another exporter is another entry here, and its maker. What follows from this table: what is published, what it is
checked against, `openapi.json`, the published schemas, and the files that `index.json` names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from site_builder import addresses
from site_builder.catalog.model import Catalog
from site_builder.downloads import left_out
from site_builder.feeds.csv_rows import csv_files
from site_builder.feeds.exporter import (
    ATOM,
    CSV,
    JSON,
    JSON_FEED,
    NDJSON,
    SCHEMA,
    Exporter,
    Material,
    NamedFile,
    found_files,
    recent_files,
)
from site_builder.feeds.feed_schemas import check_json, openapi_file, schema_files
from site_builder.feeds.index_feed import event_files, index_file
from site_builder.feeds.lists import feed_lists
from site_builder.feeds.platforms_feed import platforms_file
from site_builder.feeds.recent import atom_feed, json_feed
from site_builder.feeds.records_feed import chunk_lists, chunks, documents, facts, lines, rows
from site_builder.promises import Promise

_LIST: Final = addresses.list_feeds("{list}")
_OF_SITE: Final = addresses.recent_changes(None)
_OF_LIST: Final = addresses.recent_changes("{list}")
_ALL: Final = "Recent changes of all lists, for feed readers."
_ONE: Final = "Recent changes of a list, for feed readers."

EXPORTERS: Final = (
    Exporter(f"{_OF_SITE}.atom", ATOM, None, _ALL, recent_files(atom_feed, lists=False), needs="history"),
    Exporter(
        f"{_OF_SITE}.json", JSON_FEED, "feed", _ALL, recent_files(json_feed, lists=False), needs="history"
    ),
    Exporter(addresses.OPENAPI, JSON, None, "This description.", openapi_file),
    Exporter(addresses.PLATFORMS, JSON, "platforms", "How handles look, fold and match.", platforms_file),
    Exporter(addresses.schema("{schema}"), SCHEMA, None, "A JSON Schema of the feeds.", schema_files),
    Exporter(
        addresses.EVENT_PAGE,
        JSON,
        "changes",
        "A page of the change history: 64 events, or the last.",
        event_files,
        needs="history",
    ),
    Exporter(
        f"{addresses.record_page('{list}', '{record}')}record.json",
        JSON,
        "record",
        "One row: a listing, or what is left of it.",
        rows,
        in_index=False,
    ),
    Exporter(addresses.CHUNK, JSON, "chunk", "Some consecutive rows of a list.", chunks, in_index=False),
    Exporter(f"{_OF_LIST}.atom", ATOM, None, _ONE, recent_files(atom_feed, lists=True), needs="history"),
    Exporter(
        f"{_OF_LIST}.json", JSON_FEED, "feed", _ONE, recent_files(json_feed, lists=True), needs="history"
    ),
    Exporter(f"{_LIST}about.json", JSON, "about", "What a list says of itself.", facts),
    Exporter(addresses.CHUNK_LIST, JSON, "chunks", "The chunks that hold all rows of a list.", chunk_lists),
    Exporter(
        f"{_LIST}records.csv",
        CSV,
        None,
        "All rows of a list, flat, safe to open in a spreadsheet.",
        csv_files,
    ),
    Exporter(f"{_LIST}records.json", JSON, "records", "A short list and all its rows.", documents),
    Exporter(f"{_LIST}records.ndjson", NDJSON, "record", "All rows of a list, one a line.", lines),
    *(
        Exporter(
            addresses.FOUND % tree,
            JSON,
            "search",
            f"A node or a leaf of the index of accounts: {what}.",
            found_files(tree),
            needs,
            in_index=False,
        )
        for tree, what, needs in (
            ("keys", "keys", ""),
            ("protected", "those of accounts that are kept from being listed by mistake", "protected"),
            ("tails", "parts of keys", ""),
        )
    ),
    Exporter(addresses.INDEX, JSON, "index", "The root: start here.", index_file, in_index=False),
)
"""In the order in which files are published: the index is the last, since it names the others."""


def publish(catalog: Catalog, search: Mapping[str, Any]) -> Iterator[Promise]:
    """Yield every file of the feeds, every `record.json` and the index of accounts, always in the same order.

    Every JSON file is checked against its schema before its bytes are given away. Every file is reached from
    `index.json`, the last, by digest: it names the files of lists and of the site; the last event page names the one
    before, `chunks.json` its chunks, a `record.json` is its line in `records.ndjson`, and trees name their nodes.
    Only the index holds the instant, the commit and the builder's version: others change only when their content does.

    `search` are the trees of the index of accounts. Making a file raises `DefectError` where it would break its
    schema, and going on does where the history is not a chain.
    """
    material = Material(catalog, feed_lists(catalog), EXPORTERS, search)
    gone = left_out(catalog)
    for exporter in material.exporters:
        for export in exporter.exports(material):
            path = exporter.path.format_map(export.names)
            if path in gone:
                continue
            promise = Promise(path, export.inputs, _checked(exporter, path, export.make))
            if exporter.in_index:
                named = NamedFile(exporter, export.names, promise)
                material.named.append(named)
                promise = replace(promise, make=named.make)
            yield promise


def _checked(
    exporter: Exporter, path: str, make: Callable[[], Iterable[bytes]]
) -> Callable[[], Iterable[bytes]]:
    """Return a maker that gives nothing away before it was checked; lines are rows, which have files of their own."""
    schema = exporter.schema
    if schema is None or exporter.media_type == NDJSON:
        return make

    def checked() -> tuple[bytes]:
        data = b"".join(make())
        check_json(path, data, schema)
        return (data,)

    return checked
