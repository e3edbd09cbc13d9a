"""Readings as text, the same on both sides: `tests/js/handles/reader.test.js` writes them alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from site_builder.handles.reader import read_text

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from site_builder.handles import Platforms, Reading

FILE: Final = Path(__file__).parents[1] / "data" / "readings.tsv"
"""Texts and what they name. Each line stands for its kind; a class of stripping that goes turns one red."""


def shown(platforms: Platforms, text: str) -> str:
    """Return what a text names: readings in their order, what of it each one is about where that is not all of it."""
    return " ; ".join(_shown(reading, text) for reading in read_text(platforms, text))


def _shown(reading: Reading, text: str) -> str:
    part = text[reading.start : reading.end]
    about = "" if part == text else f"[{part}] "
    out_of = "".join(f" < {host}" for host in reading.out_of)
    if reading.kind == "unreadable":
        return f"{about}unreadable: {reading.reason}"
    if reading.kind != "account":
        return f"{about}{reading.kind}: {reading.value}"
    handle = "" if reading.handle is None else f" @{reading.handle}"
    account_id = "" if reading.account_id is None else f" #{reading.account_id}"
    return f"{about}{reading.platform or 'any'}{handle}{account_id}{out_of}"


def vectors() -> Iterator[tuple[str, str]]:
    """Yield the committed texts, their escapes undone, and what they name."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            text, _, expected = line.partition("\t")
            yield unescaped(text), unescaped(expected)


def unescaped(text: str) -> str:
    r"""Undo `\t`, `\n`, `\\` and `\u200e`: marks that nobody sees are written so."""
    return text.encode("ascii", "backslashreplace").decode("unicode_escape") if "\\" in text else text


LISTED: Final = ("TEN_GOP", "Jenn_Abrams", "Pamela_Moore13", "a1", "__x__", "x_")
"""Handles of X that noise is put around."""
NOISE: Final[dict[str, list[str]]] = json.loads((FILE.parent / "noise.json").read_text(encoding="utf-8"))


def noisy(handle: str, chance: random.Random, *, elsewhere: bool = True) -> str:
    """Return a text that holds a handle among what people and programs put around one.

    Without `elsewhere` the handle is never told to be one of another platform than Twitter.
    """
    around = [*NOISE["on_twitter"], *(NOISE["elsewhere"] if elsewhere else ())]
    text: str = chance.choice(around).replace("{}", handle)
    for _ in range(chance.randrange(3)):
        text = chance.choice(NOISE["before"]) + text + chance.choice(NOISE["after"])
    return text
