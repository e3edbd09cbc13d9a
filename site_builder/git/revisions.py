"""Revisions: HEAD, the first-parent line with what each commit changed, trees and what differs between two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

from site_builder.errors import RepositoryError, UsageError, quantity
from site_builder.git.blobs import Blobs
from site_builder.git.run import failed, not_usable, pathspec, prefix, run
from site_builder.git.trees import found_in
from site_builder.history.model import FileChange, Revision
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.source_tree import PASSED_OVER_FILE
from site_builder.load.strict_yaml import load
from site_builder.settings import LIMITS

REGULAR: Final = frozenset({"100644", "100755", "100664"})
"""Modes of files; `100664` is one of old versions of git."""
_GONE: Final = "000000"
_SPACE: Final = " \t\r\n"
DIFF: Final = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")


@dataclass(frozen=True, slots=True)
class Head:
    """HEAD and the instant that it speaks for."""

    commit: str
    as_of: str
    """RFC 3339, UTC: the running maximum of committer dates along the first-parent line up to HEAD.

    Commits that were passed over do not count.
    """


def head(root: Path) -> Head:
    """Return the repository's HEAD.

    Raises `InstanceError` where there is no such folder, and `RepositoryError` where it is in no repository or in one
    without files, and where that has no commit, is a shallow clone or damaged.
    """
    refuse_unusable(root, bare=True)
    commit = _line(root, "--max-count=1", "HEAD").strip()
    return Head(commit, as_of(root, commit))


def revisions(
    root: Path,
    tip: str = "HEAD",
    globs: Sequence[str] = (SOURCE_FOLDER,),
    skipped: frozenset[str] | None = None,
) -> tuple[Revision, ...]:
    """Return the first-parent line of a commit, oldest first, each with what it changed below `globs` of `root`.

    `globs` name files and folders, relative to `root`; in them `*` stops at slashes and `**` does not. Times are
    running maxima of committer dates. What was passed over is left out, and what it changed is a part of what the next
    commit changes. One walk; no file is read but that which says so, unless `skipped` is what it says. Raises
    `RepositoryError` as `head` does.
    """
    refuse_unusable(root)
    form = "--format=%T%x00%B%x00"  # git's own messages end at their first NUL
    # The date is that which `times` and `as_of` have: of a second committer `%ct` would give that one's.
    log = _line(root, "--reverse", "--timestamp", "--encoding=UTF-8", form, tip).split("\0")
    line = []
    for head, message in zip(log[:-1:2], log[1::2], strict=True):
        date, _, commit, tree = head.split()
        line.append((commit, tree, int(date), message))
    above = prefix(root)
    skipped = passed_over(root, tip) if skipped is None else skipped
    # Trees that were passed over are not compared: what git would say of a malformed one is in no history.
    line = [item for item in line if item[0] not in skipped]
    empty = run(root, "hash-object", "-t", "tree", "--stdin").stdout.strip()
    asked = "".join(f"{old} {new}\n" for old, new in pairwise([empty, *(item[1] for item in line)]))
    wanted = (pathspec(above, glob) for glob in globs)
    told = run(root, "diff-tree", *DIFF, "--stdin", "--", *wanted, given=asked).stdout
    made = []
    newest = 0
    for (commit, _, seconds, message), changed in zip(
        line, _changes(root, told, above, len(line)), strict=True
    ):
        newest = max(newest, seconds)
        first, _, rest = message.strip(_SPACE).partition("\n")
        last = rest.rpartition("\n")[2]
        made.append(Revision(commit, rfc3339(newest), first.rstrip(_SPACE), changed, last))
    return tuple(made)


def as_of(root: Path, commit: str) -> str:
    """Return the instant that a commit speaks for. Raises `RepositoryError` as `head` does."""
    return rfc3339(instants(root, commit)[-1][1])


def last_before(line: Sequence[tuple[str, int]], day: str) -> str:
    """Return the last commit of `instants` that speaks for an earlier day; its first one where none does."""
    return next((name for name, seconds in reversed(line) if rfc3339(seconds)[:10] < day), line[0][0])


def instants(root: Path, tip: str, skipped: frozenset[str] | None = None) -> list[tuple[str, int]]:
    """Return the first-parent line, oldest first and without what is passed over, each with what it speaks for.

    That is in seconds after 1970. `skipped` is what is passed over, where that is known.
    """
    skipped = passed_over(root, tip) if skipped is None else skipped
    log = (line.split() for line in _line(root, "--reverse", "--timestamp", tip).splitlines())
    return spoken_for((name, int(seconds)) for seconds, name in log if name not in skipped)


def spoken_for(line: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return commits, oldest first, each with the latest date up to it in the place of its own."""
    kept = list(line)
    return list(
        zip((name for name, _ in kept), accumulate((seconds for _, seconds in kept), max), strict=True)
    )


def passed_over(root: Path, tip: str) -> frozenset[str]:
    """Return the commits of a first-parent line that the history passes over."""
    above = prefix(root)
    if not _passes_over(root, tip, above):
        return frozenset()
    told = _line(root, "--reverse", "--format=%T", tip).split()
    return _passed_over(root, [*zip(told[1::3], told[2::3], strict=True)], above)


