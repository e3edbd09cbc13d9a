"""Blocks: what the builder puts into prose pages, at comments such as `<!-- handlelists:lists -->`.

The prose is the instance's own or the packaged one; it says where a block goes. A comment cannot come from
data, which is escaped, and what a block holds is not searched again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from site_builder import addresses
from site_builder.errors import quantity
from site_builder.pages.appeals import APPEALS
from site_builder.pages.changes import changes_block
from site_builder.pages.entries import places
from site_builder.pages.environment import render
from site_builder.pages.examples import EXAMPLES
from site_builder.pages.facts import SENTENCES, sentence
from site_builder.pages.lists import glances
from site_builder.pages.recent import latest
from site_builder.pages.statistics import appeal_figures, change_figures, list_figures
from site_builder.pages.subscriptions import site_feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.wording.words import Words

_MARK: Final = re.compile(r"<!-- handlelists:(say )?([a-z-]+) -->")


def fill(html: str, path: str, words: Words) -> str:
    """Return the HTML of the prose page at `path` with every known mark replaced by its block."""

    def block(match: re.Match[str]) -> str:
        if match[1]:
            return sentence(match[2], words.catalog) if match[2] in SENTENCES else match[0]
        make = _BLOCKS.get(match[2])
        return match[0] if make is None else make(words, addresses.root(path))

    return _MARK.sub(block, html)


def _title(words: Words, root: str) -> Markup:
    return render("block_title.html", root=root, instance=words.catalog.instance)


def _lists(words: Words, root: str) -> Markup:
    return render(
        "block_lists.html",
        root=root,
        lists=glances(words),
        deleted=tuple(
            (deleted.id, addresses.list_page(deleted.id), quantity(len(deleted.removed), "removed record"))
            for deleted in words.catalog.deleted_lists
        ),
        history=words.catalog.history is not None,
        as_of=words.catalog.today,
    )


def _latest(words: Words, root: str) -> Markup:
    history = words.catalog.history
    if history is None:
        return Markup("")
    return render(
        "block_latest.html",
        root=root,
        entries=latest(history.events, words, places(words)),
        feed=site_feed(words),
    )


def _statistics(words: Words, root: str) -> Markup:
    return render(
        "block_statistics.html",
        root=root,
        lists=list_figures(words),
        appeals=appeal_figures(words),
        changes=change_figures(words),
        as_of=words.catalog.today,
    )


def _feeds(words: Words, root: str) -> Markup:
    history = words.catalog.history is not None
    return render("block_feeds.html", root=root, lists=words.catalog.lists, history=history)


def _states(words: Words, root: str) -> Markup:
    vocabulary = words.catalog.vocabulary
    states = tuple((code, term) for code, term in vocabulary["states"].items())
    return render("block_states.html", root=root, states=states)


_BLOCKS: Final[dict[str, Callable[[Words, str], Markup]]] = {
    **APPEALS,
    **EXAMPLES,
    "changes": changes_block,
    "check": lambda _words, root: render("block_check.html", root=root),
    "feeds": _feeds,
    "find": lambda _words, root: render("block_find.html", root=root),
    "latest": _latest,
    "lists": _lists,
    "repository": lambda words, _root: Markup("<p>{}</p>").format(sentence("source", words.catalog)),
    "states": _states,
    "statistics": _statistics,
    "title": _title,
}
