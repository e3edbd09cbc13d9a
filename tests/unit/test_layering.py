"""Data flows one way: a stage imports earlier stages and the shared vocabulary, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.source import nodes_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "site_builder"
VOCABULARY = {
    "canonical",
    "days",
    "errors",
    "handles",
    "ids",
    "model",
    "problems",
    "progress",
    "record",
    "resources",
    "rules",
    "settings",
    "strict_json",
    "web_address",
}
MAY_IMPORT: dict[str, set[str]] = {
    # The shared vocabulary
    "__init__": set(),
    "errors": set(),
    "settings": set(),
    "resources": set(),
    "web_address": set(),
    "model": set(),
    "canonical": set(),
    "ids": set(),
    "strict_json": {"ids"},
    "problems": set(),
    "progress": set(),
    "promises": set(),
    "rules": {"errors", "problems"},
    "days": {"model"},
    "handles": {"ids", "resources"},
    "record": {"canonical", "days", "errors", "handles", "model"},
    "signatures": {"canonical", "days", "model"},
    # The stages, in the order of the data
    "load": VOCABULARY,
    "derive": VOCABULARY | {"load", "signatures"},
    # Of two records about one account the one that is not public is to blame, and that is a state.
    "validate": VOCABULARY | {"load", "derive", "signatures"},
    "history": VOCABULARY | {"load", "derive"},
    "catalog": VOCABULARY | {"load", "derive", "history", "signatures"},
    "addresses": set(),
    "downloads": {"addresses", "catalog"},
    "hosting": {"errors", "model"},
    "csv_cells": set(),
    "cutting": set(),
    "wording": VOCABULARY | {"catalog", "history"},
    "feeds": VOCABULARY
    | {"addresses", "catalog", "csv_cells", "downloads", "history", "promises", "wording"},
    "find": VOCABULARY | {"addresses", "catalog", "cutting", "history", "promises"},
    "pages": VOCABULARY
    | {"addresses", "catalog", "csv_cells", "cutting", "downloads", "history", "promises", "wording"},
    "write": {"errors", "promises", "settings"},
    # Outside things
    "git": {"errors", "load", "history", "settings"},
    "ssh": {"errors"},
    # The consumer
    "sync": {"__init__", "errors", "progress", "settings", "strict_json", "write"},
    # Files that are handed in
    "tables": {"errors", "settings", "strict_json"},
    # What works on the source
    "captures": VOCABULARY | {"load", "write"},
    "report": VOCABULARY,
    "fmt": VOCABULARY | {"load", "report", "write"},
    "status": VOCABULARY | {"load", "derive"},
    "proposals": VOCABULARY | {"load", "validate", "derive"},
    "removals": VOCABULARY | {"load", "derive", "fmt", "status"},
    "observations": VOCABULARY | {"fmt", "load", "report"},
    "imports": VOCABULARY
    | {"csv_cells", "derive", "fmt", "load", "observations", "proposals", "report", "tables"}
    | {"validate"},
    "withholding": VOCABULARY | {"load", "derive", "validate", "fmt"},
    "reviewing": VOCABULARY | {"load", "derive", "fmt", "proposals", "removals", "report", "signatures"},
    "check": VOCABULARY
    | {"load", "validate", "derive", "history", "report", "fmt", "git", "signatures", "withholding"},
    # Instances in memory, and what people do in them
    "world": VOCABULARY | {"check", "fmt", "git", "history", "load", "signatures"},
    # What runs the stages
    "printing": VOCABULARY | {"__init__", "catalog", "load", "report"},
    "pipeline": VOCABULARY | {"__init__", "load", "validate", "derive", "history", "catalog", "git"},
    "continuity": VOCABULARY | {"load", "history", "catalog", "git", "pipeline", "sync"},
    "run": VOCABULARY
    | {"catalog", "downloads", "feeds", "find", "hosting", "pages", "pipeline", "printing", "promises"}
    | {"report", "write"},
    "mkdocs_plugin": VOCABULARY
    | {"addresses", "catalog", "git", "hosting", "pages", "pipeline", "run", "wording", "write"},
    "cli": VOCABULARY
    | {"__init__", "captures", "check", "continuity", "derive", "downloads", "fmt", "git", "hosting", "load"}
    | {"mkdocs_plugin", "observations", "pipeline"}
    | {"imports", "printing", "proposals", "removals", "report", "reviewing", "signatures", "ssh", "status"}
    | {"sync", "tables", "validate", "withholding", "world", "write"},
    "__main__": {"cli"},
}
"""Of each package, and of each module beside them, what it may import. Each stands after all that it may import."""


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    """Return a module's dotted name below the package; a package's own is the package's."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_of(path): path for path in files()}


def imports(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_imported(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, for types and inside functions included."""
    found = set()
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "site_builder":
            while rest and rest not in MODULES:
                rest = rest.rpartition(".")[0]
            found.add(rest or "__init__")
    return found


def test_every_package_and_module_has_its_place_and_imports_only_what_stands_before_it() -> None:
    places = list(MAY_IMPORT)
    assert {module.split(".")[0] for module in MODULES} == set(places)
    late = {
        (place, name)
        for number, (place, allowed) in enumerate(MAY_IMPORT.items())
        for name in allowed
        if name not in places[:number]
    }
    assert late == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_package_may(module: str) -> None:
    package = module.split(".", maxsplit=1)[0]
    imported = {name.split(".")[0] for name in modules_imported(MODULES[module])} - {package}
    assert imported <= MAY_IMPORT[package]


def test_no_module_imports_itself_by_way_of_others() -> None:
    left = {module: modules_imported(path) - {module} for module, path in MODULES.items()}
    while ready := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in ready}
    assert left == {}


def users(*names: str) -> set[str]:
    wanted = set(names)
    return {
        str(path.relative_to(PACKAGE))
        for path in files()
        if {name.split(".")[0] for name in imports(path)} & wanted
    }


def test_one_module_runs_git() -> None:
    assert users("subprocess") <= {"git/blobs.py", "git/run.py", "ssh.py", "tables/workbook.py"}


def test_one_room_knows_mkdocs() -> None:
    assert {path.split("/")[0] for path in users("mkdocs", "material", "pymdownx")} == {"mkdocs_plugin"}


def test_one_module_chooses_between_mkdocs_and_properdocs() -> None:
    assert users("properdocs") == {"mkdocs_plugin/__init__.py"}


def clock_readers(*names: str) -> set[str]:
    return {
        str(path.relative_to(PACKAGE))
        for path in files()
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in names
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time"}
    }


def test_only_the_command_line_reads_the_clock() -> None:
    readers = clock_readers("now", "today", "utcnow", "time")
    assert readers == {"cli/options.py"}


def test_the_consumer_and_the_progress_bar_measure_time() -> None:
    assert clock_readers("monotonic", "perf_counter", "sleep") <= {"sync/options.py", "cli/progress.py"}


def test_one_module_opens_the_network() -> None:
    assert users("socket", "http", "requests", "urllib3", "httpx") == {"sync/http.py"}


def test_a_name_of_a_class_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in files():
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_a_modules_imports_are_one_block() -> None:
    """No import is for the type checker alone: there are no circles that it would have to hide."""
    second = {
        module for module, path in MODULES.items() if "TYPE_CHECKING" in path.read_text(encoding="utf-8")
    }
    assert second == set()