def _passes_over(root: Path, tip: str, above: str) -> bool:
    """Return whether a commit says that some before it are passed over. The file never goes once it is there."""
    return run(root, "cat-file", "-e", f"{tip}:{above}{PASSED_OVER_FILE}", answers=None).returncode == 0


def _passed_over(root: Path, line: Sequence[tuple[str, str]], above: str) -> frozenset[str]:
    """Return the commits of a line, oldest first and each with its tree, that a later one of the others names.

    A file that cannot be read names none; what earlier ones named is named still.
    """
    with Blobs(root) as blobs:
        files = found_in(blobs, {tree for _, tree in line}, f"{above}{PASSED_OVER_FILE}")
        names = sorted(set(files.values()))
        contents = dict(zip(names, blobs.read_many(names, LIMITS.file_bytes + 1), strict=True))
    return named_later([(commit, files.get(tree, "")) for commit, tree in line], contents)


def named_later(line: Sequence[tuple[str, str]], contents: Mapping[str, bytes]) -> frozenset[str]:
    """Return the commits of a line, oldest first, that a later one of the others names.

    Each is given with the name of the content of its file, if it has one, under which that is among `contents`.
    """
    skipped: set[str] = set()
    read: set[str] = set()
    for commit, name in reversed(line):
        if commit not in skipped and name in contents and name not in read:
            read.add(name)
            skipped |= _named(contents[name])
    return frozenset(skipped).intersection(commit for commit, _ in line)


def _named(data: bytes) -> frozenset[str]:
    """Return the commits that a content of the file names; none where it cannot be read."""
    value = load(data, PASSED_OVER_FILE).value if len(data) <= LIMITS.file_bytes else None
    told = value.get("commits") if isinstance(value, dict) else None
    return (
        frozenset(item for item in told if isinstance(item, str)) if isinstance(told, list) else frozenset()
    )


