"""git: the one module that runs it. Read-only.

Plumbing commands only: their output does not depend on the user's configuration. The user's `safe.directory` does
count, so that container builds work.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Final, Self

from site_builder.errors import RepositoryError
from site_builder.history.revision import FileChange, Revision
from site_builder.load.files import SOURCE_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT_SECONDS: Final = 300
_ENVIRONMENT: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_OWNERSHIP: Final = "dubious ownership"
_REGULAR: Final = frozenset({"100644", "100755", "100664"})
_GONE: Final = "000000"
_HEADER_WORDS: Final = len(("object id", "type", "size"))
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """HEAD and the instant that it speaks for."""

    commit: str
    as_of: str
    """RFC 3339, UTC: the running maximum of committer dates along the first-parent line up to HEAD."""


def head(root: Path) -> Head:
    """Return the repository's HEAD.

    Raises `RepositoryError` where `root` is in no repository, has no commit, or is a shallow clone.
    """
    _refuse_unusable(root)
    log = _run(root, "rev-list", "--first-parent", "--timestamp", "HEAD", "--", check=False)
    lines = log.stdout.splitlines()
    if log.returncode != 0 or not lines:
        raise _no_commit()
    newest = max(int(line.split()[0]) for line in lines)
    return Head(lines[0].split()[1], _rfc3339(newest))


def revisions(root: Path) -> tuple[Revision, ...]:
    """Return the first-parent line of HEAD, oldest first, each with what it changed below `lists/` of `root`.

    Times are running maxima of committer dates. One walk; no file is read. Raises `RepositoryError` as `head` does.
    """
    _refuse_unusable(root)
    form = "--format=%H %T %ct %s"
    log = _run(
        root, "rev-list", "--first-parent", "--reverse", "--encoding=UTF-8", form, "HEAD", "--", check=False
    )
    if log.returncode != 0:
        raise _no_commit()
    commits = [
        line.split(" ", 3) for line in log.stdout.split("\n") if line and not line.startswith("commit ")
    ]
    prefix = _run(root, "rev-parse", "--show-prefix").stdout.removesuffix("\n")
    empty = _run(root, "hash-object", "-t", "tree", "--stdin").stdout.strip()
    trees = [empty, *(tree for _, tree, _, _ in commits)]
    asked = "".join(f"{old} {new}\n" for old, new in pairwise(trees))
    options = ("--stdin", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")
    told = _run(
        root, "diff-tree", *options, "--", f":(top,literal){prefix}{SOURCE_FOLDER}", given=asked
    ).stdout
    changes = _changes(told, prefix, len(commits))
    made = []
    newest = 0
    for (commit, _, seconds, subject), changed in zip(commits, changes, strict=True):
        # A date that git cannot read is printed as nothing.
        newest = max(newest, int(seconds or 0))
        made.append(Revision(commit, _rfc3339(newest), subject, changed))
    return tuple(made)


def uncommitted(root: Path, *paths: str) -> tuple[str, ...]:
    """Return what below `paths` (relative to `root`) differs from HEAD or is not in it, relative to `root`, sorted."""
    options = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    told = _run(root, "status", *options, "--", *(f":(literal){path}" for path in paths)).stdout
    prefix = _run(root, "rev-parse", "--show-prefix").stdout.removesuffix("\n")
    return tuple(sorted(item[3:].removeprefix(prefix) for item in told.split("\0") if item))


class Blobs:
    """The contents of a repository's files by object id: one `git cat-file --batch` for all of them.

    A context manager; `read` may be called inside it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Do nothing yet: the process starts with the first read."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        process = self._process
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait(_TIMEOUT_SECONDS)

    def read(self, blob: str, limit: int) -> bytes:
        """Return at most `limit` bytes of an object.

        Raises `RepositoryError` where the repository does not hold it (a partial clone, or damage).
        """
        given, told = self._pipes()
        try:
            given.write(f"{blob}\n".encode("ascii"))
            given.flush()
            header = told.readline().split()
        except OSError:
            header = []
        if len(header) != _HEADER_WORDS:
            message = f"git does not hold object {blob[:40]}"
            hint = "this may be a partial clone: fetch without --filter, or run `git fetch --refetch`"
            raise RepositoryError(message, hint=hint)
        size = int(header[2])
        data = told.read(min(size, limit))
        rest = size + 1 - len(data)
        while rest > 0:
            rest -= len(told.read(min(rest, _CHUNK))) or rest
        return data

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - arguments are ours; no shell
                    (*_command(self._root), "cat-file", "--batch"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                )
            except FileNotFoundError as error:
                raise _no_git() from error
        given, told = self._process.stdin, self._process.stdout
        if given is None or told is None:  # pragma: no cover - both are asked for above
            message = "git cat-file cannot be talked to"
            raise RepositoryError(message)
        return given, told


def _refuse_unusable(root: Path) -> None:
    inside = _run(root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", check=False)
    if inside.returncode != 0:
        if _OWNERSHIP in inside.stderr:
            message = "git refuses this repository because another user owns it"
            hint = "see `git help config`, safe.directory"
        else:
            message = f"{root} is not in a git repository"
            hint = "run `git init` and commit, or build with --no-history --as-of INSTANT"
        raise RepositoryError(message, hint=hint)
    if inside.stdout.split()[1:] == ["true"]:
        message = "this is a shallow clone: its history is cut off, so dates and changes cannot be derived"
        raise RepositoryError(message, hint="run `git fetch --unshallow` (in CI: fetch-depth: 0)")


def _no_commit() -> RepositoryError:
    message = "the repository has no commit yet"
    return RepositoryError(message, hint="commit first, or build with --no-history --as-of INSTANT")


def _no_git() -> RepositoryError:
    return RepositoryError("git is not installed", hint="install git, or build with --no-history")


def _changes(told: str, prefix: str, count: int) -> list[tuple[FileChange, ...]]:
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
        made[-1].append(FileChange(path, blob if mode in _REGULAR else None, deleted=mode == _GONE))
        position = end + 1
    if len(made) != count:
        message = f"git diff-tree told of {len(made)} of {count} commits"
        raise RepositoryError(message)
    return [tuple(changes) for changes in made]


def _rfc3339(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        message = f"a commit is dated {seconds} seconds after 1970, which no calendar has"
        raise RepositoryError(message) from None


def _command(root: Path) -> tuple[str, ...]:
    return ("git", "-c", "core.fsmonitor=false", "-C", str(root))


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT


def _run(
    root: Path, *arguments: str, check: bool = True, given: str = ""
) -> subprocess.CompletedProcess[str]:
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours; no shell
            (*_command(root), *arguments),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=_environment(),
            input=given,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise _no_git() from error
    except subprocess.TimeoutExpired as error:
        message = f"git {arguments[0]} did not answer within {_TIMEOUT_SECONDS} seconds"
        raise RepositoryError(message) from error
    if check and done.returncode != 0:
        message = f"git {arguments[0]} failed: {done.stderr.strip()[:300]}"
        raise RepositoryError(message)
    return done
