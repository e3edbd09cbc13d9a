"""Every command in a checkout whose configuration is hostile does what it does in a clean one, to the byte."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING, Final
from unittest import mock

import pytest

from site_builder.cli import cli
from tests.acceptance.support import REPOSITORY, fingerprint, git, handlelists
from tests.acceptance.test_add import ACCOUNT, REST
from tests.instance import VERIFIED, write_instance
from tests.unit.git.test_hostile_checkout import HOSTILE, hostile

if TYPE_CHECKING:
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
NOW: Final = ("--now", "2026-02-10T12:00:00Z")
COMMANDS: Final = {
    "add": (ACCOUNT, *REST),
    "appeal": ("open", RECORD, "--ground", "mistaken-identity", *NOW),
    "build": ("--strict",),
    "capture": ("--verify", "--store", "../store", *NOW),
    "check": ("--base", "HEAD~1", *NOW),
    "decide": ("release", RECORD, "--reason", "x", "--unsigned", *NOW),
    "fmt": ("--check",),
    "import": (
        "docs/about.md",
        "--source",
        "ferry-report",
        "--category",
        "fraud",
        "--submitted-by",
        "x",
        *NOW,
    ),
    "observe": (RECORD, "--state", "active", *NOW),
    "promote": NOW,
    "retract": (RECORD, "--reason", "mistaken-identity", "--why", "x", "--unsigned", *NOW),
    "review": ("--queue", "--as", "reviewer-a", *NOW),
    "similar": NOW,
    "status": (RECORD,),
    "tick": NOW,
    "validate": (),
    "withhold": (RECORD, "--by", "desk", "--since", "2026-02-10"),
}
EMERGENCY: Final = ("withhold", RECORD, "--from-published", "--published", "HEAD~1", "--by", "desk", *NOW)
"""The one that commits, and writes the work tree."""
WITHOUT_A_CHECKOUT: Final = {
    "demo": "makes a repository where there is none",
    "serve": "builds as `build` does, and waits",
    "sync": "has no instance",
}
WRITING: Final = ("add", "observe", "appeal", "withhold", "decide", "retract")


def done(root: Path) -> dict[str, object]:
    """Run every command, those that write last, and return what each said, and the files that are there then."""
    said: dict[str, object] = {}
    drawn = itertools.count()
    with mock.patch("secrets.randbelow", lambda most: next(drawn) % most):
        for name in (*sorted(COMMANDS.keys() - set(WRITING)), *WRITING):
            ended = handlelists(name, *COMMANDS[name], root=root)
            said[name] = (ended.returncode, ended.stdout, ended.stderr)
    shutil.rmtree(root / ".git")
    return {**said, "files": fingerprint(root)}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A checkout whose attributes name filters, with two commits."""
    kept = tmp_path / "kept"
    write_instance(kept)
    (kept / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    (kept / "docs").mkdir()
    (kept / "docs/about.md").write_text("# About\n")
    (kept / ".gitattributes").write_text("* filter=bad diff=bad merge=bad ident\n")
    (kept / ".gitignore").write_text("/site/\n/.site-*\n")
    git(kept, "init", "-q", "-b", "main")
    git(kept, "config", "user.email", "7+x@users.noreply.github.com")
    git(kept, "config", "user.name", "x")
    git(kept, "add", "-A")
    git(kept, "commit", "-qm", "base", day="2026-02-01")
    (kept / VERIFIED).write_text((kept / VERIFIED).read_text() + "# looked at twice\n")
    git(kept, "commit", "-qam", "change", day="2026-02-02")
    return kept


def corrupted(root: Path, folder: Path) -> Path:
    """Add every hostile setting to a checkout; return the file that a program would make."""
    folder.mkdir()
    # git itself refuses both of these together.
    every = (text for name, text in HOSTILE.items() if name != "no work tree")
    settings, made = hostile(folder, "\n".join(every))
    with (root / ".git/config").open("a") as stream:
        stream.write(settings)
    return made


def test_no_command_runs_or_changes_anything(kept: Path, tmp_path: Path) -> None:
    assert COMMANDS.keys() | WITHOUT_A_CHECKOUT.keys() == set(cli.list_commands(None))  # type: ignore[arg-type]
    root = tmp_path / "root"
    shutil.copytree(kept, root)
    clean = done(root)
    shutil.rmtree(root)
    shutil.copytree(kept, root)
    made = corrupted(root, tmp_path / "hostile")
    assert done(root) == clean
    assert not made.exists()
    assert clean["build"][0] == 0  # type: ignore[index]


@pytest.mark.parametrize("work", ["", "x: y\n"])
def test_the_command_that_commits_does_not_either(kept: Path, tmp_path: Path, work: str) -> None:
    """With work in the way, and without; on top of a commit that is refused."""
    text = (kept / VERIFIED).read_text()
    (kept / VERIFIED).write_text("broken: [\n")
    git(kept, "commit", "-qam", "break", day="2026-02-03")
    (kept / VERIFIED).write_text(text if work else "broken: [\n")
    (kept / VERIFIED).write_text((kept / VERIFIED).read_text() + work)
    told = []
    for name in ("clean", "root"):
        root = tmp_path / name / "root"
        shutil.copytree(kept, root)
        made = corrupted(root, tmp_path / "hostile") if name == "root" else None
        with mock.patch("secrets.randbelow", lambda most: most // 2):
            ended = handlelists(*EMERGENCY, root=root)
        commit = (root / ".git/refs/heads/main").read_text()
        shutil.rmtree(root / ".git")
        told.append((ended.returncode, ended.stdout, ended.stderr, commit, fingerprint(root)))
    assert told[0] == told[1]
    assert (told[0][0], "stays as it is" in told[0][2]) == (0, bool(work))
    assert made is not None
    assert not made.exists()
