"""The working tree as a source: what it lists, and what it refuses to follow."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from site_builder.errors import InstanceError
from site_builder.load.files import SourceFile, WorkingTree

if TYPE_CHECKING:
    from pathlib import Path


def _lists(root: Path) -> Path:
    (root / "lists").mkdir()
    return root / "lists"


def test_entries_come_in_order_of_their_paths_with_their_sizes(tmp_path: Path) -> None:
    lists = _lists(tmp_path)
    for name in ("b.yaml", "a/z.yaml", "a-1/y.yaml", "a.yaml", "B.yaml"):
        (lists / name).parent.mkdir(exist_ok=True)
        (lists / name).write_text(name)
    assert list(WorkingTree(tmp_path).entries()) == [
        SourceFile("lists/B.yaml", "file", 6),
        SourceFile("lists/a-1/y.yaml", "file", 10),
        SourceFile("lists/a.yaml", "file", 6),
        SourceFile("lists/a/z.yaml", "file", 8),
        SourceFile("lists/b.yaml", "file", 6),
    ]


def test_what_is_no_file_is_named_for_what_it_is(tmp_path: Path) -> None:
    lists = _lists(tmp_path)
    (lists / "folder.yaml").mkdir()
    (lists / "plain").mkdir()
    os.mkfifo(lists / "pipe.yaml")
    (lists / "dangling").symlink_to("nowhere")
    (lists / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    assert [(entry.path, entry.kind) for entry in WorkingTree(tmp_path).entries()] == [
        ("lists/dangling", "symbolic link"),
        ("lists/elsewhere", "symbolic link"),
        ("lists/folder.yaml", "folder"),
        ("lists/pipe.yaml", "special file"),
    ]


def test_what_tools_leave_in_folders_is_no_source(tmp_path: Path) -> None:
    lists = _lists(tmp_path)
    for name in (".gitkeep", ".gitignore", ".gitattributes", ".DS_Store"):
        (lists / name).write_text("")
    assert list(WorkingTree(tmp_path).entries()) == []


def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (_lists(tmp_path) / "a.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic links"):
        WorkingTree(tmp_path).read("lists/a.yaml", 100)


def test_no_more_is_read_than_the_limit(tmp_path: Path) -> None:
    (_lists(tmp_path) / "a.yaml").write_bytes(b"x" * 100)
    assert WorkingTree(tmp_path).read("lists/a.yaml", 10) == b"x" * 10
    assert WorkingTree(tmp_path).read("lists/a.yaml", 101) == b"x" * 100


@pytest.mark.parametrize("name", ["absent", "file", "link"])
def test_a_folder_without_lists_is_no_instance(name: str, tmp_path: Path) -> None:
    root = tmp_path / name
    root.mkdir()
    _lists(tmp_path)
    if name == "file":
        (root / "lists").write_text("")
    elif name == "link":
        (root / "lists").symlink_to(tmp_path / "lists")
    with pytest.raises(InstanceError, match="there is no folder lists/"):
        list(WorkingTree(root).entries())
