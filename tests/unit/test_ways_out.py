"""An error on the way out never takes the place of the first: what cleans up cannot raise, or raises nothing."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.source import nodes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).resolve().parents[2] / "site_builder"
CANNOT_FAIL: Final = {
    "_drop": "lets no error out, see there",
    "gc.enable": "sets a flag",
    "os.close": "of a folder or a lock file: nothing is written by it",
    "logger.removeHandler": "takes an object out of a list",
    "config.plugins.on_shutdown": "MkDocs' own hook: ours closes what we opened, see `StagedDirectory.discard`",
    "off": "cancels a timer",
    "process.kill": "of a process that was not waited for",
    "process.wait": "of a process that was killed",
    "self._watchdog.close": "lets no error out, see there",
    "ending.ended": "the end itself: prints what it can",
    "before.items": "of a dictionary",
    "sorted": "of plain texts",
    "self._verdicts.items": "of a dictionary",
    "self._verdicts.total": "of a dictionary",
    "quantity": "makes a text",
    "join": "makes a text",
}


def _ways_out(path: Path) -> Iterator[ast.stmt]:
    """Yield what runs while an exception may be on its way: in `finally`, after catching everything, in `__exit__`."""
    for node in nodes_of(path):
        if isinstance(node, ast.Try):
            yield from node.finalbody
            for handler in node.handlers:
                if isinstance(handler.type, ast.Name) and handler.type.id == "BaseException":
                    yield from handler.body
        elif isinstance(node, ast.FunctionDef) and node.name in ("__exit__", "__del__"):
            yield from node.body


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a statement but those inside `contextlib.suppress(...)`."""
    if isinstance(node, ast.With) and any(
        ast.unparse(item.context_expr).startswith("contextlib.suppress(") for item in node.items
    ):
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _calls(child)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_what_cleans_up_hides_no_error(path: Path) -> None:
    for statement in _ways_out(path):
        for call in _calls(statement):
            name = ast.unparse(call.func)
            name = name.rpartition(".")[2] if isinstance(call.func, ast.Attribute) and "'" in name else name
            assert name in CANNOT_FAIL, f"{path}:{call.lineno}: {name} may fail and hide what was wrong first"
