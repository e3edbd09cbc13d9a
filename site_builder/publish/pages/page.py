"""A page before it has a frame: its address, what its head says, and its body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_builder.publish.pages import paths
from site_builder.publish.pages.environment import render

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `title` and `description` are plain text, escaped where they are put in; `body` is HTML."""

    path: str
    """Below the site root, ending in a slash; empty for the home page."""
    title: str
    description: str
    body: Markup


def make_page(path: str, title: str, description: str, template: str, **values: Any) -> Page:
    """Return a page whose body is `template` with `values`, `path`, `title` and `root` (the way to the site root)."""
    body = render(template, path=path, root=paths.root(path), title=title, **values)
    return Page(path, title, description, body)
