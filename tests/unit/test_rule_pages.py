"""Every rule has its page, every page its rule, and what the pages say is what `rules.py` says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from site_builder.load.strict_yaml import load
from site_builder.rules import RULES

_PAGES: Final = Path(__file__).parents[2] / "docs" / "reference" / "rules"
_SECTIONS: Final = ["Why", "Fails", "Passes", "What to do"]
_MIN_LINES: Final = 15
_MAX_LINES: Final = 40


def _example(code: str, section: str) -> tuple[str, str]:
    """Return the language and the text of the one code block of a section."""
    text = (_PAGES / f"{code}.md").read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    ((language, block),) = re.findall(r"^```(\w+)\n(.*?)\n```$", text, flags=re.DOTALL | re.MULTILINE)
    return language, block + "\n"


def test_there_is_a_page_for_each_rule_and_no_other() -> None:
    assert {path.name for path in _PAGES.iterdir()} == {f"{code}.md" for code in RULES} | {"index.md"}


@pytest.mark.parametrize("code", RULES)
def test_a_page_says_what_the_rule_says(code: str) -> None:
    rule = RULES[code]
    lines = (_PAGES / f"{code}.md").read_text(encoding="utf-8").splitlines()
    assert lines[:5] == [f"# {code}", "", f"Severity: {rule.severity.value}", "", rule.meaning]
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == _SECTIONS
    assert _MIN_LINES <= len(lines) <= _MAX_LINES


@pytest.mark.parametrize("code", RULES)
def test_an_example_that_is_put_right_is_strict_yaml(code: str) -> None:
    language, block = _example(code, "Passes")
    assert language in {"yaml", "text"}
    if language == "yaml":
        assert load(block.encode(), code).problems == ()


@pytest.mark.parametrize("code", RULES)
def test_an_example_that_fails_is_yaml_unless_yaml_is_what_fails(code: str) -> None:
    language, block = _example(code, "Fails")
    assert block != _example(code, "Passes")[1]
    if language == "yaml":
        found = {problem.code for problem in load(block.encode(), code).problems}
        assert found == ({code} if code.startswith("yaml-") else set())


def test_the_index_lists_every_rule_in_order_with_severity_and_meaning() -> None:
    lines = (_PAGES / "index.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| [")] == [
        f"| [{rule.code}]({rule.code}.md) | {rule.severity.value} | {rule.meaning} |"
        for rule in RULES.values()
    ]


def test_links_between_pages_lead_to_pages() -> None:
    for path in sorted(_PAGES.iterdir()):
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            assert (_PAGES / target).is_file(), f"{path.name} links to {target}"
