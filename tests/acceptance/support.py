"""Running the real command on real folders and real git repositories."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO
from unittest import mock

from site_builder.cli import run
from site_builder.errors import DefectError
from tests.history.stream import GIT_CONFIG

REPOSITORY = Path(__file__).resolve().parents[2]
DAY = "2026-11-30"
"""The day on which this repository's own lists show every state."""
AS_OF = f"{DAY}T00:00:00Z"
LATER = "2100-01-01T00:00:00Z"
NO_HISTORY = ("--no-history", "--as-of", AS_OF)


def handlelists(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run the command on an instance, in this process, and return what came out.

    Where a process is the point (signals, permissions, a terminal, the environment) there is `process`.
    """
    return in_process(*_dated(arguments, root), folder=root)


def in_process(
    *arguments: str, folder: Path, stdin: TextIO | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as `main` does, in a folder; with nothing to read, unless `stdin` is given.

    A fault of the builder fails the test, and shows where it happened.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True) for _ in "oe")
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, {"HANDLELISTS_DEBUG": "1", "NO_COLOR": "1"}),
        mock.patch("sys.stdin", stdin or io.TextIOWrapper(io.BytesIO())),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = run(list(arguments))
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    assert status != DefectError.exit_status, said[1]
    return subprocess.CompletedProcess(arguments, status, *said)


def process(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Do the same in a process of its own, as a user does."""
    done = subprocess.run(
        (sys.executable, "-m", "site_builder", *_dated(arguments, root)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "HANDLELISTS_DEBUG": "1", "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode != DefectError.exit_status, done.stderr
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


def _dated(arguments: tuple[str, ...], root: Path) -> tuple[str, ...]:
    """Repositories of tests have dates of their own: they are not compared with the clock of the machine."""
    if arguments[0] in {"build", "validate"} and "--now" not in arguments:
        arguments = (*arguments, "--now", LATER)
    return (*arguments, "--root", str(root))


def git(root: Path, *arguments: str, day: str = "2026-01-01") -> str:
    """Run git in a repository with fixed author, committer and dates; return what it printed."""
    identity = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "T"), ("EMAIL", "t@handlelists.example"), ("DATE", f"{day}T12:00:00Z"))
    }
    done = subprocess.run(
        ("git", "-C", str(root), *arguments),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **identity, "GIT_CONFIG_GLOBAL": str(GIT_CONFIG)},
        check=True,
    )
    return done.stdout


def demonstration(target: Path) -> Path:
    """Copy the lists of this repository's own instance, with one page of prose: all that most tests read of it."""
    shutil.copytree(REPOSITORY / "lists", target / "lists")
    (target / "docs").mkdir()
    (target / "docs/about.md").write_text("# About\n\nA page of prose.\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", target / "mkdocs.yml")
    return target


def fingerprint(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
