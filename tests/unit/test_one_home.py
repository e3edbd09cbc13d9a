"""A question that is asked of records, days, ids or addresses is answered in one module: no second spelling of it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.source import nodes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE: Final = Path(__file__).resolve().parents[2] / "site_builder"


def _texts(node: ast.AST) -> set[object]:
    """Return the constants that a tuple, list or set is made of; nothing of anything else."""
    items = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
    return {item.value for item in items if isinstance(item, ast.Constant)}


def _compared(node: ast.AST, text: str, *operators: type[ast.cmpop]) -> bool:
    """Return whether a constant is an operand of a comparison by one of some operators."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], operators):
        return False
    return any(
        isinstance(part, ast.Constant) and part.value == text for part in (node.left, *node.comparators)
    )


def _holds(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and text in node.value


def _is_default(node: ast.AST, member: str) -> bool:
    """Return whether a member is read with another value where it is absent."""
    if not isinstance(node, ast.Call) or len(node.args) != len(("member", "default")):
        return False
    return isinstance(node.func, ast.Attribute) and node.func.attr == "get" and _is(node.args[0], member)


def _is(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _names(node: ast.AST, name: str, of: str) -> bool:
    """Return whether something is taken from a module or class: as an attribute, or by an import."""
    if isinstance(node, ast.Attribute):
        return node.attr == name and isinstance(node.value, ast.Name) and node.value.id == of
    if isinstance(node, ast.ImportFrom):
        return node.module == of and any(alias.name == name for alias in node.names)
    return False


QUESTIONS: Final[dict[str, tuple[Callable[[ast.AST], bool], set[str]]]] = {
    "is an appeal open": (lambda node: _compared(node, "open", ast.Eq, ast.NotEq), {"record.py"}),
    "what is outside the claim": (
        lambda node: {"appeals", "observations", "retractions"} <= _texts(node),
        {"record.py"},
    ),
    "which source is named": (
        lambda node: _compared(node, "source", ast.In, ast.NotIn),
        {"record.py"},
    ),
    "do reviews alone keep it from being public": (
        lambda node: _texts(node) == {"proposed", "rejected"},
        {"derive/state.py"},
    ),
    "was it ever public": (
        lambda node: _names(node, "walk", "site_builder.history.walk"),
        {"check/past.py", "check/rewritten.py", "pipeline.py"},
    ),
    "is this a day": (lambda node: _names(node, "fromisoformat", "date"), {"days.py"}),
    "does a period cover this day": (lambda node: _is_default(node, "until"), {"days.py"}),
    "is this a record's id": (
        lambda node: _holds(node, "hjkmnp"),
        {"ids.py"},
    ),
    "is this a name": (
        lambda node: _holds(node, "[a-z0-9]+("),
        {"ids.py", "history/shapes.py"},  # the history's shapes are frozen
    ),
    "is this a public web address": (
        lambda node: _names(node, "urlsplit", "urllib.parse"),
        {"web_address.py"},
    ),
}
"""Of each question how its answer is spelled, and where it may be."""


def _found(spelled: Callable[[ast.AST], bool]) -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if any(spelled(node) for node in nodes_of(path)):
            yield path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_in_one_module(question: str) -> None:
    spelled, homes = QUESTIONS[question]
    found = list(_found(spelled))
    assert set(found) == homes


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("is an appeal open", 'appeal["status"] == "open"'),
        ("is an appeal open", '"open" != item.get("status")'),
        ("what is outside the claim", '{"id", "appeals", "observations", "retractions"}'),
        ("which source is named", 'x["source"] if "source" in x else None'),
        ("do reviews alone keep it from being public", 'state in ("rejected", "proposed")'),
        ("was it ever public", "from site_builder.history.walk import Walked, walk"),
        ("is this a day", "date.fromisoformat(text)"),
        ("does a period cover this day", 'period["from"] <= day <= period.get("until", day)'),
        ("is this a record's id", 're.compile(r"[0-9a-hjkmnp-tv-z]{12}")'),
        ("is this a name", 're.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")'),
        ("is this a public web address", "from urllib.parse import quote, urlsplit"),
    ],
)
def test_a_second_spelling_would_be_seen(question: str, code: str) -> None:
    assert any(QUESTIONS[question][0](node) for node in ast.walk(ast.parse(code)))
