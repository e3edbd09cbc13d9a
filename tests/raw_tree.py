"""Trees and commits put together by hand, as git itself would not make them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.acceptance.support import git

if TYPE_CHECKING:
    from pathlib import Path

Entry = tuple[str, str, str]
"""Mode, name and object id."""
FILE, FOLDER = "100644", "40000"


def write_blob(root: Path, text: str) -> str:
    return _written(root, "blob", text.encode())


def write_tree(root: Path, *entries: Entry) -> str:
    """Write a tree of exactly these entries in this order; return its object id."""
    made = (f"{mode} {name}\0".encode() + bytes.fromhex(sha) for mode, name, sha in entries)
    return _written(root, "tree", b"".join(made))


def entries_of(root: Path, tree: str) -> list[Entry]:
    """Return what a tree that git made has."""
    told = (line.split("\t") for line in git(root, "ls-tree", "-z", tree).split("\0") if line)
    return [(head.split(" ")[0].lstrip("0"), name, head.split(" ")[2]) for head, name in told]


def replaced(root: Path, tree: str, path: str, new: str) -> str:
    """Return a tree in which the tree at a path is another one; the rest is as it was."""
    if not path:
        return new
    first, _, rest = path.partition("/")
    made = [
        (mode, name, replaced(root, sha, rest, new) if name == first else sha)
        for mode, name, sha in entries_of(root, tree)
    ]
    return write_tree(root, *made)


def commit_tree(root: Path, tree: str, *parents: str, day: str = "2026-06-02") -> str:
    named = (part for parent in parents for part in ("-p", parent))
    return git(root, "commit-tree", tree, *named, "-m", "By hand", day=day).strip()


def write_commit(root: Path, text: str) -> str:
    return _written(root, "commit", text.encode())


def _written(root: Path, kind: str, data: bytes) -> str:
    command = ("git", "-C", str(root), "hash-object", "-t", kind, "-w", "--literally", "--stdin")
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().strip()
