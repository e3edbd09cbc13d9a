"""Revisions: what the history is made from. git gives them; nothing here knows git."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that a commit changed: path below the root, and the object that it is now.

    `blob` is None where the file is gone, or is not a regular file (a symbolic link, a submodule).
    """

    path: str
    blob: str | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit of the first-parent line."""

    commit: str
    time: str
    """RFC 3339, UTC: the running maximum of committer dates up to this commit."""
    subject: str
    changes: Sequence[FileChange]
    """Compared with its first parent; at the first commit, everything."""


class BlobReader(Protocol):
    """Where the contents of changed files come from."""

    def read_many(self, blobs: Sequence[str], limit: int) -> Iterator[bytes]:
        """Yield at most `limit` bytes of each object, in the order asked for."""
        ...
