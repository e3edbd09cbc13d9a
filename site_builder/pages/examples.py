"""Examples on the developers' page: a row, and programs that work as they are, because they hold the site's address.

They are files of `templates/examples/`, text until the template escapes them; the address is quoted for the language,
since it may hold quotes. Tests take the programs from a built page and run them. The row is of an account that cannot
exist, on a list that does not; a test checks it against the feeds' own schema, so that it never shows what no feed
holds.
"""

from __future__ import annotations

import json
import shlex
from functools import partial
from typing import TYPE_CHECKING, Final

from site_builder.pages.environment import render
from site_builder.resources import package_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from site_builder.wording.words import Words

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


def _block(name: str, words: Words, root: str) -> Markup:
    return render("block_code.html", root=root, code=example(name, words.catalog.instance["site_url"]))


EXAMPLES: Final[dict[str, Callable[[Words, str], Markup]]] = {
    **{f"example-{name}": partial(_block, name) for name in _PROGRAMS},
    "samples": lambda _words, root: render("block_code.html", root=root, code=sample()),
}
"""Blocks by their marks."""
