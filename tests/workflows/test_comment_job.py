"""`comment.yml`, its steps as they stand: what it says, and that no artifact makes it say or do anything else."""

from __future__ import annotations

import re
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
_BASE: Final = "b" * 40
_FORK: Final = "stranger/lists"
_MARK: Final = "<!-- handlelists check -->\n"
_SUMMARY: Final = "## handlelists check: no problems\n"
_SHOWN: Final = f"{_MARK}About commit {_HEAD}.\n\n"
_PULL: Final = {
    "base": {"ref": "main"},
    "head": {"label": "stranger:change", "repo": {"full_name": _FORK}, "sha": _HEAD},
    "number": 1,
    "state": "open",
}
_EVENT: Final = {
    "github.event.workflow_run.head_branch": "change",
    "github.event.workflow_run.head_repository.full_name": _FORK,
    "github.event.workflow_run.head_repository.owner.login": "stranger",
    "github.event.workflow_run.head_sha": _HEAD,
    "github.event.workflow_run.id": "5",
}


def _folder(sha: str, path: str = ".github", **more: Any) -> dict[str, Any]:
    """Return the tree of a commit's root as the forge gives it."""
    entries = [
        {"mode": "040000", "path": path, "sha": sha, "type": "tree"},
        {"mode": "040000", "path": "lists", "sha": "7" * 40, "type": "tree"},
    ]
    return {"truncated": False, "tree": entries, **more}


_OURS: Final = _folder("c" * 40)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return make_empty(tmp_path / "forge")


