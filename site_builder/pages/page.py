"""A page before it has a frame: its address, what its head says, and its body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_builder import addresses
from site_builder.pages.environment import render

if TYPE_CHECKING:
    from markupsafe import Markup

    from site_builder.pages.subscriptions import Feed


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `title` and `description` are plain text, escaped where they are put in; `body` is HTML."""

    path: str
    """Below the site root, ending in a slash; empty for the home page."""
    title: str
    description: str
    body: Markup
    indexable: bool = True
    """Whether search engines may be let in where the instance lets them; never for what was removed."""
    feed: Feed | None = None
    """The changes of the list where the page stands, for the page's head."""


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
    body = render(template, path=path, root=addresses.root(path), title=title, feed=feed, **values)
    return Page(path, title, description, body, indexable, feed)
