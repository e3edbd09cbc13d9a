"""The feeds below `feeds/v1/`, the index of accounts, and each `record.json`: a pure function of the catalog.

Every JSON file is checked against its schema before its bytes are given away, and `index.json` comes last. Every other
file is reached from it by digest: it names the files of lists and of the site; the last event page names the one
before, `chunks.json` its chunks, a `record.json` is its line in `records.ndjson`, line feed included, and the index of
accounts is a tree whose nodes name one another.

Only the index holds the instant, the commit that was built and the builder's version: every other file changes only
when its content does. Without history there are no event pages and no feeds of recent changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.feeds.exporter import NDJSON, Exporter, FoundTree, Material, NamedFile
from site_builder.feeds.feed_schemas import check_json
from site_builder.feeds.lists import feed_lists
from site_builder.feeds.registry import EXPORTERS
from site_builder.promises import Promise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from site_builder.catalog.model import Catalog


def publish(catalog: Catalog, search: Mapping[str, FoundTree]) -> Iterator[Promise]:
    """Yield every file of the feeds and of the index of accounts, always in the same order.

    `search` are the trees of the index of accounts. Making a file raises `DefectError` where it would break its
    schema, and going on does where the history is not a chain.
    """
    material = Material(catalog, feed_lists(catalog), EXPORTERS, search)
    for exporter in material.exporters:
        for export in exporter.exports(material):
            path = exporter.path.format_map(export.names)
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
