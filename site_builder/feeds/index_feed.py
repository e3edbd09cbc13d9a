"""`index.json`: who publishes, for which instant, and by digest the way to every other file of the feeds.

And event pages: the change history in files of 64 events, each naming the digest of the one before. A full page never
changes again, so a consumer reads from the last page back to the first that it knows.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final

from site_builder import addresses
from site_builder.canonical import json_document
from site_builder.days import fresh_until
from site_builder.downloads import left_out
from site_builder.errors import DefectError
from site_builder.feeds.exporter import Export, Material
from site_builder.feeds.lists import FeedList, picked
from site_builder.history.model import REMOVED
from site_builder.history.pages import pages
from site_builder.model import PUBLIC_STATES, JsonObject
from site_builder.promises import fingerprint

VERSION: Final = "1"


def index_file(material: Material) -> Iterator[Export]:
    """Yield the index of all files that were promised before."""
    said = [(file.promise.path, file.promise.inputs) for file in material.named]
    lists = [(item.example, item.facts, item.rows) for item in material.lists]
    inputs = (fingerprint(_facts(material)), fingerprint(lists), fingerprint(said))
    yield Export({}, inputs, partial(_index, material))


def _index(material: Material) -> tuple[bytes]:
    """Return the index with what became of the files that it names."""
    files: dict[object, list[JsonObject]] = {None: [], **{item.id: [] for item in material.lists}}
    pages = []
    for file in sorted(material.named, key=lambda file: file.promise.path):
        if "page" in file.names:
            pages.append(file)
        else:
            files[file.names.get("list")].append(file.entry)
    index = _facts(material) | {
        "files": files[None],
        "lists": [_list(item, files[item.id]) for item in material.lists],
    }
    if pages:
        newest = max(pages, key=lambda file: int(str(file.names["page"])))
        index["changes"] |= {"last_page": newest.entry, "pages": len(pages)}
    return (json_document(index),)


def _facts(material: Material) -> JsonObject:
    """Return what the index says beside lists and files."""
    catalog = material.catalog
    instance = catalog.instance
    facts: JsonObject = {
        "as_of": catalog.as_of,
        "builder": {"name": "handlelists", "version": catalog.builder_version},
        "fresh_until": fresh_until(catalog.as_of, instance),
        "history": catalog.history is not None,
        "instance": picked(instance, "Instance")
        | {"contacts": picked(instance["contacts"], "InstanceContacts")},
        "left_out": [{"path": path, "why": why} for path, why in left_out(catalog).items()],
        "search": {name: tree.member for name, tree in material.search.items()},
        "version": VERSION,
    }
    if catalog.commit is not None:
        facts["commit"] = catalog.commit
    history = catalog.history
    if history is not None:
        facts |= {"changes": {"events": len(history.events), "pages": 0}, "epoch": history.epoch}
        if history.pending or history.uncommitted:
            facts["pending"] = len(history.pending)
    return facts


def _list(item: FeedList, files: list[JsonObject]) -> JsonObject:
    """Return what the index says of a list."""
    listings = [entry.row for entry in item.entries if "removed" not in entry.row]
    states = Counter(entry.row["state"] for entry in item.entries)
    chunks = addresses.CHUNK_LIST.format(list=item.id)
    return {
        "counts": {
            "actionable": sum(row["actionable"] for row in listings),
            "platforms": Counter(row["platform"] for row in listings),
            "public": len(listings),
            "removed": {state: states[state] for state in REMOVED},
            "states": {state: states[state] for state in PUBLIC_STATES},
        },
        "digest": next(file["sha256"] for file in files if file["path"] == chunks),
        "example": item.example,
        "files": files,
        "id": item.id,
        **{name: item.facts[name] for name in ("deleted", "license", "title") if name in item.facts},
    }


def event_files(material: Material) -> Iterator[Export]:
    """Yield the pages of all events of the instance, oldest first.

    Raises `DefectError` where numbers are broken.
    """
    history = material.catalog.history
    events = () if history is None else history.events
    wrong = next((seq for seq, event in enumerate(events, 1) if event.seq != seq), None)
    if wrong is not None:
        raise DefectError(f"event {wrong} does not follow from the events before it")
    for number, data in pages(events):
        yield Export({"page": number}, (hashlib.sha256(data).hexdigest(),), partial(_whole, data))


def _whole(data: bytes) -> tuple[bytes]:
    return (data,)
