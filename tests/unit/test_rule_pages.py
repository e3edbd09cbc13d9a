"""Every rule has its section on its group's page, and the pages say what the rules say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.load.strict_yaml import load
from site_builder.rules import RULES, page

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = Path(__file__).parents[2]
_PAGES: Final = _ROOT / "docs" / "reference" / "rules"
_TITLES: Final = {
    "files": "Files and YAML",
    "fields": "Fields, dates and references",
    "accounts": "Accounts and platforms",
    "evidence": "Evidence and text",
    "reviews": "Reviews and roster",
    "removals": "Removals and appeals",
    "changes": "Changes",
    "policy": "Policy and limits",
}
"""The title of each group of rules."""
_SECTION: Final = re.compile(
    r"\*\*(?P<severity>Error|Warning)\.\*\* (?P<meaning>[^\n]+)\n\n"
    r"(?P<why>[^\n#].+?)\n\n"
    r"Fails:\n\n```(?P<failing_language>yaml|text)\n(?P<failing>.*?)```\n\n"
    r"Passes:\n\n```(?P<passing_language>yaml|text)\n(?P<passing>.*?)```\n\n"
    r"\*\*What to do\.\*\* (?P<what>[^\n].+)",
    flags=re.DOTALL,
)
_LONGEST: Final = 40


def _sections(path: Path) -> dict[str, str]:
    """Return the text below each heading of the second level; what a code block holds is no heading."""
    parts = re.split(r"^## (.+)\n\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _section(code: str) -> re.Match[str]:
    path, _, anchor = page(code).partition("#")
    found = _SECTION.fullmatch(_sections(_ROOT / path)[anchor].strip())
    assert found is not None, f"{code}: severity and meaning, why, Fails, Passes, What to do"
    return found


def _tables() -> Iterator[str]:
    """Yield the tables of the index, as the registry gives them: copy them from here after adding a rule."""
    for group, title in _TITLES.items():
        yield f"## [{title}]({group}.md)\n\n| code | severity | meaning |\n| --- | --- | --- |\n" + "".join(
            f"| [{rule.code}]({group}.md#{rule.code}) | {rule.severity.value} | {rule.meaning} |\n"
            for rule in RULES.values()
            if rule.group == group
        )


def test_the_index_has_the_tables_of_the_registry() -> None:
    intro, *tables = re.split(
        r"^(?=## )", (_PAGES / "index.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert intro.startswith("# Rules\n")
    assert "".join(tables).strip() == "\n".join(_tables()).strip()


def test_a_page_has_the_rules_of_its_group_in_the_order_of_the_registry() -> None:
    assert {rule.group for rule in RULES.values()} == set(_TITLES)
    assert {path.stem for path in _PAGES.iterdir()} == {*_TITLES, "index"}
    for group, title in _TITLES.items():
        path = _PAGES / f"{group}.md"
        assert path.read_text(encoding="utf-8").startswith(f"# {title}\n\n")
        assert list(_sections(path)) == [rule.code for rule in RULES.values() if rule.group == group]


@pytest.mark.parametrize("code", RULES)
def test_a_section_says_what_the_rule_says(code: str) -> None:
    rule, section = RULES[code], _section(code)
    assert (section["severity"].lower(), section["meaning"]) == (rule.severity.value, rule.meaning)
    assert section[0].count("\n") < _LONGEST


@pytest.mark.parametrize("code", RULES)
def test_examples_are_strict_yaml_unless_yaml_is_what_fails(code: str) -> None:
    section = _section(code)
    assert section["failing"] != section["passing"]
    if section["passing_language"] == "yaml":
        assert load(section["passing"].encode(), code).problems == ()
    if section["failing_language"] == "yaml":
        found = {problem.code for problem in load(section["failing"].encode(), code).problems}
        assert found == ({code} if code.startswith("yaml-") else set())
