"""Files: what a change may touch at all, whatever it contains."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from site_builder.check.revision import RevisionTree, Scope, is_ours
from site_builder.check.side import Pair
from site_builder.check.stopped import stopped
from site_builder.fmt.formatter import format_bytes
from site_builder.git import Repository
from site_builder.load.layout import WITHHELD_FOLDER, Spot, spot, withheld_record
from site_builder.load.source_tree import PASSED_OVER_FILE, PURGED_FILE
from site_builder.problems import Place, Problem
from site_builder.rules import problem
from site_builder.settings import LIMITS

_MODES: Final = {"120000": "change-symlink", "160000": "change-submodule", "100755": "change-executable"}
"""What git's modes other than that of a plain file are to a change; outside lists/ programs may be executable."""
_UNSAFE: Final = frozenset({"", ".", "..", ".git"})


def check_trees(repository: Repository, base: str, commits: Collection[str]) -> Iterator[Problem]:
    """`change-tree`: what git would not have written each reader of it would see in another way."""
    for folder, commit, why in repository.malformed(base, commits):
        yield problem("change-tree", Place(folder.rstrip("/") or "lists"), commit=commit[:12], why=why)


def check_shape(scope: Scope) -> Iterator[Problem]:
    """`change-size`, `change-path`, `change-symlink`, `change-submodule`, `change-executable`, by names and modes."""
    count = len(scope.every) - len(scope.withheld)
    if count > LIMITS.change_files:
        place = Place(scope.every[0].path)
        yield problem("change-size", place, count=count, limit=LIMITS.change_files)
    for item in scope.every:
        ours = is_ours(item)
        why = _unsafe(item.path, ours=ours)
        if why is not None:
            yield problem("change-path", Place(item.path), why=why)
        code = _MODES.get(item.after.mode) if item.after is not None else None
        if code is not None and (ours or code != "change-executable"):
            yield problem(code, Place(item.path))


def check_history_files(pair: Pair) -> Iterator[Problem]:
    """`history-file-changed`: only an emergency says what the history leaves out, and of what lies between.

    And it keeps what any of that withholds, and withholds what is spoken against there.
    """
    scope = pair.scope
    changed = {item.path for item in scope.every if is_ours(item)}
    if PURGED_FILE in changed:
        yield problem("history-file-changed", Place(PURGED_FILE))
    if PASSED_OVER_FILE not in changed:
        return
    between = (pair.repository.first_parents(pair.before.commit, pair.after.commit) or ())[:-1]
    if not is_emergency(scope, pair.before.source, pair.after.source, between):
        yield problem("history-file-changed", Place(PASSED_OVER_FILE), cause="emergency")
    held = ((commit, path) for commit in between for path in pair.repository.listing(commit, WITHHELD_FOLDER))
    for commit, path in held:
        record = withheld_record(path)
        if record and record not in pair.after.tree.withheld:
            params = {"commit": commit[:12], "record": record}
            yield problem("history-file-changed", Place(PASSED_OVER_FILE), cause="withheld", **params)
            return
    for record, commit in stopped(pair.repository, pair.before.source, between).items():
        if record not in pair.after.tree.withheld:
            params = {"commit": commit[:12], "record": record}
            yield problem("history-file-changed", Place(PASSED_OVER_FILE), cause="stopped", **params)
            return


def is_emergency(scope: Scope, before: RevisionTree, after: RevisionTree, between: Sequence[str]) -> bool:
    """Return whether a change withholds and does nothing else but pass over the commits `between` its ends, if any."""
    adds = all(
        is_ours(item)
        and (item.path == PASSED_OVER_FILE or (item.before is None and withheld_record(item.path)))
        for item in scope.every
    )
    names = any(item.path == PASSED_OVER_FILE for item in scope.every)
    return adds and (not names or (bool(between) and passed_over(after) == [*passed_over(before), *between]))


def passed_over(tree: RevisionTree) -> list[Any]:
    """Return the commits that a tree's file names; none where it cannot be read."""
    named = tree.mapping(PASSED_OVER_FILE).get("commits")
    return named if isinstance(named, list) else []


def check_company(scope: Scope) -> Iterator[Problem]:
    """`change-mixed`, `change-builder`: what must not come together with records and reviews."""
    if not scope.data:
        return
    other = scope.data[0].path
    for item in scope.rules:
        yield problem("change-mixed", Place(item.path), other=other)
    for item in scope.outside:
        yield problem("change-builder", Place(item.path), other=other)


def check_case(pair: Pair) -> Iterator[Problem]:
    """`change-case`: a path that the change brings and one that is there are one to some systems."""
    added = {item.path for item in pair.scope.every if item.before is None and not item.outside}
    if not added:
        return
    # Almost every path is in lower case: only one that is not can differ from another by case.
    lower = all(path.islower() for path in added)
    others = (path for path in pair.after.atlas.files if path not in added and not (lower and path.islower()))
    first = {prefix.lower(): prefix for path in others for prefix in _prefixes(path)}
    for path in sorted(added):
        for prefix in _prefixes(path):
            other = first.setdefault(prefix.lower(), prefix)
            if other != prefix:
                yield problem("change-case", Place(path), other=other)
                break


def check_format(pair: Pair) -> Iterator[Problem]:
    """`change-format`: a changed file is not in its canonical form."""
    for item in pair.scope.every:
        where = spot(item.path) if is_ours(item) else None
        if item.after is None or not isinstance(where, Spot) or not where.kind.is_laid_out:
            continue
        try:
            data = pair.after.source.read(item.path, LIMITS.file_bytes)
        except OSError:
            continue
        formatted = format_bytes(where.kind, data, item.path)
        if formatted.content != data and not formatted.problems:
            yield problem("change-format", Place(item.path))


def _prefixes(path: str) -> Iterator[str]:
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])


def _unsafe(path: str, *, ours: bool) -> str | None:
    """Return why a path is unsafe to check out anywhere, or None; names under lists/ are ASCII besides."""
    if not path.isprintable() or (ours and not path.isascii()):
        return "use only plain, printable ASCII characters"
    if "\\" in path or ":" in path:
        return "a path must not contain a backslash or a colon"
    if ours and len(path) > LIMITS.path_bytes:
        return f"it has more than {LIMITS.path_bytes} characters"
    if ours and path.rpartition("/")[2] in {".gitattributes", ".gitignore"}:
        return "git would change files on their way into a checkout, or leave some out of a commit"
    if ours and withheld_record(path) is None and ".yaml/" in path.lower():
        return "a folder is where a file belongs"
    for part in path.split("/"):
        if part.lower() in _UNSAFE or part.endswith((" ", ".")) or "~" in part:
            return f"a part of the path is {part!r}"
    return None
