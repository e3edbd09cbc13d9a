"""A checkout with the line ends of Windows is the same instance: nothing to format, nothing to commit, same bytes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.support import REPOSITORY, fingerprint, git, handlelists
from tests.instance import VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.large
_PROSE = """\
# About

A paragraph
of two lines.

```sh
first
second
```
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_instance(tmp_path_factory.mktemp("ends") / "instance")
    (root / "docs").mkdir()
    (root / "docs/about.md").write_text(_PROSE, encoding="utf-8")
    shutil.copy(REPOSITORY / "docs/index.md", root / "docs")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
    (root / ".gitignore").write_text("/site/\n/.site-*/\n", encoding="utf-8")
    handlelists("fmt", root=root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "lists", day="2026-11-24")
    return root


@pytest.fixture
def windows(repository: Path, tmp_path: Path) -> Path:
    """A clone as git for Windows makes it."""
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(repository), "clone")
    clone = tmp_path / "clone"
    assert b"\r\n" in (clone / VERIFIED).read_bytes()
    return clone


def test_nothing_is_to_be_formatted_and_nothing_is_changed(windows: Path) -> None:
    assert handlelists("validate", root=windows).returncode == 0
    for options in (("--check",), ()):
        done = handlelists("fmt", *options, root=windows)
        assert done.returncode == 0, done.stdout
        assert ", 0 " in done.stdout
    assert git(windows, "status", "--porcelain") == ""


def test_the_site_has_the_same_bytes(repository: Path, windows: Path) -> None:
    for root in (repository, windows):
        done = handlelists("build", "--strict", root=root)
        assert done.returncode == 0, done.stderr
    assert fingerprint(windows / "site") == fingerprint(repository / "site")


def test_a_command_that_edits_changes_its_lines_alone(windows: Path) -> None:
    retract = ("retract", "7k3f9q2m4d1p", "--reason", "mistaken-identity", "--why", "x", "--unsigned")
    done = handlelists(*retract, "--now", "2026-11-25T00:00:00Z", root=windows)
    assert done.returncode == 0, done.stderr
    git(windows, "add", "-A")
    git(windows, "commit", "-qm", "Retract", day="2026-11-25")
    assert git(windows, "show", "--format=", "--numstat", "--", VERIFIED).split() == ["3", "0", VERIFIED]
    assert handlelists("fmt", "--check", root=windows).returncode == 0
    assert handlelists("check", "--base", "HEAD~1", root=windows).returncode == 0


def test_with_the_guides_attributes_such_a_checkout_has_the_line_ends_of_the_repository(
    repository: Path, tmp_path: Path
) -> None:
    for source in (".gitattributes", "docs/guides/maintainers.md"):
        assert "* text=auto eol=lf\n" in (REPOSITORY / source).read_text(encoding="utf-8")
    git(tmp_path, "clone", "-q", str(repository), "clone")
    clone = tmp_path / "clone"
    (clone / ".gitattributes").write_text("* text=auto eol=lf\n", encoding="utf-8")
    (clone / VERIFIED).write_bytes((clone / VERIFIED).read_bytes().replace(b"\n", b"\r\n"))
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "attributes")
    assert git(clone, "show", "--format=", "--name-only") == ".gitattributes\n"
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(clone), "again")
    assert b"\r" not in (tmp_path / "again" / VERIFIED).read_bytes()
