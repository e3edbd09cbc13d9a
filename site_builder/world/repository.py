"""The repository of a world: commits, trees and contents in memory, by the names that git gives them.

It answers what `check` asks of a repository, without a process, and is written into a real one by a single
`git fast-import`, which then calls everything the same.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final, Self

from site_builder.git import Blob, PathChange
from site_builder.git.revisions import last_before, named_later, rfc3339, spoken_for
from site_builder.history.model import FileChange, Revision
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.parsed import name_of
from site_builder.load.source_tree import PASSED_OVER_FILE

_MODE: Final = "100644"


@dataclass(frozen=True, eq=False)
class Folder:
    """One tree of git: names to contents' names and to folders. It never changes."""

    entries: Mapping[str, "str | Folder"] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """Return what git calls it."""
        rows = sorted(
            (f"{name}/" if isinstance(item, Folder) else name, name, item)
            for name, item in self.entries.items()
        )
        data = b"".join(
            f"{'40000' if isinstance(item, Folder) else _MODE} {name}\0".encode()
            + bytes.fromhex(item.name if isinstance(item, Folder) else item)
            for _, name, item in rows
        )
        return hashlib.sha1(b"tree %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()

    @cached_property
    def files(self) -> Mapping[str, Blob]:
        """Return every file below it, by path, sorted."""
        found: dict[str, Blob] = {}
        for name, item in self.entries.items():
            if isinstance(item, Folder):
                found.update((f"{name}/{path}", blob) for path, blob in item.files.items())
            else:
                found[name] = Blob(_MODE, item)
        return dict(sorted(found.items()))

    def updated(self, changes: Mapping[str, str | None]) -> "Folder":
        """Return the folder in which each path leads to the content of a name, or to nothing where that is None."""
        entries = dict(self.entries)
        below: dict[str, dict[str, str | None]] = {}
        for path, name in changes.items():
            head, slash, rest = path.partition("/")
            if slash:
                below.setdefault(head, {})[rest] = name
            elif name is None:
                entries.pop(head, None)
            else:
                entries[head] = name
        for head, parts in below.items():
            old = entries.get(head)
            new = (old if isinstance(old, Folder) else Folder()).updated(parts)
            if new.entries:
                entries[head] = new
            elif not isinstance(old, str):  # else a file took the place of the folder
                entries.pop(head, None)
        return Folder(entries)

    def differing(self, other: "Folder", above: str = "") -> Iterator[tuple[str, str | None, str | None]]:
        """Yield each path at which another folder has something else, with both contents' names, sorted by path."""
        for name in sorted(self.entries.keys() | other.entries.keys()):
            old, new = self.entries.get(name), other.entries.get(name)
            if old is new or old == new:
                continue
            folders = [item if isinstance(item, Folder) else Folder() for item in (old, new)]
            plain = [item if isinstance(item, str) else None for item in (old, new)]
            if plain != [None, None]:
                yield f"{above}{name}", plain[0], plain[1]
            yield from folders[0].differing(folders[1], f"{above}{name}/")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Folder) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `time` is in seconds after 1970, `author` a name without an address."""

    tree: Folder
    parents: tuple[str, ...]
    time: int
    author: str
    message: str

    @property
    def name(self) -> str:
        """Return what git calls it."""
        lines = [f"tree {self.tree.name}", *(f"parent {name}" for name in self.parents)]
        text = "\n".join((*lines, self.people, "", self.message)).encode()
        return hashlib.sha1(b"commit %d\0%b" % (len(text), text), usedforsecurity=False).hexdigest()

    @property
    def people(self) -> str:
        """Return who wrote and committed it, and when, as git does; the address is at a domain that nobody can have."""
        who = f"{self.author} <{self.author}@people.example> {self.time} +0000"
        return f"author {who}\ncommitter {who}"


class HeldContents:
    """Contents by their names: what `check` reads them from. A context manager, as git's is."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        self._held = held

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, blob: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a content."""
        return self._held[blob][:limit]

    def hold(self, blobs: Iterable[str], limit: int) -> None:
        """Do nothing: all are held."""

    def read_many(self, blobs: Sequence[str], limit: int) -> Iterator[bytes]:
        """Yield at most `limit` bytes of each content."""
        return (self._held[blob][:limit] for blob in blobs)


class WorldRepository:
    """Commits and contents, by name."""

    def __init__(self) -> None:
        self.commits: dict[str, Commit] = {}
        self.contents: dict[str, bytes] = {}

    def copy(self) -> "WorldRepository":
        """Return one that goes on by itself."""
        made = WorldRepository()
        made.commits, made.contents = {**self.commits}, {**self.contents}
        return made

    def hold(self, data: bytes) -> str:
        """Keep a content and return its name."""
        name = name_of(data)
        self.contents[name] = data
        return name

    def commit(
        self, files: "WorkFiles | Folder", parents: Sequence[str], time: int, author: str, message: str
    ) -> str:
        """Keep a commit and return its name."""
        tree = files if isinstance(files, Folder) else files.tree
        made = Commit(tree, tuple(parents), time, author, f"{message}\n")
        self.commits[made.name] = made
        return made.name

    # What `check` asks

    def line(self, tip: str) -> list[str]:
        """Return the first-parent line of a commit, newest first."""
        found = [tip]
        while parents := self.commits[found[-1]].parents:
            found.append(parents[0])
        return found

    def _reach(self, tips: Iterable[str]) -> set[str]:
        left, found = list(tips), set()
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += self.commits[name].parents
        return found

    def is_ancestor(self, base: str, head: str) -> bool:
        """Return whether one commit is among the ancestors of another, or is it."""
        return base in self._reach([head])

    def is_on_line(self, base: str, head: str) -> bool:
        """Return whether an ancestor of a commit is on its first-parent line, or is it."""
        return base in self.line(head)

    def first_parents(self, since: str, head: str) -> tuple[str, ...] | None:
        """Return the first-parent commits after one up to another, oldest first; None where it is not on that line."""
        line = self.line(head)
        return tuple(reversed(line[: line.index(since)])) if since in line else None

    def apart(self, base: str, head: str) -> tuple[str, ...]:
        """Return the first-parent commits of `head` that `base` does not have, newest first."""
        known = self._reach([base])
        return tuple(name for name in self.line(head) if name not in known)

    def brought(self, head: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return the commits that a commit brings where others are there with all that they have."""
        return tuple(sorted(self._reach([head]) - self._reach(known)))

    def times(self, base: str, head: str) -> tuple[tuple[str, str], ...]:
        """Return the first-parent commits of `head` that `base` does not have, with their dates, newest first."""
        skipped = self.passed_over(head)
        return tuple(
            (name, rfc3339(self.commits[name].time)) for name in self.apart(base, head) if name not in skipped
        )

    def as_of(self, commit: str) -> str:
        """Return the instant that a commit speaks for."""
        return rfc3339(self._instants(commit)[-1][1])

    def last_before(self, commit: str, day: str) -> str:
        """Return the last commit of a line that speaks for an earlier day; its first one where none does."""
        return last_before(self._instants(commit), day)

    def _instants(self, tip: str) -> list[tuple[str, int]]:
        skipped = self.passed_over(tip)
        names = (name for name in reversed(self.line(tip)) if name not in skipped)
        return spoken_for((name, self.commits[name].time) for name in names)

    def passed_over(self, tip: str) -> frozenset[str]:
        """Return the commits of a first-parent line that the history passes over."""
        if _found(self.commits[tip].tree, PASSED_OVER_FILE) is None:
            return frozenset()
        line = ((name, _found(self.commits[name].tree, PASSED_OVER_FILE) or "") for name in self.line(tip))
        return named_later([*line][::-1], self.contents)

    def listing(self, commit: str, *paths: str) -> Mapping[str, Blob]:
        """Return every file below `paths`, else `lists/`, in a commit, by path, sorted."""
        wanted = _pattern(paths or (SOURCE_FOLDER,))
        return {path: blob for path, blob in self.commits[commit].tree.files.items() if wanted.match(path)}

    def changes(self, base: str, head: str) -> tuple[PathChange, ...]:
        """Return every path that differs between two commits."""
        pairs = self.commits[base].tree.differing(self.commits[head].tree)
        return tuple(
            PathChange(path, outside=False, before=_blob(old), after=_blob(new)) for path, old, new in pairs
        )

    def revisions(self, tip: str, globs: Sequence[str] = (SOURCE_FOLDER,)) -> tuple[Revision, ...]:
        """Return the first-parent line, oldest first, each commit with what it changed below `globs`."""
        wanted, before, made = _pattern(tuple(globs)), Folder(), []
        for name, seconds in self._instants(tip):
            commit = self.commits[name]
            pairs = before.differing(commit.tree)
            changes = tuple(
                FileChange(path, new, deleted=new is None) for path, _, new in pairs if wanted.match(path)
            )
            first, _, rest = commit.message.strip().partition("\n")
            made.append(Revision(name, rfc3339(seconds), first, changes, rest.rpartition("\n")[2]))
            before = commit.tree
        return tuple(made)

    def malformed(self, _base: str, _commits: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """Return nothing: no world writes a tree that git would not."""
        return ()

    def blobs(self) -> HeldContents:
        """Return what reads contents."""
        return HeldContents(self.contents)

    # Into a real one

    def fast_import(self, tip: str, ref: str = "refs/heads/main") -> Iterator[bytes]:
        """Yield what `git fast-import` reads of a commit and all before it."""
        known: dict[str, int] = {}
        for number, name in enumerate(self._oldest_first(tip), 1):
            commit, known[name] = self.commits[name], number
            text = commit.message.encode()
            head = f"commit {ref}\nmark :{number}\n{commit.people}\ndata {len(text)}\n"
            yield head.encode() + text
            before = Folder()
            for index, parent in enumerate(commit.parents):
                yield f"{'merge' if index else 'from'} :{known[parent]}\n".encode()
                before = before if index else self.commits[parent].tree
            for path, _, new in before.differing(commit.tree):
                if new is None:
                    yield f"D {path}\n".encode()
                else:
                    data = self.contents[new]
                    yield f"M {_MODE} inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
            yield b"\n"

    def _oldest_first(self, tip: str) -> list[str]:
        order: dict[str, None] = {}
        left = [tip]
        while left:
            waiting = [name for name in self.commits[left[-1]].parents if name not in order]
            if waiting:
                left += waiting[:1]
            else:
                order[left.pop()] = None
        return list(order)


class WorkFiles(MutableMapping[str, bytes]):
    """The files of a tree, and what was changed since: a working folder in memory."""

    def __init__(self, repository: WorldRepository, base: Folder = Folder()) -> None:
        self._repository = repository
        self._base = base
        self._changed: dict[str, str | None] = {}

    @property
    def tree(self) -> Folder:
        """Return the tree as it is now."""
        if self._changed:
            self._base, self._changed = self._base.updated(self._changed), {}
        return self._base

    def __getitem__(self, path: str) -> bytes:
        name = self._changed[path] if path in self._changed else _found(self._base, path)
        if name is None:
            raise KeyError(path)
        return self._repository.contents[name]

    def __setitem__(self, path: str, data: bytes) -> None:
        self._changed[path] = self._repository.hold(data)

    def __delitem__(self, path: str) -> None:
        self[path]
        self._changed[path] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree.files)

    def __len__(self) -> int:
        return len(self.tree.files)


def _found(folder: Folder, path: str) -> str | None:
    head, slash, rest = path.partition("/")
    item = folder.entries.get(head)
    if isinstance(item, Folder):
        return _found(item, rest) if slash else None
    return None if slash else item


def _blob(name: str | None) -> Blob | None:
    return None if name is None else Blob(_MODE, name)


@cache
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    """Return what paths fit that git would find: files, folders with all in them, `*` inside a name, `**` across."""
    parts = []
    for glob in globs:
        pieces = re.split(r"(\*\*/|\*)", glob)
        exact = {"**/": "(?:.*/)?", "*": "[^/]*"}
        whole = "".join(exact.get(piece, re.escape(piece)) for piece in pieces)
        parts.append(f"{whole}\\Z" if "*" in glob else f"{whole}(?:/|\\Z)")
    return re.compile("|".join(parts))
