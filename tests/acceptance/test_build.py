"""`handlelists build` as a user runs it: whole, repeatable, atomic, and silent about what is not public."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.support import (
    AS_OF,
    DAY,
    LATER,
    NO_HISTORY,
    REPOSITORY,
    demonstration,
    fingerprint,
    git,
    handlelists,
    process,
)
from tests.instance import write_instance

if TYPE_CHECKING:
    from tests.once import Once


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration instance as a git repository, built once."""
    root = demonstration(tmp_path_factory.mktemp("demo"))
    (root / ".gitignore").write_text("/site/\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all", day=DAY)
    done = handlelists("build", root=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def small(once: Once, tmp_path: Path) -> Path:
    """A site of a few records and its repository, for what does not depend on how many there are."""
    return Path(shutil.copytree(once("small site", _small), tmp_path / "small"))


def _small(folder: Path) -> Path:
    root = write_instance(folder / "small")
    (root / "docs").mkdir()
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all", day="2026-11-24")
    done = handlelists("build", root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_a_second_build_of_one_commit_has_the_same_bytes(built: Path) -> None:
    # In a process of its own, where sets and mappings hash text otherwise.
    before = fingerprint(built / "site")
    assert process("build", root=built).returncode == 0
    assert fingerprint(built / "site") == before
    assert {path.split("/")[0] for path in before} >= {"feeds", "lists", "policy", "statistics"}


def test_the_instant_comes_from_head_not_from_the_clock(built: Path) -> None:
    assert f'"as_of": "{DAY}T12:00:00Z"' in (built / "site/feeds/v1/index.json").read_text()


def test_mkdocs_build_gives_the_same_site(built: Path) -> None:
    before = fingerprint(built / "site")
    done = subprocess.run(
        (sys.executable, "-m", "mkdocs", "build", "--quiet"),
        cwd=built,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert fingerprint(built / "site") == before


def test_a_validation_error_leaves_the_old_site_and_exits_1(small: Path) -> None:
    before = fingerprint(small / "site")
    bad = small / "lists/harbour/list.yaml"
    good = bad.read_bytes()
    try:
        bad.write_bytes(good + b"nonsense: true\n")
        done = handlelists("build", root=small)
        assert done.returncode == 1
        assert "schema-unknown-key" in done.stdout
        assert fingerprint(small / "site") == before
        mkdocs = subprocess.run(
            (sys.executable, "-m", "mkdocs", "build"),
            cwd=small,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert mkdocs.returncode == 1
        assert "Traceback" not in mkdocs.stderr
        assert fingerprint(small / "site") == before
    finally:
        bad.write_bytes(good)
    assert not list(small.glob(".site-*"))


def test_a_killed_build_leaves_the_old_site_whole(small: Path) -> None:
    before = fingerprint(small / "site")
    for files_written in (0, 20, 80):
        _kill_a_build(small, files_written)
        assert fingerprint(small / "site") == before
    assert handlelists("build", root=small).returncode == 0
    assert fingerprint(small / "site") == before
    assert not list(small.glob(".site-*"))


def _kill_a_build(small: Path, files_written: int) -> None:
    """Kill a build once it has written so many files and folders."""
    others = set(small.glob(".site-*"))
    building = subprocess.Popen(
        (sys.executable, "-m", "site_builder", "build", "--root", str(small), "--now", LATER),
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while building.poll() is None:
        staged = [*{*small.glob(".site-*")} - others]
        if staged and sum(1 for path in staged[0].rglob("*")) >= files_written:
            building.send_signal(signal.SIGKILL)
            break
    assert building.wait() == -signal.SIGKILL


def test_a_shallow_clone_is_refused_with_what_to_do(small: Path, tmp_path: Path) -> None:
    git(small, "commit", "-q", "--allow-empty", "-m", "tick", day="2026-11-24")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{small}", "shallow")
    done = handlelists("build", root=tmp_path / "shallow")
    assert done.returncode == 2
    assert "shallow clone" in done.stderr
    assert "--unshallow" in done.stderr


def test_without_a_repository_history_must_be_given_up_by_name(tmp_path: Path) -> None:
    root = demonstration(tmp_path / "plain")
    done = handlelists("build", root=root)
    assert done.returncode == 2
    assert "not in a git repository" in done.stderr
    assert handlelists("build", "--no-history", root=root).returncode == 2
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    assert f'"as_of": "{AS_OF}"' in (root / "site/feeds/v1/index.json").read_text()


def test_a_repository_without_commits_says_so(tmp_path: Path) -> None:
    root = demonstration(tmp_path / "empty")
    git(root, "init", "-q")
    done = handlelists("build", root=root)
    assert (done.returncode, "no commit yet" in done.stderr) == (2, True)


def test_dates_out_of_order_never_turn_time_back(tmp_path: Path) -> None:
    root = demonstration(tmp_path / "order")
    git(root, "init", "-q")
    git(root, "commit", "-q", "--allow-empty", "-m", "later", day="2031-05-05")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "earlier", day="2026-12-01")
    done = handlelists("status", "TEN_GOP", "--format", "json", root=root)
    assert '"today": "2031-05-05"' in done.stdout


def test_an_instance_of_lists_docs_and_mkdocs_yml_builds_from_the_wheel(tmp_path: Path) -> None:
    subprocess.run(
        (
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(tmp_path),
            str(REPOSITORY),
        ),
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    library = tmp_path / "library"
    with zipfile.ZipFile(wheel) as packed:  # as pip installs what is Python alone
        packed.extractall(library)
    root = demonstration(tmp_path / "instance")
    done = subprocess.run(
        (sys.executable, "-m", "site_builder", "build", *NO_HISTORY),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(library)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        (sys.executable, "-c", "import site_builder; print(site_builder.__file__)"),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(library)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert where.stdout.startswith(str(library))
    assert (root / "site/lists/northwind/index.html").is_file()
    assert (root / "site/feeds/v1/platforms.json").is_file()
