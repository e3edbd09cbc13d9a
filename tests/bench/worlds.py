"""Repositories of public records, the same on every machine, each written by one `git fast-import`."""

from __future__ import annotations

import random
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Final

from site_builder.load.layout import review_path
from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from tests.bench.records import write_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SEED: Final = 20260202
_EDITS: Final = 5
_REVIEWERS: Final = ("reviewer-a", "reviewer-b")
_SHELL: Final = {
    "mkdocs.yml": b"site_name: bench\ntheme:\n  name: material\nplugins: [search, handlelists]\n",
    "docs/note.md": b"# A note\n",
}


def observed(root: Path, records: int, commits: int) -> None:
    """Make a repository of records that are public from the first commit on; each later one observes some again."""
    files, paths = _instance(root, records)
    files |= {path: data for name in _REVIEWERS for path, data in _reviews(files, paths, name).items()}
    chosen = random.Random(_SEED)  # noqa: S311 - the same edits every time, no secrets
    told = [_commit(0, files)]
    for number in range(1, commits):
        edited = sorted(chosen.sample(paths, min(_EDITS, len(paths))))
        for path in edited:
            files[path] += f"  - {{date: 2026-06-01, state: active, followers: {number}}}\n".encode()
        told.append(_commit(number, {path: files[path] for path in edited}))
    _import(root, told)


def reviewed_one_by_one(root: Path, records: int) -> None:
    """Make a repository in which each record becomes public by a commit of its own, that of its second review.

    All ids begin alike, so that one file grows at every commit.
    """
    files, paths = _instance(root, records, prefix="zz")
    first, second = _REVIEWERS
    told = [_commit(0, files | _reviews(files, paths, first))]
    told += [_commit(count, _reviews(files, paths[:count], second)) for count in range(1, records + 1)]
    _import(root, told)


def _instance(root: Path, records: int, prefix: str = "") -> tuple[dict[str, bytes], list[str]]:
    """Write an instance; return its files by path, and the sorted paths of the records that were asked for."""
    made = write_records(root, records, prefix)
    files = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in (root / "lists").rglob("*.yaml")
    }
    return files | _SHELL, sorted(path.relative_to(root).as_posix() for path in made)


def _reviews(files: Mapping[str, bytes], paths: list[str], reviewer: str) -> dict[str, bytes]:
    """Return the files of reviews by which a reviewer confirms records; what is in `files` already stays."""
    found: dict[str, list[str]] = {}
    for path in paths:
        record = path.rpartition("/")[2].removesuffix(".yaml")
        said = f"claim: {_digest(record, files[path])}\n    date: 2026-01-20\n    verdict: confirm\n    number: 1\n"
        entry = f"{record}:\n  - {said}"
        found.setdefault(review_path("harbour", reviewer, record), []).append(entry)
    return {path: files.get(path, b"") + "".join(entries).encode() for path, entries in found.items()}


@cache
def _digest(record: str, data: bytes) -> str:
    return claim_digest("harbour", record, load(data, "").value)  # type: ignore[arg-type]  # a mapping


def _import(root: Path, commits: list[bytes]) -> None:
    subprocess.run(("git", "init", "-q", "-b", "main", str(root)), check=True)
    given = b"".join(commits)
    subprocess.run(("git", "-C", str(root), "fast-import", "--quiet"), input=given, check=True)
    subprocess.run(("git", "-C", str(root), "reset", "-q", "--hard"), check=True)


def _commit(number: int, files: Mapping[str, bytes]) -> bytes:
    """Return one commit as git fast-import reads it."""
    when = 1_785_000_000 + number * 60
    head = f"commit refs/heads/main\ncommitter T <t@handlelists.example> {when} +0000\ndata 1\nx\n"
    parts = [head.encode()]
    for path, data in files.items():
        parts += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    parts.append(b"\n")
    return b"".join(parts)
