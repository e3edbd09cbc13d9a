"""Facets: the ways in which a list's records are sorted into groups, with a page for each group.

Groups are made from what rows publish and nothing else. A group's name in addresses is lower case, so that two
spellings of one language tag do not meet on a file system that ignores case.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from site_builder.catalog.model import PublicList, PublicRecord
from site_builder.model import PUBLIC_STATES, PublicRow
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
        _facet(
            "category", "Category", public, lambda row: row["categories"], partial(category_title, public)
        ),
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
        "category": " ".join(row["categories"]),
        "language": " ".join(code.lower() for code in languages(row)),
        "day": row["confirms"]["newest"],
    }


def languages(row: PublicRow) -> tuple[str, ...]:
    """Return the languages that a row's profile names, or `UNSTATED` alone."""
    return tuple(item["code"] for item in row.get("profile", {}).get("languages", ())) or (UNSTATED,)


def category_title(public: PublicList, code: str) -> str:
    """Return the title of one of the list's categories."""
    found = public.data["categories"].get(code)
    return code if found is None else found["title"]
