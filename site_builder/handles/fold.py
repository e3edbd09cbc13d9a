"""Folding: the form in which two handles of one account on one platform are the same text.

A platform names its steps; this module is the closed set of steps. Every sequence that
`schemas/platforms.schema.json` allows is idempotent: folding what is folded changes nothing.
"""

import string
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from site_builder.handles.unicode_table import unicode_table

_ASCII_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Folding(Protocol):
    """What folding needs of a platform."""

    @property
    def fold_steps(self) -> tuple[str, ...]:
        """Names of `STEPS`, in order."""


def fold(platform: Folding, handle: str) -> str:
    """Return the handle folded as its platform does. Any text is taken, whether it is a handle or not."""
    for step in platform.fold_steps:
        handle = STEPS[step](handle)
    return handle


def nfkc_casefold(text: str) -> str:
    """Fold case and compatibility characters by the committed table (`UnicodeTable.nfkc_casefold`)."""
    return text.lower() if text.isascii() else unicode_table().nfkc_casefold(text)


def lower(text: str) -> str:
    """Lower A to Z and nothing else."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


STEPS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"drop-dots": lambda text: text.replace(".", ""), "lower": lower, "nfkc-casefold": nfkc_casefold}
)
"""Steps by the names that `fold` in platforms.yaml uses."""
