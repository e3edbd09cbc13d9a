"""Exporters: what the feeds know of a kind of file.

`registry` lists them. An exporter says where its files are, what they are, and how they are made; what is said about
them elsewhere (the OpenAPI description, the published schemas, `index.json`, the check before a file is written)
follows from that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from site_builder.promises import at_hand

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from site_builder.feeds.material import Material

ATOM: Final = "application/atom+xml"
CSV: Final = "text/csv"
JSON: Final = "application/json"
JSON_FEED: Final = "application/feed+json"
NDJSON: Final = "application/x-ndjson"
SCHEMA: Final = "application/schema+json"


class Export(NamedTuple):
    """One file of an exporter: the parameters of its path, and inputs and maker as of a promise."""

    names: Mapping[str, object]
    inputs: tuple[Hashable, ...]
    make: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A kind of file."""

    path: str
    """Below the site root; a path with parameters in braces is that of many files."""
    media_type: str
    schema: str | None
    """Name of the schema that its files, or each of their lines, follow."""
    summary: str
    exports: Callable[[Material], Iterable[Export]]
    """Return all its files, in order."""
    history: bool = False
    """Whether there are such files only in a build with history."""
    in_index: bool = True
    """Whether `index.json` names them, or the newest of them; all others are reached from those."""


def found_files(tree: str) -> Callable[[Material], Iterator[Export]]:
    """Return the maker of the files of a tree of the index of accounts."""
    return lambda material: (
        Export({"sha256": sha256}, (sha256,), at_hand(data))
        for sha256, data in material.search[tree].files.items()
    )
