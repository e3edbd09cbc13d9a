"""Cases of the rules, from their files: see tests/cases/README.md."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from site_builder.load.files import FileSource, WorkingTree
from site_builder.load.source_tree import Loading, load_tree
from tests.instance import CASES, write_instance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_builder.load.files import SourceFile
    from site_builder.problems import Problem


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the code of its rule, its name, and its folder."""

    code: str
    name: str
    folder: Path

    @property
    def fails(self) -> bool:
        return self.name.startswith("fail")

    def expected(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))
        return found

    def load(self, root: Path) -> Loading:
        """Write the case's instance into `root` and load it."""
        write_instance(root, self.folder)
        return load_tree(_Refusing(WorkingTree(root), frozenset(self._arrange(root))))

    def _arrange(self, root: Path) -> list[str]:
        """Do what case.yaml says; return the paths that cannot be read."""
        file = self.folder / "case.yaml"
        steps = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
        for path in steps.pop("delete", ()):
            (root / path).unlink()
        for path in steps.pop("folders", ()):
            (root / path).mkdir(parents=True)
        for path, size in steps.pop("padded", {}).items():
            content = (root / path).read_bytes()
            (root / path).write_bytes(content + b"#" * (size - len(content) - 1) + b"\n")
        for path in steps.pop("pipes", ()):
            os.mkfifo(root / path)
        for path, target in steps.pop("symlinks", {}).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)
        written: dict[str, str] = steps.pop("written", {})
        for path, text in written.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        unreadable: list[str] = steps.pop("unreadable", [])
        assert not steps, f"{file}: unknown keys {sorted(steps)}"
        return unreadable


@dataclass(frozen=True, slots=True)
class _Refusing:
    """A source that refuses to open some of its files, which no permission does to an administrator."""

    inner: FileSource
    refused: frozenset[str]

    def entries(self) -> Iterator[SourceFile]:
        return self.inner.entries()

    def read(self, path: str, limit: int) -> bytes:
        if path in self.refused:
            raise PermissionError(13, "Permission denied", path)
        return self.inner.read(path, limit)


def all_cases() -> list[Case]:
    folders = sorted(path for path in CASES.glob("*/*") if path.is_dir() and path.parent.name != "_base")
    return [Case(folder.parent.name, folder.name, folder) for folder in folders]


def as_expected(problem: Problem) -> dict[str, Any]:
    """Return a problem as expected.json has it."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "pointer": place.pointer,
    }
