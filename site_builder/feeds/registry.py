"""The registry of exporters: every kind of file that the feeds publish, once.

Another exporter is another entry here, and its maker. What follows from this table: what is published, what it is
checked against, `openapi.json`, the published schemas, and the files that `index.json` names.
"""

from __future__ import annotations

from typing import Final

from site_builder import addresses
from site_builder.feeds import atom_feed, json_feed
from site_builder.feeds.chunks import chunk_lists, chunks
from site_builder.feeds.csv_rows import csv_files
from site_builder.feeds.event_pages import event_files
from site_builder.feeds.exporter import ATOM, CSV, JSON, JSON_FEED, NDJSON, SCHEMA, Exporter, Found
from site_builder.feeds.feed_schemas import schema_files
from site_builder.feeds.index_feed import index_file
from site_builder.feeds.openapi import openapi_file
from site_builder.feeds.platforms_feed import platforms_file
from site_builder.feeds.recent import RecentFiles
from site_builder.feeds.records_feed import documents, lines, rows

_LIST: Final = addresses.list_feeds("{list}")

EXPORTERS: Final = (
    Exporter(
        f"{addresses.recent_changes(None)}.atom",
        ATOM,
        None,
        "Recent changes of all lists, for feed readers.",
        RecentFiles(atom_feed.written),
        history=True,
    ),
    Exporter(
        f"{addresses.recent_changes(None)}.json",
        JSON_FEED,
        "feed",
        "Recent changes of all lists, for feed readers.",
        RecentFiles(json_feed.written),
        history=True,
    ),
    Exporter(addresses.OPENAPI, JSON, None, "This description.", openapi_file),
    Exporter(addresses.PLATFORMS, JSON, "platforms", "How handles look, fold and match.", platforms_file),
    Exporter(addresses.schema("{schema}"), SCHEMA, None, "A JSON Schema of the feeds.", schema_files),
    Exporter(
        addresses.event_page("{page}"),
        JSON,
        "changes",
        "A page of the change history: 64 events, or the last.",
        event_files,
        history=True,
    ),
    Exporter(
        addresses.record_json("{list}", "{record}"),
        JSON,
        "record",
        "One row: a listing, or what is left of it.",
        rows,
        in_index=False,
    ),
    Exporter(
        addresses.chunk("{list}", "{sha256}"),
        JSON,
        "chunk",
        "Some consecutive rows of a list.",
        chunks,
        in_index=False,
    ),
    Exporter(
        f"{addresses.recent_changes('{list}')}.atom",
        ATOM,
        None,
        "Recent changes of a list, for feed readers.",
        RecentFiles(atom_feed.written, lists=True),
        history=True,
    ),
    Exporter(
        f"{addresses.recent_changes('{list}')}.json",
        JSON_FEED,
        "feed",
        "Recent changes of a list, for feed readers.",
        RecentFiles(json_feed.written, lists=True),
        history=True,
    ),
    Exporter(
        addresses.chunk_list("{list}"),
        JSON,
        "chunks",
        "The chunks that hold all rows of a list.",
        chunk_lists,
    ),
    Exporter(
        f"{_LIST}records.csv",
        CSV,
        None,
        "All rows of a list, flat, safe to open in a spreadsheet.",
        csv_files,
    ),
    Exporter(f"{_LIST}records.json", JSON, "records", "A list and all its rows.", documents),
    Exporter(f"{_LIST}records.ndjson", NDJSON, "record", "All rows of a list, one a line.", lines),
    Exporter(
        addresses.found("keys", "{sha256}"),
        JSON,
        "search",
        "A node or a leaf of the index of accounts: keys.",
        Found("keys"),
        in_index=False,
    ),
    Exporter(
        addresses.found("tails", "{sha256}"),
        JSON,
        "search",
        "A node or a leaf of the index of accounts: parts of keys.",
        Found("tails"),
        in_index=False,
    ),
    Exporter(addresses.INDEX, JSON, "index", "The root: start here.", index_file, in_index=False),
)
"""In the order in which files are published: the index is the last, since it names the others."""
