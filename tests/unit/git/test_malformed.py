"""Malformed trees: which are found, wherever they are, and how much is read for that."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest

from site_builder import git
from tests.acceptance.support import git as run
from tests.raw_tree import FILE, FOLDER, commit_tree, replaced, write_blob, write_commit, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a repository with one commit, in which an instance is in a folder of its own."""
    run(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "in/side/lists/a/b").mkdir(parents=True)
    (tmp_path / "in/side/lists/a/b/c.yaml").write_text("x\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/file").write_text("x\n")
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-qm", "One")
    return tmp_path


def twice(root: Path) -> str:
    one, other = (write_blob(root, text) for text in ("1\n", "2\n"))
    return write_tree(root, (FILE, "c.yaml", one), (FILE, "c.yaml", other))


def found(root: Path, base: str, head: str) -> list[tuple[str, str]]:
    first, last = run(root, "rev-parse", base, head).split()
    told = git.malformed(root, first, git.brought(root, last, (first,)))
    return [(folder, why) for folder, _, why in told]


@pytest.mark.parametrize(
    ("folder", "told"),
    [("", ""), ("other", "other/"), ("in/side", "in/side/"), ("in/side/lists/a/b", "lists/a/b/")],
)
def test_a_folder_is_named_from_the_instance_or_from_the_top(top: Path, folder: str, told: str) -> None:
    head = commit_tree(top, replaced(top, "HEAD", folder, twice(top)), "HEAD")
    told = "" if folder == "in/side" else told
    assert found(top / "in/side", "HEAD", head) == [(told, "it has 'c.yaml' twice")]


def test_what_the_base_has_is_not_said_again(top: Path) -> None:
    bad = commit_tree(top, replaced(top, "HEAD", "other", twice(top)), "HEAD")
    same = commit_tree(top, f"{bad}^{{tree}}", bad)
    mended = commit_tree(top, "HEAD^{tree}", same)
    assert found(top, bad, same) == found(top, bad, mended) == found(top, bad, bad) == []
    assert found(top, "HEAD", mended) == [("other/", "it has 'c.yaml' twice")]


def test_a_tree_that_was_said_to_be_a_file_is_read_as_a_folder(top: Path) -> None:
    bad = twice(top)
    base = commit_tree(top, replaced(top, "HEAD", "other", write_tree(top, (FILE, "x", bad))), "HEAD")
    head = commit_tree(top, replaced(top, base, "other", write_tree(top, (FOLDER, "x", bad))), base)
    assert found(top, base, head) == [("other/x/", "it has 'c.yaml' twice")]


def test_folders_end_where_no_system_can_follow(top: Path) -> None:
    tree = write_tree(top, (FILE, "x", write_blob(top, "x\n")))
    for _ in range(25):
        tree = write_tree(top, (FOLDER, "n" * 200, tree))
    head = commit_tree(top, replaced(top, "HEAD", "other", tree), "HEAD")
    ((folder, why),) = found(top, "HEAD", head)
    assert why == "it is nested too deep"
    assert 4096 < len(folder) < 4400


def test_folders_that_hold_one_another_many_times_are_read_once(top: Path, reads: Callable[[], int]) -> None:
    tree = write_tree(top, (FILE, "x", write_blob(top, "x\n")))
    for _ in range(40):
        tree = write_tree(top, (FOLDER, "a", tree), (FOLDER, "b", tree))
    head = commit_tree(top, replaced(top, "HEAD", "other", tree), "HEAD")
    assert found(top, "HEAD", head) == []
    assert reads() < 100


