"""A sparse checkout: what git left out of the folder is not taken for absent, and `withhold` reads HEAD for it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.cli import cli
from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.acceptance.test_hostile_checkout import COMMANDS, RECORD, WITHOUT_A_CHECKOUT
from tests.instance import VERIFIED, withholding, write_instance

if TYPE_CHECKING:
    from pathlib import Path

    from tests.once import Once

BY_GIT_ALONE: Final = {"check", "tick"}
"""Commands that read no working folder."""
OTHER: Final = "9m2x0r5t8v4w"
WITHHELD: Final = "lists/withheld"
HELD: Final = withholding("0a1b2c3d4e5f")


def whole(root: Path) -> Path:
    withheld = "since: 2026-01-01\nby: desk\nreason: safety\n"
    write_instance(root, files={HELD: withheld, "docs/about.md": "# About\n", ".gitignore": "/site/\n"})
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.email", "7+x@users.noreply.github.com")
    git(root, "config", "uploadpack.allowfilter", "true")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base", day="2026-02-01")
    (root / VERIFIED).write_text((root / VERIFIED).read_text() + "# looked at twice\n")
    git(root, "commit", "-qam", "change", day="2026-02-02")
    return root


@pytest.fixture
def root(tmp_path: Path, once: Once) -> Path:
    made = shutil.copytree(once("sparse", whole), tmp_path / "root")
    git(made, "update-index", "-q", "--refresh")  # else git leaves nothing out: copies look changed
    return made


def leave_out(root: Path, path: str) -> None:
    git(root, "update-index", "--skip-worktree", path)
    (root / path).unlink()


@pytest.mark.parametrize("cone", [("--no-cone", "/*", f"!{VERIFIED}"), ("--cone", "--sparse-index", "docs")])
def test_a_part_is_not_taken_for_the_whole(root: Path, cone: tuple[str, ...]) -> None:
    git(root, "sparse-checkout", "set", *cone)
    left = [line[2:] for line in git(root, "ls-files", "-t").splitlines() if line.startswith("S ")]
    assert VERIFIED in left
    assert COMMANDS.keys() | WITHOUT_A_CHECKOUT.keys() == set(cli.list_commands(None))  # type: ignore[arg-type]
    for name in COMMANDS.keys() - {"withhold"}:
        done = handlelists(name, *COMMANDS[name], root=root)
        refused = name not in BY_GIT_ALONE
        assert done.returncode == (2 if refused else 0), (name, done.stdout, done.stderr)
        assert (f"git left {left[0]} out" in done.stderr) == refused
        assert ("git sparse-checkout disable" in done.stderr) == refused
        assert "not committed" not in done.stderr
    without = handlelists("status", RECORD, "--no-history", "--as-of", "2026-02-01", root=root)
    assert (without.returncode, f"git left {left[0]} out" in without.stderr) == (2, True)


@pytest.mark.parametrize("path", ["mkdocs.yml", "docs/about.md", "pages/more.md"])
def test_no_site_is_made_of_a_part_of_its_pages(root: Path, path: str) -> None:
    (root / "pages").mkdir()
    (root / "pages/more.md").write_text("# More\n")
    if path.startswith("pages"):
        (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text() + "docs_dir: pages\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "pages", day="2026-02-03")
    leave_out(root, path)
    done = handlelists("build", root=root)
    assert (done.returncode, f"git left {path} out" in done.stderr) == (2, True), done.stderr
    assert handlelists("validate", root=root).returncode == 0


def test_what_is_there_all_the_same_and_what_is_elsewhere_hold_nothing_up(root: Path) -> None:
    git(root, "update-index", "--skip-worktree", VERIFIED)
    (root / "tools").mkdir()
    (root / "tools/x").touch()
    git(root, "add", "tools")
    leave_out(root, "tools/x")
    assert handlelists("status", RECORD, root=root).returncode == 0


def held(root: Path) -> list[str]:
    return sorted(path.name[:12] for path in (root / WITHHELD).glob("*"))


@pytest.mark.parametrize("path", [VERIFIED, WITHHELD, "lists"])
def test_withhold_reads_head_for_what_is_not_there(root: Path, path: str) -> None:
    git(root, "sparse-checkout", "set", "--no-cone", "/*", f"!/{path}")
    assert not (root / path).exists()
    done = handlelists("withhold", RECORD, OTHER, "--by", "desk", root=root)
    assert (done.returncode, "run `git sparse-checkout disable`" in done.stderr) == (0, True), done.stderr
    assert "no file is named after" not in done.stderr
    if path != VERIFIED:
        done = handlelists("decide", "release", "0a1b2c3d4e5f", "--reason", "x", "--unsigned", root=root)
        assert (done.returncode, "out of this folder (a sparse checkout)" in done.stderr) == (2, True)
    git(root, "sparse-checkout", "disable")
    assert [line[:3] for line in git(root, "status", "--short", "-uall").splitlines()] == ["?? ", "?? "]
    assert held(root) == sorted(["0a1b2c3d4e5f", RECORD, OTHER])
    assert handlelists("validate", root=root).returncode == 0


def test_withhold_works_in_a_partial_clone_and_releases_nobody(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--sparse", root.as_uri(), str(clone))
    done = handlelists("withhold", OTHER, "--by", "desk", root=clone)
    assert done.returncode == 0, done.stderr
    done = handlelists("decide", "release", "0a1b2c3d4e5f", "--reason", "x", "--unsigned", root=clone)
    assert done.returncode == 2, done.stderr
    assert handlelists("status", OTHER, root=clone).returncode == 2
    git(clone, "sparse-checkout", "disable")
    assert held(clone) == sorted(["0a1b2c3d4e5f", OTHER])
    assert handlelists("validate", root=clone).returncode == 0


def test_a_damaged_index_holds_up_no_removal(root: Path) -> None:
    (root / ".git/index").write_bytes(b"DIRC broken")
    done = handlelists("withhold", OTHER, "--by", "desk", root=root)
    assert done.returncode == 0, done.stderr
    assert held(root) == sorted(["0a1b2c3d4e5f", OTHER])
