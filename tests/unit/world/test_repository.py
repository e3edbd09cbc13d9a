"""The repository of a world: real git calls everything the same, and answers the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.git import GitRepository, create_repository
from site_builder.world.repository import WorkFiles, WorldRepository
from tests.acceptance.support import git

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3600
START = 1_760_000_000


@pytest.fixture
def world() -> tuple[WorldRepository, list[str]]:
    """Make a line of six commits: a branch is merged, time goes back, a file goes, and one commit is passed over."""
    made = WorldRepository()
    files = WorkFiles(made)
    files["lists/instance.yaml"], files["lists/a/x.yaml"], files["README.md"] = (
        b"id: 1\n",
        b"x: 1\n",
        b"\xff\n",
    )
    line = [made.commit(files, [], START, "ann", "First")]
    files["lists/a/deep/er/y.yaml"] = b"y: 1\n"
    line.append(made.commit(files, line[-1:], START + 50 * HOUR, "bob", "Second (#2)"))
    beside = made.commits[line[0]].tree.updated({"lists/b/z.yaml": made.hold(b"z: 1\n")})
    branch = made.commit(beside, line[:1], START + 60 * HOUR, "eve", "Beside it")
    files["lists/b/z.yaml"] = b"z: 1\n"
    line.append(made.commit(files, [line[-1], branch], START + 40 * HOUR, "ann", "Merge it\n\nWith a text"))
    del files["lists/a/deep/er/y.yaml"]
    line.append(made.commit(files, line[-1:], START + 80 * HOUR, "ann", "Without"))
    files["lists/passed-over.yaml"] = f"commits:\n  - {line[-1]}\n".encode()
    line.append(made.commit(files, line[-1:], START + 81 * HOUR, "ann", "Pass it over"))
    line.append(made.commit(files, line[-1:], START + 100 * HOUR, "ann", "Tick"))
    return made, [*line, branch]


def test_git_gives_every_commit_the_same_name(
    world: tuple[WorldRepository, list[str]], tmp_path: Path
) -> None:
    made, (*line, branch) = world
    create_repository(tmp_path, made.fast_import(line[-1]))
    assert git(tmp_path, "rev-list", "--first-parent", "--reverse", "HEAD").split() == line
    assert git(tmp_path, "rev-list", "HEAD").split().count(branch) == 1
    assert git(tmp_path, "fsck", "--strict") == ""
    assert git(tmp_path, "status", "--porcelain") == ""


def test_its_answers_are_those_of_git(world: tuple[WorldRepository, list[str]], tmp_path: Path) -> None:
    made, (*line, branch) = world
    create_repository(tmp_path, made.fast_import(line[-1]))
    real = GitRepository(tmp_path)
    every = [*line, branch]
    for name in every:
        assert made.listing(name) == real.listing(name)
        assert made.listing(name, "README.md", "lists/a") == real.listing(name, "README.md", "lists/a")
        assert made.as_of(name) == real.as_of(name)
        assert made.passed_over(name) == real.passed_over(name)
        assert made.last_before(name, "2025-10-11") == real.last_before(name, "2025-10-11")
        assert made.revisions(name) == real.revisions(name)
        assert made.revisions(name, ("lists/*/x.yaml",)) == real.revisions(name, ("lists/*/x.yaml",))
        for other in every:
            assert made.is_ancestor(name, other) == real.is_ancestor(name, other)
            if made.is_ancestor(name, other):
                assert made.is_on_line(name, other) == real.is_on_line(name, other)
            assert made.first_parents(name, other) == real.first_parents(name, other)
            assert made.apart(name, other) == real.apart(name, other)
            assert made.times(name, other) == real.times(name, other)
            assert made.changes(name, other) == real.changes(name, other)
            assert set(made.brought(name, (other,))) == set(real.brought(name, (other,)))


def test_contents_are_those_of_git(world: tuple[WorldRepository, list[str]], tmp_path: Path) -> None:
    made, (*line, _) = world
    create_repository(tmp_path, made.fast_import(line[-1]))
    blobs = [item.object for item in made.listing(line[-1]).values()]
    with made.blobs() as ours, GitRepository(tmp_path).blobs() as theirs:
        assert [ours.read(name, 4) for name in blobs] == [theirs.read(name, 4) for name in blobs]
        assert [*ours.read_many(blobs, 99)] == [*theirs.read_many(blobs, 99)]


def test_a_file_and_a_folder_take_each_others_place() -> None:
    files = WorkFiles(WorldRepository())
    files["a/b"], files["c"] = b"1", b"2"
    assert list(files) == ["a/b", "c"]
    del files["a/b"], files["c"]
    files["a"], files["c/d"] = b"3", b"4"
    assert dict(files) == {"a": b"3", "c/d": b"4"}


def test_work_files_are_a_mapping() -> None:
    files = WorkFiles(WorldRepository())
    files["a/b"] = b"1"
    assert ("a/b" in files, "a" in files, "a/b/c" in files) == (True, False, False)
    assert (list(files), len(files), files["a/b"]) == (["a/b"], 1, b"1")
    with pytest.raises(KeyError):
        del files["a/c"]
    del files["a/b"]
    assert dict(files) == {}
