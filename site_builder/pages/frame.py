"""The frame of our own pages: head, header and footer around a body, the same bytes for a part of the site and a depth.

Guides and reference are framed by the theme; home, lists, records, changes, figures, the check and the policy by this.
It holds nothing of a build: no commit, no day, no total, so that a record's page changes only when its record does.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from markupsafe import Markup, escape

from site_builder import addresses
from site_builder.catalog.model import Catalog
from site_builder.pages.facts import public_forge
from site_builder.pages.links import address
from site_builder.pages.page import Page, environment
from site_builder.pages.scripts import FAVICON, Preloads, preload_links
from site_builder.pages.translated import language_at, translations

SECTIONS: Final = (
    (addresses.LISTS, "Lists"),
    ("check/", "Check many"),
    (addresses.CHANGES, "Changes"),
    ("statistics/", "Statistics"),
    (addresses.DEVELOPERS, "Developers"),
    ("contribute/", "Contribute"),
    (addresses.POLICY, "Policy"),
)
"""The parts of the site that the header leads to, each with its name, which is a text of the catalogues."""
FRAMED: Final = frozenset({"", "lists/", "check/", "changes/", "statistics/", "policy/"})
"""Addresses of the prose that is put into this frame, whoever wrote it, and translated; other prose is the theme's."""

EARLY: Final = Markup(
    'const r=document.documentElement;r.className="js";try{const p=JSON.parse(localStorage.getItem('
    'new URL(r.dataset.hlRoot,location).pathname+".__palette"));'
    "if(p&&p.color)r.dataset.mdColorScheme=p.color.scheme}catch{}"
)
"""Runs before anything is shown: whether scripts run, and the colours that were chosen, here or on guides."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages in this frame share."""

    title: str
    """The instance's, plain text."""
    site_url: str
    """Where the site is, ending in a slash; canonical addresses begin with it."""
    indexable: bool
    """Whether the instance lets search engines in."""
    repository: str | None
    """Where the source is, for a link."""
    style: str
    """The one stylesheet, below the site root."""
    entry: str
    """The one script that a page names, below the site root."""
    modules: Preloads
    """The scripts that pages load at once."""
    sections: tuple[tuple[str, str], ...] = SECTIONS
    icon: str = FAVICON
    early: Markup = EARLY
    _pieces: dict[tuple[str, str, bool], tuple[bytes, bytes, bytes]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, catalog: Catalog, site_url: str, style: str, entry: str, modules: Preloads) -> "Frame":
        """Return the frame of an instance's pages."""
        instance = catalog.instance
        source = address(public_forge(instance).get("repository"), linkable=True)
        repository = source.url if source is not None and source.linked else None
        return cls(
            title=instance["title"],
            site_url=site_url,
            indexable=instance.get("indexable", False),
            repository=repository,
            style=style,
            entry=entry,
            modules=modules,
        )

    @property
    def early_digest(self) -> str:
        """The early script's SHA-256 in base64: what names it in the policy (CSP Level 3, 2.3.1)."""
        return base64.b64encode(hashlib.sha256(self.early.encode()).digest()).decode()

    def fill(self, page: Page) -> tuple[bytes, ...]:
        """Return the whole page as UTF-8, in pieces: those of the frame and those of the page take turns."""
        return self.around(page, page.body)

    def around(self, page: Page, body: Markup, root: str | None = None) -> tuple[bytes, ...]:
        """Return a page with this body; `root` leads to the site root where the page's path does not say."""
        root = addresses.root(page.path) if root is None else root
        language = language_at(page.path)
        section = page.path if page.path in translations() else f"{page.path.partition('/')[0]}/"
        box = page.path != ""  # the home page has its own, larger
        if (section, root, box) not in self._pieces:
            macros: Any = environment(language).get_template("frame.html").module
            drawn = (
                macros.top(self, root, language),
                macros.middle(self, section, root, box, language),
                macros.bottom(self, root, language, translations()),
            )
            top, middle, bottom = (str(piece).lstrip().encode() for piece in drawn)
            self._pieces[section, root, box] = top, middle, bottom
        robots = "index" if self.indexable and page.indexable else "noindex"
        head = (
            environment(language)
            .get_template("_head.html")
            .render(
                page=page,
                frame=self,
                root=root,
                feed=page.feed,
                robots=robots,
                modules=preload_links(self.modules, body, root),
                translations=translations() if page.path in translations() else {},
            )
        )
        top, middle, bottom = self._pieces[section, root, box]
        where = f'<p class="hl-print">{escape(self.site_url + page.path)}</p>\n'
        return top, head.encode(), middle, f"{body}{where}".encode(), bottom
