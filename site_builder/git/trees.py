"""Trees: what is in a commit, and what differs between two, whole repositories and modes included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.errors import UsageError
from site_builder.git.revisions import DIFF, REGULAR, rfc3339
from site_builder.git.run import failed, pathspec, run
from site_builder.load.files import SOURCE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COMMIT: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Blob:
    """One name in a tree: git's mode (`100644`, `100755`, `120000` symbolic link, `160000` submodule) and object."""

    mode: str
    object: str

    @property
    def is_file(self) -> bool:
        """Whether the object is the content of a file."""
        return self.mode in REGULAR


@dataclass(frozen=True, slots=True)
class PathChange:
    """One path that differs between two commits; None on the side where it is absent.

    `path` is relative to the instance's folder for what is below it, else `outside` is set and it is relative to the
    top of the repository.
    """

    path: str
    outside: bool
    before: Blob | None
    after: Blob | None


def resolve(root: Path, revision: str) -> str:
    """Return the full object id of the commit that a revision names.

    Raises `UsageError` where it names none, `RepositoryError` where it names one that git does not have.
    """
    quietly = ("--verify", "--quiet", "--end-of-options")
    told = run(root, "rev-parse", *quietly, f"{revision}^{{commit}}", answers=None).stdout.strip()
    if not told or not set(told) <= _COMMIT:
        named = run(root, "rev-parse", *quietly, revision, answers=None).stdout.strip()
        if named and named != revision and run(root, "cat-file", "-t", named, answers=None).returncode:
            raise failed(root, "rev-parse", f"{revision} is {named}, which cannot be read")
        raise UsageError(f"no such commit: {revision!r}", hint="fetch it first: `git fetch origin`")
    return told


def is_ancestor(root: Path, base: str, head: str) -> bool:
    """Return whether one commit is among the ancestors of another, or is it."""
    return run(root, "merge-base", "--is-ancestor", base, head, answers=(0, 1)).returncode == 0


def first_parents(root: Path, since: str, head: str) -> tuple[str, ...] | None:
    """Return the commits of the first-parent line after `since` up to `head`, oldest first.

    None where `since` is not on that line.
    """
    line = run(root, "rev-list", "--first-parent", head, "--").stdout.split()
    if since not in line:
        return None
    return tuple(reversed(line[: line.index(since)]))


def times(root: Path, base: str, head: str) -> tuple[tuple[str, str], ...]:
    """Return every commit between two, with its committer date (RFC 3339, UTC), newest first."""
    told = run(root, "rev-list", "--timestamp", head, f"^{base}", "--").stdout.splitlines()
    pairs = (line.split() for line in told)
    return tuple((commit, rfc3339(int(seconds))) for seconds, commit in pairs)


def listing(root: Path, commit: str, *paths: str) -> Mapping[str, Blob]:
    """Return every file below `paths`, else `lists/`, in a commit, by path; all are relative to `root`, and sorted."""
    prefix = _prefix(root)
    wanted = (pathspec(prefix, path) for path in paths or (SOURCE_FOLDER,))
    told = run(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *wanted).stdout
    found = {}
    cut = len(prefix)
    for line in told.split("\0"):
        if line:
            head, _, path = line.partition("\t")
            mode, _, name = head.split(" ")
            found[path[cut:]] = Blob(mode, name)
    return found


def changes(root: Path, base: str, head: str) -> tuple[PathChange, ...]:
    """Return every path that differs between two commits, in git's order. A rename is a removal and an addition."""
    prefix = _prefix(root)
    told = run(root, "diff-tree", *DIFF, "--no-abbrev", base, head, "--").stdout.split("\0")
    made = []
    for meta, path in zip(told[::2], told[1::2], strict=False):
        old_mode, new_mode, old, new, _ = meta.removeprefix(":").split(" ")
        inside = path.startswith(prefix)
        made.append(
            PathChange(path.removeprefix(prefix), not inside, _blob(old_mode, old), _blob(new_mode, new))
        )
    return tuple(made)


def _blob(mode: str, name: str) -> Blob | None:
    return None if mode == "000000" else Blob(mode, name)


def _prefix(root: Path) -> str:
    return run(root, "rev-parse", "--show-prefix").stdout.removesuffix("\n")
