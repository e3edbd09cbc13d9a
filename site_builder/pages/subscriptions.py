"""The feeds of changes as pages offer them: links in the head for feed readers, and links to press.

Only their addresses are known here; what they hold is the publishers' of the feeds. Without a history there are
none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from site_builder import addresses
from site_builder.pages.environment import render

if TYPE_CHECKING:
    from site_builder.wording.words import Words


@dataclass(frozen=True, slots=True)
class Feed:
    """Recent changes, of the whole site or of one list; addresses are below the site root."""

    title: str
    json: str
    atom: str


def site_feed(words: Words) -> Feed | None:
    """Return the feed of the whole site."""
    return list_feed(None, words.catalog.instance["title"], words)


def list_feed(list_id: str | None, title: str, words: Words) -> Feed | None:
    """Return the feed of one list, deleted ones included."""
    if words.catalog.history is None:
        return None
    changes = addresses.recent_changes(list_id)
    return Feed(f"{title}: recent changes", f"{changes}.json", f"{changes}.atom")


def head_links(feed: Feed | None, path: str) -> Markup:
    """Return the head's links to a feed for the page at `path`: nothing where there is none.

    JSON Feed 1.1 and RFC 4287 name the media types.
    """
    return Markup("") if feed is None else render("_head_feeds.html", feed=feed, root=addresses.root(path))
