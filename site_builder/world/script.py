"""Script: the texts of the demonstration, read strictly from the one file that has them all.

No text of the invented world is in the program. What is missing, unknown or misspelt there is a defect of the package,
which a test finds. `at`, `joins`, `begin` and their like are in percent of the years.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin

from site_builder.days import days_between, shifted
from site_builder.errors import DefectError
from site_builder.load.strict_yaml import load
from site_builder.resources import package_path

_FILE: Final = "world/demo.yaml"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part."""

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
    hosts: tuple[str, ...] = ("",)
    longest: int = 30


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that names accounts, with ways to say where in it.

    `closes`: so many in a hundred of them the platform had closed by then, and `closed` is what it says of these.
    """

    list: str
    at: int
    kind: str
    title: str
    publisher: str
    url: str
    says: tuple[str, ...]
    closes: int = 0
    closed: tuple[str, ...] = ()

    def entry(self, day: str) -> dict[str, str]:
        """Return its entry in sources.yaml, where it came out on a day."""
        title, url = (text.format(year=day[:4]) for text in (self.title, self.url))
        return {"title": title, "publisher": self.publisher, "date": day, "url": url}


@dataclass(frozen=True, slots=True)
class Told:
    """What an account did and how it shows; one that is written out has `at`, its platform and handle.

    `links` are relation, platform and handle, `fate` what its listing comes to where there is one to be had, `distinct`
    the protected account that it is not.
    """

    summary: str
    seen: str
    at: str = ""
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
    did: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
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
    cast: tuple[Told, ...] = ()
    makes: Makings | None = None
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What befalls listings, so many `times` in a world of 400 records for each `what`: the file says more."""

    story: str
    what: tuple[str, ...] = ("",)
    times: int = 1
    begin: int = 0
    end: int = 0
    last: int = 0
    step: int = 0
    waits: int = 0
    ends: str = ""


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
    fates: tuple[Fate, ...]
    renames: Makings
    slots: Mapping[str, tuple[str, ...]]
    tongues: Mapping[str, Mapping[str, Any]]
    appeals: Mapping[str, Mapping[str, str]]
    looks: tuple[str, ...]
    returned: tuple[str, ...]
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
    whole: Any = loaded.value
    return _made(Script, whole)


def _made(kind: type[T], value: Mapping[str, Any]) -> T:
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    needed = {name for name, item in known.items() if item.default is MISSING}
    if not needed <= value.keys() <= known.keys():
        wrong = ", ".join(sorted((needed - value.keys()) | (value.keys() - known.keys())))
        raise DefectError(f"{_FILE}: a {kind.__name__} with or without {wrong}")
    return kind(**{name: _typed(known[name].type, part) for name, part in value.items()})


def _typed(kind: Any, value: Any) -> Any:
    """Return a value from texts, lists and mappings, as the type of a field says."""
    parts = get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _made(kind, value)
    if get_origin(kind) is tuple:
        return tuple(_typed(parts[0], item) for item in value)
    if get_origin(kind) is Mapping:
        return {key: _typed(parts[1], item) for key, item in value.items()}
    return int(value) if kind is int else _typed(parts[0], value) if parts else value
