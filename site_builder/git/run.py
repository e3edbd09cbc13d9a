"""Running git, so that nothing in a checkout's configuration runs a program or changes an answer.

Only commands are used that read objects, refs and single settings. Those that look at the work tree (`status`, `diff`,
`ls-files`) or write are not: a `.git/config` may name filters and hooks for them, which no option turns off. The user's
own `safe.directory` counts, so that builds in containers work.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Final

from site_builder.errors import RepositoryError

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_SECONDS: Final = 300
PARTIAL: Final = "this may be a partial clone: fetch without --filter, or run `git fetch --refetch`"
"""What to do where an object is missing."""
_SETTINGS: Final = (
    f"core.attributesFile={os.devnull}",
    "core.commitGraph=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
)
"""What a `.git/config` may say otherwise, and what would then run or tell another history."""
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "none",  # an older git asks a promisor remote for objects whatever the next line says
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_GRAFT_FILE": f"{os.devnull}/none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def command(root: Path) -> tuple[str, ...]:
    """Return the beginning of every command line."""
    settings = (part for setting in _SETTINGS for part in ("-c", setting))
    # Where the work tree is follows from where `.git` is, whatever `core.worktree` and `core.bare` say.
    folder = root.resolve()
    repository = next((above for above in (folder, *folder.parents) if _is_repository(above / ".git")), None)
    return ("git", *settings, "-C", str(root), *((f"--work-tree={repository}",) if repository else ()))


def _is_repository(name: Path) -> bool:
    """Return whether a `.git` leads to a repository, or is one; git passes over an empty folder of this name."""
    return name.is_file() or os.path.lexists(name / "HEAD")


def environment() -> dict[str, str]:
    """Return this process's environment without what would lead git elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT


def run(root: Path, *arguments: str, check: bool = True, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run git in `root` and return what it said. Raises `RepositoryError` where it fails and `check` is set."""
    done = _done(root, arguments, given.encode("utf-8", "surrogateescape"))
    if check and done.returncode != 0:
        raise _failed(arguments, done.stderr)
    texts = (done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
    return subprocess.CompletedProcess(done.args, done.returncode, *texts)


def pathspec(prefix: str, glob: str) -> str:
    """Return the pathspec of a glob below a folder of the repository: `*` stops at slashes, `**` does not.

    Without either it is a file or a folder with all that is in it.
    """
    if "*" not in glob:
        return f":(top,literal){prefix}{glob}"
    magic = "*?[]\\"
    escaped = "".join(f"\\{character}" if character in magic else character for character in prefix)
    return f":(top,glob){escaped}{glob}"


def no_git() -> RepositoryError:
    """Return the error for a machine without git."""
    return RepositoryError("git is not installed", hint="install git, or build with --no-history")


def _failed(arguments: tuple[str, ...], told: bytes) -> RepositoryError:
    message = f"git {arguments[0]} failed: {told.decode('utf-8', 'replace').strip()[:300]}"
    return RepositoryError(message)


def _done(root: Path, arguments: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - arguments are ours; no shell
            (*command(root), *arguments),
            capture_output=True,
            env=environment(),
            input=given,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise no_git() from error
    except subprocess.TimeoutExpired as error:
        message = f"git {arguments[0]} did not answer within {TIMEOUT_SECONDS} seconds"
        raise RepositoryError(message) from error
