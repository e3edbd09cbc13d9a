"""Recent changes as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Members beyond that format start with an underscore, as it asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder import addresses
from site_builder.feeds.documents import json_document

if TYPE_CHECKING:
    from site_builder.feeds.recent import FeedEntry, RecentChanges
    from site_builder.history.model import Event
    from site_builder.model import JsonObject


def json_feed(recent: RecentChanges) -> tuple[bytes]:
    """Return recent changes as a JSON Feed."""
    document = {
        "_handlelists": {"about": recent.site_url + addresses.DEVELOPERS, "left_out": recent.left_out},
        "authors": [{"name": recent.site_title, "url": recent.site_url}],
        "description": recent.about,
        "feed_url": recent.address(".json"),
        "home_page_url": recent.page,
        "items": [_item(entry) for entry in recent.entries],
        "language": "en",
        "title": recent.title,
        "version": "https://jsonfeed.org/version/1.1",
    }
    return (json_document(document),)


def _item(entry: FeedEntry) -> JsonObject:
    return {
        "_handlelists": _codes(entry.event),
        "content_text": entry.text,
        "date_published": entry.event.time,
        "id": entry.id,
        "tags": [entry.event.kind],
        "title": entry.title,
        "url": entry.url,
    }


def _codes(event: Event) -> JsonObject:
    """Return what a program wants to know of an event in a feed; event pages have the rest."""
    codes: JsonObject = {
        "from": event.before,
        "kind": event.kind,
        "list": event.list,
        "record": event.record,
        "seq": event.seq,
        "to": event.after,
    }
    optional = {"effect": event.effect, "reason": event.reason}
    return codes | {name: value for name, value in optional.items() if value is not None}