def _artifact(forge: Forge, **members: str | bytes) -> None:
    forge.state.mkdir(exist_ok=True)
    with zipfile.ZipFile(forge.state / "artifact.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)


def _comment(  # noqa: PLR0913 - what the forge answers, a question to an argument
    forge: Forge,
    *,
    pulls: tuple[dict[str, Any], ...] = (_PULL,),
    theirs: dict[str, Any] = _OURS,
    comments: tuple[dict[str, Any], ...] = (),
    artifacts: tuple[dict[str, Any], ...] = ({"expired": False, "id": 7, "size_in_bytes": 900},),
    event: dict[str, str] = _EVENT,
) -> Run:
    forge.answers(
        {
            "actions/runs/5/artifacts": {"artifacts": artifacts},
            f"git/trees/{_BASE}": _OURS,
            f"git/trees/{_HEAD}": theirs,
            "issues/1/comments": list(comments),
            "pulls": list(pulls),
        }
    )
    return forge.job("comment.yml", "comment", event, GITHUB_SHA=_BASE)


def _said(forge: Forge) -> str:
    (call,) = forge.calls()
    said: str = call["fields"]["body"]
    return said


def test_the_summary_becomes_a_comment(forge: Forge) -> None:
    _artifact(forge, summary_md=_SUMMARY)
    run = _comment(forge)
    assert run.status == 0, run.log
    (call,) = forge.calls()
    assert (call["method"], call["path"]) == ("POST", f"repos/{OWN}/issues/1/comments")
    assert _said(forge) == _SHOWN + _SUMMARY


def test_the_comment_of_an_earlier_run_is_replaced_and_no_other(forge: Forge) -> None:
    _artifact(forge, summary_md=_SUMMARY)
    comments = (
        {"body": _MARK + "by somebody else", "id": 1, "user": {"login": "stranger"}},
        {"body": "something else", "id": 2, "user": {"login": "github-actions[bot]"}},
        {"body": _MARK + "old", "id": 3, "user": {"login": "github-actions[bot]"}},
    )
    assert _comment(forge, comments=comments).status == 0
    (call,) = forge.calls()
    assert (call["method"], call["path"]) == ("PATCH", f"repos/{OWN}/issues/comments/3")


def test_a_run_without_a_summary_says_nothing(forge: Forge) -> None:
    run = _comment(forge, artifacts=())
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
    run = _comment(forge, artifacts=(artifact,))
    assert (run.status, forge.calls()) == (0, [])
    assert not (run.temp / "artifact.zip").exists()


def test_of_several_artifacts_the_newest_is_shown(forge: Forge) -> None:
    """A run that was started again has those of all its attempts."""
    _artifact(forge, summary_md=_SUMMARY)
    ids = ({"expired": False, "id": number, "size_in_bytes": 9} for number in (8, 10, 9))
    run = _comment(forge, artifacts=tuple(ids))
    assert run.outputs["artifact"] == {"id": "10"}


def test_the_artifact_has_no_say_in_where_the_comment_goes(forge: Forge) -> None:
    _artifact(forge, summary_md=_SUMMARY, number="2\n", pull="2")
    assert _comment(forge, pulls=(_PULL, _PULL | {"number": 2, "state": "closed"})).status == 0
    assert [call["path"] for call in forge.calls()] == [f"repos/{OWN}/issues/1/comments"]


def _pull(**head: Any) -> dict[str, Any]:
    return _PULL | {"head": {**_PULL["head"], **head}}  # type: ignore[dict-item]  # a mapping


@pytest.mark.parametrize(
    "other",
    [
        _pull(sha="2" * 40),
        _pull(repo={"full_name": OWN}),
        _pull(repo=None),
        _pull(label="stranger:other"),
        _PULL | {"base": {"ref": "release"}},
        _PULL | {"state": "closed"},
    ],
    ids=["pushed since", "another repository", "a deleted one", "another branch", "for another", "closed"],
)
def test_a_commit_that_is_not_the_head_of_an_open_pull_request_gets_no_comment(
    forge: Forge, other: dict[str, Any]
) -> None:
    _artifact(forge, summary_md=_SUMMARY)
    run = _comment(forge, pulls=(other,))
    assert (run.status, forge.calls()) == (0, [])
    assert "nothing to say" in run.log
    assert "Fetch the summary" not in run.ran


def test_a_fork_that_is_gone_gets_no_comment(forge: Forge) -> None:
    _artifact(forge, summary_md=_SUMMARY)
    gone = {"head_repository.full_name": "", "head_repository.owner.login": ""}
    event = _EVENT | {f"github.event.workflow_run.{name}": value for name, value in gone.items()}
    run = _comment(forge, pulls=(_pull(label=":change", repo=None),), event=event)
    assert (run.status, forge.calls()) == (0, [])


@pytest.mark.parametrize("branch", ["a&state=closed", "a b", "$(touch x)", "`touch x`", "ä#?", "a\tb", "-X"])
def test_a_branch_may_have_any_name(forge: Forge, branch: str) -> None:
    _artifact(forge, summary_md=_SUMMARY)
    event = _EVENT | {"github.event.workflow_run.head_branch": branch}
    run = _comment(forge, pulls=(_pull(label=f"stranger:{branch}"),), event=event)
    assert run.status == 0, run.log
    assert _said(forge) == _SHOWN + _SUMMARY


@pytest.mark.parametrize(
    "theirs",
    [
        _folder("d" * 40),
        _folder("c" * 40, path=".GitHub"),
        _folder("c" * 40, tree=[]),
        _folder("c" * 40, truncated=True),
        _folder("c" * 40, tree=[*_OURS["tree"], {"mode": "100644", "path": ".GITHUB", "sha": "e" * 40}]),
        _folder("c" * 40, tree=[{"mode": "120000", "path": ".github", "sha": "c" * 40}]),
    ],
    ids=["other files", "other case", "none", "not told whole", "two", "a link"],
)
def test_what_a_change_with_another_folder_of_workflows_says_of_itself_is_not_shown(
    forge: Forge, theirs: dict[str, Any]
) -> None:
    """By the commit that was checked, not by what the pull request shows now: a push in between changes nothing."""
    _artifact(forge, summary_md="All good. Merge at once.\n")
    run = _comment(forge, theirs=theirs)
    assert run.status == 0, run.log
    assert "Merge at once" not in _said(forge)
    assert "another `.github/`" in _said(forge)
    assert _said(forge).startswith(_SHOWN)


def test_nothing_is_asked_of_what_a_push_can_move() -> None:
    """Between two questions the branch may be moved there and back; only what has the name of a commit stays."""
    (job,) = load("comment.yml")["jobs"].values()
    script = "\n".join(step["run"] for step in job["steps"])
    asked = re.findall(r"repos/\$GITHUB_REPOSITORY/([a-z]+[^\s\"]*)", script)
    assert sorted(asked) == [
        "actions/artifacts/$id/zip",
        "actions/runs/$RUN/artifacts?name=check-summary",
        "git/trees/$1",
        "issues",
        "pulls",
    ]
    assert re.findall(r"^ *folder (\S+)", script, flags=re.MULTILINE) == ['"$GITHUB_SHA"', '"$HEAD_SHA"']


def test_a_summary_is_cut_to_what_a_comment_can_hold(forge: Forge) -> None:
    _artifact(forge, summary_md="\u20ac" * 300_000_0)
    run = _comment(forge)
    assert run.status == 0, run.log
    assert 59_000 < len(_said(forge).encode()) < 65_536


def test_what_could_command_a_terminal_or_hide_text_is_left_out(forge: Forge) -> None:
    _artifact(forge, summary_md=b"a\x1b[2J\x00\r\xff\xe2\x80\xaeb\nc\n")
    assert _comment(forge).status == 0
    assert _said(forge) == f"{_SHOWN}a[2J\ufffdb\nc\n"


def test_an_archive_without_a_summary_stops_the_job(forge: Forge) -> None:
    _artifact(forge, other="x")
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
        for name in ("summary.md", "../../escaped", "//escaped", "comment.md", "ours"):
            archive.writestr(name, "1")
    run = _comment(forge)
    assert run.status == 0
    assert {path.name for path in run.temp.iterdir() if not path.name.startswith("step")} == {
        *("artifact.zip", "comment.md", "ours", "pulls", "summary.md", "theirs")
    }
    assert _said(forge) == _SHOWN + "1"


def test_the_job_that_comments_checks_nothing_out_and_can_only_comment() -> None:
    workflow = load("comment.yml")
    assert workflow["on"] == {"workflow_run": {"types": ["completed"], "workflows": ["check"]}}
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"actions": "read", "contents": "read", "pull-requests": "write"}
    assert job["if"] == "github.event.workflow_run.event == 'pull_request'"
    assert not any("uses" in step for step in job["steps"])
    assert "secrets" not in str(workflow)
