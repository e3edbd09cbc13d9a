"""`comment.yml`, its steps as they stand: what it says, and that no artifact makes it say or do anything else."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.workflows.forge import OWN, make_empty
from tests.workflows.jobs import load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workflows.forge import Forge
    from tests.workflows.jobs import Run

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")

_HEAD: Final = "1" * 40
_FORK: Final = "stranger/lists"
_MARK: Final = "<!-- handlelists check -->\n"
_SUMMARY: Final = "## handlelists check: no problems\n"
_PULL: Final = {
    "base": {"ref": "main"},
    "changed_files": 1,
    "head": {"repo": {"full_name": _FORK}, "sha": _HEAD},
    "state": "open",
}


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return make_empty(tmp_path / "forge")


def _artifact(forge: Forge, **members: str | bytes) -> None:
    forge.state.mkdir(exist_ok=True)
    with zipfile.ZipFile(forge.state / "artifact.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)


def _comment(
    forge: Forge,
    *,
    pull: dict[str, Any] = _PULL,
    files: tuple[str | dict[str, str], ...] = ("lists/harbour/list.yaml",),
    comments: tuple[dict[str, Any], ...] = (),
    artifact: dict[str, Any] | None = None,
) -> Run:
    told = {"expired": False, "id": 7, "size_in_bytes": 900} if artifact is None else artifact
    forge.answers(
        {
            "actions/runs/5/artifacts": {"artifacts": [told] if told else []},
            "issues/1/comments": list(comments),
            "pulls/1": pull,
            "pulls/1/files": [{"filename": file} if isinstance(file, str) else file for file in files],
        }
    )
    expressions = {
        "github.event.workflow_run.head_repository.full_name": _FORK,
        "github.event.workflow_run.head_sha": _HEAD,
        "github.event.workflow_run.id": "5",
    }
    return forge.job("comment.yml", "comment", expressions)


def _said(forge: Forge) -> str:
    (call,) = forge.calls()
    said: str = call["fields"]["body"]
    return said


def test_the_summary_becomes_a_comment(forge: Forge) -> None:
    _artifact(forge, number="1\n", summary_md=_SUMMARY)
    run = _comment(forge)
    assert run.status == 0, run.log
    (call,) = forge.calls()
    assert (call["method"], call["path"]) == ("POST", f"repos/{OWN}/issues/1/comments")
    assert _said(forge) == _MARK + _SUMMARY


def test_the_comment_of_an_earlier_run_is_replaced_and_no_other(forge: Forge) -> None:
    _artifact(forge, number="1\n", summary_md=_SUMMARY)
    comments = (
        {"body": _MARK + "by somebody else", "id": 1, "user": {"login": "stranger"}},
        {"body": "something else", "id": 2, "user": {"login": "github-actions[bot]"}},
        {"body": _MARK + "old", "id": 3, "user": {"login": "github-actions[bot]"}},
    )
    assert _comment(forge, comments=comments).status == 0
    (call,) = forge.calls()
    assert (call["method"], call["path"]) == ("PATCH", f"repos/{OWN}/issues/comments/3")


def test_a_run_without_a_summary_says_nothing(forge: Forge) -> None:
    run = _comment(forge, artifact={})
    assert (run.status, forge.calls()) == (0, [])


@pytest.mark.parametrize(
    "artifact",
    [
        {"expired": True, "id": 7, "size_in_bytes": 900},
        {"expired": False, "id": 7, "size_in_bytes": 1_000_000},
    ],
    ids=["expired", "too large"],
)
def test_an_artifact_that_is_expired_or_too_large_is_not_fetched(
    forge: Forge, artifact: dict[str, Any]
) -> None:
    run = _comment(forge, artifact=artifact)
    assert (run.status, forge.calls()) == (0, [])
    assert not (run.temp / "artifact.zip").exists()


@pytest.mark.parametrize(
    "number",
    ["", "0", "1; touch x", "../../issues/2", "$(touch x)", "1\n2", "\u0661", "12345678901", "-1", "1/files"],
)
def test_a_number_that_is_none_stops_the_job(forge: Forge, number: str) -> None:
    _artifact(forge, number=number, summary_md=_SUMMARY)
    run = _comment(forge)
    assert run.status != 0
    assert forge.calls() == []
    assert "Comment on the pull request that was checked" not in run.ran


@pytest.mark.parametrize(
    "other",
    [
        {"head": {"repo": {"full_name": _FORK}, "sha": "2" * 40}},
        {"head": {"repo": {"full_name": OWN}, "sha": _HEAD}},
        {"head": {"repo": None, "sha": _HEAD}},
        {"base": {"ref": "release"}},
        {"state": "closed"},
    ],
    ids=["another commit", "another repository", "a deleted repository", "another branch", "closed"],
)
def test_an_artifact_that_names_another_pull_request_gets_no_comment(
    forge: Forge, other: dict[str, Any]
) -> None:
    _artifact(forge, number="1\n", summary_md=_SUMMARY)
    run = _comment(forge, pull=_PULL | other)
    assert (run.status, forge.calls()) == (0, [])
    assert "nothing to say" in run.log


@pytest.mark.parametrize(
    "files",
    [
        (".github/workflows/check.yml",),
        ("lists/a.yaml", ".github/workflows/mine.yml"),
        (".GitHub/workflows/check.yml",),
        ('.github/workflows/"quoted"\n.yml',),
    ],
)
def test_what_a_change_to_the_workflows_says_of_itself_is_not_shown(
    forge: Forge, files: tuple[str, ...]
) -> None:
    _artifact(forge, number="1\n", summary_md="All good. Merge at once.\n")
    assert _comment(forge, files=files).status == 0
    assert "Merge at once" not in _said(forge)
    assert "This change touches `.github/`" in _said(forge)


def test_a_workflow_that_is_moved_away_counts_as_touched(forge: Forge) -> None:
    _artifact(forge, number="1\n", summary_md="All good.\n")
    moved = {"filename": "old.yml", "previous_filename": ".github/workflows/check.yml"}
    assert _comment(forge, files=(moved,)).status == 0
    assert "All good" not in _said(forge)


def test_a_change_of_more_files_than_the_forge_names_shows_nothing_of_itself(forge: Forge) -> None:
    _artifact(forge, number="1\n", summary_md="All good.\n")
    assert _comment(forge, pull=_PULL | {"changed_files": 3001}).status == 0
    assert "All good" not in _said(forge)


def test_a_name_that_only_holds_the_folders_name_does_not_count(forge: Forge) -> None:
    _artifact(forge, number="1\n", summary_md=_SUMMARY)
    assert _comment(forge, files=("docs/.github/a.md", "x\n.github/y")).status == 0
    assert _said(forge) == _MARK + _SUMMARY


def test_a_summary_is_cut_to_what_a_comment_can_hold(forge: Forge) -> None:
    _artifact(forge, number="1", summary_md="\u20ac" * 300_000_0)
    run = _comment(forge)
    assert run.status == 0, run.log
    assert 59_000 < len(_said(forge).encode()) < 65_536


def test_what_could_command_a_terminal_or_hide_text_is_left_out(forge: Forge) -> None:
    _artifact(forge, number="1", summary_md=b"a\x1b[2J\x00\r\xff\xe2\x80\xaeb\nc\n")
    assert _comment(forge).status == 0
    assert _said(forge) == f"{_MARK}a[2J\ufffdb\nc\n"


@pytest.mark.parametrize(
    "members",
    [{"number": "1"}, {"summary_md": "x"}, {"other": "x"}],
    ids=["no summary", "no number", "neither"],
)
def test_an_archive_that_lacks_a_member_stops_the_job(forge: Forge, members: dict[str, str]) -> None:
    _artifact(forge, **members)
    assert _comment(forge).status != 0
    assert forge.calls() == []


def test_what_is_no_archive_stops_the_job(forge: Forge) -> None:
    forge.state.mkdir(exist_ok=True)
    (forge.state / "artifact.zip").write_bytes(b"#!/bin/sh\n")
    assert _comment(forge).status != 0
    assert forge.calls() == []


def test_nothing_of_an_archive_is_unpacked(forge: Forge) -> None:
    forge.state.mkdir(exist_ok=True)
    with zipfile.ZipFile(forge.state / "artifact.zip", "w") as archive:
        for name in ("number", "summary.md", "../../escaped", "//escaped", "comment.md"):
            archive.writestr(name, "1")
    run = _comment(forge)
    assert run.status == 0
    assert {path.name for path in run.temp.iterdir() if not path.name.startswith("step")} == {
        *("artifact.zip", "checked", "comment.md", "files", "now", "number", "summary.md")
    }
    assert _said(forge) == _MARK + "1"


def test_the_job_that_comments_checks_nothing_out_and_can_only_comment() -> None:
    workflow = load("comment.yml")
    assert workflow["on"] == {"workflow_run": {"types": ["completed"], "workflows": ["check"]}}
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert job["if"] == "github.event.workflow_run.event == 'pull_request'"
    assert not any("uses" in step for step in job["steps"])
    assert "secrets" not in str(workflow)
