"""The guides' files do what the guides say. Their commands and programs: `tests/interop/`."""

from __future__ import annotations

import re
import shutil
import textwrap
import uuid
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.resources import schema
from tests.acceptance.support import NO_HISTORY, REPOSITORY, handlelists
from tests.instance import as_proposed, write_instance

if TYPE_CHECKING:
    from pathlib import Path

_GUIDES: Final = REPOSITORY / "docs" / "guides"


def _blocks(guide: str, language: str) -> list[str]:
    """Return the code blocks of a guide in one language, indentation removed."""
    text = (_GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, flags=re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in found]


# Contributors


def _proposal() -> str:
    (block,) = (block for block in _blocks("contributors", "yaml") if block.startswith("handle:"))
    return block


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """The instance of this repository, lists only."""
    shutil.copytree(REPOSITORY / "lists", tmp_path / "lists")
    return tmp_path


def test_the_contributors_draft_gets_its_place_and_validates(lists: Path) -> None:
    draft = lists / "lists/northwind/drafts/ferry-offers.yaml"
    draft.parent.mkdir()
    draft.write_text(_proposal(), encoding="utf-8")
    done = handlelists("fmt", str(draft), root=lists)
    assert done.returncode == 0, done.stdout
    assert not draft.exists()
    (placed,) = (lists / "lists/northwind/twitter").rglob(f"{done.stdout.split()[2]}.yaml")
    assert as_proposed(placed.read_text(encoding="utf-8")) == _proposal()
    assert handlelists("validate", root=lists).returncode == 0
    assert "PROPOSED" in handlelists("status", "nwx_ferries", *NO_HISTORY, root=lists).stdout


def test_the_contributors_draft_is_refused_as_the_guide_shows(lists: Path) -> None:
    (said,) = _blocks("contributors", "text")
    draft = lists / "lists/northwind/drafts/ferry-offers.yaml"
    draft.parent.mkdir()
    draft.write_text(
        _proposal().replace("did not exist.", "did not exist, ask a@b.example."), encoding="utf-8"
    )
    assert said in handlelists("validate", root=lists).stdout


def test_the_review_in_the_contributors_guide_is_one_of_this_repositorys() -> None:
    (block,) = (block for block in _blocks("contributors", "yaml") if "verdict:" in block)
    assert block == (REPOSITORY / "lists/ira-2018/reviews/reviewer-a/7k.yaml").read_text(encoding="utf-8")
    claim = block.split("claim: ")[1].split()[0]
    done = handlelists("status", "7k3f9q2m4d1p", *NO_HISTORY, root=REPOSITORY)
    assert f"claim {claim}" in done.stdout


# The forge


def test_the_settings_of_each_forge_validate(tmp_path: Path) -> None:
    found = [block for block in _blocks("forge", "yaml") if block.startswith("forge:")]
    kinds = schema("instance")["properties"]["forge"]["properties"]["kind"]["enum"]
    assert sorted(re.findall(r"kind: (\w+)", "".join(found))) == kinds
    for number, block in enumerate(found):
        root = write_instance(tmp_path / str(number))
        with (root / "lists/instance.yaml").open("a", encoding="utf-8") as file:
            file.write(block)
        done = handlelists("validate", root=root)
        assert done.returncode == 0, done.stdout


# Maintainers


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The instance that the guide for maintainers sets up."""
    for language in ("yaml", "text"):
        for block in _blocks("maintainers", language):
            named = re.match(r"# ([\w./-]+)\n", block)
            if named is not None:
                file = tmp_path / named[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(block.replace("NEW-ID", str(uuid.uuid4())), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    shutil.copy(REPOSITORY / "docs" / "index.md", tmp_path / "docs")
    (tmp_path / "docs" / "about.md").write_text("# About\n", encoding="utf-8")
    return tmp_path


def test_the_maintainers_id_is_no_id_before_it_is_made(instance: Path) -> None:
    """An id that was copied would be two instances'."""
    (block,) = (block for block in _blocks("maintainers", "yaml") if "lists/instance.yaml" in block)
    (instance / "lists/instance.yaml").write_text(block, encoding="utf-8")
    done = handlelists("validate", root=instance)
    assert done.returncode == 1
    assert "lists/instance.yaml:2:5: error" in done.stdout
    for guide in _GUIDES.glob("*.md"):
        assert not re.search(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", guide.read_text("utf-8")), guide


def test_the_maintainers_files_are_valid_and_in_their_form(instance: Path) -> None:
    assert handlelists("validate", root=instance).stdout == "5 files, no problems\n"
    done = handlelists("fmt", "--check", root=instance)
    assert done.returncode == 0, done.stdout


def test_the_maintainers_instance_builds(instance: Path) -> None:
    done = handlelists("build", *NO_HISTORY, root=instance)
    assert done.returncode == 0, done.stderr
    assert (instance / "site/lists/freight-fraud/index.html").is_file()
    assert (instance / "site/about/index.html").is_file()
    assert "The lists are missing" not in (instance / "site/index.html").read_text(encoding="utf-8")
