"""Moving a file: to a free place, through folders of the tree's own, or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from site_builder.errors import OutputError
from site_builder.write.files import move_new

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=[True, False], ids=["hard links", "no hard links"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError

    if not request.param:
        monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "old.yaml").write_text("x")
    return tmp_path


def test_a_file_goes_to_its_new_place(root: Path) -> None:
    move_new(root, "old.yaml", "a/b/new.yaml")
    assert not (root / "old.yaml").exists()
    assert (root / "a/b/new.yaml").read_text() == "x"


def test_what_stands_there_is_not_overwritten(root: Path) -> None:
    (root / "new.yaml").write_text("y")
    with pytest.raises(OutputError, match=r"new\.yaml exists already"):
        move_new(root, "old.yaml", "new.yaml")
    assert (root / "new.yaml").read_text() == "y"
    assert (root / "old.yaml").read_text() == "x"


def test_a_dangling_link_is_not_overwritten(root: Path) -> None:
    (root / "new.yaml").symlink_to(root / "nowhere")
    with pytest.raises(OutputError):
        move_new(root, "old.yaml", "new.yaml")
    assert (root / "new.yaml").is_symlink()
    assert (root / "old.yaml").exists()


def test_a_link_to_a_folder_is_not_followed(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "a").symlink_to(root / "elsewhere")
    with pytest.raises(OutputError, match="symbolic link"):
        move_new(root, "old.yaml", "a/b/new.yaml")
    assert list((root / "elsewhere").iterdir()) == []
    assert (root / "old.yaml").exists()
