"""Facets: the ways in which a list's records are sorted into groups, with a page for each group.

Groups are made from what public records say and nothing else. A group's name in addresses is lower case, so that two
spellings of one language tag do not meet on a file system that ignores case.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from site_builder import addresses
from site_builder.catalog.model import PublicList, PublicRecord
from site_builder.model import PUBLIC_STATES, PublicRow
from site_builder.pages.page import shortened
from site_builder.wording.words import Words

UNSTATED: Final = "none"
"""The group of records whose profile names no language; no language tag has four letters."""
TIES: Final = ("operation", "source")
"""Facets whose groups have pages that say more: see `operations`. There may be many of them."""
_MOST_CHIPS: Final = 120
_CHIP: Final = 80
"""Characters of a document's title that name its group."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records that share a value. `value` is its name in addresses, `title` its name for people."""

    value: str
    title: str
    members: Sequence[PublicRecord]

    @property
    def year(self) -> str:
        """The year of a group that is a month."""
        return self.value[:4]


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of sorting. Groups are never empty.

    States are in the order of the vocabulary, months newest first, others by size.
    """

    name: str
    title: str
    groups: tuple[Group, ...]
    folder: str
    """Where the pages of its groups are, below that of the whole."""

    @property
    def chips(self) -> tuple[Group, ...]:
        """The groups that a page offers to filter by: of operations and sources the largest."""
        return self.groups[:_MOST_CHIPS] if self.name in TIES else self.groups


def facets(public: PublicList, words: Words) -> tuple[Facet, ...]:
    """Return the facets of a list: platform, state, category, language, month of the newest confirmation, and ties."""
    ways: Mapping[str, tuple[str, Callable[[str], str]]] = {
        "platform": ("Platform", words.platform),
        "state": ("State", lambda code: words.term("states", code).title),
        "category": ("Category", partial(category_title, public)),
        "language": ("Language", lambda code: "Not stated" if code == UNSTATED else words.language(code)),
        "month": ("Confirmed", str),
        "operation": ("Operation", lambda name: shortened(public.affiliations[name]["title"], _CHIP)),
        "source": ("Source", lambda name: shortened(public.sources[name]["title"], _CHIP)),
    }
    return tuple(_facet(name, title, public, label) for name, (title, label) in ways.items())


_VALUES: Final[Mapping[str, Callable[[PublicRecord], Iterable[str]]]] = {
    "platform": lambda record: (record.row["platform"],),
    "state": lambda record: (record.row["state"],),
    "category": lambda record: record.row["categories"],
    "language": lambda record: languages(record.row),
    "month": lambda record: (record.row["confirms"]["newest"][:7],),
    "operation": lambda record: record.row.get("affiliations", ()),
    "source": lambda record: record.sources,
}


def _facet(name: str, title: str, public: PublicList, label: Callable[[str], str]) -> Facet:
    found: dict[str, list[PublicRecord]] = defaultdict(list)
    spelling: dict[str, str] = {}
    for record in public.records:
        # A value counts once for a record, however often it is there.
        for value in {item.lower(): item for item in _VALUES[name](record)}.items():
            found[value[0]].append(record)
            spelling.setdefault(*value)
    order: list[str] = [state for state in PUBLIC_STATES if state in found]
    if name == "month":
        order = sorted(found, reverse=True)
    elif name != "state":
        order = sorted(found, key=lambda value: (value == UNSTATED, -len(found[value]), value))
    groups = tuple(Group(value, label(spelling[value]), found[value]) for value in order)
    return Facet(name, title, groups, addresses.facet_folder(name))


def row_groups(record: PublicRecord) -> dict[str, str]:
    """Return a record's values by facet, those of one facet separated by spaces, and the day that months are of."""
    groups = {
        name: " ".join(value.lower() for value in values(record))
        for name, values in _VALUES.items()
        if name != "month"
    }
    return groups | {"day": record.row["confirms"]["newest"]}


def languages(row: PublicRow) -> tuple[str, ...]:
    """Return the languages that a row's profile names, or `UNSTATED` alone."""
    return tuple(item["code"] for item in row.get("profile", {}).get("languages", ())) or (UNSTATED,)


def category_title(public: PublicList, code: str) -> str:
    """Return the title of one of the list's categories."""
    found = public.data["categories"].get(code)
    return code if found is None else found["title"]
