"""Translated pages: the policy, and so the way off a list, in each language that the package has a catalogue of.

The prose is translated block by block, where blank lines part them: a block is a text of the catalogue. What the
catalogue does not have, such as an instance's own words, stays English and says so.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Final

from site_builder import addresses
from site_builder.wording.language import ENGLISH, Language, languages

_BREAK: Final = re.compile(r"\n\s*\n")
_HEADING: Final = re.compile(r"(?P<text>#+ .+?)(?:\s*\{#(?P<id>[\w-]+)\})?")
_MARK: Final = re.compile(r"<!--.*?-->", re.DOTALL)


@cache
def translations() -> Mapping[str, Language]:
    """Return the address of the policy in every language, English first."""
    return {addresses.policy(language.code): language for language in languages()}


def language_at(path: str) -> Language:
    """Return the language of the page at an address."""
    return translations().get(path, ENGLISH)


def blocks_of(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield each block as its text and what follows it: of a heading, its id, which is the same in every language."""
    for block in _BREAK.split(markdown.strip()):
        heading = _HEADING.fullmatch(block)
        if heading is None:
            yield block, ""
        else:
            yield heading["text"], f" {{#{heading['id'] or _place(heading['text'])}}}"


def _place(heading: str) -> str:
    """Return the id that a heading without one of its own is given (Python-Markdown, `toc`)."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading.lstrip("# ")).strip().lower())


def is_text(block: str) -> bool:
    """Return whether a block says something, rather than only where a block of ours goes."""
    return bool(_MARK.sub("", block).strip())


def translated(markdown: str, language: Language) -> str:
    """Return prose in another language; what its catalogue does not have is marked as English."""

    def left(block: tuple[str, str]) -> bool:
        return is_text(block[0]) and block[0] not in language.texts

    parts = []
    for english, group in groupby(blocks_of(markdown), left):
        whole = "\n\n".join(language.text(text) + rest for text, rest in group)
        parts.append(f'<div lang="en" dir="ltr" markdown="1">\n\n{whole}\n\n</div>' if english else whole)
    return "\n\n".join(parts) + "\n"
