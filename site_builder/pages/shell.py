"""The shell: a page of the theme, drawn once, with holes for what differs from page to page.

The theme renders a page whose title, description, address and body are marks. The result is cut at the marks
once; afterwards data goes in between the pieces, escaped, and is never searched for marks, so that text which
looks like one stays text. Marks derive from all that the shell is made of: no text in it can contain its own.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from site_builder import addresses
from site_builder.errors import OutputError
from site_builder.pages.page import Page, head_links
from site_builder.pages.scripts import Preloads, preload_links

FRAMES: Final = (
    *((addresses.CHANGES, depth) for depth in (3, 4)),
    *((addresses.LISTS, depth) for depth in (2, 3, 4, 5, 6)),
)
"""Part of the site and depth of all pages that are drawn into a shell: one shell for each."""
SLOTS: Final = ("title", "description", "canonical", "robots", "feeds", "modules", "body")


def frame(path: str) -> tuple[str, int]:
    """Return the part of the site to which a page belongs, and its depth: see `FRAMES`."""
    return f"{path.partition('/')[0]}/", path.count("/")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one build, letters and digits only, so that no template and no filter changes them."""

    seed: str

    @classmethod
    def of(cls, *texts: str) -> Marks:
        """Derive marks from everything that may be in the shell beside them."""
        return cls(hashlib.sha256("\0".join(texts).encode()).hexdigest())

    def __getitem__(self, slot: str) -> str:
        """Return the mark of a slot."""
        return f"hl{self.seed}{slot}"


@dataclass(frozen=True, slots=True)
class Shell:
    """A cut page: literal pieces and slot names take turns, beginning and ending with a piece."""

    pieces: tuple[bytes, ...]
    slots: tuple[str, ...]
    site_url: str
    indexable: bool
    modules: Preloads

    @classmethod
    def cut(
        cls, html: str, marks: Marks, site_url: str, modules: Preloads, *, indexable: bool = False
    ) -> Shell:
        """Cut a rendered page at its marks. `site_url` ends in a slash; canonical addresses begin with it.

        `modules` are those that pages load at once, `indexable` says whether the instance lets search engines in.

        Raises `OutputError` where a slot is missing or the body is not there exactly once: a theme that was
        changed in a way that this does not know.
        """
        parts = re.split(f"hl{marks.seed}({'|'.join(SLOTS)})", html)
        found = Counter(parts[1::2])
        if found["body"] != 1 or any(not found[slot] for slot in SLOTS):
            message = (
                f"the theme's page has not the expected places for content: {dict(sorted(found.items()))}"
            )
            raise OutputError(message)
        pieces = tuple(part.encode() for part in parts[::2])
        return cls(pieces, tuple(parts[1::2]), site_url, indexable, modules)

    def fill(self, page: Page) -> tuple[bytes, ...]:
        """Return the whole page as UTF-8, in pieces: those of the frame and those of the page take turns."""
        body = page.body
        values = {
            "title": escape(page.title).encode(),
            "description": escape(page.description).encode(),
            "canonical": escape(self.site_url + page.path).encode(),
            "robots": b"index" if self.indexable and page.indexable else b"noindex",
            "feeds": head_links(page.feed, page.path).encode(),
            "modules": preload_links(self.modules, body, addresses.root(page.path)).encode(),
            "body": body.encode(),
        }
        chunks = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            chunks += (values[slot], piece)
        return tuple(chunks)
