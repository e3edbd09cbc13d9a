"""A page before it has a frame: its address, what its head says, what its body is drawn from, its feed of changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from site_builder import addresses
from site_builder.pages.environment import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.wording.words import Words


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `title` and `description` are plain text, escaped where they are put in.

    What a page shows is in its members and nowhere else, so that whoever compares them knows whether it changed.
    """

    path: str
    """Below the site root, ending in a slash; empty for the home page."""
    title: str
    description: str
    template: str
    """Name of the template of the body."""
    values: Mapping[str, Any]
    """What the template is given beside the page's own members: what is shown, and no more."""
    indexable: bool = True
    """Whether search engines may be let in where the instance lets them; never for what was removed."""
    feed: Feed | None = None
    """The changes of the list to which the page belongs, for the page's head."""

    @property
    def body(self) -> Markup:
        """The body as HTML, drawn when it is asked for."""
        return render(
            self.template,
            path=self.path,
            root=addresses.root(self.path),
            title=self.title,
            feed=self.feed,
            **self.values,
        )


def make_page(  # noqa: PLR0913 - what a page is made of, by name
    path: str,
    title: str,
    description: str,
    template: str,
    *,
    indexable: bool = True,
    feed: Feed | None = None,
    **values: Any,
) -> Page:
    """Return a page whose body is `template` with `values`, `path`, `title`, `feed` and `root`, the way to the root."""
    return Page(path, title, description, template, values, indexable, feed)


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
