"""The feeds below `feeds/v1/`, and the `record.json` beside each page: a pure function of the catalog.

Every JSON file is checked against its schema before it is yielded, and `index.json`, which names every other file
below `feeds/v1/` with its hash, comes last. A `record.json` is not in it by name: its bytes are its line in
`records.ndjson`, line feed included, so whoever has proved that file has proved them all.

Only the index holds the instant, the commit and the builder's version: every other file changes only when its
content does.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from site_builder.model import PUBLIC_STATES
from site_builder.publish.feed_file import JSON, ROOT, FeedFile, json_document
from site_builder.publish.feed_schemas import schema_files, schema_path
from site_builder.publish.platforms_feed import platforms_document
from site_builder.publish.records_feed import list_files, record_path
from site_builder.publish.schema_check import check_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.catalog.model import Catalog, PublicList
    from site_builder.model import JsonObject

INDEX_PATH: Final = f"{ROOT}index.json"
VERSION: Final = "1"


def publish(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the feeds as (path below the site root, bytes), always in the same order.

    Raises `OutputError` where a file would break its schema: a defect of the builder.
    """
    platforms = json_document(platforms_document(catalog.platforms))
    path = f"{ROOT}platforms.json"
    check_json(path, platforms, "platforms")
    shared = (FeedFile(path, platforms, JSON, schema_path("platforms")), *schema_files())
    yield from ((file.path, file.data) for file in shared)

    linked_kinds = frozenset(
        kind for kind, term in catalog.vocabulary["evidence_kinds"].items() if term["link"]
    )
    lists = []
    for public in catalog.lists:
        files = list_files(public, linked_kinds)
        for record in public.records:
            path = record_path(public.id, record.id)
            check_json(path, record.row_bytes, "record")
            yield path, record.row_bytes
        for file in files:
            if file.media_type == JSON:
                check_json(file.path, file.data, "records")
            yield file.path, file.data
        lists.append(_list_entry(public, files))

    index = json_document(_index(catalog, shared, lists))
    check_json(INDEX_PATH, index, "index")
    yield INDEX_PATH, index


def _index(catalog: Catalog, shared: tuple[FeedFile, ...], lists: list[JsonObject]) -> JsonObject:
    instance = catalog.instance
    contacts = instance["contacts"]
    index: JsonObject = {
        "as_of": catalog.as_of,
        "builder": {"name": "handlelists", "version": catalog.builder_version},
        "files": [file.entry for file in shared],
        "history": False,
        "instance": {
            "contacts": {"maintainers": contacts["maintainers"], "security": contacts["security"]},
            "id": instance["id"],
            "site_url": instance["site_url"],
            "title": instance["title"],
        },
        "lists": lists,
        "version": VERSION,
    }
    if catalog.commit is not None:
        index["commit"] = catalog.commit
    return index


def _list_entry(public: PublicList, files: tuple[FeedFile, ...]) -> JsonObject:
    rows = [record.row for record in public.records]
    states = Counter(row["state"] for row in rows)
    return {
        "counts": {
            "actionable": sum(row["actionable"] for row in rows),
            "platforms": Counter(row["platform"] for row in rows),
            "public": len(rows),
            "states": {state: states[state] for state in PUBLIC_STATES},
        },
        "example": public.example,
        "files": [file.entry for file in files],
        "id": public.id,
        "license": public.data["license"],
        "title": public.data["title"],
    }
