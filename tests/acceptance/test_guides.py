"""The guides' files and programs do what the guides say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import textwrap
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.pipeline import BuildRequest, prepare
from site_builder.publish.feeds import publish
from tests.acceptance.support import AS_OF, NO_HISTORY, REPOSITORY, handlelists

if TYPE_CHECKING:
    from pathlib import Path

_GUIDES: Final = REPOSITORY / "docs" / "guides"
_SERVED: Final = "http://127.0.0.1:8000"


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
    assert placed.read_text(encoding="utf-8").split("\n", 1)[1] == _proposal()
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
                file.write_text(block, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "about.md").write_text("# About\n", encoding="utf-8")
    return tmp_path


def test_the_maintainers_files_are_valid_and_in_their_form(instance: Path) -> None:
    assert handlelists("validate", root=instance).stdout == "5 files, no problems\n"
    done = handlelists("fmt", "--check", root=instance)
    assert done.returncode == 0, done.stdout


def test_the_maintainers_instance_builds(instance: Path) -> None:
    done = handlelists("build", *NO_HISTORY, root=instance)
    assert done.returncode == 0, done.stderr
    assert (instance / "site/lists/freight-fraud/index.html").is_file()
    assert (instance / "site/about/index.html").is_file()


def test_the_maintainers_appeal_and_retraction_fit_a_record(lists: Path) -> None:
    record = lists / "lists/ira-2018/twitter/7k/7k3f9q2m4d1p.yaml"
    claim = record.read_text(encoding="utf-8")
    (appeal,) = (block for block in _blocks("maintainers", "yaml") if block.startswith("appeals:"))
    (retraction,) = (block for block in _blocks("maintainers", "yaml") if block.startswith("retractions:"))
    record.write_text(claim + appeal, encoding="utf-8")
    assert handlelists("validate", root=lists).returncode == 0
    assert "DISPUTED" in handlelists("status", record.stem, *NO_HISTORY, root=lists).stdout
    record.write_text(claim + retraction, encoding="utf-8")
    assert handlelists("validate", root=lists).returncode == 0
    assert "RETRACTED" in handlelists("status", record.stem, *NO_HISTORY, root=lists).stdout


# Consumers


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feeds of this repository's lists as files."""
    catalog = prepare(REPOSITORY, BuildRequest(history=False, as_of=AS_OF)).catalog
    assert catalog is not None
    folder = tmp_path_factory.mktemp("feeds")
    for path, data in publish(catalog):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _program(site: Path) -> dict[str, Any]:
    """Run the guide's Python program on the feeds, and return what it defined."""
    (block,) = _blocks("consumers", "python")
    names: dict[str, Any] = {}
    exec(block.replace(_SERVED, site.as_uri()), names)  # noqa: S102 - our own guide
    return names


def test_the_consumers_program_finds_an_account_and_does_not_act_on_it(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = _program(site)
    assert capsys.readouterr().out == "ira-2018 7k3f9q2m4d1p verified for reading only\n"
    found = program["lists"].find
    assert [row["handle"] for row in found("twitter", handle="@america_1ST_")] == ["America_1st_"]
    # Known by its id: the handle alone says nothing.
    assert list(found("twitter", handle="TEN_GOP")) == []
    assert list(found("twitter", account_id="1")) == []


def test_the_consumers_program_folds_every_platform_as_we_do(site: Path) -> None:
    fold = _program(site)["lists"].fold
    document = json.loads((site / "feeds/v1/platforms.json").read_text(encoding="utf-8"))
    wrong = [
        (platform["id"], vector)
        for platform in document["platforms"]
        for vector in platform["vectors"]
        if fold(platform["id"], vector["handle"]) != vector["folded"]
    ]
    assert wrong == []


def test_the_consumers_program_acts_on_nothing_but_current_actionable_rows(site: Path) -> None:
    may_act = _program(site)["may_act"]
    row = {"actionable": True, "state": "verified", "valid_until": "2026-06-30"}
    assert may_act(row, "2026-06-30")
    assert not may_act(row, "2026-07-01")
    assert not may_act({**row, "actionable": False}, "2026-06-30")
    assert not may_act({"state": "of a later release"}, "2026-06-30")


def test_the_consumers_program_refuses_a_file_that_the_index_does_not_prove(
    site: Path, tmp_path: Path
) -> None:
    shutil.copytree(site, tmp_path / "site")
    changed = tmp_path / "site/feeds/v1/lists/ira-2018/records.ndjson"
    changed.write_bytes(changed.read_bytes().replace(b'"actionable":false', b'"actionable":true'))
    with pytest.raises(ValueError, match=r"is not what index\.json names"):
        _program(tmp_path / "site")


@pytest.mark.skipif(
    not all(map(shutil.which, ("curl", "jq", "sha256sum"))), reason="needs curl, jq and sha256sum"
)
def test_the_consumers_commands_work(site: Path, tmp_path: Path) -> None:
    lines = "".join(_blocks("consumers", "console")).splitlines()
    commands = [line[2:] for line in lines if line.startswith(("$ ", "> "))]
    script = "\n".join(commands).replace(_SERVED, site.as_uri())
    done = subprocess.run(
        ("sh", "-eu", "-c", script), cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ira-2018\t5\t0\n" in done.stdout
    assert "ira-2018\t5\t0" in lines
    assert "7k3f9q2m4d1p\ttwitter\taccount_id\t4224729994\n" in done.stdout
    assert (tmp_path / "feeds/v1/lists/northwind/records.csv").is_file()
