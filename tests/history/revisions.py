"""The first-parent line of a repository as the oracle sees it: of each commit every file below `lists/`, in full."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from tests.history.lenient import Content, read
from tests.history.stream import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Commit:
    """One commit: `files` maps each path below the instance's root to its content, None where it cannot be read."""

    commit: str
    seconds: int
    message: str
    files: Mapping[str, Content | None]

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.strip().split("\n")[0]


class FirstParentLine:
    """Iterates over the first-parent line of HEAD, oldest first; every commit's whole tree is walked.

    Objects are asked of one `git cat-file --batch`; an object that was read before is not read again.
    """

    def __init__(self, root: Path, prefix: str = "") -> None:
        self._root = root
        self._prefix = prefix
        self._objects: dict[str, bytes] = {}
        self._parsed: dict[tuple[str, str], Content | None] = {}

    def __iter__(self) -> Iterator[Commit]:
        log = run(self._root, "log", "--first-parent", "--reverse", "--format=%H %ct", "HEAD")
        command = ("git", "-C", str(self._root), "cat-file", "--batch")
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as self._batch:
            lines = [line.split(" ") for line in log.removesuffix("\n").split("\n")]
            skipped = self._passed_over([commit for commit, _ in lines])
            for commit, seconds in lines:
                if commit in skipped:
                    continue
                lists = f"{commit}:{self._prefix}lists"
                message = self._read(commit).partition(b"\n\n")[2].partition(b"\0")[0].decode()
                yield Commit(commit, int(seconds), message, dict(self._files(lists, "lists")))

    def _passed_over(self, commits: list[str]) -> set[str]:
        """Return what is passed over: from HEAD backwards what a later commit names that is not itself."""
        told: list[set[str]] = []
        for commit in commits:
            text = self._read(f"{commit}:{self._prefix}lists/passed-over.yaml")
            try:
                told.append(set(yaml.safe_load(text)["commits"]))
            except (yaml.YAMLError, TypeError, KeyError):
                told.append(set())
        skipped: set[str] = set()
        for commit, names in [*zip(commits, told, strict=True)][::-1]:
            skipped |= names if commit not in skipped else set()
        return skipped if self._read(f"{commits[-1]}:{self._prefix}lists/passed-over.yaml") else set()

    def _files(self, tree: str, path: str) -> Iterator[tuple[str, Content | None]]:
        """Yield the files of a tree, of which `path` is the path."""
        rest = self._read(tree)
        while rest:
            head, _, rest = rest.partition(b"\0")
            mode, name = head.decode().split(" ", 1)
            thing, rest = rest[:20].hex(), rest[20:]
            at = f"{path}/{name}"
            if mode == "40000":
                yield from self._files(thing, at)
            elif not mode.startswith("100"):
                yield at, None
            else:
                if (at, thing) not in self._parsed:
                    self._parsed[at, thing] = read(at, self._read(thing))
                yield at, self._parsed[at, thing]

    def _read(self, name: str) -> bytes:
        if name not in self._objects:
            given, told = self._batch.stdin, self._batch.stdout
            assert given is not None
            assert told is not None
            given.write(f"{name}\n".encode())
            given.flush()
            header = told.readline().split()
            # There is no folder lists/ in a commit: nothing in it.
            self._objects[name] = b"" if header[-1] == b"missing" else told.read(int(header[2]) + 1)[:-1]
        return self._objects[name]
