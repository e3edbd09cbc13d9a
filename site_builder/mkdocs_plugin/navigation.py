"""Navigation: what stands in the header of pages, and what of it in the shells of records' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import escape
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import nest_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from site_builder.pages.page import Page as ListPage

_PROSE: Final = (
    {"Check many": "check.md"},
    {"Changes": "changes.md"},
    {"Statistics": "statistics.md"},
    {"Developers": "developers.md"},
    {"Contribute": "contribute.md"},
    {"Policy": "policy.md"},
)


def main_nav(pages: Mapping[str, ListPage]) -> list[dict[Any, Any]]:
    """Return the site's own navigation: home, lists by source path, prose."""
    lists = [{escape(page.title): src_uri} for src_uri, page in pages.items()]
    return [{"Home": "index.md"}, {"Lists": ["lists/index.md", *lists]}, *_PROSE]


def own_nav(config: MkDocsConfig, own: list[str]) -> list[Any]:
    """Return the navigation of the instance's own pages: what `mkdocs.yml` says, else all that is not ours."""
    if config.nav is not None:
        return list(config.nav)
    ours = {"index.md", "README.md", *(src_uri for item in _PROSE for src_uri in item.values())}
    others = [name for name in own if name not in ours and not name.startswith("lists/")]
    return [{"Documentation": nest_paths(sorted(others))}] if others else []


def short_nav(nav: Navigation, section: str) -> Navigation:
    """Return the navigation of a shell: one link for each entry at the top, that of `section` marked.

    Records' pages are many and change only when their record does, so they name no list but their own.
    """
    items = []
    for item in nav.items:
        first = item
        while first.children:
            first = first.children[0]
        link = Link(item.title, first.url)
        link.active = first.url == section
        items.append(link)
    return Navigation(items, [nav.homepage] if nav.homepage else [])


def skip_target() -> TableOfContents:
    """Return the table of contents of a page without one: where "skip to content" leads."""
    return TableOfContents([AnchorLink("Content", "page", 1)])
