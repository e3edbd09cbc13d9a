"""Every command in a checkout whose configuration is hostile does what it does in a clean one, to the byte."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING, Final
from unittest import mock

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
    "check": ("--base", "HEAD~1", *NOW),
    "decide": ("release", RECORD, "--reason", "x", "--unsigned", *NOW),
    "fmt": ("--check",),
    "promote": NOW,
    "retract": (RECORD, "--reason", "mistaken-identity", "--why", "x", "--unsigned", *NOW),
    "review": ("--queue", "--as", "reviewer-a", *NOW),
    "status": (RECORD,),
    "tick": NOW,
    "validate": (),
    "withhold": (RECORD, "--by", "desk", "--since", "2026-02-10"),
}
WITHOUT_A_CHECKOUT: Final = {"serve": "builds as `build` does, and waits", "sync": "has no instance"}
WRITING: Final = ("add", "appeal", "withhold", "decide", "retract")


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


def test_no_command_runs_or_changes_anything(tmp_path: Path) -> None:
    assert COMMANDS.keys() | WITHOUT_A_CHECKOUT.keys() == set(cli.list_commands(None))  # type: ignore[arg-type]
    kept, root = tmp_path / "kept", tmp_path / "root"
    write_instance(kept)
    (kept / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    (kept / "docs").mkdir()
    (kept / "docs/about.md").write_text("# About\n")
    (kept / ".gitattributes").write_text("* filter=bad diff=bad merge=bad ident\n")
    (kept / ".gitignore").write_text("/site/\n/.site-*\n")
    git(kept, "init", "-q", "-b", "main")
    git(kept, "config", "user.email", "7+x@users.noreply.github.com")
    git(kept, "add", "-A")
    git(kept, "commit", "-qm", "base", day="2026-02-01")
    (kept / VERIFIED).write_text((kept / VERIFIED).read_text() + "# looked at twice\n")
    git(kept, "commit", "-qam", "change", day="2026-02-02")
    shutil.copytree(kept, root)
    clean = done(root)
    shutil.rmtree(root)
    shutil.copytree(kept, root)
    (tmp_path / "hostile").mkdir()
    # git itself refuses both of these together.
    every = (text for name, text in HOSTILE.items() if name != "no work tree")
    settings, made = hostile(tmp_path / "hostile", "\n".join(every))
    with (root / ".git/config").open("a") as stream:
        stream.write(settings)
    assert done(root) == clean
    assert not made.exists()
    assert clean["build"][0] == 0  # type: ignore[index]
