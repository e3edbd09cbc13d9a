"""Paths of any length, depth and spelling, of files, links and submodules: no part that takes them apart trips."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.check.files import check_company, check_shape
from site_builder.check.revision import RevisionTree, before, scope_of
from site_builder.fmt.drafts import is_free
from site_builder.git import Blob, PathChange
from site_builder.history.reader import kind_of
from site_builder.load.atlas import Atlas
from site_builder.load.layout import named_record, spot, unsafe_name
from tests.acceptance.support import LATER, in_process
from tests.history.stream import Content, Link, Stream, load
from tests.instance import VERIFIED, write_instance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
_PARTS: Final = (
    *("a", "", ".", "..", ".git", "reviews", "protected", "drafts", "harbour", "twitter", "7k", RECORD),
    *(
        f"{RECORD}.yaml",
        ".yaml",
        "x.yaml",
        "7k.yaml",
        "list.yaml",
        "sources.yaml",
        "README.md",
        "decisions",
    ),
    *(
        "instance.yaml",
        "withheld",
        f"{RECORD}.0a1b2c.yaml",
        "platforms.yaml",
        "con",
        "a.",
        "é",
        "\udcff",
        "\n",
        "x" * 300,
        ":",
        "~",
    ),
)
paths = st.lists(st.sampled_from(_PARTS), max_size=8).map(lambda parts: "/".join(("lists", *parts)))
modes = st.sampled_from(("100644", "100755", "100664", "120000", "160000"))
trees = st.dictionaries(paths, modes.map(lambda mode: Blob(mode, "0" * 40)), max_size=12)


@given(trees, trees)
@example({"lists/a/b/c/d": Blob("100644", "0" * 40)}, {})
@example({}, {f"lists/a/b/{RECORD}.yaml": Blob("160000", "0" * 40)})
def test_no_path_trips_what_sorts_paths(old: Mapping[str, Blob], new: Mapping[str, Blob]) -> None:
    changes = [
        PathChange(path, outside, old.get(path), new.get(path))
        for path in sorted({*old, *new})
        for outside in (False, path.startswith("lists/a"))
    ]
    scope = scope_of(changes)
    list(check_shape(scope))
    list(check_company(scope))
    atlas = Atlas.of(new)
    for tree in (atlas, before(atlas, scope.every)):
        assert tree.common <= set(tree.files)
        for record in tree.records:
            assert all(path.endswith(f"/{record}.yaml") for path in tree.records[record])
            list(tree.of_record(record))
        list(RevisionTree(tree.files, None, None).entries())  # type: ignore[arg-type]  # nothing is read
    for path in new:
        spot(path)
        unsafe_name(path)
        named_record(path)
        kind_of(path)
        is_free(path, set(old))


def _tree(root: Path) -> dict[str, Content]:
    """Return the minimal instance's files with paths and kinds that nobody foresaw; what a git tree can hold."""
    files: dict[str, Content] = {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    for number, part in enumerate(_PARTS):
        if part in (
            "",
            ".",
            "..",
            ".git",
            "\n",
            "\udcff",
        ):  # git refuses some, a stream cannot hold the others
            continue
        for depth in range(7):
            kind = (number + depth) % 3
            files[f"lists/o{depth}/{'d/' * depth}{part}"] = (
                "x: 1\n",
                Link("x"),
                Link("1" * 40, submodule=True),
            )[kind]
    for number, name in enumerate("abcdefgh"):
        other = f"{RECORD[:-1]}{name}"
        kinds: tuple[Content, ...] = (Link("x"), Link("1" * 40, submodule=True), "handle: [\n", "")
        files[f"lists/harbour/twitter/7k/{other}.yaml"] = kinds[number % 4]
        for part in "yz":
            files[f"lists/harbour/reviews/reviewer-{name}/{part * 2}.yaml"] = kinds[
                (number + (part == "z")) % 4
            ]
    return files


def test_no_tree_trips_a_command_that_reads_git(tmp_path: Path) -> None:
    whole = write_instance(tmp_path / "instance")
    good: dict[str, Content] = {
        str(path.relative_to(whole)): path.read_bytes() for path in whole.rglob("*") if path.is_file()
    }
    hostile = _tree(whole)
    safe = {path: content for path, content in hostile.items() if unsafe_name(path) is None}
    record = (whole / VERIFIED).read_bytes()
    changed: dict[str, Content] = {
        f"lists/harbour/twitter/9z/9z{RECORD[2:]}.yaml": record.replace(
            RECORD.encode(), f"9z{RECORD[2:]}".encode()
        ),
        "lists/harbour/reviews/reviewer-b/9m.yaml": good["lists/harbour/reviews/reviewer-a/9m.yaml"],
    }
    stream, day = Stream(), datetime(2026, 2, 1, tzinfo=UTC)
    for number, files in enumerate((good, safe, safe | changed, hostile, hostile | changed, good)):
        stream.commit(f"{number}", day + timedelta(number), files)
    root = load(tmp_path / "repository", stream.data)
    revisions = [f"HEAD~{number}" for number in range(5, 0, -1)] + ["HEAD"]
    for base, head in [*pairwise(revisions), ("HEAD~5", "HEAD~1"), ("HEAD~5", "HEAD~3")]:
        done = in_process(
            "check", "--base", base, "--head", head, "--now", LATER, "--root", str(root), folder=root
        )
        assert done.returncode in {0, 1}, (base, head, done)
    for arguments in (("check", "--since", "HEAD~5"), ("tick",)):
        done = in_process(*arguments, "--now", LATER, "--root", str(root), folder=root)
        assert done.returncode in {0, 1}, done
