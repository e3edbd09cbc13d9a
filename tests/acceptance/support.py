"""Running the real command on real folders and real git repositories."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-24T00:00:00Z"
LATER = "2100-01-01T00:00:00Z"
NO_HISTORY = ("--no-history", "--as-of", AS_OF)


def handlelists(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run the command on an instance and return what came out; a traceback fails the test at once.

    Repositories of tests have dates of their own: `build` must not compare them with the clock of the machine.
    """
    if arguments[0] == "build" and "--now" not in arguments:
        arguments = (*arguments, "--now", LATER)
    done = subprocess.run(
        (sys.executable, "-m", "site_builder", *arguments, "--root", str(root)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


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
        env={**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull},
        check=True,
    )
    return done.stdout


def demonstration(target: Path) -> Path:
    """Copy this repository's own instance: lists/, docs/ and mkdocs.yml."""
    target.mkdir(parents=True, exist_ok=True)
    for folder in ("lists", "docs"):
        shutil.copytree(REPOSITORY / folder, target / folder)
    shutil.copy(REPOSITORY / "mkdocs.yml", target)
    return target


def fingerprint(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
