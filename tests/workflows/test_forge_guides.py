"""What the guides about forges tell people to write and run is what there is."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

import yaml

from site_builder.rules import RULES, page
from tests.acceptance.support import REPOSITORY, handlelists
from tests.instance import write_instance
from tests.workflows.jobs import WORKFLOWS

if TYPE_CHECKING:
    from pathlib import Path


_GUIDES: Final = REPOSITORY / "docs" / "guides"


def _blocks(guide: str, language: str) -> list[str]:
    text = (_GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, flags=re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in found]


def test_the_forge_guide_names_every_workflow_and_no_other() -> None:
    text = (_GUIDES / "forge.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+\.yml)` \|", text, flags=re.MULTILINE)) == {
        path.name for path in WORKFLOWS.iterdir()
    }
    for path in re.findall(r"`((?:contrib|\.github)/[\w./-]+)`", text):
        assert (REPOSITORY / path).exists(), path


def test_an_instance_without_a_builder_gets_the_steps_that_the_guide_shows() -> None:
    builder, install = (yaml.safe_load(block)[0] for block in _blocks("forge", "yaml")[:2])
    text = (WORKFLOWS / "check.yml").read_text(encoding="utf-8")
    assert builder["uses"] in text
    assert builder["with"]["path"] == install["env"]["BUILDER"]
    steps = yaml.safe_load(text)["jobs"]["check"]["steps"]
    (own,) = (step for step in steps if step["name"] == install["name"])
    assert install["run"] == own["run"]


def test_the_hooks_of_the_guide_are_the_ones_that_there_are() -> None:
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    blocks = (block for block in _blocks("forge", "yaml") if "\nrepos:" in block)
    local, remote = (yaml.safe_load(block)["repos"][0]["hooks"] for block in blocks)
    assert [hook["id"] for hook in remote] == [hook["id"] for hook in hooks]
    for shown, hook in zip(local, hooks, strict=True):
        assert shown["entry"] == f".venv/bin/{hook['entry']}"
        assert {**shown, "entry": "", "language": ""} == {
            **{name: value for name, value in hook.items() if name != "description"},
            "entry": "",
            "language": "",
        }


def test_the_private_sources_settings_are_valid(tmp_path: Path) -> None:
    (block,) = _blocks("private-source", "yaml")
    write_instance(tmp_path)
    file = tmp_path / "lists/instance.yaml"
    kept = re.sub(r"^(source_public|show_reviewers): .*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(kept + block, encoding="utf-8")
    done = handlelists("validate", root=tmp_path)
    assert done.returncode == 0, done.stdout


def test_the_threat_model_names_files_that_exist() -> None:
    text = (_GUIDES / "threat-model.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests|site_builder|docs|\.github)/[\w./-]+)`", text)
    assert {"site_builder/rules/change.py", "tests/acceptance/hostile/"} <= set(named)
    for path in named:
        assert (REPOSITORY / path).exists(), path


def test_the_threat_model_names_every_rule_that_it_links_by_its_code() -> None:
    text = (_GUIDES / "threat-model.md").read_text(encoding="utf-8")
    links = re.findall(r"\[`([a-z-]+)`\]\(\.\./(reference/rules/[a-z]+\.md#[a-z-]+)\)", text)
    assert links
    assert {code for code, _ in links} <= RULES.keys()
    assert all(f"docs/{link}" == page(code) for code, link in links)