def test_little_is_read_for_a_small_change(top: Path, reads: Callable[[], int]) -> None:
    for number in range(300):
        (top / f"in/side/lists/a/{number}").mkdir()
        (top / f"in/side/lists/a/{number}/c.yaml").write_text(f"{number}\n")
    run(top, "add", "-A")
    run(top, "commit", "-qm", "Many")
    (top / "in/side/lists/a/7/c.yaml").write_text("other\n")
    run(top, "commit", "-qam", "One")
    assert found(top, "HEAD~1", "HEAD") == []
    assert reads() == 2 * len(("", "in", "side", "lists", "a", "7"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return how many objects were read so far."""
    asked: list[str] = []
    real = git.Blobs.read

    def read(self: git.Blobs, blob: str, limit: int) -> bytes:
        asked.append(blob)
        return real(self, blob, limit)

    monkeypatch.setattr(git.Blobs, "read", read)
    return lambda: len(asked)


def test_object_ids_may_be_longer(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/a.yaml").write_text("x\n")
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-qm", "One")
    good = commit_tree(tmp_path, "HEAD^{tree}", "HEAD")
    bad = commit_tree(tmp_path, replaced(tmp_path, "HEAD", "lists", twice(tmp_path)), "HEAD")
    assert found(tmp_path, "HEAD", good) == []
    assert found(tmp_path, "HEAD", bad) == [("lists/", "it has 'c.yaml' twice")]


_KINDS: Final = (
    *((FILE, name) for name in ("a", "b", "a.b", "", "a/b")),
    *((FOLDER, "a"), ("040000", "c"), ("120000", "a"), ("160000", "a-"), ("100664", "a")),
)


def test_a_tree_is_malformed_or_every_reader_sees_the_same_in_it(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", str(top / "another"))
    blobs = [write_blob(top, text) for text in ("1\n", "2\n")]
    folders = [write_tree(top, (FILE, "x", blob)) for blob in blobs]
    refused = 0
    for pair in product(_KINDS, repeat=2):
        entries = [
            (mode, name, (folders if mode in {FOLDER, "040000"} else blobs)[number])
            for number, (mode, name) in enumerate(pair)
        ]
        head = commit_tree(top, write_tree(top, (FOLDER, "lists", write_tree(top, *entries))), "HEAD")
        if found(top, "HEAD", head):
            refused += 1
            continue
        run(top, "read-tree", head)
        assert run(top, "write-tree", "--missing-ok") == run(top, "rev-parse", f"{head}^{{tree}}"), pair
        listed = git.listing(top, head)
        changed = git.changes(top, git.resolve(top, "HEAD"), head)
        assert {item.path: item.after for item in changed if item.after} == listed
        told = {item.path: item.blob for item in git.revisions(top, head)[1].changes}
        assert told == {path: blob.object if blob.is_file else None for path, blob in listed.items()}
    assert refused == len(_KINDS) ** 2 - 12  # each two of the good with different names, in one order


@pytest.mark.parametrize(
    "lines",
    [
        "author {0}\ncommitter {0}\ncommitter {1}",
        "author {0}\ncommitter {1}\ncommitter {0}",
        "author {0}\ncommitter {0} > {1}",
        "author {0}\ncommitter a > 4000000000 <a@b.example> 1700000000 +0000",
        "author {0}\nauthor {0}\ncommitter {1}",
        "committer {1}\nauthor {0}\ncommitter {0}",
        "author {0}\ncommitter a <a@b.example> 1700000000.5 +0000",
        "author {0}\ncommitter a <a\0@b.example> 1700000000 +0000",
    ],
)
def test_every_reader_sees_the_same_date(top: Path, lines: str) -> None:
    tree, parent = run(top, "rev-parse", "HEAD^{tree}", "HEAD").split()
    said = lines.format(*(f"a <a@b.example> {seconds} +0000" for seconds in (1_800_000_000, 4_000_000_000)))
    head = write_commit(top, f"tree {tree}\nparent {parent}\n{said}\n\nBy hand\n")
    (first, told), base = git.revisions(top, head), git.resolve(top, "HEAD")
    ((_, time),) = git.times(top, base, head)
    assert git.as_of(top, head) == told.time == max(first.time, time)
