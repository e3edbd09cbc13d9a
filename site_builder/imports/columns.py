"""Columns: what each column of a table says of an account, by its name or, without one, by what is in it.

Names are in `data/columns.json`, most telling first: of several columns with one meaning the first in that order
counts, columns that name their own platform aside. A name may have a letter too many, too few or wrong.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rapidfuzz.distance import DamerauLevenshtein

from site_builder.handles import Platform, Platforms
from site_builder.handles.reader import read_in_full, read_text
from site_builder.handles.word import platform_named
from site_builder.resources import package_path

NAMING: Final = ("address", "handle", "account_id")
"""What a column has to mean to name accounts."""
PRIVATE: Final = ("description", "display_name", "email", "location", "phone")
"""What is left out of everything that is written."""
IGNORED: Final = "ignored"
_LOOKED_AT: Final = 200
_MOST: Final = 0.8
"""Of the cells of a column without a known name so many have to name an account."""
_SEVERAL: Final = 2
_MISSPELT: Final = 6
"""Letters from which on a name may be misspelt."""
_ID: Final = re.compile(r"[0-9]{6,20}")


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What one column says: a key of `data/columns.json`, `ignored` or empty; and the platform, if it says one."""

    meaning: str = ""
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table mean, in their order, and the platform of its accounts, where that is known."""

    names: tuple[str, ...]
    """As the table calls them; empty where it does not."""
    meanings: tuple[ColumnMeaning, ...]
    platform: str | None = None

    def at(self, meaning: str) -> int | None:
        """Return the place of the column with a meaning that names no platform of its own."""
        found = (at for at, item in enumerate(self.meanings) if item == ColumnMeaning(meaning))
        return next(found, None)

    @property
    def of_platforms(self) -> tuple[tuple[int, ColumnMeaning], ...]:
        """The columns that name accounts of one platform each, with their places."""
        return tuple((at, item) for at, item in enumerate(self.meanings) if item.platform is not None)

    def name(self, at: int) -> str:
        """Return what to call a column in a sentence."""
        return (self.names[at] if at < len(self.names) else "") or f"column {at + 1}"


@cache
def tables() -> Mapping[str, Any]:
    """Return the tables of names. Do not change what is returned."""
    path = package_path("imports/data/columns.json")
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def words_of(name: str) -> str:
    """Return the name of a column as words in lower case: `userScreen_Name ` is `user screen name`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.strip())
    return " ".join(re.sub(r"[\W_]+", " ", apart).casefold().split())


@cache
def _ranks() -> Mapping[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for meaning, names in tables()["columns"].items():
        for rank, name in enumerate(names):
            found.setdefault(name, (meaning, rank))
    return found


def are_column_names(cells: Iterable[str]) -> bool:
    """Return whether cells are names of columns, letter by letter: two of them, and at least half."""
    words = [cell.strip().casefold().replace("_", " ") for cell in cells]
    given = [word for word in words if word]
    known = sum(word in _ranks() for word in given)
    return known >= _SEVERAL and known * 2 >= len(given)


def _meaning(words: str) -> tuple[str, int] | None:
    known = _ranks().get(words)
    if known is None and len(words) >= _MISSPELT:
        near = (name for name in _ranks() if len(name) >= _MISSPELT)
        close = (name for name in near if DamerauLevenshtein.distance(name, words, score_cutoff=1) <= 1)
        known = _ranks().get(next(close, ""))
    return known


def _named(platforms: Platforms, words: str) -> tuple[str, int, str | None] | None:
    """Return meaning, rank and platform of the name of a column; None where it is not known."""
    known = _meaning(words)
    if known is not None:
        return (*known, None)
    parts = words.split()
    for begin, end in ((0, len(parts)), (0, 1), (0, 2), (len(parts) - 1, len(parts))):
        platform = platform_named(platforms, " ".join(parts[begin:end])) if parts else None
        rest = " ".join((*parts[:begin], *parts[end:]))
        found = _meaning(rest) if rest else ("handle", 0)
        if platform is not None and found is not None and found[0] in NAMING:
            return (*found, platform.id)
    return None


def named_columns(platforms: Platforms, cells: Sequence[str]) -> Columns | None:
    """Return what columns mean by their names; None where no cell is the name of a column of accounts."""
    if any(cell.lstrip().startswith("@") or "/" in cell for cell in cells):
        return None
    found = [_named(platforms, words_of(cell)) for cell in cells]
    best: dict[str, tuple[int, int]] = {}
    for at, item in enumerate(found):
        if item is not None and item[2] is None:
            best[item[0]] = min(best.get(item[0], (item[1], at)), (item[1], at))
    chosen = {at for _, at in best.values()}
    meanings = tuple(
        ColumnMeaning(item[0] if item[2] or at in chosen else IGNORED, item[2]) if item else ColumnMeaning()
        for at, item in enumerate(found)
    )
    # A platform's name alone may be in any row.
    only = [item for item in found if item is not None and item[2] is not None]
    given = sum(bool(cell.strip()) for cell in cells)
    sure = any(item is not None and item[0] in NAMING and item[2] is None for item in found)
    told = any(
        len(words_of(cell).split()) > 1 for cell, item in zip(cells, found, strict=True) if item in only
    )
    if not sure and not (only and (told or (len(only) == given and given > 1))):
        return None
    return Columns(tuple(cells), meanings, _export(cells))


def _export(cells: Iterable[str]) -> str | None:
    """Return the platform whose exports alone have such columns."""
    words = {words_of(cell) for cell in cells}
    return next((name for name, marks in tables()["exports"].items() if words.intersection(marks)), None)


def guessed_columns(
    platforms: Platforms,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    platform: Platform | None,
) -> Columns:
    """Return what columns mean by the first rows, where no name of them says which has accounts.

    Addresses first; without any, handles and ids of `platform`, where one is known and nearly every cell is one: prose
    has words that could be handles.
    """
    looked = rows[:_LOOKED_AT]
    width = max((len(row) for row in looked), default=0)
    columns = [
        [row[at].strip() for row in looked if at < len(row) and row[at].strip()] for at in range(width)
    ]
    meanings = [ColumnMeaning()] * width

    def take(meaning: str, holds: Callable[[str], bool], least: float = _MOST) -> bool:
        """Give the meaning to the first column that is left whose cells hold it."""
        for at, cells in enumerate(columns):
            if not meanings[at].meaning and _share(cells, holds) >= least:
                meanings[at] = ColumnMeaning(meaning)
                return True
        return False

    if width > 1:
        take("platform", lambda cell: platform_named(platforms, cell) is not None)
    if not take("address", lambda cell: is_address(platforms, cell), _MOST if width > 1 else 0.01):
        if width > 1:
            take("account_id", lambda cell: _ID.fullmatch(cell) is not None)
        take("handle", lambda cell: _is_handle(platforms, cell, platform))
    if width == 1 and not meanings[0].meaning:
        meanings[0] = ColumnMeaning("address")
    padded = (*names, *[""] * (width - len(names)))
    return Columns(tuple(padded), tuple(meanings))


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, cells)) / len(cells) if cells else 0.0


def is_address(platforms: Platforms, cell: str) -> bool:
    """Return whether a cell is the address of an account, and nothing else."""
    readings = read_text(platforms, cell)
    return "/" in cell and read_in_full(readings) and all(item.platform for item in readings)


def _is_handle(platforms: Platforms, cell: str, platform: Platform | None) -> bool:
    if platform is None and not cell.startswith("@"):
        return False
    return read_in_full(read_text(platforms, cell, platform=platform))
