"""Blocks: what the builder puts into prose pages, at comments such as `<!-- handlelists:lists -->`.

The prose is the instance's own or the packaged one; it says where a block goes. A comment cannot come from
data, which is escaped, and what a block holds is not searched again.

Examples on the developers' page are files of `templates/examples/`, text until the template escapes them. Programs
work as they are, because they hold the site's address, quoted for the language; tests take them from a built page and
run them. The row is of an account that cannot exist, on a list that does not; a test checks it against the schema.

The way off a list is blocks of the policy page. A record's page leads there with its number behind the `#`, where no
server sees it, and the site's script puts it into the letter: see `letter` in `assets/js/site.js`.
"""

from __future__ import annotations

import json
import re
import shlex
from functools import partial
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from site_builder import addresses
from site_builder.errors import UsageError, quantity
from site_builder.pages.changes import changes_block
from site_builder.pages.entries import latest, places
from site_builder.pages.facts import SENTENCES, sentence
from site_builder.pages.links import MISTAKE, contact_pair
from site_builder.pages.lists import glances
from site_builder.pages.page import render, site_feed
from site_builder.pages.statistics import appeal_figures, change_figures, list_figures
from site_builder.resources import package_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from site_builder.wording.words import Words

_MARK: Final = re.compile(r"<!--\s*handle-?lists?\s*:\s*(say\s)?(.*?)\s*-->", re.DOTALL | re.IGNORECASE)


def fill(html: str, path: str, words: Words, source: str = "") -> str:
    """Return the HTML of the prose page at `path` with every mark replaced by its block.

    Raises `UsageError` for a mark that is not known; `source` is the page's file.
    """

    def block(match: re.Match[str]) -> str:
        known: Mapping[str, object] = SENTENCES if match[1] else _BLOCKS
        if match[2] not in known:
            hint = f"Known here: {', '.join(sorted(known))}."
            raise UsageError(f"{source}: {' '.join(match[0].split())} is not a known mark", hint=hint)
        return (
            sentence(match[2], words.catalog) if match[1] else _BLOCKS[match[2]](words, addresses.root(path))
        )

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


_PROGRAMS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "follow": ("follow.py.txt", json.dumps),
    "look": ("look.sh.txt", shlex.quote),
    "sync": ("sync.sh.txt", shlex.quote),
}
"""The file of each program, and how its language quotes."""


def example(name: str, site_url: str) -> str:
    """Return the program `name` with the address of the site, which ends in a slash."""
    file, quoted = _PROGRAMS[name]
    plain = " --allow-http" if site_url.startswith("http:") else ""
    return _text(file).replace("@HTTP@", plain).replace("@SITE@", quoted(site_url))


def sample() -> str:
    """Return the row as indented JSON."""
    return _text("row.json").removesuffix("\n")


def _text(file: str) -> str:
    return package_path(f"templates/examples/{file}").read_text(encoding="utf-8")


def _example(name: str, words: Words, root: str) -> Markup:
    return render("block_code.html", root=root, code=example(name, words.catalog.instance["site_url"]))


def _letter(words: Words, root: str) -> Markup:
    grounds = tuple(words.term("appeal_grounds", code) for code in words.catalog.vocabulary["appeal_grounds"])
    return render("block_letter.html", root=root, grounds=grounds, subject=MISTAKE)


def _contacts(words: Words, root: str) -> Markup:
    instance, lists = words.catalog.instance, []
    for public in words.catalog.lists:
        subject = f"Appeal: a record on the list {public.id}"
        contact = contact_pair(public.data["contacts"]["appeals"], subject=subject)
        lists.append((public, addresses.list_page(public.id), contact))
    maintainers = contact_pair(instance["contacts"]["maintainers"], subject=instance["title"])
    return render("block_contacts.html", root=root, lists=lists, maintainers=maintainers)


def _terms(words: Words, root: str) -> Markup:
    lists = []
    for public in words.catalog.lists:
        policy = public.data["policy"]
        grounds = [words.term("appeal_grounds", code) for code in sorted(policy.get("withhold_on", ()))]
        lists.append((public, addresses.list_page(public.id), policy["appeal_days"], grounds))
    return render("block_terms.html", root=root, lists=lists)


def _kept(words: Words, root: str) -> Markup:
    earlier, indexed = (sentence(name, words.catalog) for name in ("earlier", "indexed"))
    return render("block_kept.html", root=root, earlier=earlier, indexed=indexed)


def _security(words: Words, root: str) -> Markup:
    target = words.catalog.instance["contacts"]["security"]
    return render("block_security.html", root=root, security=contact_pair(target, subject="Security"))


_BLOCKS: Final[dict[str, Callable[[Words, str], Markup]]] = {
    **{f"example-{name}": partial(_example, name) for name in _PROGRAMS},
    "contacts": _contacts,
    "kept": _kept,
    "letter": _letter,
    "security": _security,
    "terms": _terms,
    "changes": changes_block,
    "check": lambda words, root: render("block_check.html", root=root, platforms=words.catalog.platforms),
    "feeds": _feeds,
    "find": lambda _words, root: render("block_find.html", root=root),
    "latest": _latest,
    "lists": _lists,
    "repository": lambda words, _root: Markup("<p>{}</p>").format(sentence("source", words.catalog)),
    "samples": lambda _words, root: render("block_code.html", root=root, code=sample()),
    "states": _states,
    "statistics": _statistics,
    "title": _title,
}
