"""`index.json`: who publishes, for which instant, and by digest the way to every other file of the feeds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from site_builder.history.model import REMOVED
from site_builder.model import PUBLIC_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.catalog.model import Catalog
    from site_builder.feeds.event_pages import EventPages
    from site_builder.feeds.feed_file import FeedFile
    from site_builder.feeds.records_feed import FeedList, ListFiles
    from site_builder.history.model import History
    from site_builder.model import JsonObject

VERSION: Final = "1"


def index_document(
    catalog: Catalog, shared: Iterable[FeedFile], lists: list[JsonObject], pages: EventPages | None
) -> JsonObject:
    """Return the index. `shared` are the files of no list, `lists` what `list_entry` gives of each.

    `pages` are the event pages, None where the build does without history.
    """
    instance = catalog.instance
    contacts = instance["contacts"]
    index: JsonObject = {
        "as_of": catalog.as_of,
        "builder": {"name": "handlelists", "version": catalog.builder_version},
        "files": [file.entry for file in shared],
        "history": catalog.history is not None,
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
    if catalog.history is not None and pages is not None:
        index |= _history(catalog.history, pages)
    return index


def list_entry(item: FeedList, files: ListFiles) -> JsonObject:
    """Return what the index says of a list."""
    listings = [entry.row for entry in item.entries if "removed" not in entry.row]
    states = Counter(entry.row["state"] for entry in item.entries)
    return {
        "counts": {
            "actionable": sum(row["actionable"] for row in listings),
            "platforms": Counter(row["platform"] for row in listings),
            "public": len(listings),
            "removed": {state: states[state] for state in REMOVED},
            "states": {state: states[state] for state in PUBLIC_STATES},
        },
        "digest": files.digest,
        "example": item.example,
        "files": [file.entry for file in files.named],
        "id": item.id,
        **{name: item.facts[name] for name in ("deleted", "license", "title") if name in item.facts},
    }


def _history(history: History, pages: EventPages) -> JsonObject:
    changes: JsonObject = {"events": len(history.events), "pages": len(pages.files)}
    if pages.files:
        changes |= {"last_event": pages.last_event, "last_page": pages.files[-1].entry}
    members: JsonObject = {"changes": changes, "epoch": history.epoch}
    if history.pending or history.uncommitted:
        members["pending"] = len(history.pending)
    return members
