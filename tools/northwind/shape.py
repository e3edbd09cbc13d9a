"""What the cast is written in: accounts, the papers that name them, and the clusters they belong to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """An extra piece of evidence, written out. Without `url` it has only a capture's digest."""

    kind: str
    summary: str
    sensitivity: str = "none"
    url: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the cast.

    `seen` is what its first piece of evidence, of kind `kind`, shows. `links` are pairs of a relation and
    `platform:handle`. `papers` are the sources that name it (drawn from the cluster's where empty). `story` is a key of
    `stories.STORIES`; `distinct` the id of the protected account that this one is easily taken for; `note` what
    a comment in the record says besides the story. `again` is whether an earlier record of the account was retracted.
    `nameless` is whether only its id is known: `handle` is then what its profile's address ends in.
    """

    platform: str
    handle: str
    summary: str
    seen: str
    kind: str = "post"
    name: str = ""
    langs: tuple[str, ...] = ("en",)
    categories: tuple[str, ...] = ()
    story: str = "verified"
    links: tuple[tuple[str, str], ...] = ()
    papers: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    more: tuple[Item, ...] = ()
    distinct: str = ""
    note: str = ""
    again: bool = False
    nameless: bool = False

    @property
    def key(self) -> str:
        """The name by which links refer to it and with which its die is seeded."""
        return f"{self.platform}:{self.handle}{':again' if self.again else ''}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that names accounts of a cluster, with ways to say where.

    `phrases` may use `{page}`, `{row}`, `{para}` and `{count}`, small numbers that the die fills in.
    """

    source: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Accounts under one hand. `years` are the first and last in which they were opened."""

    affiliation: str
    categories: tuple[str, ...]
    years: tuple[int, int]
    basis: tuple[tuple[str, str, str], ...]
    """Kind, source and note of what the listings rest on."""
    papers: tuple[Paper, ...]
    accounts: tuple[Account, ...]
