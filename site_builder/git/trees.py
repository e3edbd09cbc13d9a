"""Trees: which of a commit's are not as git writes them, read raw.

Where a name is in a tree twice, or not in its place, `ls-tree`, `diff-tree` and a checkout each see another file.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from site_builder.git.blobs import Blobs
from site_builder.git.run import prefix

_MODE_AND_NAME: Final = re.compile(rb"([0-7]+) ([^\0]*)\0")
_FOLDER: Final = b"40000"
_SUBMODULE: Final = b"160000"
_MODES: Final = frozenset({b"100644", b"100755", b"120000", _SUBMODULE, _FOLDER})
_TREE_BYTES: Final = 1 << 26
_PATH_BYTES: Final = 4096
"""No system can check out a longer path."""

_Entry = tuple[bytes, bytes, str]
"""Mode, name and object id."""


def malformed(root: Path, base: str, commits: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """Return the folders of commits whose trees git would not have written, with a commit and what is wrong, sorted.

    Paths end in a slash and are relative to `root` where they are below it, else to the top, whose own is empty. What
    `base` has in the same place is not read. Raises `RepositoryError` where git does not have a tree.
    """
    above = prefix(root)
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    with Blobs(root) as blobs:

        def read(tree: str) -> list[_Entry]:
            return _entries(blobs.read(tree, _TREE_BYTES), len(base) // 2)

        start = f"{base}^{{tree}}"
        left: list[tuple[str, bytes, str | None, str]]
        left = [(commit, b"", start, f"{commit}^{{tree}}") for commit in commits]
        for commit, path, old, new in left:  # it grows on the way
            entries = read(new)
            why = "it is nested too deep" if len(path) > _PATH_BYTES else _fault(entries)
            if why is not None:
                folder = path.decode("utf-8", "surrogateescape").removeprefix(above)
                found.setdefault(folder, (commit, why))
                continue
            before = read(old) if old is not None else []
            known = {name: tree for mode, name, tree in before if mode == _FOLDER}
            for mode, name, tree in entries:
                if mode == _FOLDER and known.get(name) != tree and tree not in seen:
                    seen.add(tree)
                    left.append((commit, b"%s%s/" % (path, name), known.get(name), tree))
    return tuple((folder, *found[folder]) for folder in sorted(found))


def found_in(blobs: Blobs, trees: Collection[str], path: str) -> Mapping[str, str]:
    """Return to which object a path leads from each of some trees, as `listing` says; where to none, it is left out.

    Raises `RepositoryError` where git does not have one.
    """
    found = {tree: tree for tree in trees}
    for part in path.encode("utf-8", "surrogateescape").split(b"/"):
        here = sorted(set(found.values()))
        step: dict[str, str] = {}
        for tree, data in zip(here, blobs.read_many(here, _TREE_BYTES), strict=True):
            for mode, name, entry in _entries(data, len(tree) // 2):
                if name == part and mode != _SUBMODULE:  # no object of this repository
                    step[tree] = entry
        found = {tree: step[at] for tree, at in found.items() if at in step}
    return found


def _entries(data: bytes, length: int) -> list[_Entry]:
    """Return the entries of a tree whose object ids have so many bytes; where it is not one, the last has no mode."""
    made: list[_Entry] = []
    position = 0
    while position < len(data):
        found = _MODE_AND_NAME.match(data, position)
        if found is None or found.end() + length > len(data):
            return [*made, (b"", b"", "")]
        position = found.end() + length
        made.append((found[1], found[2], data[found.end() : position].hex()))
    return made


def _fault(entries: list[_Entry]) -> str | None:
    """Return what git would have written otherwise; None where nothing is (git's fsck.c, `verify_ordered`)."""
    names: set[bytes] = set()
    last = b""
    for mode, name, _ in entries:
        if not mode:
            return "it cannot be read"
        shown = repr(name[:80].decode("utf-8", "replace"))
        place = name + b"/" if mode == _FOLDER else name
        if name in names:
            return f"it has {shown} twice"
        if not name or b"/" in name:
            return f"{shown} is not the name of a file"
        if mode not in _MODES:
            return f"{shown} has the mode {mode.decode('ascii')[:20]}"
        if place < last:
            return f"{shown} is not in its place among the names"
        names.add(name)
        last = place
    return None
