"""A commit of our own: made of objects alone, put on the branch at once, and then the work tree follows.

The one place that writes to a repository, for who asks for a commit and pushes it next. No hook runs, no filter, and no
program that signs.
"""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from site_builder.errors import UsageError
from site_builder.git.run import prefix, run

_WHO: Final = frozenset(
    {"GIT_CONFIG_GLOBAL"}.union(
        f"GIT_{role}_{part}" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    )
)
"""Variables by which users say who they are."""


def write_commit(  # noqa: PLR0913, PLR0917 - what a commit consists of
    root: Path, tree: str, files: Mapping[str, bytes | str], parents: Sequence[str], message: str, time: str
) -> str:
    """Write a commit and return its name: the tree of another one, and `files` below `root` put into it.

    A file is its content, or the name of an object that holds it. `time` (RFC 3339) is when it is made. Nothing leads
    to the commit before `move_head` does. Raises `UsageError` where git does not know who makes it.
    """
    who = {name: os.environ[name] for name in _WHO if name in os.environ}
    who |= dict.fromkeys(
        ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"@{datetime.fromisoformat(time).timestamp():.0f} +0000"
    )
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if run(root, "var", role, answers=None, more=who).returncode != 0:
            hint = "`git config user.name ROLE` and `git config user.email ADDRESS` say it; a role will do"
            raise UsageError("git does not know who makes the commit", hint=hint)
    above = prefix(root)
    blobs = {
        f"{above}{path}": item if isinstance(item, str) else _blob(root, item) for path, item in files.items()
    }
    top = _tree(root, f"{tree}^{{tree}}", blobs)
    named = [part for parent in parents for part in ("-p", parent)]
    return run(root, "commit-tree", *named, top, given=f"{message}\n", more=who).stdout.strip()


def _blob(root: Path, content: bytes) -> str:
    text = content.decode("utf-8", "surrogateescape")
    return run(root, "hash-object", "-w", "--stdin", given=text).stdout.strip()


def _tree(root: Path, old: str | None, files: Mapping[str, str]) -> str:
    """Write a tree, another one with some files put into it, each by its path and the name of its object."""
    told = run(root, "ls-tree", "-z", "--full-tree", old).stdout if old is not None else ""
    entries = {name: head for head, _, name in (line.partition("\t") for line in told.split("\0")[:-1])}
    below: dict[str, dict[str, str]] = defaultdict(dict)
    for path, blob in files.items():
        name, _, rest = path.partition("/")
        if rest:
            below[name][rest] = blob
        else:
            entries[name] = f"100644 blob {blob}"
    for name, some in below.items():
        _, kind, inner = entries.get(name, "- - -").split(" ")
        entries[name] = f"040000 tree {_tree(root, inner if kind == 'tree' else None, some)}"
    given = "".join(f"{head}\t{name}\0" for name, head in entries.items())
    return run(root, "mktree", "-z", "--missing", given=given).stdout.strip()


def move_head(root: Path, old: str, new: str, why: str) -> bool:
    """Move HEAD, or the branch that it names, and let index and work tree follow. Return whether all of both could.

    Work that is not committed stays. Where it is in the way, or git is busy, the index follows alone, if it can. Raises
    `RepositoryError` where HEAD is not `old` any more; nothing has changed then.
    """
    run(root, "update-ref", "-m", why, "HEAD", new, old)
    told = run(root, "config", "-z", "--name-only", "--get-regexp", r"^filter\.", answers=(0, 1)).stdout
    settings = dict.fromkeys(told.split("\0")[:-1], "") | {"core.autocrlf": "false", "core.eol": "lf"}
    off = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        off |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    run(root, "update-index", "-q", "--refresh", answers=None, more=off)
    follow = ("-m", "-u", "--no-recurse-submodules", old, new)
    if run(root, "read-tree", *follow, answers=None, more=off).returncode == 0:
        return True
    run(root, "read-tree", new, answers=None, more=off)
    return False
