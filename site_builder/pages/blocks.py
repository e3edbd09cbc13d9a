"""Blocks: what the builder puts into prose pages, at comments such as `<!-- handlelists:lists -->`.

The prose is the instance's own or the packaged one; it says where a block goes. A comment cannot come from
data, which is escaped, and what a block holds is not searched again.

Examples on the developers' page are files of `templates/examples/`, text until the template escapes them. Programs
work as they are, because they hold the site's address, quoted for the language; tests take them from a built page and
run them. The row is of an account that cannot exist, on a list that does not; a test checks it against the schema.

The way off a list is blocks of the policy page. A record's page leads there with its number behind the `#`, where no
server sees it, and the site's script puts it into the letter: see `letter` in `assets/js/letter.js`.
"""

import json
import re
import shlex
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from site_builder import addresses
from site_builder.catalog.model import DeletedList, PublicList
from site_builder.downloads import downloads
from site_builder.errors import UsageError, quantity
from site_builder.pages.changes import changes_values, weeks_changes
from site_builder.pages.facts import SENTENCES, sentence
from site_builder.pages.links import MISTAKE, contact_pair
from site_builder.pages.lists import glances
from site_builder.pages.page import render
from site_builder.pages.statistics import statistics_values
from site_builder.resources import package_path
from site_builder.wording.words import Words

Values = Mapping[str, Any]

_MARK: Final = re.compile(r"<!--\s*handle-?lists?\s*:\s*(say\s)?(.*?)\s*-->", re.DOTALL | re.IGNORECASE)


def fill(html: str, path: str, words: Words, source: str = "") -> str:
    """Return the HTML of the prose page at `path` with every mark replaced by its block.

    Raises `UsageError` for a mark that is not known; `source` is the page's file.
    """
    root = addresses.root(path)

    def block(match: re.Match[str]) -> str:
        known: Mapping[str, object] = SENTENCES if match[1] else _BLOCKS
        name = match[2]
        if name not in known:
            hint = f"Known here: {', '.join(sorted(known))}."
            raise UsageError(f"{source}: {' '.join(match[0].split())} is not a known mark", hint=hint)
        if match[1]:
            return sentence(name, words)
        values = _BLOCKS[name](words)
        template = "block_code.html" if "code" in values else f"block_{name}.html"
        return render(template, words.into, root=root, **values)

    return _MARK.sub(block, html)


def _lists(words: Words) -> Values:
    deleted = (
        (gone.id, addresses.list_page(gone.id), quantity(len(gone.removed), "removed record"))
        for gone in words.catalog.deleted_lists
    )
    history = words.catalog.history is not None
    return {"lists": glances(words), "deleted": tuple(deleted), "history": history, **_today(words)}


def _figures(words: Words) -> Values:
    catalog = words.catalog
    sources: tuple[PublicList | DeletedList, ...] = (*catalog.lists, *catalog.deleted_lists)
    events = () if catalog.history is None else catalog.history.events
    return {
        "listed": sum(len(public.records) for public in catalog.lists),
        "removed": sum(len(source.removed) for source in sources),
        "changed": events[-1].time[:10] if events else None,
        **_today(words),
    }


def _today(words: Words) -> Values:
    return {"as_of": words.catalog.today}


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


def _example(name: str, words: Words) -> Values:
    return {"code": example(name, words.catalog.instance["site_url"])}


def sample() -> str:
    """Return the row as indented JSON."""
    return _text("row.json").removesuffix("\n")


def _text(file: str) -> str:
    return package_path(f"templates/examples/{file}").read_text(encoding="utf-8")


def _contacts(words: Words) -> Values:
    instance, lists = words.catalog.instance, []
    for public in words.catalog.lists:
        subject = f"Appeal: a record on the list {public.id}"
        contact = contact_pair(public.data["contacts"]["appeals"], subject=subject)
        lists.append((public, addresses.list_page(public.id), contact))
    maintainers = contact_pair(instance["contacts"]["maintainers"], subject=instance["title"])
    return {"lists": lists, "maintainers": maintainers}


def _letter(words: Words) -> Values:
    grounds = tuple(words.term("appeal_grounds", code) for code in words.catalog.vocabulary["appeal_grounds"])
    return {"grounds": grounds, "subject": MISTAKE, "language": words.into}


def _feeds(words: Words) -> Values:
    catalog = words.catalog
    lists = [(public, tuple(downloads(catalog, public.id))) for public in catalog.lists]
    return {"lists": lists, "history": catalog.history is not None}


def _security(words: Words) -> Values:
    target = words.catalog.instance["contacts"]["security"]
    return {"security": contact_pair(target, subject="Security")}


def _terms(words: Words) -> Values:
    lists = []
    for public in words.catalog.lists:
        policy = public.data["policy"]
        grounds = [words.term("appeal_grounds", code) for code in sorted(policy.get("withhold_on", ()))]
        lists.append((public, addresses.list_page(public.id), policy["appeal_days"], grounds))
    return {"lists": lists}


_BLOCKS: Final[dict[str, Callable[[Words], Values]]] = {
    **{f"example-{name}": partial(_example, name) for name in _PROGRAMS},
    "changes": changes_values,
    "check": lambda words: {"platforms": words.catalog.platforms},
    "contacts": _contacts,
    "feeds": _feeds,
    "figures": _figures,
    "find": lambda _words: {},
    "kept": lambda words: {name: sentence(name, words) for name in ("earlier", "indexed")},
    "latest": weeks_changes,
    "letter": _letter,
    "lists": _lists,
    "repository": lambda words: {"source": sentence("source", words)},
    "samples": lambda _words: {"code": sample()},
    "security": _security,
    "states": lambda words: {"states": words.catalog.vocabulary["states"], "words": words},
    "statistics": statistics_values,
    "terms": _terms,
    "title": lambda words: {"instance": words.catalog.instance},
}
"""What the template of each block is given, beside the way to the root; one with `code` shows that alone."""
