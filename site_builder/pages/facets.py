"""Facets: the ways in which a list's records are sorted into groups, with a page for each group.

Groups are made from what rows publish and nothing else. A group's name in addresses is lower case, so that two
spellings of one language tag do not meet on a file system that ignores case.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from site_builder import addresses
from site_builder.canonical import canonical
from site_builder.handles.fold import nfkc_casefold
from site_builder.model import PUBLIC_STATES, PublicRow
from site_builder.pages.alphabet import alphabetical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from site_builder.catalog.model import PublicList, PublicRecord
    from site_builder.model import JsonObject, PublicRow
    from site_builder.wording.words import Words

UNSTATED: Final = "none"
"""The group of records whose profile names no language; no language tag has four letters."""


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Group(Generic[Item]):
    """What shares a value: records, or changes. `value` is its name in addresses, `title` its name for people."""

    value: str
    title: str
    members: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Facet(Generic[Item]):
    """One way of sorting. Groups are never empty.

    States are in the order of the vocabulary, months newest first, others by size.
    """

    name: str
    title: str
    groups: tuple[Group[Item], ...]


def facet(
    name: str,
    title: str,
    found: Mapping[str, Sequence[Item]],
    order: Iterable[str],
    label: Callable[[str], str],
) -> Facet[Item]:
    """Return a facet with what was found of each value, in order."""
    return Facet(name, title, tuple(Group(value, label(value), found[value]) for value in order))


def facets(public: PublicList, words: Words) -> tuple[Facet[PublicRecord], ...]:
    """Return the facets of a list: platform, state, category, language, and month of the newest confirmation."""
    return (
        _facet("platform", "Platform", public, lambda row: (row["platform"],), words.platform),
        _facet(
            "state",
            "State",
            public,
            lambda row: (row["state"],),
            lambda code: words.term("states", code).title,
        ),
        _facet("category", "Category", public, categories, lambda code: category_title(public, code)),
        _facet(
            "language",
            "Language",
            public,
            languages,
            lambda code: "Not stated" if code == UNSTATED else words.language(code),
        ),
        _facet("month", "Confirmed", public, lambda row: (row["confirms"]["newest"][:7],), str),
    )


def _facet(
    name: str,
    title: str,
    public: PublicList,
    values: Callable[[PublicRow], Iterable[str]],
    label: Callable[[str], str],
) -> Facet[PublicRecord]:
    found: dict[str, list[PublicRecord]] = defaultdict(list)
    spelling: dict[str, str] = {}
    for record in public.records:
        # A value counts once for a record, however often it is there.
        for value in {item.lower(): item for item in values(record.row)}.items():
            found[value[0]].append(record)
            spelling.setdefault(*value)
    order: list[str] = [state for state in PUBLIC_STATES if state in found]
    if name == "month":
        order = sorted(found, reverse=True)
    elif name != "state":
        order = sorted(found, key=lambda value: (value == UNSTATED, -len(found[value]), value))
    return facet(name, title, found, order, lambda value: label(spelling[value]))


def row_groups(row: PublicRow) -> dict[str, str]:
    """Return the values of a row by facet, those of one facet separated by spaces, and the day that months are of."""
    return {
        "platform": row["platform"],
        "state": row["state"],
        "category": " ".join(categories(row)),
        "language": " ".join(code.lower() for code in languages(row)),
        "day": row["confirms"]["newest"],
    }


def categories(row: PublicRow) -> tuple[str, ...]:
    """Return a row's categories."""
    return tuple(row["categories"])


def languages(row: PublicRow) -> tuple[str, ...]:
    """Return the languages that a row's profile names, or `UNSTATED` alone."""
    return tuple(item["code"] for item in row.get("profile", {}).get("languages", ())) or (UNSTATED,)


def state_counts(records: Iterable[PublicRecord]) -> dict[str, int]:
    """Return how many records are in each public state, zero included."""
    counts = Counter(record.row["state"] for record in records)
    return {state: counts[state] for state in PUBLIC_STATES}


def category_title(public: PublicList, code: str) -> str:
    """Return the title of one of the list's categories."""
    found = public.data["categories"].get(code)
    return code if found is None else found["title"]


def columns(public: PublicList) -> tuple[str, dict[str, bytes]]:
    """Return the columns and rows of a list's records: the path of the first file, and all by path below the root.

    The page of a long list reads them as needed, to filter and to sort. A column says of each record, A to Z, which
    value it has, and pieces hold the rows. Files are JSON, named by their SHA-256:

    - the first: `{"columns": {facet: sha256}, "pieces": [[folded handle of the first row, rows, sha256], …]}`;
    - a column: `{"codes": [index into values, for each record], "values": [values separated by spaces, …]}`, sorted;
    - a piece: `{"rows": [[handle, id, platform, state, [category, …], day of the newest confirmation], …]}`.
    """
    files: dict[str, bytes] = {}

    def add(value: Any) -> str:
        data = canonical(value) + b"\n"
        digest = hashlib.sha256(data).hexdigest()
        files[addresses.data_file(public.id, digest)] = data
        return digest

    parts = alphabetical(public.records)
    groups = [row_groups(record.row) for part in parts for record in part.records]
    names = groups[0] if groups else ()
    first = add(
        {
            "columns": {name: add(_column([values[name] for values in groups])) for name in names},
            "pieces": [
                [
                    nfkc_casefold(part.records[0].row["handle"]),
                    len(part.records),
                    add({"rows": [_row(record.row) for record in part.records]}),
                ]
                for part in parts
            ],
        }
    )
    return addresses.data_file(public.id, first), files


def _column(items: Sequence[str]) -> JsonObject:
    values = sorted(set(items))
    codes = {value: code for code, value in enumerate(values)}
    return {"codes": [codes[item] for item in items], "values": values}


def _row(row: PublicRow) -> list[Any]:
    return [
        row["handle"],
        row["id"],
        row["platform"],
        row["state"],
        row["categories"],
        row["confirms"]["newest"],
    ]
