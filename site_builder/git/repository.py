"""Repository: what `check` asks of commits, trees and contents; git's answers are one way to have them."""
# ruff: noqa: D102 - what git answers is what the protocol says

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from site_builder.git.blobs import Blobs
from site_builder.git.revisions import (
    Blob,
    PathChange,
    apart,
    brought,
    changes,
    first_parents,
    instants,
    is_ancestor,
    is_on_line,
    last_before,
    listing,
    passed_over,
    revisions,
    rfc3339,
    times,
)
from site_builder.git.trees import malformed
from site_builder.history.model import BlobReader, Revision
from site_builder.load.files import SOURCE_FOLDER


class BlobStore(BlobReader, Protocol):
    """The contents of a repository's files by object id."""

    def read(self, blob: str, limit: int) -> bytes:
        """Return at most `limit` bytes of an object. Raises `RepositoryError` as `read_many` does."""

    def hold(self, blobs: Iterable[str], limit: int) -> None:
        """Be ready to `read` objects that are shorter than `limit` bytes. What is not there is left out."""


class Repository(Protocol):
    """Commits by full object ids, with their trees and contents. Answers never change.

    Paths are relative to the instance's folder. Raises `RepositoryError` where something cannot be had.
    """

    def is_ancestor(self, base: str, head: str) -> bool:
        """Return whether one commit is among the ancestors of another, or is it."""

    def is_on_line(self, base: str, head: str) -> bool:
        """Return whether an ancestor of a commit is on its first-parent line, or is it."""

    def first_parents(self, since: str, head: str) -> tuple[str, ...] | None:
        """Return the commits of the first-parent line after `since` up to `head`, oldest first.

        None where `since` is not on that line.
        """

    def apart(self, base: str, head: str) -> tuple[str, ...]:
        """Return the commits of the first-parent line of `head` that `base` does not have, newest first."""

    def brought(self, head: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return the commits that a commit brings where others are there with all that they have, newest first."""

    def times(self, base: str, head: str) -> tuple[tuple[str, str], ...]:
        """Return what `apart` does without what is passed over, each with its committer date (RFC 3339, UTC)."""

    def as_of(self, commit: str) -> str:
        """Return the instant that a commit speaks for: the newest committer date of its first-parent line."""

    def last_before(self, commit: str, day: str) -> str:
        """Return the last commit of a first-parent line that speaks for an earlier day; its first where none does."""

    def passed_over(self, tip: str) -> frozenset[str]:
        """Return the commits of a first-parent line that the history passes over."""

    def listing(self, commit: str, *paths: str) -> Mapping[str, Blob]:
        """Return every file below `paths`, else `lists/`, in a commit, by path, sorted."""

    def changes(self, base: str, head: str) -> tuple[PathChange, ...]:
        """Return every path that differs between two commits. A rename is a removal and an addition."""

    def revisions(self, tip: str, globs: Sequence[str] = (SOURCE_FOLDER,)) -> tuple[Revision, ...]:
        """Return the first-parent line of a commit, oldest first, each with what it changed below `globs`.

        In them `*` stops at slashes and `**` does not. What was passed over is left out, and what it changed is a part
        of what the next commit changes.
        """

    def malformed(self, base: str, commits: Collection[str]) -> tuple[tuple[str, str, str], ...]:
        """Return the folders of commits whose trees git would not have written, with a commit and what is wrong.

        What `base` has in the same place is not read.
        """

    def blobs(self) -> AbstractContextManager[BlobStore]:
        """Return the contents, to be read inside the context."""


@dataclass(frozen=True, slots=True)
class GitRepository:
    """A repository by way of git, in which `root` is the instance's folder. What is asked for often is kept."""

    root: Path
    _passed_over: dict[str, frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _instants: dict[str, Sequence[tuple[str, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_ancestor(self, base: str, head: str) -> bool:
        return is_ancestor(self.root, base, head)

    def is_on_line(self, base: str, head: str) -> bool:
        return is_on_line(self.root, base, head)

    def first_parents(self, since: str, head: str) -> tuple[str, ...] | None:
        return first_parents(self.root, since, head)

    def apart(self, base: str, head: str) -> tuple[str, ...]:
        return apart(self.root, base, head)

    def brought(self, head: str, known: Iterable[str]) -> tuple[str, ...]:
        return brought(self.root, head, known)

    def times(self, base: str, head: str) -> tuple[tuple[str, str], ...]:
        return times(self.root, base, head, self.passed_over(head))

    def as_of(self, commit: str) -> str:
        return rfc3339(self._line(commit)[-1][1])

    def last_before(self, commit: str, day: str) -> str:
        return last_before(self._line(commit), day)

    def passed_over(self, tip: str) -> frozenset[str]:
        if tip not in self._passed_over:
            self._passed_over[tip] = passed_over(self.root, tip)
        return self._passed_over[tip]

    def listing(self, commit: str, *paths: str) -> Mapping[str, Blob]:
        return listing(self.root, commit, *paths)

    def changes(self, base: str, head: str) -> tuple[PathChange, ...]:
        return changes(self.root, base, head)

    def revisions(self, tip: str, globs: Sequence[str] = (SOURCE_FOLDER,)) -> tuple[Revision, ...]:
        return revisions(self.root, tip, globs, self.passed_over(tip))

    def malformed(self, base: str, commits: Collection[str]) -> tuple[tuple[str, str, str], ...]:
        return malformed(self.root, base, commits)

    def blobs(self) -> Blobs:
        return Blobs(self.root)

    def _line(self, tip: str) -> Sequence[tuple[str, int]]:
        if tip not in self._instants:
            self._instants[tip] = instants(self.root, tip, self.passed_over(tip))
        return self._instants[tip]
