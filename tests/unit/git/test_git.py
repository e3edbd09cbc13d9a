"""The one module that runs git, on real repositories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from site_builder.errors import InstanceError, RepositoryError
from site_builder.git import Blobs, head, revisions, uncommitted, work
from tests.acceptance.support import git

if TYPE_CHECKING:
    from pathlib import Path


def repository(root: Path) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    return root


def commit(root: Path, subject: str, day: str, **files: str | None) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", subject, day=day)


def test_a_message_gives_its_first_and_its_last_line_whatever_is_in_it(tmp_path: Path) -> None:
    root = repository(tmp_path)
    said = {
        "one": ("one", ""),
        "": ("", ""),
        "\n\ntwo (#2) \r\n\r\nlast\t\r\n\n": ("two (#2)", "last"),
        f"three\n\ncommit {'0' * 40}\n{'0' * 40} {'1' * 40} 1\n\nend": ("three", "end"),
        "four\v\u2028\u0085(#4)\rfive\nsix": ("four\v\u2028\u0085(#4)\rfive", "six"),
    }
    for day, message in enumerate(said, 1):
        (tmp_path / "message").write_bytes(message.encode())
        taken = ("--cleanup=verbatim", "--allow-empty-message", "--allow-empty", "-F", "message")
        git(root, "commit", "-q", *taken, day=f"2026-01-0{day}")
    assert [(item.subject, item.ending) for item in revisions(root)] == list(said.values())


def test_revisions_are_the_first_parent_line_with_what_each_changed_below_lists(tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, "one", "2026-01-02", lists__a="1", docs__b="2")
    git(root, "checkout", "-q", "-b", "topic")
    commit(root, "two", "2026-01-03", lists__c="3")
    commit(root, "three", "2026-01-04", lists__a=None)
    git(root, "checkout", "-q", "main")
    commit(root, "four", "2026-01-01", docs__b="4")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge: ü (#5)", "topic", day="2026-01-06")
    found = revisions(root)
    assert [(item.subject, item.time) for item in found] == [
        ("one", "2026-01-02T12:00:00Z"),
        ("four", "2026-01-02T12:00:00Z"),
        ("Merge: ü (#5)", "2026-01-06T12:00:00Z"),
    ]
    assert [[(change.path, change.deleted) for change in item.changes] for item in found] == [
        [("lists/a", False)],
        [],
        [("lists/a", True), ("lists/c", False)],
    ]
    assert found[-1].commit == head(root).commit
    assert found[-1].time == head(root).as_of
    with Blobs(root) as blobs:
        blob = found[-1].changes[1].blob
        assert blob is not None
        assert blobs.read(blob, 100) == b"3"


def test_an_instance_in_a_subfolder_has_paths_below_itself(tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, "one", "2026-01-02", lists__no="1", in__side__lists__yes="2")
    (change,) = revisions(root / "in/side")[0].changes
    assert change.path == "lists/yes"
    (root / "in/side/lists/new").write_text("x")
    (root / "lists/no").write_text("x")
    assert uncommitted(root / "in/side", "lists") == ("lists/new",)


@pytest.mark.parametrize("folder", ["in", "a[b]*?", "back\\slash"])
@pytest.mark.parametrize(
    ("glob", "found"),
    [
        ("lists", {"lists/a/list.yaml", "lists/a/x/7k/one.yaml", "lists/b/list.yaml"}),
        ("lists/*/list.yaml", {"lists/a/list.yaml", "lists/b/list.yaml"}),
        ("lists/**/one.yaml", {"lists/a/x/7k/one.yaml"}),
        ("lists/*/one.yaml", set()),
        ("lists/a", {"lists/a/list.yaml", "lists/a/x/7k/one.yaml"}),
    ],
)
def test_revisions_say_what_changed_below_globs(
    tmp_path: Path, folder: str, glob: str, found: set[str]
) -> None:
    root = repository(tmp_path)
    files = {"lists/a/list.yaml", "lists/a/x/7k/one.yaml", "lists/b/list.yaml", "other/list.yaml"}
    commit(root, "one", "2026-01-02", **{f"{folder}/{file}": file for file in files}, lists__a="of another")
    (revision,) = revisions(root / folder, globs=(glob,))
    assert {change.path for change in revision.changes} == found


def test_a_symbolic_link_has_no_content(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / "lists").mkdir()
    (root / "lists/a").symlink_to("/etc/passwd")
    commit(root, "one", "2026-01-02")
    (change,) = revisions(root)[0].changes
    assert (change.blob, change.deleted) == (None, False)


@pytest.mark.parametrize("detach", [False, True])
def test_a_branch_may_have_any_name_or_none(tmp_path: Path, *, detach: bool) -> None:
    root = repository(tmp_path)
    commit(root, "one", "2026-01-02", lists__a="1")
    before = revisions(root)
    if detach:
        git(root, "checkout", "-q", "--detach")
    else:
        git(root, "branch", "-m", "trunk")
    assert revisions(root) == before


@pytest.mark.parametrize("quick", [False, True])
def test_uncommitted_work_is_what_differs_from_head(tmp_path: Path, *, quick: bool) -> None:
    root = repository(tmp_path)
    commit(root, "one", "2026-01-02", lists__a="1", lists__b="2", lists__c="3", other="3")
    assert uncommitted(root, "lists", quick=quick) == ()
    (root / "lists/c").write_text("4")
    git(root, "add", "lists/c")
    (root / "lists/a").write_text("changed")
    (root / "lists/b").unlink()
    (root / "lists/ü new").write_text("new")
    (root / "other").write_text("changed")
    assert uncommitted(root, "lists", quick=quick) == ("lists/a", "lists/b", "lists/c", "lists/ü new")


@pytest.mark.parametrize("quick", [False, True])
def test_a_committed_name_that_is_not_utf_8_is_committed(tmp_path: Path, *, quick: bool) -> None:
    root = repository(tmp_path)
    (root / "lists").mkdir()
    (root / "lists/\udce9").write_text("1")
    commit(root, "one", "2026-01-02")
    assert uncommitted(root, "lists", quick=quick) == ()
    (root / "lists/\udce9").write_text("2 and more")
    assert uncommitted(root, "lists", quick=quick) == ("lists/\udce9",)


def test_for_a_hint_only_what_is_not_as_git_last_saw_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path)
    commit(root, "one", "2026-01-02", lists__a="1", lists__b="2")
    for name in ("a", "b"):
        os.utime(root / "lists" / name, (1, 1))
    git(root, "add", "-A")
    read: list[str] = []

    def is_same(file: Path, _blob: object) -> bool:
        read.append(file.name)
        return True

    monkeypatch.setattr(work, "_is_same", is_same)
    (root / "lists/b").write_text("2")
    assert uncommitted(root, "lists", quick=True) == ()
    assert read == ["b"]


def test_what_cannot_be_used_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(InstanceError, match="there is no folder lists/"):
        revisions(tmp_path / "none")
    (tmp_path / "none/lists").mkdir()
    with pytest.raises(RepositoryError, match="not in a git repository") as none:
        revisions(tmp_path / "none")
    assert "git init" in (none.value.hint or "")
    with pytest.raises(RepositoryError, match="no commit"):
        revisions(repository(tmp_path / "empty"))
    root = repository(tmp_path / "full")
    commit(root, "one", "2026-01-02", lists__a="1")
    commit(root, "two", "2026-01-03", lists__a="2")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    with pytest.raises(RepositoryError, match="shallow") as shallow:
        revisions(tmp_path / "shallow")
    assert "--unshallow" in (shallow.value.hint or "")


def test_a_missing_object_is_an_error_and_a_large_one_is_cut(tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, "one", "2026-01-02", lists__a="x" * 5_000_000, lists__b="small")
    large, small = (change.blob for change in revisions(root)[0].changes)
    assert large is not None
    assert small is not None
    with Blobs(root) as blobs:
        assert blobs.read(large, 10) == b"x" * 10
        assert blobs.read(small, 10) == b"small"
        with pytest.raises(RepositoryError, match="is missing"):
            blobs.read("0" * 40, 10)


def test_a_partial_clone_says_how_it_becomes_whole(tmp_path: Path) -> None:
    root = repository(tmp_path / "whole")
    commit(root, "one", "2026-01-02", lists__a="1", lists__b="2")
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{root}", "partial")
    blobs = [change.blob or "" for change in revisions(tmp_path / "partial")[0].changes]

    def read() -> list[bytes]:
        with Blobs(tmp_path / "partial") as contents:
            return list(contents.read_many(blobs, 10))

    with pytest.raises(RepositoryError, match="partial clone") as refused:
        read()
    assert refused.value.hint == "fetch them: `git fetch --refetch --no-filter`"
    git(tmp_path / "partial", *refused.value.hint.split("`")[1].split()[1:])
    assert read() == [b"1", b"2"]
