"""A site that its host does not take: a withholding is published without what can be left out, all else waits."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from tests.acceptance.support import REPOSITORY, git

if TYPE_CHECKING:
    from pathlib import Path

_TOO_HEAVY: Final = """\
#!/bin/sh
echo "$@" >> "$SAID"
for last; do :; done
test "$last" = --trim || exit 2
"""
_WITHHOLDING: Final = "lists/withheld/7k3f9q2m4d1p.abc123.yaml"


def _github() -> str:
    return str(REPOSITORY / ".github/scripts/build.sh")


def _gitlab() -> str:
    script = yaml.safe_load((REPOSITORY / "contrib/gitlab-ci.yml").read_text("utf-8"))["pages"]["script"]
    (lines,) = (item for item in script if "handlelists build" in item)
    return f"last=$LAST first=\n{lines}"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with one commit, and a builder to which every site is too heavy without `--trim`."""
    (tmp_path / "bin").mkdir()
    builder = tmp_path / "bin" / "handlelists"
    builder.write_text(_TOO_HEAVY)
    builder.chmod(0o755)
    root = tmp_path / "work"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "Published")
    return root


def _run(work: Path, script: str, last: str) -> tuple[int, list[str]]:
    said = work.parent / "said"
    said.unlink(missing_ok=True)
    paths = f"{work.parent / 'bin'}:{os.environ['PATH']}"
    environment = {"PATH": paths, "LAST": last, "SITE": "", "SAID": str(said)}
    words = ("bash", script) if script.startswith("/") else ("bash", "-euo", "pipefail", "-c", script)
    done = subprocess.run(words, cwd=work, env=environment, check=False)
    return done.returncode, said.read_text().splitlines()


def _commit(work: Path, path: str) -> None:
    (work / path).parent.mkdir(parents=True, exist_ok=True)
    (work / path).touch()
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "A change")


@pytest.mark.parametrize("script", [_github(), _gitlab()], ids=["github", "gitlab"])
def test_only_a_withholding_is_published_trimmed(work: Path, script: str) -> None:
    last = git(work, "rev-parse", "HEAD").strip()
    status, said = _run(work, script, "")
    assert (status, len(said)) == (2, 1)
    _commit(work, "lists/harbour/list.yaml")
    status, said = _run(work, script, last)
    assert (status, len(said)) == (2, 1)
    _commit(work, _WITHHOLDING)
    status, said = _run(work, script, last)
    assert (status, [line.endswith(" --trim") for line in said]) == (0, [False, True])
    assert said[1].removesuffix(" --trim") == said[0]
    then = git(work, "rev-parse", "HEAD").strip()
    git(work, "rm", "-q", _WITHHOLDING)
    git(work, "commit", "-q", "-m", "A release")
    status, said = _run(work, script, then)
    assert (status, len(said)) == (2, 1)
