"""git: the one module that runs it. Read-only.

Plumbing commands only: their output does not depend on the user's configuration. The user's `safe.directory` does
count, so that container builds work.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from site_builder.errors import RepositoryError

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT_SECONDS: Final = 300
_ENVIRONMENT: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_OWNERSHIP: Final = "dubious ownership"


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
    log = _run(root, "rev-list", "--first-parent", "--timestamp", "HEAD", "--", check=False)
    lines = log.stdout.splitlines()
    if log.returncode != 0 or not lines:
        message = "the repository has no commit yet"
        raise RepositoryError(message, hint="commit first, or build with --no-history --as-of INSTANT")
    newest = max(int(line.split()[0]) for line in lines)
    return Head(lines[0].split()[1], _rfc3339(newest))


def _rfc3339(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        message = f"a commit is dated {seconds} seconds after 1970, which no calendar has"
        raise RepositoryError(message) from None


def _run(root: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = ("git", "-c", "core.fsmonitor=false", "-C", str(root), *arguments)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours; no shell
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=kept | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        message = "git is not installed"
        raise RepositoryError(message, hint="install git, or build with --no-history") from error
    except subprocess.TimeoutExpired as error:
        message = f"git {arguments[0]} did not answer within {_TIMEOUT_SECONDS} seconds"
        raise RepositoryError(message) from error
    if check and done.returncode != 0:
        message = f"git {arguments[0]} failed: {done.stderr.strip()[:300]}"
        raise RepositoryError(message)
    return done
