"""Data flows one way: a stage imports earlier stages and the shared vocabulary, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "site_builder"
SHARED = {
    "canonical",
    "days",
    "errors",
    "handles",
    "model",
    "problems",
    "resources",
    "rules",
    "settings",
    "strict_json",
}
MAY_IMPORT = {
    "rules": {"problems"},
    "signatures": {"canonical", "model"},
    "handles": {"resources"},
    "report": SHARED,
    "load": SHARED,
    "validate": SHARED | {"load", "signatures"},
    "derive": SHARED | {"load", "signatures"},
    "history": SHARED | {"load", "derive"},
    "check": SHARED | {"load", "validate", "derive", "history", "report", "fmt", "git", "signatures"},
    "catalog": SHARED | {"load", "derive", "history"},
    "publish": SHARED | {"catalog", "history"},
    "write": {"errors", "settings"},
    "fmt": SHARED | {"load", "report", "write"},
    "proposals": SHARED | {"load", "validate", "derive"},
    "removals": SHARED | {"load", "derive", "fmt", "status"},
    "reviewing": SHARED | {"load", "derive", "fmt", "proposals", "report", "signatures"},
    "sync": {"errors", "settings", "strict_json", "write"},
}
TOP = {
    "cli",
    "mkdocs_plugin",
    "pipeline",
    "status",
    "withholding",
    "git",
    "continuity",
    "ssh",
    "__main__",
    "__init__",
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    split = (name.split(".") for name in imports(path))
    return {parts[1] for parts in split if parts[0] == "site_builder" and len(parts) > 1}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_comes_before_it(path: Path) -> None:
    room = room_of(path)
    if room in TOP:
        return
    allowed = MAY_IMPORT.get(room, set()) | {room} | {"__version__"}
    assert rooms_imported(path) <= allowed


def users(*names: str) -> set[str]:
    wanted = set(names)
    return {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if {name.split(".")[0] for name in imports(path)} & wanted
    }


def test_one_module_runs_git() -> None:
    assert users("subprocess") <= {"git/blobs.py", "git/run.py", "ssh.py"}


def test_one_room_knows_mkdocs() -> None:
    assert {path.split("/")[0] for path in users("mkdocs", "material", "pymdownx")} == {"mkdocs_plugin"}


def clock_readers(*names: str) -> set[str]:
    return {
        str(path.relative_to(PACKAGE))
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in names
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time"}
    }


def test_only_the_command_line_reads_the_clock() -> None:
    readers = clock_readers("now", "today", "utcnow", "time")
    assert readers == {"cli/options.py"}


def test_one_module_measures_time_and_waits() -> None:
    assert clock_readers("monotonic", "perf_counter", "sleep") <= {"sync/clock.py"}


def test_one_module_opens_the_network() -> None:
    assert users("socket", "http", "requests", "urllib3", "httpx") == {"sync/http.py"}


def test_a_name_of_a_class_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
