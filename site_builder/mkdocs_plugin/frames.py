"""Frames: pages of the theme with marks where content goes, one for each part of the site and depth.

Records never become MkDocs pages: the theme draws these, and each record's page is put into one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mkdocs.commands.build import get_context
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from site_builder.mkdocs_plugin.configure import NAME
from site_builder.mkdocs_plugin.navigation import short_nav, skip_target
from site_builder.pages.shell import FRAMES, Marks

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation


META: Final[dict[str, Any]] = {
    "hide": ["navigation", "toc"],
    "own_heading": True,
    "search": {"exclude": True},
}
"""What the theme has to know of every page whose content is ours."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What MkDocs draws pages with, once it has read the prose."""

    env: Environment
    files: Files
    nav: Navigation

    def frames(self, config: MkDocsConfig, marks: Marks) -> dict[tuple[str, int], str]:
        """Return the HTML of every frame."""
        return {(section, depth): self._frame(config, marks, section, depth) for section, depth in FRAMES}

    def _frame(self, config: MkDocsConfig, marks: Marks, section: str, depth: int) -> str:
        nav = short_nav(self.nav, section)
        page = Page(marks["title"], File.generated(config, f"{'shell/' * depth}index.md", content=""), config)
        # A record's page changes only when its record does: it says nothing of this build.
        own = {"robots": marks["robots"], "feeds": marks["feeds"], "of_no_build": True}
        page.meta = {**META, "description": marks["description"], NAME: own}
        page.canonical_url = marks["canonical"]
        page.content = marks["body"]
        page.toc = skip_target()
        context = get_context(nav, self.files, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        html = self.env.get_template("main.html").render(context)
        return str(config.plugins.on_post_page(html, page=page, config=config))
