"""The work tree and its user: what differs from HEAD, and what git knows of who works here."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from site_builder.errors import InstanceError, RepositoryError
from site_builder.git.revisions import Blob, listing
from site_builder.git.run import run
from site_builder.load.files import ignored
from site_builder.load.parsed import name_of

_LEFT_OUT: Final = re.compile(r"(?:\A|(?<=\0))S ([^\0]*)")
_INDEXED: Final = re.compile(
    r"\d{6} ([0-9a-f]+) 0\t([^\0]*)\0  ctime: .*\n  mtime: (\d+):(\d+)\n.*\n.*\n  size: (\d+)\t.*\n"
)


def uncommitted(root: Path, *paths: str, quick: bool = False) -> tuple[str, ...]:
    """Return what below `paths` (relative to `root`) differs from HEAD or is not in it, relative to `root`, sorted.

    The files' own bytes are compared, not what git has in its index or makes of them by filters, and files that git
    ignores count: a build reads them. Line ends of another system are not a difference, nor is what git left out.
    With `quick` a file that is as git last saw it is not read: enough for a hint, since an index can say anything.
    """
    committed = listing(root, "HEAD", *paths)
    here = {name for path in paths for name in _below(root, path)}
    absent = left_out(root, *paths)
    kept = (
        name for name in (here | committed.keys()).difference(absent) if not ignored(name.rpartition("/")[2])
    )
    seen = _as_seen(root, committed) if quick else frozenset[str]()
    return tuple(
        sorted(name for name in kept if name not in seen and not _is_same(root / name, committed.get(name)))
    )


def left_out(root: Path, *paths: str) -> tuple[str, ...]:
    """Return the files at and below `paths` (relative to `root`) that git tracks and leaves out of the work tree.

    They are those of a sparse checkout, or marked in the index (git-sparse-checkout(1), git-update-index(1)). Nothing
    where git is missing, or there is no repository or index that it can read: a damaged one holds up no removal.
    """
    try:
        told = run(root, "ls-files", "-t", "-z", "--", ":/", answers=None)
    except RepositoryError:
        return ()
    names = _LEFT_OUT.findall(told.stdout) if told.returncode == 0 else ()
    places = tuple(f"{os.path.normpath(path)}/" for path in paths)
    return tuple(name for name in names if f"{name}/".startswith(places) and not os.path.lexists(root / name))


def refuse_left_out(root: Path, *paths: str) -> None:
    """Raise `InstanceError` where git left out something of `paths`: what can be read is then only a part of them."""
    for name in left_out(root, *paths):
        error = (
            f"git left {name} out of this folder (a sparse checkout), and what is said of a part may be wrong"
        )
        raise InstanceError(error, hint="run `git sparse-checkout disable`")


def _as_seen(root: Path, committed: Mapping[str, Blob]) -> frozenset[str]:
    """Return the files that hold what is committed, as far as git's index and their sizes and times say."""
    index = root / run(root, "rev-parse", "--git-path", "index").stdout.removesuffix("\n")
    written = index.stat().st_mtime_ns if index.exists() else 0
    told = run(root, "ls-files", "--stage", "--debug", "-z").stdout
    found = set()
    for name, path, seconds, rest, size in _INDEXED.findall(told):
        blob = committed.get(path)
        if blob is not None and blob.object == name:
            with suppress(OSError):
                status, time = os.lstat(f"{root}/{path}"), int(seconds) * 10**9 + int(rest)
                # What was changed while the index was written may have the same time and size.
                if (status.st_mtime_ns, status.st_size) == (time, int(size)) and time < written:
                    found.add(path)
    return frozenset(found)


def _below(root: Path, path: str) -> Iterator[str]:
    """Yield everything but plain folders at and below a path, relative to `root`."""
    top = root / path
    if top.is_symlink() or top.is_file():
        yield path
        return
    for folder, folders, files in os.walk(top):
        at = Path(folder)
        links = (name for name in folders if (at / name).is_symlink())
        prefix = at.relative_to(root).as_posix()
        yield from (f"{prefix}/{name}" for name in (*files, *links))


def _is_same(file: Path, blob: Blob | None) -> bool:
    """Return whether a file is there and holds what a commit says."""
    try:
        mode = file.lstat().st_mode
        if blob is None or not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            return False
        link = stat.S_ISLNK(mode)
        data = os.fsencode(file.readlink()) if link else file.read_bytes()
    except OSError:
        return False
    names = (name_of(form, len(blob.object)) for form in (data, data.replace(b"\r\n", b"\n")))
    return blob.object in names and link == (blob.mode == "120000")


def private_file(root: Path, name: str) -> Path | None:
    """Return where a file of ours can be kept beside the repository's own, never committed; None without git."""
    try:
        told = run(root, "rev-parse", "--git-path", f"handlelists/{name}", answers=None)
    except RepositoryError:
        return None
    return root / told.stdout.removesuffix("\n") if told.returncode == 0 else None


def user_emails(root: Path) -> tuple[str, ...]:
    """Return the addresses that a commit made here would show, as far as git knows of any.

    Of author and committer each: the environment's, their own setting, `user.email`, `EMAIL` (git-commit(1)).
    """
    found = []
    for role in ("author", "committer"):
        own = os.environ.get(f"GIT_{role.upper()}_EMAIL") or _setting(root, f"{role}.email")
        found.append(own or _setting(root, "user.email") or os.environ.get("EMAIL"))
    return tuple(dict.fromkeys(filter(None, found)))


def signing_key(root: Path) -> str | None:
    """Return `user.signingkey`, if the user signs with SSH keys (`gpg.format` is `ssh`)."""
    return _setting(root, "user.signingkey") if _setting(root, "gpg.format") == "ssh" else None


def capture_store(root: Path) -> str | None:
    """Return `handlelists.captures`: the folder in which the user keeps captures."""
    return _setting(root, "handlelists.captures")


def signs_commits(root: Path) -> bool:
    """Return whether the user has git sign every commit (`commit.gpgSign`)."""
    return (
        run(root, "config", "--get", "--type=bool", "commit.gpgSign", answers=None).stdout.strip() == "true"
    )


def _setting(root: Path, name: str) -> str | None:
    return run(root, "config", "--get", name, answers=(0, 1)).stdout.removesuffix("\n") or None
