"""Running git, so that nothing in a checkout's configuration runs a program or changes an answer.

Only commands are used that read objects, refs and single settings. Those that look at the work tree (`status`, `diff`)
or write are not: a `.git/config` may name filters and hooks for them. `commit` writes, and says what it turns off. The
user's own `safe.directory` counts, so that builds in containers work.
"""

import os
import subprocess
from collections.abc import Container, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from site_builder.errors import HandlelistsError, InstanceError, RepositoryError
from site_builder.load.files import SOURCE_FOLDER

_TIMEOUT_SECONDS: Final = 300
_PARTIAL: Final = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
_SETTINGS: Final = (
    f"core.attributesFile={os.devnull}",
    "core.commitGraph=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "i18n.commitEncoding=UTF-8",
    "user.useConfigOnly=true",
)
"""What a `.git/config` may say otherwise, and what would then run, tell another history or be guessed of a person."""
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
    _, repository = _place(root)
    return ("git", *settings, "-C", str(root), *((f"--work-tree={repository}",) if repository else ()))


def prefix(root: Path) -> str:
    """Return the way from the top of the repository to `root`, ending in a slash; empty at the top, or without one."""
    folder, repository = _place(root)
    return f"{folder.relative_to(repository)}/" if repository not in {None, folder} else ""


def top(root: Path) -> Path:
    """Return the top of the repository that `root` is in; the folder itself without one."""
    folder, repository = _place(root)
    return repository or folder


def _place(root: Path) -> tuple[Path, Path | None]:
    """Return where `root` really is, and the folder at or above it that has a `.git`."""
    folder = Path(os.path.realpath(root))
    return folder, next(
        (above for above in (folder, *folder.parents) if _is_repository(above / ".git")), None
    )


def _is_repository(name: Path) -> bool:
    """Return whether a `.git` leads to a repository, or is one; git passes over an empty folder of this name."""
    return name.is_file() or os.path.lexists(name / "HEAD")


def environment() -> dict[str, str]:
    """Return this process's environment without what would lead git elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT


def run(
    root: Path,
    *arguments: str,
    answers: Container[int] | None = (0,),
    given: str = "",
    more: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[str]:
    """Run git in `root`, with `more` in its environment, and return what it said.

    Raises `RepositoryError` where its exit status is none of `answers`: nothing follows from what it printed then.
    None takes any.
    """
    done = _done(root, arguments, given.encode("utf-8", "surrogateescape"), more)
    texts = (done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "replace"))
    if answers is not None and done.returncode not in answers:
        raise failed(root, arguments[0], texts[1])
    return subprocess.CompletedProcess(done.args, done.returncode, *texts)


def not_usable(root: Path, said: str) -> HandlelistsError:
    """Return the error for a folder in which git finds no repository, or none that it can use."""
    if not root.is_dir():
        return InstanceError(f"there is no folder {root}", hint="name the instance's folder with --root")
    if "dubious ownership" in said:
        message = "git refuses this repository because another user owns it"
        return RepositoryError(message, hint="see `git help config`, safe.directory")
    whole = Path(os.path.realpath(root))
    if not any(os.path.lexists(folder / ".git") for folder in (whole, *whole.parents)):
        if not (root / SOURCE_FOLDER).is_dir():
            return InstanceError.without(root, SOURCE_FOLDER)
        return RepositoryError(f"{root} is not in a git repository", hint="run `git init` and commit")
    message = f"git cannot use the repository of {root}: {_quoted(said)}"
    return RepositoryError(message, hint="may you read its .git? If it is damaged, clone it again")


def failed(root: Path, command: str, said: str) -> RepositoryError:
    """Return the error for a command of git's that failed, or does not have what it was asked for."""
    if _done(root, ("config", "--get-regexp", _PARTIAL), b"").returncode == 0:
        message = "this is a partial clone: git left out some contents of files, and they are needed"
        return RepositoryError(message, hint="fetch them: `git fetch --refetch --no-filter`")
    hint = "the repository may be damaged: `git fsck` says more; where it is, clone it again"
    return RepositoryError(f"git {command} failed: {_quoted(said)}", hint=hint)


def _quoted(said: str) -> str:
    lines = [line for line in said.splitlines() if not line.startswith(("warning:", "hint:"))]
    return (lines or ["it does not say why"])[0].removeprefix("error: ").removeprefix("fatal: ")[:300]


def pathspec(prefix: str, glob: str) -> str:
    """Return the pathspec of a glob below a folder of the repository: `*` stops at slashes, `**` does not.

    Without either it is a file or a folder with all that is in it.
    """
    if "*" not in glob:
        return f":(top,literal){prefix}{glob}"
    magic = "*?[]\\"
    escaped = "".join(f"\\{character}" if character in magic else character for character in prefix)
    return f":(top,glob){escaped}{glob}"


def _done(
    root: Path, arguments: tuple[str, ...], given: bytes, more: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - arguments are ours; no shell
            (*command(root), *arguments),
            capture_output=True,
            env={**environment(), **more},
            input=given,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise RepositoryError("git is not installed", hint="install git") from error
    except subprocess.TimeoutExpired as error:
        message = f"git {arguments[0]} did not answer within {_TIMEOUT_SECONDS} seconds"
        raise RepositoryError(message) from error
