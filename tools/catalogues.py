"""Bring the catalogues, `site_builder/wording/locale/*.po`, up to date with the texts that pages and scripts say.

    python -m tools.catalogues [--check]

A text that is new is added without a translation, one that nothing says any more is taken out; translations stay as
they are. With `--check` nothing is written: the exit status is 1 where a file would change. A catalogue for another
language begins as an empty file of its name.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Final

import yaml
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from mkdocs.utils import meta

from site_builder.pages.facts import SENTENCES
from site_builder.pages.frame import SECTIONS
from site_builder.pages.translated import texts_of
from site_builder.resources import package_path, schemas_path
from site_builder.wording.language import categories

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCALE: Final = package_path("wording/locale")
PLURALS: Final = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
"""How programs that edit such files choose a form."""
_CALL: Final = re.compile(r'(?<![\w.])(t|n)\(\s*("(?:[^"\\]|\\.)*")(?:,\s*("(?:[^"\\]|\\.)*"))?')
_TERMS: Final = {"appeal_grounds": ("title", "meaning"), "states": ("title", "meaning")}

Text = str | tuple[str, str]
"""A text, or its singular and plural."""


@cache
def texts() -> tuple[tuple[Text, str], ...]:
    """Return each text that is translated, in a fixed order, with the file of the package that says it."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[Text, str]]:
    prose = package_path("prose/policy.md").read_text(encoding="utf-8")
    markdown, head = meta.get_data(prose)
    yield from ((str(head[name]), "prose/policy.md") for name in ("title", "description"))
    yield from ((block, "prose/policy.md") for block in texts_of(markdown))
    yield from (
        (said, "pages/facts.py") for _, cases in SENTENCES.values() for said in cases.values() if said
    )
    yield "address of the maintainers", "pages/facts.py"
    yield from ((text, "mkdocs_plugin/prose.py") for text in ("Permanent link", "Table"))
    yield from ((name, "pages/frame.py") for _, name in SECTIONS)
    yield from _templates()
    vocabulary = yaml.safe_load((schemas_path() / "vocabulary.yaml").read_text(encoding="utf-8"))
    for table, members in _TERMS.items():
        yield from (
            (term[member], "wording/words.py") for term in vocabulary[table].values() for member in members
        )
    yield from _scripts()
    yield from ((term["meaning"], "assets/js/reasons.js") for term in vocabulary["unreadable"].values())


def _templates() -> Iterator[tuple[Text, str]]:
    folder = package_path("templates")
    for path in sorted([*(folder / "pages").glob("*.html"), *folder.glob("theme/**/find_box.html")]):
        name = path.relative_to(folder.parent).as_posix()
        options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
        with path.open("rb") as stream:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", stream, options=options):
                yield message if isinstance(message, str) else (message[0], message[1]), name


def _scripts() -> Iterator[tuple[Text, str]]:
    folder = package_path("assets/js")
    for path in sorted(folder.rglob("*.js")):
        name = path.relative_to(folder.parent.parent).as_posix()
        for call, *found in _CALL.findall(path.read_text(encoding="utf-8")):
            one, many = (json.loads(text or '""') for text in found)
            yield (one, many) if call == "n" else one, name


def brought_up_to_date(old: bytes, code: str) -> bytes:
    """Return a catalogue with exactly the texts that are said: its own translations, none for what is new."""
    known = read_po(io.BytesIO(old), locale=code)
    made = Catalog(locale=code, fuzzy=False)
    for text, place in texts():
        one = text if isinstance(text, str) else text[0]
        before = known.get(one)
        forms = (
            before.string
            if before is not None and isinstance(before.id, str) == isinstance(text, str)
            else ""
        )
        made.add(
            text, forms or ("" if isinstance(text, str) else ("",) * len(categories(code))), [(place, 1)]
        )
    lines = io.BytesIO()
    write_po(lines, made, width=110, omit_header=True, include_lineno=False)
    plurals = PLURALS.get(code, "")
    head = (
        f"# What the site says in {code}; brought up to date by `python -m tools.catalogues`.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
    )
    return head.encode() + lines.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    stale = 0
    for path in sorted(LOCALE.glob("*.po")):
        old = path.read_bytes()
        new = brought_up_to_date(old, path.stem)
        stale += new != old
        if not check:
            path.write_bytes(new)
    return int(check and stale > 0)


if __name__ == "__main__":
    sys.exit(main())
