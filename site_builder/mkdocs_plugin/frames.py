"""Frames: pages of the theme with marks where content goes, one for each part of the site and depth; navigation.

Records never become MkDocs pages: the theme draws these, and each record's page is put into one of them.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import nest_paths

from site_builder.errors import OutputError, quantity
from site_builder.mkdocs_plugin.config_file import NAME
from site_builder.pages.page import Page as ListPage
from site_builder.pages.shell import FRAMES, Marks

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
        own = {name: marks[name] for name in ("robots", "feeds", "modules")} | {"of_no_build": True}
        page.meta = {**META, "description": marks["description"], NAME: own}
        page.canonical_url = marks["canonical"]
        page.content = marks["body"]
        page.toc = skip_target()
        context = get_context(nav, self.files, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        html = self.env.get_template("main.html").render(context)
        return str(config.plugins.on_post_page(html, page=page, config=config))


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


PLACE: Final = "'hl-inline-scripts'"
"""What the template writes where the digests go."""
_SCRIPT: Final = re.compile(
    r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<code>.*?)</script\s*>", re.IGNORECASE | re.DOTALL
)
_NOT_INLINE: Final = re.compile(r"\ssrc\s*=|\stype\s*=\s*[\"']?(?!module|text/javascript)", re.IGNORECASE)


def with_script_digests(html: str, content: str = "") -> str:
    """Return a drawn page whose policy names the inline scripts of its frame: those outside `content`.

    Material prints a few scripts into its pages. Each page names them by SHA-256 (CSP Level 3, 2.3.1), so that no
    script that came in through data would run.

    Raises `OutputError` where the page has not exactly one place for them: a theme that was changed in a way that
    this does not know.
    """
    if html.count(PLACE) != 1:
        message = f"the theme's page names the policy for scripts {quantity(html.count(PLACE), 'time')} instead of once"
        raise OutputError(message)
    frame = html.replace(content, "", 1) if content else html
    scripts = (match for match in _SCRIPT.finditer(frame) if not _NOT_INLINE.search(match["attributes"]))
    digests = {base64.b64encode(hashlib.sha256(script["code"].encode()).digest()) for script in scripts}
    return html.replace(f" {PLACE}", "".join(f" 'sha256-{digest.decode()}'" for digest in sorted(digests)))


PLACEHOLDER: Final = b"<!-- handlelists:placeholder -->"
"""What marks the home page of an instance as the one that is only seen where this plugin did not run."""
_PROSE_TABLE: Final = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_PROSE_CODE: Final = re.compile(r"(<pre\b[^>]*>(?:<span></span>)?<code)(?=[\s>])")


def scrollable(html: str) -> str:
    """Let the keyboard scroll wide tables and code of the prose, whatever Material's script does, and when."""
    opened = '<div class="hl-table" role="group" aria-label="Table" tabindex="0"><table class="hl-grid">'
    html = _PROSE_CODE.sub(r'\1 tabindex="0"', html)
    return _PROSE_TABLE.sub(rf"{opened}\1</table></div>", html)
