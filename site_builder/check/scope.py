"""Scope: what kind of files a change touches, and whether its parts may be looked at alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.load.files import ignored
from site_builder.load.layout import FileKind, Spot, spot
from site_builder.load.source_tree import OVERRIDE_FILE, WITHHELD_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.git import PathChange

_RULES: Final = frozenset(
    {FileKind.INSTANCE, FileKind.LIST, FileKind.PLATFORMS, FileKind.PROTECTED, FileKind.REVIEWERS}
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The paths of a change, by what they are for; each in the order of paths."""

    every: tuple[PathChange, ...]
    records: tuple[PathChange, ...]
    """Record files, drafts included."""
    reviews: tuple[PathChange, ...]
    rules: tuple[PathChange, ...]
    """Policy, roster, protected accounts, platforms, instance: by these others are judged."""
    sources: tuple[PathChange, ...]
    withheld: bool
    override: bool
    outside: tuple[PathChange, ...]
    """Everything that is not below the instance's `lists/`, and git's own files anywhere."""

    @property
    def data(self) -> tuple[PathChange, ...]:
        """Return what rules must not change together with: records and reviews."""
        return (*self.records, *self.reviews)


def is_ours(item: PathChange) -> bool:
    """Return whether a path is below the instance's `lists/`."""
    return not item.outside and item.path.startswith("lists/")


def scope_of(changes: Iterable[PathChange]) -> Scope:
    """Sort the paths of a change by what they are for."""
    every = tuple(sorted(changes, key=lambda item: (item.outside, item.path)))
    by_kind: dict[FileKind, list[PathChange]] = {kind: [] for kind in FileKind}
    outside = []
    for item in every:
        where = spot(item.path) if is_ours(item) else None
        if where is None or ignored(item.path.rpartition("/")[2]):
            # What git does with the files is no data either: .gitattributes changes what is checked out.
            outside.append(item)
        if isinstance(where, Spot):
            by_kind[where.kind].append(item)
    rules = sorted((item for kind in _RULES for item in by_kind[kind]), key=lambda item: item.path)
    return Scope(
        every=every,
        records=tuple(by_kind[FileKind.RECORD]),
        reviews=tuple(by_kind[FileKind.REVIEWS]),
        rules=tuple(rules),
        sources=tuple(by_kind[FileKind.SOURCES]),
        withheld=any(item.path == WITHHELD_FILE for item in by_kind[FileKind.WITHHELD]),
        override=any(item.path == OVERRIDE_FILE for item in by_kind[FileKind.OVERRIDE]),
        outside=tuple(outside),
    )
