"""Translated pages: the policy, and so the way off a list, in each language that the package has a catalogue of.

The prose is translated block by block, where blank lines part them: a block is a text of the catalogue, a heading with
its id. What the catalogue does not have, such as an instance's own words, stays English and says so.
"""

import re
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Final

from site_builder import addresses
from site_builder.wording.language import ENGLISH, Language, languages

_BREAK: Final = re.compile(r"\n\s*\n")
_MARK: Final = re.compile(r"<!--.*?-->", re.DOTALL)


@cache
def translations() -> Mapping[str, Language]:
    """Return the address of the policy in every language, English first."""
    return {addresses.policy(language.code): language for language in languages()}


def language_at(path: str) -> Language:
    """Return the language of the page at an address."""
    return translations().get(path, ENGLISH)


def texts_of(markdown: str) -> list[str]:
    """Return the blocks that say something, rather than only where a block of ours goes."""
    return [block for block in _BREAK.split(markdown.strip()) if _MARK.sub("", block).strip()]


def translated(markdown: str, language: Language) -> str:
    """Return prose in another language; what its catalogue does not have is marked as English."""
    left = {text for text in texts_of(markdown) if text not in language.texts}
    parts = []
    for english, group in groupby(_BREAK.split(markdown.strip()), left.__contains__):
        whole = "\n\n".join(map(language.text, group))
        parts.append(f'<div lang="en" dir="ltr" markdown="1">\n\n{whole}\n\n</div>' if english else whole)
    return "\n\n".join(parts) + "\n"
