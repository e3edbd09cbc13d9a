"""The builder is installed from its folder, whatever the folder is called: by the real pip, which asks no index.

An index is there, on this machine, and would be asked: it must not be.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from tests.acceptance.support import REPOSITORY
from tests.unit.sync.feed_server import serving
from tests.workflows.machines import put_builder, put_python3

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.sync.feed_server import FeedServer

pytestmark = pytest.mark.large

_TRAP: Final = 'import pathlib\npathlib.Path("{marker}").touch()\n'
_MODULES: Final = ("pip", "venv", "json", "zipfile", "site", "sitecustomize")
_FOLDERS: Final = ["requests", "a folder", "-e", "handlelists"]


@dataclass(frozen=True)
class Machine:
    """A machine of a forge, and the index that pip would ask."""

    folder: Path
    index: FeedServer

    @property
    def work(self) -> Path:
        """Return the folder of the checkout, in which modules lie around that nobody may import."""
        return self.folder / "base"

    @property
    def trapped(self) -> bool:
        return (self.folder / "trapped").exists()

    def builder(self, folder: Path) -> None:
        """Put a builder into a folder. Its own modules are no strangers."""
        for name in _MODULES:
            (folder / f"{name}.py").unlink(missing_ok=True)
        put_builder(folder)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.work,
            env={
                "CDPATH": str(self.folder),
                "GITHUB_PATH": str(self.folder / "path"),
                "HOME": str(self.folder),
                "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_INDEX_URL": self.index.url,
                "PIP_NO_CACHE_DIR": "1",
                "PIP_RETRIES": "0",
                "RUNNER_TEMP": str(self.folder / "temp"),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    (tmp_path / "bin").mkdir()
    put_python3(tmp_path / "bin")
    (tmp_path / "temp").mkdir()
    (tmp_path / "base").mkdir()
    for name in _MODULES:
        trap = _TRAP.format(marker=tmp_path / "trapped")
        (tmp_path / f"base/{name}.py").write_text(trap, encoding="utf-8")
    with serving({}) as index:
        yield Machine(tmp_path, index)


def _installed(machine: Machine, done: subprocess.CompletedProcess[str], environment: Path) -> None:
    assert done.returncode == 0, done.stdout
    said = subprocess.run((environment / "bin/handlelists",), capture_output=True, text=True, check=True)
    assert said.stdout == "from the folder\n"
    assert machine.index.requests == []
    assert not machine.trapped


@pytest.mark.parametrize("name", _FOLDERS)
def test_githubs_script_installs_the_folder_that_it_is_given(machine: Machine, name: str) -> None:
    machine.builder(machine.work / name)
    script = str(REPOSITORY / ".github/scripts/install.sh")
    _installed(machine, machine.run(script, BUILDER=name), machine.folder / "temp/builder")
    assert (machine.folder / "path").read_text(encoding="utf-8") == f"{machine.folder}/temp/builder/bin\n"


def test_githubs_script_installs_the_checkout_where_no_folder_is_given(machine: Machine) -> None:
    machine.builder(machine.work)
    script = str(REPOSITORY / ".github/scripts/install.sh")
    _installed(machine, machine.run(script), machine.folder / "temp/builder")


@pytest.mark.parametrize("name", ["requests", "requests[socks]", "git+https://a.example/b"])
def test_a_folder_that_is_not_there_is_looked_for_nowhere_else(machine: Machine, name: str) -> None:
    """Nor is a folder of that name beside the checkout taken, which CDPATH would lead to."""
    machine.builder(machine.folder / "requests")
    done = machine.run(str(REPOSITORY / ".github/scripts/install.sh"), BUILDER=name)
    assert done.returncode != 0
    assert machine.index.requests == []


def _gitlabs_lines() -> str:
    pipeline = yaml.safe_load((REPOSITORY / "contrib/gitlab-ci.yml").read_text(encoding="utf-8"))
    lines = [line for line in pipeline[".base"]["before_script"] if not line.startswith("git ")]
    return "\n".join(lines)


@pytest.mark.parametrize("name", _FOLDERS)
def test_gitlabs_lines_install_the_folder_that_they_are_given(machine: Machine, name: str) -> None:
    machine.builder(machine.work / name)
    done = machine.run("bash", "-eo", "pipefail", "-c", _gitlabs_lines(), BUILDER=name)
    _installed(machine, done, machine.folder / "builder")


def test_forgejos_step_installs_the_checkout(machine: Machine) -> None:
    machine.builder(machine.work)
    workflow = yaml.safe_load((REPOSITORY / "contrib/forgejo-check.yml").read_text(encoding="utf-8"))
    (step,) = (
        step for step in workflow["jobs"]["check"]["steps"] if step.get("name") == "Install the builder"
    )
    done = machine.run("bash", "-eo", "pipefail", "-c", step["run"])
    _installed(machine, done, machine.folder / "temp/builder")


def test_the_index_would_be_asked(machine: Machine) -> None:
    """What all of the above holds against: the name of a folder as it is."""
    machine.builder(machine.work / "requests")
    machine.run("python3", "-I", "-m", "venv", "../environment")
    done = machine.run("../environment/bin/pip", "install", "requests")
    assert done.returncode != 0
    assert machine.index.requests
