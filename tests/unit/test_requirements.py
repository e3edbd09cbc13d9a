"""What the package says it needs is what is installed, and the locks say no more than names, versions and hashes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Final

import pytest

from tests.source import nodes_of

_ROOT: Final = Path(__file__).parents[2]
_PROJECT: Final = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _lines(name: str) -> list[str]:
    lines = (_ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_what_is_installed_to_run_is_what_the_package_declares() -> None:
    # Installing in place without build isolation takes the build back end, and editables for the link.
    build = [*_PROJECT["build-system"]["requires"], "editables"]
    assert sorted(_lines("run.in")) == sorted([*_PROJECT["project"]["dependencies"], *build])


def _imported(path: Path) -> set[str]:
    """Return the packages of others that a file imports."""
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"site_builder", "tests", "tools"}


def _begin_with(package: str, asked: set[str]) -> set[str]:
    """Return the names that a package may come from where it is not installed: its own, or that of its part."""
    return {name for name in asked if f"{name}-".startswith(f"{_name(package)}-")}


@pytest.mark.parametrize(
    ("files", "locks"),
    [
        (("site_builder", "*"), ("run", "properdocs")),
        (("tests", "unit"), ("run", "dev")),
        (("tests", "[!ib]*"), ("run", "dev")),
        (("tests", "*"), ("run", "dev", "interop")),
        (("tools", "*"), ("run", "dev")),
    ],
)
def test_what_is_imported_is_asked_for_by_name(files: tuple[str, str], locks: tuple[str, ...]) -> None:
    """What is there only because something else needs it is missing where that is not installed."""
    asked = {_name(line) for lock in locks for line in _lines(f"{lock}.in") if not line.startswith("-r ")}
    homes = metadata.packages_distributions()
    top, places = files
    paths = [path for place in sorted((_ROOT / top).glob(places)) for path in (place, *place.rglob("*.py"))]
    missing = {
        (path.relative_to(_ROOT).as_posix(), package)
        for path in paths
        if path.suffix == ".py"
        for package in _imported(path)
        if not {_name(home) for home in homes.get(package, _begin_with(package, asked))} & asked
    }
    assert missing == set()


def test_every_requirement_is_locked_with_hashes() -> None:
    for name in ("run", "dev", "interop", "properdocs"):
        locked = {_name(line) for line in _lines(f"{name}.txt") if "==" in line}
        wanted = {_name(line) for line in _lines(f"{name}.in") if not line.startswith("-r ")}
        assert wanted <= locked
        text = (_ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"(?m)^(?=\S+==)", text)[1:]
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text


def _pinned(name: str) -> set[str]:
    return {line.split(";")[0].rstrip(" \\") for line in _lines(name) if "==" in line}


def test_the_locks_agree() -> None:
    run = _pinned("run.txt")
    assert run <= _pinned("dev.txt") <= _pinned("interop.txt")
    # Where ProperDocs takes its place, MkDocs is left out, and nothing else is.
    assert {_name(pin) for pin in run - _pinned("properdocs.txt")} == {"mkdocs", "mkdocs-get-deps"}


def test_nothing_that_is_committed_is_a_link() -> None:
    """A link leads out of a clone, or to a place of one machine; a folder of that name could not be made."""
    if not (_ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run(["git", "-C", str(_ROOT), "ls-files", "-s"], capture_output=True, check=True)
    assert [line for line in listed.stdout.splitlines() if not line.startswith(b"100")] == []