def refuse_unusable(root: Path, *, bare: bool = False) -> None:
    """Raise an error as `head` does where `root` is in no repository or in a shallow clone; if asked, in a bare one."""
    inside = run(root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", answers=None)
    if inside.returncode != 0:
        raise not_usable(root, inside.stderr)
    has_files, is_shallow = inside.stdout.split()[:2]
    if bare and has_files == "false":
        message = "this is a bare repository: it has no files"
        raise RepositoryError(message, hint="clone it, and name the clone's folder with --root")
    if is_shallow == "true":
        message = "this is a shallow clone: its history is cut off, so dates and changes cannot be derived"
        raise RepositoryError(message, hint="run `git fetch --unshallow` (in CI: fetch-depth: 0)")


def _line(root: Path, *options: str) -> str:
    """Return what `git rev-list` says of a first-parent line."""
    try:
        return run(root, "rev-list", "--first-parent", *options, "--").stdout
    except RepositoryError:
        branch = run(root, "symbolic-ref", "--quiet", "HEAD", answers=None).returncode == 0
        if branch and run(root, "rev-parse", "--verify", "--quiet", "HEAD", answers=None).returncode == 1:
            raise RepositoryError("the repository has no commit yet", hint="commit first") from None
        raise


def _changes(root: Path, told: str, above: str, count: int) -> list[tuple[FileChange, ...]]:
    """Read what `git diff-tree --stdin -z --raw` says of pairs of trees: a line for each, then its changes."""
    made: list[list[FileChange]] = []
    position = 0
    while position < len(told):
        if told[position] != ":":
            made.append([])
            position = told.index("\n", position) + 1
            continue
        end = told.index("\0", position)
        _, mode, _, blob, _ = told[position:end].split(" ")
        start, end = end + 1, told.index("\0", end + 1)
        path = told[start:end].removeprefix(above)
        made[-1].append(FileChange(path, blob if mode in REGULAR else None, deleted=mode == _GONE))
        position = end + 1
    if len(made) != count:
        raise failed(root, "diff-tree", f"it compared {len(made)} of {quantity(count, 'commit')}")
    return [tuple(changes) for changes in made]


def rfc3339(seconds: int) -> str:
    """Return seconds after 1970 as an instant (RFC 3339, UTC). Raises `RepositoryError` beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        message = f"a commit is dated {seconds} seconds after 1970, which is outside the calendar"
        raise RepositoryError(message) from None


_COMMIT: Final = frozenset("0123456789abcdef")
_LAST: Final = 253_402_300_799
"""The last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One name in a tree: git's mode (`100644`, `100755`, `120000` symbolic link, `160000` submodule) and object."""

    mode: str
    object: str

    @property
    def is_file(self) -> bool:
        """Whether the object is the content of a file."""
        return self.mode in REGULAR


@dataclass(frozen=True, slots=True)
class PathChange:
    """One path that differs between two commits; None on the side where it is absent.

    `path` is relative to the instance's folder for what is below it, else `outside` is set and it is relative to the
    top of the repository.
    """

    path: str
    outside: bool
    before: Blob | None
    after: Blob | None


def resolve(root: Path, revision: str) -> str:
    """Return the full object id of the commit that a revision names.

    Raises `UsageError` where it names none, `RepositoryError` where it names one that git does not have.
    """
    quietly = ("--verify", "--quiet", "--end-of-options")
    told = run(root, "rev-parse", *quietly, f"{revision}^{{commit}}", answers=None).stdout.strip()
    if not told or not set(told) <= _COMMIT:
        named = run(root, "rev-parse", *quietly, revision, answers=None).stdout.strip()
        is_name = set(named) <= _COMMIT and named not in {"", revision}
        if is_name and run(root, "cat-file", "-t", named, answers=None).returncode:
            raise failed(root, "rev-parse", f"{revision} is {named}, which cannot be read")
        raise UsageError(f"no such commit: {revision!r}", hint="fetch it first: `git fetch origin`")
    return told


def upstream(root: Path) -> str | None:
    """Return the name of the branch that the present one follows, such as `origin/main`; None where it follows none."""
    asked = ("--verify", "--quiet", "--abbrev-ref", "@{upstream}")
    told = run(root, "rev-parse", *asked, answers=None)
    return told.stdout.strip() or None if told.returncode == 0 else None


def is_ancestor(root: Path, base: str, head: str) -> bool:
    """Return whether one commit is among the ancestors of another, or is it."""
    return run(root, "merge-base", "--is-ancestor", base, head, answers=(0, 1)).returncode == 0


def is_on_line(root: Path, base: str, head: str) -> bool:
    """Return whether an ancestor of a commit is on its first-parent line, or is it."""
    line = run(root, "rev-list", "--first-parent", "--parents", head, f"^{base}", "--").stdout.splitlines()
    return not line or line[-1].split()[1:2] == [base]


def first_parents(root: Path, since: str, head: str) -> tuple[str, ...] | None:
    """Return the commits of the first-parent line after `since` up to `head`, oldest first.

    None where `since` is not on that line.
    """
    line = run(root, "rev-list", "--first-parent", head, "--").stdout.split()
    if since not in line:
        return None
    return tuple(reversed(line[: line.index(since)]))


def apart(root: Path, base: str, head: str) -> tuple[str, ...]:
    """Return the commits of the first-parent line of `head` that `base` does not have, newest first."""
    return tuple(run(root, "rev-list", "--first-parent", head, f"^{base}", "--").stdout.split())


def brought(root: Path, head: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the commits that a commit brings where others are there with all that they have, newest first."""
    asked = "".join(f"^{commit}\n" for commit in known)
    return tuple(run(root, "rev-list", "--stdin", given=f"{head}\n{asked}").stdout.split())


def times(
    root: Path, base: str, head: str, skipped: frozenset[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the commits of the first-parent line of `head` that `base` does not have, newest first.

    Each with its committer date (RFC 3339, UTC), or the last one of the calendar. What is passed over is left out: its
    date counts for nothing. `skipped` is that, where it is known.
    """
    told = run(root, "rev-list", "--first-parent", "--timestamp", head, f"^{base}", "--").stdout.splitlines()
    skipped = passed_over(root, head) if skipped is None else skipped
    pairs = (line.split() for line in told)
    return tuple(
        (commit, rfc3339(min(int(seconds), _LAST))) for seconds, commit in pairs if commit not in skipped
    )


def listing(root: Path, commit: str, *paths: str) -> Mapping[str, Blob]:
    """Return every file below `paths`, else `lists/`, in a commit, by path; all are relative to `root`, and sorted."""
    above = prefix(root)
    wanted = (pathspec(above, path) for path in paths or (SOURCE_FOLDER,))
    told = run(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *wanted).stdout
    found = {}
    cut = len(above)
    for line in told.split("\0"):
        if line:
            head, _, path = line.partition("\t")
            mode, _, name = head.split(" ")
            found[path[cut:]] = Blob(mode, name)
    return found


def last_blob(root: Path, path: str) -> Blob | None:
    """Return what was at a path last: in HEAD or, where it is gone, before that; None where it was never there."""
    told = run(root, "rev-list", "--max-count=1", "HEAD", "--", pathspec(prefix(root), path)).stdout.strip()
    commits = (told, f"{told}^") if told else ()
    return next((found[path] for commit in commits if path in (found := listing(root, commit, path))), None)


def changes(root: Path, base: str, head: str) -> tuple[PathChange, ...]:
    """Return every path that differs between two commits, in git's order. A rename is a removal and an addition."""
    above = prefix(root)
    told = run(root, "diff-tree", *DIFF, "--no-abbrev", base, head, "--").stdout.split("\0")
    made = []
    for meta, path in zip(told[::2], told[1::2], strict=False):
        old_mode, new_mode, old, new, _ = meta.removeprefix(":").split(" ")
        inside = path.startswith(above)
        made.append(
            PathChange(path.removeprefix(above), not inside, _blob(old_mode, old), _blob(new_mode, new))
        )
    return tuple(made)


def _blob(mode: str, name: str) -> Blob | None:
    return None if mode == "000000" else Blob(mode, name)
