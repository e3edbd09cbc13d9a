"""The work tree and its user: what differs from HEAD, and what git knows of who works here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from site_builder.git.run import run

if TYPE_CHECKING:
    from pathlib import Path


def uncommitted(root: Path, *paths: str) -> tuple[str, ...]:
    """Return what below `paths` (relative to `root`) differs from HEAD or is not in it, relative to `root`, sorted."""
    options = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    told = run(root, "status", *options, "--", *(f":(literal){path}" for path in paths)).stdout
    prefix = run(root, "rev-parse", "--show-prefix").stdout.removesuffix("\n")
    return tuple(sorted(item[3:].removeprefix(prefix) for item in told.split("\0") if item))


def user_emails(root: Path) -> tuple[str, ...]:
    """Return the addresses that a commit made here would show, as far as git is told of any.

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


def _setting(root: Path, name: str) -> str | None:
    return run(root, "config", "--get", name, check=False).stdout.removesuffix("\n") or None
