"""The rules: every code a problem can carry, its severity, its one-line meaning and its message.

Codes are stable: a code is never reused for another meaning. `validation` holds what `validate` can report of a tree,
`change` what `check` can report of a change besides.
"""

from collections.abc import Iterator
from string import Formatter
from typing import Final

from site_builder.errors import quantity, state_word
from site_builder.problems import Parameter, Place, Problem, Problems, Rule
from site_builder.rules.change import CHANGE_RULES
from site_builder.rules.validation import TREE_RULES

RULES: Final[dict[str, Rule]] = {rule.code: rule for rule in (*TREE_RULES, *CHANGE_RULES)}


_WITHHOLDS: Final = (
    "whatever is wrong with this file, it withholds the record; leave it as it is and, if more has to be said, put "
    "another one beside it: `handlelists withhold`"
)


def page(code: str) -> str:
    """Return where the rule is explained: a path in the project's repository, with an anchor.

    The documentation has no public address yet. When it gets one, it goes here, and into SARIF as `helpUri`.
    """
    return f"docs/reference/rules/{RULES[code].group}.md#{code}"


def pages(problems: Problems) -> list[str]:
    """Return where the rules that were broken are explained, sorted."""
    return sorted({page(item.code) for item in problems})


def problem(code: str, place: Place, /, **params: Parameter) -> Problem:
    """Make a problem of rule `code` at `place`, with the rule's own severity.

    Raises `KeyError` for a code that does not exist: a defect of the builder, found by its tests.
    """
    return Problem(code, RULES[code].severity, place, params)


def pieces(item: Problem) -> Iterator[tuple[str, Parameter | None]]:
    """Yield the words of a problem's message, counted nouns included, each with the parameter after them."""
    rule = RULES[item.code]
    template = rule.causes.get(str(item.params.get("cause")), rule.message)
    if item.softened and item.place.file.startswith("lists/withheld/"):
        template = _WITHHOLDS
    for words, name, noun, _ in Formatter().parse(template):
        value = item.params[name] if name else None
        value = state_word(value) if name == "state" and isinstance(value, str) else value
        yield (f"{words}{quantity(value, noun)}", None) if noun and isinstance(value, int) else (words, value)


def message(item: Problem) -> str:
    """Return the problem's text: its rule's template filled with its parameters, unescaped.

    Reporters escape it for their own medium: parameters hold hostile strings.
    """
    filled = (
        (words, ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value))
        for words, value in pieces(item)
    )
    return "".join(map("".join, filled))
