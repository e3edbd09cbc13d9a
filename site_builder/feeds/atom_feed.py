"""Recent changes as an Atom feed (RFC 4287).

Titles come from the lists and may hold anything. All text is plain text (`type="text"`, the default), escaped, and
characters that XML 1.0 cannot carry become U+FFFD.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.feeds.recent import FeedEntry, RecentChanges

# Everything but the production Char of XML 1.0 (fifth edition, 2.2). A carriage return is Char, but a parser reads
# it as a line feed.
_NO_CHAR: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(recent: RecentChanges) -> Iterator[bytes]:
    """Yield recent changes as an Atom feed: UTF-8, one element on each line."""
    return (f"{line}\n".encode() for line in _feed(recent))


def _feed(recent: RecentChanges) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield _element("id", recent.id)
    yield _element("title", recent.title)
    yield _element("subtitle", recent.about)
    yield _element("updated", recent.updated)
    yield f"<author>{_element('name', recent.site_title)}{_element('uri', recent.site_url)}</author>"
    yield _link("self", "application/atom+xml", recent.address(".atom"))
    yield _link("alternate", "text/html", recent.page)
    for entry in recent.entries:
        yield from _entry(entry)
    yield "</feed>"


def _entry(entry: FeedEntry) -> Iterator[str]:
    yield "<entry>"
    yield _element("id", entry.id)
    yield _element("title", entry.title)
    yield _element("published", entry.event.time)
    yield _element("updated", entry.event.time)
    yield _link("alternate", "text/html", entry.url)
    yield f'<category term="{_escaped(entry.event.kind)}"/>'
    yield _element("content", entry.text)
    yield "</entry>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>"


def _link(relation: str, media_type: str, address: str) -> str:
    return f'<link rel="{relation}" type="{media_type}" href="{_escaped(address)}"/>'


def _escaped(text: str) -> str:
    """Return text for an element or a quoted attribute."""
    return html.escape(_NO_CHAR.sub("\ufffd", text))
