"""Script: the texts of the demonstration, read strictly from the one file that has them all.

No text of the invented world is in the program, and nothing of how the world behaves is in the file. What is missing,
unknown or misspelt there is a defect of the package, which a test finds.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, Final, TypeVar

from site_builder.days import days_between, shifted
from site_builder.errors import DefectError
from site_builder.load.strict_yaml import load
from site_builder.resources import package_path

_FILE: Final = "world/demo.yaml"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part; `joins`, `leaves` and `new_key` are in percent of the years."""

    role: str
    joins: int
    leaves: int = 0
    new_key: int = 0


@dataclass(frozen=True, slots=True)
class Venue:
    """What accounts of a platform look like; `kind` is that of evidence from there, `hosts` where its servers are."""

    share: int
    since: str
    handle: str
    page: str
    account_id: str
    kind: str = "post"
    hosts: tuple[str, ...] = ()
    longest: int = 30


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that names accounts: its evidence's kind, and ways to say where in it."""

    list: str
    at: int
    kind: str
    title: str
    publisher: str
    url: str
    says: tuple[str, ...]

    def day(self, first: str, last: str) -> str:
        """Return the day on which it came out, in a world of these days."""
        return share_of(first, last, self.at)

    def entry(self, day: str) -> dict[str, str]:
        """Return its entry in sources.yaml."""
        return {
            "title": self.title.format(year=day[:4]),
            "publisher": self.publisher,
            "date": day,
            "url": self.url.format(year=day[:4]),
        }


@dataclass(frozen=True, slots=True)
class CastAccount:
    """An account that is written out: `at` is its platform and handle, `links` relation, platform and handle.

    `fate` is what its listing comes to, where there is one to be had, `distinct` the protected account that it is not.
    """

    at: str
    summary: str
    seen: str
    name: str = ""
    kind: str = "post"
    nameless: str = ""
    langs: tuple[str, ...] = ("en",)
    categories: tuple[str, ...] = ()
    distinct: str = ""
    fate: str = ""
    links: tuple[str, ...] = ()
    more: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Makings:
    """What accounts that are not written out are made from; `tongues`: so many in a hundred do not write English."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    did: tuple[str, ...]
    how: tuple[str, ...]
    seen: tuple[str, ...]
    tongues: int = 25


@dataclass(frozen=True, slots=True)
class Operation:
    """Accounts under one hand, either written out or made. `batch`: they come in one import of this name."""

    list: str
    at: int
    share: int
    title: str
    meaning: str
    source: str
    categories: tuple[str, ...]
    papers: tuple[str, ...]
    basis: Mapping[str, str]
    cast: tuple[CastAccount, ...] = ()
    makes: Makings | None = None
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """All of it. What is a mapping has the form of a source file, or texts by name."""

    instance: Mapping[str, Any]
    files: Mapping[str, str]
    people: Mapping[str, Person]
    platforms: Mapping[str, Any]
    protected: Mapping[str, Any]
    lists: Mapping[str, Any]
    venues: Mapping[str, Venue]
    documents: Mapping[str, Paper]
    operations: Mapping[str, Operation]
    slots: Mapping[str, tuple[str, ...]]
    tongues: Mapping[str, Mapping[str, Any]]
    appeals: Mapping[str, Mapping[str, str]]
    looks: tuple[str, ...]
    corrections: tuple[str, ...]


def share_of(first: str, last: str, percent: int) -> str:
    """Return the day that is so many percent of the way from one day to another; before the first below 0."""
    return shifted(first, (days_between(first, last) or 0) * percent // 100)


@cache
def script() -> Script:
    """Return what the file says. Raises `DefectError` where it says something else than it may."""
    loaded = load(package_path(_FILE).read_bytes(), _FILE)
    if loaded.problems:
        raise DefectError(f"{_FILE}: {loaded.problems[0].code} in line {loaded.problems[0].place.line}")
    value: Any = loaded.value
    for name, kind in (("people", Person), ("venues", Venue), ("documents", Paper)):
        value[name] = {key: _made(kind, entry) for key, entry in value[name].items()}
    for entry in value["operations"].values():
        entry["cast"] = [_made(CastAccount, item) for item in entry.get("cast", ())]
        entry["makes"] = _made(Makings, entry["makes"]) if "makes" in entry else None
    value["operations"] = {key: _made(Operation, entry) for key, entry in value["operations"].items()}
    return _made(Script, value)


def _made(kind: type[T], value: Mapping[str, Any]) -> T:
    """Return a value of a dataclass: its numbers and tuples from text and lists, nothing unknown, nothing missing."""
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    needed = {name for name, item in known.items() if item.default is MISSING}
    if not needed <= value.keys() <= known.keys():
        wrong = ", ".join(sorted((needed - value.keys()) | (value.keys() - known.keys())))
        raise DefectError(f"{_FILE}: a {kind.__name__} with or without {wrong}")
    return kind(**{name: _typed(known[name].type, part) for name, part in value.items()})


def _typed(kind: Any, value: Any) -> Any:
    if kind is int:
        return int(value)
    return tuple(value) if str(kind).startswith("tuple") else value
