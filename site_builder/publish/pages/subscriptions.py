"""The feeds of changes as pages offer them: links in the head for feed readers, and links to press.

Only their addresses are known here; what they hold is the publishers' of the feeds. Without a history there are
none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from site_builder.publish.feed_file import ROOT
from site_builder.publish.pages import paths
from site_builder.publish.pages.environment import render
from site_builder.publish.records_feed import list_folder

if TYPE_CHECKING:
    from site_builder.publish.pages.words import Words


@dataclass(frozen=True, slots=True)
class Feed:
    """Recent changes, of the whole site or of one list; addresses are below the site root."""

    title: str
    json: str
    atom: str


def site_feed(words: Words) -> Feed | None:
    """Return the feed of the whole site."""
    if words.catalog.history is None:
        return None
    return _feed(f"{words.catalog.instance['title']}: recent changes", ROOT)


def list_feed(list_id: str, title: str, words: Words) -> Feed | None:
    """Return the feed of one list, deleted ones included."""
    return None if words.catalog.history is None else _feed(f"{title}: recent changes", list_folder(list_id))


def head_links(feed: Feed | None, path: str) -> Markup:
    """Return the head's links to a feed for the page at `path`: nothing where there is none.

    JSON Feed 1.1 and RFC 4287 name the media types.
    """
    return Markup("") if feed is None else render("_head_feeds.html", feed=feed, root=paths.root(path))


def _feed(title: str, folder: str) -> Feed:
    return Feed(title, f"{folder}changes.json", f"{folder}changes.atom")
