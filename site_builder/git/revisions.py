"""Revisions: HEAD, and the first-parent line with what each commit changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from site_builder.errors import RepositoryError, quantity
from site_builder.git.run import failed, not_usable, pathspec, run
from site_builder.history.model import FileChange, Revision
from site_builder.load.files import SOURCE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REGULAR: Final = frozenset({"100644", "100755", "100664"})
"""Modes of files; `100664` is one of old versions of git."""
_GONE: Final = "000000"
DIFF: Final = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")


@dataclass(frozen=True, slots=True)
class Head:
    """HEAD and the instant that it speaks for."""

    commit: str
    as_of: str
    """RFC 3339, UTC: the running maximum of committer dates along the first-parent line up to HEAD."""


def head(root: Path) -> Head:
    """Return the repository's HEAD.

    Raises `InstanceError` where there is no such folder, and `RepositoryError` where it is in no repository or in one
    without files, and where that has no commit, is a shallow clone or damaged.
    """
    refuse_unusable(root, bare=True)
    lines = _line(root, "--timestamp", "HEAD").splitlines()
    newest = max(int(line.split()[0]) for line in lines)
    return Head(lines[0].split()[1], rfc3339(newest))


def revisions(root: Path, tip: str = "HEAD", globs: Sequence[str] = (SOURCE_FOLDER,)) -> tuple[Revision, ...]:
    """Return the first-parent line of a commit, oldest first, each with what it changed below `globs` of `root`.

    `globs` name files and folders, relative to `root`; in them `*` stops at slashes and `**` does not. Times are
    running maxima of committer dates. One walk; no file is read. Raises `RepositoryError` as `head` does.
    """
    refuse_unusable(root)
    form = "--format=%H %T %ct %s"
    log = _line(root, "--reverse", "--encoding=UTF-8", form, tip)
    commits = [line.split(" ", 3) for line in log.split("\n") if line and not line.startswith("commit ")]
    prefix = run(root, "rev-parse", "--show-prefix").stdout.removesuffix("\n")
    empty = run(root, "hash-object", "-t", "tree", "--stdin").stdout.strip()
    trees = [empty, *(tree for _, tree, _, _ in commits)]
    asked = "".join(f"{old} {new}\n" for old, new in pairwise(trees))
    wanted = (pathspec(prefix, glob) for glob in globs)
    told = run(root, "diff-tree", *DIFF, "--stdin", "--", *wanted, given=asked).stdout
    changes = _changes(root, told, prefix, len(commits))
    made = []
    newest = 0
    for (commit, _, seconds, subject), changed in zip(commits, changes, strict=True):
        # A date that git cannot read is printed as nothing.
        newest = max(newest, int(seconds or 0))
        made.append(Revision(commit, rfc3339(newest), subject, changed))
    return tuple(made)


def as_of(root: Path, commit: str) -> str:
    """Return the instant that a commit speaks for. Raises `RepositoryError` as `head` does."""
    log = _line(root, "--timestamp", commit)
    return rfc3339(max(int(line.split()[0]) for line in log.splitlines()))


def refuse_unusable(root: Path, *, bare: bool = False) -> None:
    """Raise an error as `head` does where `root` is in no repository or in a shallow clone; if asked, in a bare one."""
    inside = run(root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", answers=None)
    if inside.returncode != 0:
        raise not_usable(root, inside.stderr)
    has_files, is_shallow = inside.stdout.split()[:2]
    if bare and has_files == "false":
        message = "this is a bare repository: it has no files"
        raise RepositoryError(message, hint="clone it, and name the clone's folder with --root")
    if is_shallow == "true":
        message = "this is a shallow clone: its history is cut off, so dates and changes cannot be derived"
        raise RepositoryError(message, hint="run `git fetch --unshallow` (in CI: fetch-depth: 0)")


def _line(root: Path, *options: str) -> str:
    """Return what `git rev-list` says of a first-parent line."""
    try:
        return run(root, "rev-list", "--first-parent", *options, "--").stdout
    except RepositoryError:
        branch = run(root, "symbolic-ref", "--quiet", "HEAD", answers=None).returncode == 0
        if branch and run(root, "rev-parse", "--verify", "--quiet", "HEAD", answers=None).returncode == 1:
            raise RepositoryError("the repository has no commit yet", hint="commit first") from None
        raise


def _changes(root: Path, told: str, prefix: str, count: int) -> list[tuple[FileChange, ...]]:
    """Read what `git diff-tree --stdin -z --raw` says of pairs of trees: a line for each, then its changes."""
    made: list[list[FileChange]] = []
    position = 0
    while position < len(told):
        if told[position] != ":":
            made.append([])
            position = told.index("\n", position) + 1
            continue
        end = told.index("\0", position)
        _, mode, _, blob, _ = told[position:end].split(" ")
        start, end = end + 1, told.index("\0", end + 1)
        path = told[start:end].removeprefix(prefix)
        made[-1].append(FileChange(path, blob if mode in REGULAR else None, deleted=mode == _GONE))
        position = end + 1
    if len(made) != count:
        raise failed(root, "diff-tree", f"it compared {len(made)} of {quantity(count, 'commit')}")
    return [tuple(changes) for changes in made]


def rfc3339(seconds: int) -> str:
    """Return seconds after 1970 as an instant (RFC 3339, UTC). Raises `RepositoryError` beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        message = f"a commit is dated {seconds} seconds after 1970, which is outside the calendar"
        raise RepositoryError(message) from None
