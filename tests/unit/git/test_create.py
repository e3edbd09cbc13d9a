"""A repository that did not exist before, even inside another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.errors import RepositoryError
from site_builder.git import create_repository
from tests.acceptance.support import git

if TYPE_CHECKING:
    from pathlib import Path

STREAM = (
    b"commit refs/heads/main\ncommitter ann <ann@people.example> 1760000000 +0000\ndata 2\nA\n",
    b"M 100644 inline lists/a.yaml\ndata 6\na: \xc3\xa9\n\n",
)


@pytest.mark.parametrize("inside", [False, True])
def test_its_commits_and_its_work_tree(tmp_path: Path, inside: bool) -> None:  # noqa: FBT001 - a parameter
    if inside:
        git(tmp_path, "init", "-q")
    root = tmp_path / "made"
    root.mkdir()
    create_repository(root, STREAM)
    assert git(root, "rev-parse", "--show-toplevel").strip() == str(root.resolve())
    assert git(root, "symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert git(root, "status", "--porcelain") == ""
    assert (root / "lists/a.yaml").read_bytes() == "a: é\n".encode()
    assert "worktree" not in (root / ".git/config").read_text(encoding="utf-8")
    assert {"hooks", "logs"}.isdisjoint(path.name for path in (root / ".git").iterdir())


def test_what_git_does_not_take_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError):
        create_repository(tmp_path, [b"nonsense\n"])
