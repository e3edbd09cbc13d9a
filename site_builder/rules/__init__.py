"""The rules: every code a problem can carry, its severity, its one-line meaning and its message.

Codes are stable: a code is never reused for another meaning. `tree` holds what `validate` can say of a tree, `change`
what `check` can say of a change besides.
"""

from __future__ import annotations

from typing import Final

from site_builder.problems import Parameter, Place, Problem, Rule
from site_builder.rules.change import CHANGE_RULES
from site_builder.rules.validation import TREE_RULES

__all__ = ["CHANGE_RULES", "RULES", "TREE_RULES", "Rule", "message", "problem"]

RULES: Final[dict[str, Rule]] = {rule.code: rule for rule in (*TREE_RULES, *CHANGE_RULES)}


def problem(code: str, place: Place, /, **params: Parameter) -> Problem:
    """Make a problem of rule `code` at `place`, with the rule's own severity.

    Raises `KeyError` for a code that is no rule: a defect of the builder, found by its tests.
    """
    return Problem(code, RULES[code].severity, place, params)


def message(item: Problem) -> str:
    """Return the problem's text: its rule's template filled with its parameters, unescaped.

    Reporters escape it for their own medium: parameters hold hostile strings.
    """
    filled = {
        name: ", ".join(value) if isinstance(value, tuple) else value for name, value in item.params.items()
    }
    return RULES[item.code].message.format_map(filled)
