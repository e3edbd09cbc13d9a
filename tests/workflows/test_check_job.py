"""`check.yml`, its steps as they stand, against pull requests of all kinds."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import git
from tests.instance import PROPOSED, VERIFIED
from tests.workflows.jobs import load

if TYPE_CHECKING:
    from tests.workflows.forge import Forge
    from tests.workflows.jobs import Run

_OBSERVED: Final = "  - {date: 2026-01-10, state: suspended, evidence: e1}\n"


def _check(forge: Forge, merged: str, **event: str) -> Run:
    expressions = {
        "github.event.merge_group.base_sha": "",
        "github.event.merge_group.head_sha": "",
        "github.event.pull_request.user.login": "contributor-a",
        "github.event_name": "pull_request",
        "github.sha": merged,
        **event,
    }
    return forge.job("check.yml", "check", expressions)


def _text(forge: Forge, path: str) -> str:
    return (forge.clone / path).read_text(encoding="utf-8")


def _observed(forge: Forge) -> dict[str, str | None]:
    return {VERIFIED: _text(forge, VERIFIED) + _OBSERVED}


def _artifact(forge: Forge, name: str) -> str:
    with zipfile.ZipFile(forge.artifacts["check-summary"]) as archive:
        return archive.read(name).decode()


def test_a_good_change_passes_and_leaves_its_summary(forge: Forge) -> None:
    run = _check(forge, forge.propose(_observed(forge)))
    assert run.status == 0, run.log
    assert "::error" not in run.log
    assert run.summary
    assert _artifact(forge, "summary.md") == run.summary
    with zipfile.ZipFile(forge.artifacts["check-summary"]) as archive:
        assert archive.namelist() == ["summary.md"]


def test_a_bad_change_fails_with_annotations_and_leaves_its_summary(forge: Forge) -> None:
    run = _check(forge, forge.propose({VERIFIED: None}))
    assert run.status == 1, run.log
    assert f"::error file={VERIFIED}," in run.log
    assert "record-deleted" in run.summary
    assert _artifact(forge, "summary.md") == run.summary


def test_on_a_branch_that_is_refused_a_change_is_judged_against_what_is_accepted(forge: Forge) -> None:
    git(forge.clone, "push", "--quiet", "origin", "HEAD:refs/handlelists/published")
    text = _text(forge, VERIFIED)
    forge.commit("Refused", "2026-02-01", {VERIFIED: "id: [\n"})
    forge.push()
    run = _check(forge, forge.propose({VERIFIED: text + _OBSERVED}))
    assert run.status == 0, run.log
    # And not against the tip, for which whatever can be read is an improvement.
    run = _check(forge, forge.propose({VERIFIED: text.replace("summary: ", "summary: Also ")}))
    assert (run.status, "claim-replaces" in run.log) == (1, True), run.log


_WRITES: Final = """\
import pathlib
pathlib.Path("{marker}").touch()
raise SystemExit(0)
"""


@pytest.mark.parametrize("smuggled", ["site_builder/__init__.py", "site_builder/check/run.py"])
def test_a_change_of_the_builder_judges_nothing_not_even_itself(forge: Forge, smuggled: str) -> None:
    marker = forge.folder / "hostile-builder-ran"
    run = _check(forge, forge.propose({VERIFIED: None, smuggled: _WRITES.format(marker=marker)}))
    assert not marker.exists()
    assert run.status == 1, run.log
    assert "title=change-builder" in run.log
    # The marker means something: the same builder, once it is the base's, writes it.
    git(forge.clone, "checkout", "--quiet", "main")
    forge.commit("Hostile", "2026-02-02", {smuggled: _WRITES.format(marker=marker)})
    forge.push()
    _check(forge, forge.propose(_observed(forge), day="2026-02-03"))
    assert marker.exists()


@pytest.mark.parametrize("script", ["git.sh", "install.sh", "build.sh"])
def test_the_scripts_of_a_change_are_not_run(forge: Forge, script: str) -> None:
    marker = forge.folder / "hostile-script-ran"
    path = f".github/scripts/{script}"
    hostile = f"#!/bin/sh\ntouch '{marker}'\n"
    run = _check(forge, forge.propose({PROPOSED: None, path: hostile}))
    assert not marker.exists()
    assert run.status == 1
    assert f"file={path}," in run.log


def test_nothing_of_a_change_is_checked_out(forge: Forge) -> None:
    path = "lists/harbour/telegram/zz/hostile.yaml"
    run = _check(forge, forge.propose({path: "a: b\n", "conftest.py": "raise SystemExit\n"}))
    assert run.status == 1
    assert not (run.workspace / path).exists()
    assert not (run.workspace / "conftest.py").exists()
    assert git(run.workspace, "rev-parse", "HEAD").strip() == forge.head()
    assert git(run.workspace, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "$(touch MARKER)",
        "`touch MARKER`",
        "'; touch MARKER; '",
        '"; touch MARKER; "',
        "a\n::error::b\ntouch MARKER",
        "--root=/ --format=json",
        "-h",
    ],
)
def test_names_that_a_stranger_chose_are_never_read_as_commands(forge: Forge, hostile: str) -> None:
    marker = forge.folder / "hostile-name-ran"
    actor = hostile.replace("MARKER", str(marker))
    merged = forge.propose(_observed(forge))
    run = _check(forge, merged, **{"github.event.pull_request.user.login": actor})
    assert not marker.exists()
    assert run.status == 0, run.log
    assert "::error" not in run.log


def test_titles_and_branches_are_nowhere_in_the_workflow(forge: Forge) -> None:
    text = _text(forge, ".github/workflows/check.yml")
    for named in ("head_ref", "head.ref", "title", "body", "github.actor"):
        assert named not in text


def test_a_merge_group_is_judged_from_where_the_queue_says(forge: Forge) -> None:
    base = forge.head()
    merged = forge.propose({VERIFIED: None})
    event = {
        "github.event.merge_group.base_sha": base,
        "github.event.merge_group.head_sha": merged,
        "github.event.pull_request.user.login": "",
        "github.event_name": "merge_group",
        "github.sha": merged,
    }
    run = _check(forge, merged, **event)
    assert run.status == 1, run.log
    assert f"::error file={VERIFIED}," in run.log
    assert forge.artifacts == {}


def test_a_merge_onto_something_else_than_the_branch_is_refused(forge: Forge) -> None:
    main = forge.head()
    git(forge.clone, "checkout", "--quiet", "--orphan", "elsewhere")
    forge.commit("Another beginning", "2026-01-26", {"README.md": "x\n"})
    git(forge.clone, "branch", "--force", "main")
    merged = forge.propose(_observed(forge))
    git(forge.clone, "branch", "--force", "side", merged)
    assert git(forge.upstream, "rev-parse", "main").strip() == main
    run = _check(forge, merged)
    assert run.status != 0
    assert "Judge the change" not in run.ran


def test_the_job_that_judges_can_only_read_and_keeps_no_token() -> None:
    workflow = load("check.yml")
    assert set(workflow["on"]) == {"pull_request", "merge_group"}
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    checkout = job["steps"][0]
    assert checkout["with"]["persist-credentials"] is False
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    holders = [step["name"] for step in job["steps"] if "github.token" in str(step)]
    assert holders == ["Fetch the change as git objects"]
    assert "secrets" not in str(workflow)
