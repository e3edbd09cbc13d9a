"""A number and its noun agree, in every text that the builder prints: one helper makes them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

from site_builder.errors import quantity
from site_builder.problems import Place
from site_builder.rules import RULES, message, problem
from tests.source import nodes_of

PACKAGE: Final = Path(__file__).resolve().parents[2] / "site_builder"
# Of these only limits are said, which nobody sets to one.
UNITS: Final = {"byte", "second"}
# For one, and for none, there are other texts; the last has limits only.
ALLOWED: Final = {
    "handles/lookalike.py: {} edits apart",
    "removals/target.py: {} records match {}: {}",
    (
        "feeds/recent.py: What was listed, changed and removed: the {} days up to the newest change, "
        "and at least {} changes."
    ),
}
_COUNTED: Final = re.compile(r"\{\w+:([^{}]+)\}")


def test_a_number_and_its_noun_agree() -> None:
    assert [quantity(number, "record") for number in (0, 1, 2, 46_000)] == [
        "0 records",
        "1 record",
        "2 records",
        "46,000 records",
    ]
    assert [quantity(number, "reply", "replies") for number in (1, 2)] == ["1 reply", "2 replies"]
    assert message(problem("yaml-depth", Place("a"), limit=1)).startswith("nested more than 1 level deep")


def _nouns() -> set[str]:
    """Return every noun that is counted anywhere, in the singular and without what is said of it."""
    found = [one for rule in RULES.values() for one in _COUNTED.findall(rule.message)]
    for path in PACKAGE.rglob("*.py"):
        for node in nodes_of(path):
            called = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "quantity"
            )
            if called and isinstance(node, ast.Call) and len(node.args) == len(("number", "one")):
                found += [part.value for part in node.args[1:] if isinstance(part, ast.Constant)]
    return {str(noun).split()[-1] for noun in found} - UNITS


def _shapes(path: Path) -> list[str]:
    """Return the texts of a module, with `{}` where a value is put in."""
    texts = []
    for node in nodes_of(path):
        if isinstance(node, ast.JoinedStr):
            texts.append(
                "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return texts


def test_what_is_counted_is_counted_by_the_one_helper() -> None:
    nouns = _nouns()
    assert {"record", "file", "warning", "confirmation"} <= nouns
    # What is more than a limit says the limit, and nobody sets one to one.
    bare = re.compile(r"(?<!more than )\{\w*\} (?:[a-z-]+ )?(?:" + "|".join(sorted(nouns)) + r")s\b")
    found = {
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "rules"
        for text in _shapes(path)
        if bare.search(text)
    }
    assert found - ALLOWED == set()


def test_what_a_rule_counts_has_its_noun_in_the_template() -> None:
    bare = re.compile(r"\{(?:count|days|needed|distance|size)\}")
    assert [rule.code for rule in RULES.values() if bare.search(rule.message)] == []
