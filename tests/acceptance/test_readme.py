"""The README's examples do what it says: each `console` block runs in a copy of this repository's instance.

A line that begins with `$ ` is a command, one with `> ` goes on with it, the rest is what it prints; `...` stands for
anything. A block below `<!-- not run: why -->` is left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from tests.acceptance.support import REPOSITORY, git

if TYPE_CHECKING:
    from pathlib import Path

_README: Final = (REPOSITORY / "README.md").read_text(encoding="utf-8")
_BLOCK: Final = re.compile(
    r"(?P<skip><!-- not run: [^>]+ -->\n)?^```console\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


class _Step(NamedTuple):
    """A command and what the README says that it prints."""

    command: str
    output: str


def _steps(text: str) -> list[_Step]:
    steps: list[_Step] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append(_Step(line[2:], ""))
        elif line.startswith("> "):
            steps[-1] = steps[-1]._replace(command=f"{steps[-1].command}\n{line[2:]}")
        else:
            steps[-1] = steps[-1]._replace(output=f"{steps[-1].output}{line}\n")
    return steps


def _blocks(*, run: bool) -> list[list[_Step]]:
    return [_steps(found["text"]) for found in _BLOCK.finditer(_README) if (found["skip"] is None) is run]


def _matches(said: str, printed: str) -> bool:
    pattern = r"[\s\S]*?".join(re.escape(part) for part in said.split("..."))
    return re.fullmatch(pattern, printed) is not None


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with this one's lists, and with the command where `make` puts it."""
    shutil.copytree(REPOSITORY / "lists", tmp_path / "lists")
    command = tmp_path / ".venv" / "bin" / "handlelists"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m site_builder "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "lists")
    git(tmp_path, "commit", "-qm", "lists", day="2026-11-24")
    return tmp_path


@pytest.mark.parametrize("steps", _blocks(run=True), ids=lambda steps: steps[-1].command.split("\n")[0])
def test_an_example_prints_what_the_readme_says(steps: list[_Step], checkout: Path) -> None:
    for step in steps:
        done = subprocess.run(
            ("sh", "-c", step.command),
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert _matches(step.output, done.stdout), done.stdout


def test_an_example_is_run_unless_the_readme_says_why_not() -> None:
    run, left_out = _blocks(run=True), _blocks(run=False)
    assert len(run) + len(left_out) == _README.count("```console")
    assert {
        step.command.split()[1] for steps in run for step in steps if "handlelists" in step.command.split()[0]
    } == {
        "fmt",
        "status",
        "validate",
        "withhold",
    }


def test_three_dots_stand_for_anything_and_nothing_else_does() -> None:
    assert _matches("gave id ... to x\n", "gave id 7k3f to x\n")
    assert _matches("first\n...\nlast\n", "first\na\nb\nlast\n")
    assert not _matches("gave id . to x\n", "gave id 7 to x\n")
    assert not _matches("first\n", "first\nsecond\n")


def test_every_target_of_make_that_the_readme_names_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:\$ |`)make ([a-z]+)", _README))
    assert {"site", "test"} <= named <= targets


def test_what_the_readme_asks_for_is_what_the_package_asks_for() -> None:
    assert 'requires-python = ">=3.11"' in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    assert "Python 3.11 or later" in _README
