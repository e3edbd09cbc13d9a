"""`publish.yml` and `tick.yml`, their steps as they stand: first, next, refused; and time that moves on."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.acceptance.support import REPOSITORY, git
from tests.instance import VERIFIED
from tests.workflows.forge import OWN, Quiet, copy_forge, served
from tests.workflows.jobs import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.workflows.forge import Forge
    from tests.workflows.jobs import Run

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("curl", "jq"))), reason="curl or jq is not installed"
)

_OBSERVED: Final = "  - {date: 2026-01-10, state: suspended, evidence: e1}\n"
_LATER: Final = "2028-01-01T00:00:00Z"


@pytest.fixture(scope="session")
def published_forge(first_forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Forge:
    """Return a forge that has published once."""
    forge = copy_forge(first_forge, tmp_path_factory.mktemp("published") / "forge")
    with served(forge) as address:
        _publish(forge, address, first=True)
    return forge


@pytest.fixture
def address(forge: Forge) -> Iterator[str]:
    with served(forge) as made:
        yield made


@pytest.fixture
def published(published_forge: Forge, tmp_path: Path) -> Iterator[tuple[Forge, str]]:
    """Return a forge that has published once, and where its site is."""
    forge = copy_forge(published_forge, tmp_path / "published")
    with served(forge) as made:
        yield forge, made


def _build(forge: Forge, address: str, *, first: bool = False) -> Run:
    # SITE is an option of build.sh: site_url has to be a public address.
    expressions = {"inputs.first": str(first).lower()}
    return forge.job("publish.yml", "build", expressions, SITE=address)


def _publish(forge: Forge, address: str, *, first: bool = False) -> Run:
    """Run all jobs of the workflow."""
    run = _build(forge, address, first=first)
    assert run.status == 0, run.log
    assert forge.job("publish.yml", "deploy", {}).status == 0
    commit = run.outputs["build"]["commit"]
    done = forge.job("publish.yml", "record", {"needs.build.outputs.commit": commit})
    assert done.status == 0, done.log
    return run


def _observe(forge: Forge) -> str:
    text = (forge.clone / VERIFIED).read_text(encoding="utf-8")
    forge.commit("Observe", "2026-02-01", {VERIFIED: text + _OBSERVED})
    return forge.push()


def _index(forge: Forge) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((forge.site / "feeds/v1/index.json").read_text(encoding="utf-8"))
    return index


def test_the_first_publication_has_to_be_asked_for(forge: Forge, address: str) -> None:
    run = _build(forge, address)
    assert run.status == 1
    assert "Start this workflow by hand" in run.log
    assert "Build the site" not in run.ran


def test_the_first_publication_validates_builds_and_is_noted(forge: Forge, address: str) -> None:
    run = _publish(forge, address, first=True)
    assert "no problems" in run.log
    assert forge.published() == forge.head() == _index(forge)["commit"]
    (call,) = forge.calls()
    assert (call["method"], call["path"]) == ("POST", f"repos/{OWN}/git/refs")


def test_the_next_publication_passes_the_gate_and_continues_the_site(published: tuple[Forge, str]) -> None:
    forge, address = published
    before = _index(forge)
    commit = _observe(forge)
    _publish(forge, address)
    after = _index(forge)
    assert forge.published() == commit == after["commit"]
    assert after["changes"]["events"] == before["changes"]["events"] + 1
    assert forge.calls()[-1]["fields"] == {"force": False, "sha": commit}


def test_a_commit_that_breaks_a_rule_is_not_published_although_it_was_merged(
    published: tuple[Forge, str],
) -> None:
    forge, address = published
    before = forge.published()
    forge.commit("Delete", "2026-02-01", {VERIFIED: None})
    forge.commit("Back", "2026-02-02", {VERIFIED: git(forge.clone, "show", f"HEAD~1:{VERIFIED}")})
    forge.push()
    run = _build(forge, address)
    assert run.status == 1
    assert "title=record-deleted" in run.log
    assert "Build the site" not in run.ran
    assert forge.published() == before


def test_a_branch_that_was_rewritten_is_not_published(published: tuple[Forge, str]) -> None:
    forge, address = published
    git(forge.clone, "commit", "--quiet", "--amend", "--message", "Rewritten", day="2026-01-26")
    forge.push("--force")
    run = _build(forge, address)
    assert run.status == 1
    assert "title=since-not-on-line" in run.log
    assert "Build the site" not in run.ran


def test_saying_that_it_is_the_first_time_does_not_pass_a_rewritten_history(
    published: tuple[Forge, str],
) -> None:
    forge, address = published
    git(forge.clone, "rm", "--quiet", "-r", "lists/harbour/reviews")
    git(forge.clone, "commit", "--quiet", "--amend", "--message", "Rewritten", day="2026-01-26")
    forge.push("--force")
    git(forge.upstream, "update-ref", "-d", "refs/handlelists/published")
    run = _build(forge, address, first=True)
    assert run.status != 0
    assert "the branch was rewritten" in run.log
    assert "Hand over the site" not in run.ran


def test_a_site_that_answers_neither_yes_nor_no_stops_the_first_publication(
    forge: Forge, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Quiet, "do_GET", lambda self: self.send_error(403))
    run = _build(forge, address, first=True)
    assert run.status != 0
    assert "answers 403" in run.log
    assert "Hand over the site" not in run.ran


def test_a_site_that_is_gone_is_no_first_publication(published: tuple[Forge, str]) -> None:
    """Whoever can take the site away must not be able to begin its history again."""
    forge, address = published
    shutil.rmtree(forge.site)
    _observe(forge)
    run = _build(forge, address)
    assert run.status != 0
    assert "nothing is published" in run.log
    assert "Hand over the site" not in run.ran


@pytest.mark.parametrize(("last", "first"), [("1" * 40, []), ("", ["--first"])])
@pytest.mark.parametrize(
    ("site", "previous"),
    [("", "--previous"), ("https://a.example/?x#*", "--previous=https://a.example/?x#*")],
)
def test_the_script_leaves_the_address_to_the_builder(
    tmp_path: Path, last: str, first: list[str], site: str, previous: str
) -> None:
    """No file of the instance is read by the shell: there is none here."""
    (tmp_path / "handlelists").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (tmp_path / "handlelists").chmod(0o755)
    done = subprocess.run(
        (str(REPOSITORY / ".github/scripts/build.sh"),),
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "LAST": last, **({"SITE": site} if site else {})},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == ["build", "--strict", previous, *first]


def test_the_ref_moves_forward_only(published: tuple[Forge, str]) -> None:
    forge, address = published
    old = forge.published()
    _observe(forge)
    _publish(forge, address)
    done = forge.job("publish.yml", "record", {"needs.build.outputs.commit": old})
    assert done.status != 0
    assert forge.published() == forge.head()


def test_publications_never_overlap_and_only_one_job_may_deploy() -> None:
    workflow = load("publish.yml")
    assert workflow["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read"},
        "deploy": {"id-token": "write", "pages": "write"},
        "record": {"contents": "write"},
    }
    assert workflow["permissions"] == {}
    assert workflow["on"]["push"] == {"branches": ["main"]}
    for name in ("deploy", "record"):
        assert not any("checkout" in step.get("uses", "") for step in workflow["jobs"][name]["steps"])


# Time


def test_time_that_changes_nothing_asks_for_no_commit(forge: Forge) -> None:
    forge.now = "2026-02-01T00:00:00Z"
    run = forge.job("tick.yml", "due", {})
    assert (run.status, run.outputs["tick"]) == (0, {"due": "false"})


def test_time_that_changes_something_makes_an_empty_commit_and_starts_publishing(forge: Forge) -> None:
    forge.now = _LATER
    before = forge.head()
    run = forge.job("tick.yml", "due", {})
    assert (run.status, run.outputs["tick"]) == (0, {"due": "true"})
    branch = {"github.ref_name": "main", "secrets.TICK_KEY": ""}
    run = forge.job("tick.yml", "commit", branch)
    assert run.status == 0, run.log
    git(forge.clone, "pull", "--quiet", "origin", "main")
    assert git(forge.clone, "rev-list", "--parents", "-1", "HEAD").split()[1:] == [before]
    assert git(forge.clone, "diff", "--stat", before, "HEAD") == ""
    assert git(forge.clone, "log", "-1", "--format=%s %ae").strip().endswith("@users.noreply.github.com")
    assert forge.job("tick.yml", "publish", branch).status == 0
    (call,) = forge.calls()
    assert call == {
        "fields": {"ref": "main"},
        "method": "POST",
        "path": f"repos/{OWN}/actions/workflows/publish.yml/dispatches",
    }


def test_what_stops_the_question_is_not_taken_for_an_answer(forge: Forge) -> None:
    git(forge.clone, "commit", "--quiet", "--allow-empty", "-m", "x")
    forge.commit("Break", "2026-02-01", {"site_builder/cli/tick.py": "raise IndexError\n"})
    forge.push()
    run = forge.job("tick.yml", "due", {})
    assert run.status == 70
    assert run.outputs["tick"] == {}


def test_a_tick_is_no_fault_to_the_gate(published: tuple[Forge, str]) -> None:
    forge, address = published
    git(forge.clone, "commit", "--quiet", "--allow-empty", "--message", "Tick", day="2026-02-20")
    forge.push()
    _publish(forge, address)
    assert _index(forge)["as_of"] == "2026-02-20T12:00:00Z"


def test_each_job_of_the_tick_may_do_one_thing() -> None:
    workflow = load("tick.yml")
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "commit": {"contents": "write"},
        "due": {"contents": "read"},
        "publish": {"actions": "write"},
    }
    (schedule,) = workflow["on"]["schedule"]
    assert schedule["cron"].split()[0] not in {"0", "30"}
    pushing = workflow["jobs"]["commit"]["steps"]
    assert [step["name"] for step in pushing] == ["Check out the branch", "Let time move on"]
    assert "handlelists" not in str(pushing)
