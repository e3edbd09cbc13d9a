"""Prose: what the theme is given for the pages that people write: navigation, their own script policy, wide tables."""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any, Final

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import nest_paths

from site_builder.errors import OutputError, quantity
from site_builder.wording.language import ENGLISH, Language

_PROSE: Final = (
    {"Check many": "check.md"},
    {"Changes": "changes.md"},
    {"Statistics": "statistics.md"},
    {"Developers": "developers.md"},
    {"Contribute": "contribute.md"},
    {"Policy": "policy.md"},
)


def main_nav() -> list[dict[Any, Any]]:
    """Return the site's own navigation on the theme's pages: home, lists, prose."""
    return [{"Home": "index.md"}, {"Lists": "lists/index.md"}, *_PROSE]


def own_nav(config: MkDocsConfig, own: list[str]) -> list[Any]:
    """Return the navigation of the instance's own pages: what `mkdocs.yml` says, else all that is not ours."""
    if config.nav is not None:
        return list(config.nav)
    ours = {"index.md", "README.md", *(src_uri for item in _PROSE for src_uri in item.values())}
    others = [name for name in own if name not in ours and not name.startswith("lists/")]
    return [{"Documentation": nest_paths(sorted(others))}] if others else []


def own_parts(nav: Navigation) -> Iterator[tuple[str, str]]:
    """Yield the address and the title of the first page of each part that `own_nav` gave the navigation."""
    for item in nav.items[len(main_nav()) :]:
        first = item
        while first.children:
            first = first.children[0]
        if isinstance(first, Page):
            yield first.url.removeprefix("./"), Markup(item.title or "").striptags()  # noqa: S704 - its text alone is taken


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


def scrollable(html: str, into: Language = ENGLISH) -> str:
    """Let the keyboard scroll wide tables and code of the prose, whatever Material's script does, and when.

    What MkDocs says in the prose is said in the page's language.
    """
    html = html.replace('title="Permanent link"', f'title="{into.text("Permanent link")}"')
    label = into.text("Table")
    opened = f'<div class="hl-table" role="group" aria-label="{label}" tabindex="0"><table class="hl-grid">'
    html = _PROSE_CODE.sub(r'\1 tabindex="0"', html)
    return _PROSE_TABLE.sub(rf"{opened}\1</table></div>", html)
