"""GitLab, Forgejo and pre-commit: what the examples say is run here, against the same pull requests."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.instance import PROPOSED, VERIFIED, write_instance
from tests.workflows.forge import OWN, served

if TYPE_CHECKING:
    from tests.workflows.forge import Forge
    from tests.workflows.jobs import Run

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

_GITLAB: Final = REPOSITORY / "contrib" / "gitlab-ci.yml"
_FORGEJO: Final = REPOSITORY / "contrib" / "forgejo-check.yml"
_OBSERVED: Final = "  - {date: 2026-01-10, state: suspended, evidence: e1}\n"
_MARKER: Final = 'import pathlib\npathlib.Path("{marker}").touch()\n'
_LATER: Final = "2028-01-01T00:00:00Z"


def _good(forge: Forge) -> dict[str, str | None]:
    return {VERIFIED: (forge.clone / VERIFIED).read_text(encoding="utf-8") + _OBSERVED}


def _change(forge: Forge, files: dict[str, str | None]) -> str:
    """Push a branch with a change, as its author made it; return its commit. GitLab knows its author."""
    forge.propose(files)
    return _pushed(forge)


def _pushed(forge: Forge) -> str:
    _api(forge, "merge_requests/1", {"author": {"username": "contributor-a"}})
    if not (forge.folder / "api/projects/1/deployments").exists():
        _deployed(forge)
    git(forge.clone, "push", "--quiet", "--force", "origin", "change:refs/heads/change")
    return git(forge.clone, "rev-parse", "change").strip()


def _rescue(forge: Forge) -> str:
    """Publish, break the branch, and push the emergency's commit as a branch; return it. Forgejo knows a ref."""
    published = forge.head()
    _deployed(forge, published)
    git(forge.clone, "push", "--quiet", "origin", f"{published}:refs/handlelists/published")
    forge.commit("Refused", "2026-02-01", {VERIFIED: "id: [\n"})
    forge.push()
    git(forge.clone, "checkout", "--quiet", "-B", "change", "main")
    for name, value in (("name", "desk"), ("email", "desk@noreply.example")):
        git(forge.clone, "config", f"user.{name}", value)
    said = ("--from-published", "--published", published, "--by", "desk", "--now", "2026-02-01T13:00:00Z")
    done = handlelists("withhold", Path(VERIFIED).stem, *said, root=forge.clone)
    assert done.returncode == 0, done.stderr
    return _pushed(forge)


# GitLab


def _gitlab(forge: Forge, job: str, **variables: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Run a job's lines as GitLab's runner does: one after the other in one shell that stops at the first failure.

    The three lines that install the builder are left out: `handlelists` on the path runs the checkout's.
    """
    pipeline = yaml.safe_load(_GITLAB.read_text(encoding="utf-8"))
    lines = [*pipeline[pipeline[job]["extends"]]["before_script"], *pipeline[job]["script"]]
    kept = [line for line in lines if not re.match(r"(python3 -I -m venv|\.\./builder/bin/python) ", line)]
    assert len(lines) - len(kept) == 3
    forge.runs += 1
    folder = forge.folder / f"gitlab-{forge.runs}"
    folder.mkdir()
    environment = {
        **{name: str(value) for name, value in pipeline["variables"].items()},
        "CI_API_V4_URL": forge.folder.joinpath("api").as_uri(),
        "CI_DEFAULT_BRANCH": "main",
        "CI_JOB_TOKEN": "token",
        "CI_MERGE_REQUEST_IID": "1",
        "CI_MERGE_REQUEST_PROJECT_ID": "1",
        "CI_PROJECT_ID": "1",
        "CI_REPOSITORY_URL": f"file://{forge.upstream}",
        "GITHUB_WORKSPACE": str(folder / "base"),  # where `handlelists` looks for the builder
        "GITLAB_USER_LOGIN": "whoever-started-it",
        "HOME": str(folder),
        "PATH": f"{forge.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        **forge.clock,
        **variables,
    }
    done = subprocess.run(
        ("bash", "-eo", "pipefail", "-c", "\n".join(kept)),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done, folder


def _deployed(forge: Forge, *commits: str) -> None:
    """Let GitLab's list of deployments hold commits. curl asks it of a file, whose name has the query in it."""
    _api(forge, "deployments", [{"sha": commit} for commit in commits])


def _api(forge: Forge, path: str, answer: Any) -> None:
    file = forge.folder / "api" / "projects" / "1" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(answer), encoding="utf-8")


def test_gitlab_passes_a_good_change_and_keeps_its_summary(forge: Forge) -> None:
    done, folder = _gitlab(forge, "check", CI_COMMIT_SHA=_change(forge, _good(forge)))
    assert done.returncode == 0, done.stdout
    assert (folder / "summary.md").read_text(encoding="utf-8")


def test_gitlab_refuses_a_bad_change(forge: Forge) -> None:
    done, folder = _gitlab(forge, "check", CI_COMMIT_SHA=_change(forge, {VERIFIED: None}))
    assert done.returncode == 1
    assert "[record-deleted]" in done.stdout
    assert (folder / "summary.md").is_file()


def test_gitlab_runs_nothing_of_a_change(forge: Forge) -> None:
    marker = forge.folder / "hostile-builder-ran"
    hostile = {VERIFIED: None, "site_builder/__init__.py": _MARKER.format(marker=marker)}
    done, folder = _gitlab(forge, "check", CI_COMMIT_SHA=_change(forge, hostile))
    assert done.returncode == 1
    assert "[change-builder]" in done.stdout
    assert not marker.exists()
    assert (folder / "base" / VERIFIED).is_file()


def test_gitlab_takes_a_name_for_a_name(forge: Forge) -> None:
    marker = forge.folder / "hostile-name-ran"
    change = _change(forge, _good(forge))
    for name in (f'"; touch {marker}; $(touch {marker})', f"`touch {marker}`", "--root=/", "a\nb", "*"):
        _api(forge, "merge_requests/1", {"author": {"username": name}})
        done, _ = _gitlab(forge, "check", CI_COMMIT_SHA=change, GITLAB_USER_LOGIN=name)
        assert done.returncode == 0, done.stdout
    assert not marker.exists()


def test_gitlab_asks_who_wrote_the_change_and_not_who_started_the_pipeline(forge: Forge) -> None:
    """A reviewer edits a claim and leaves themselves out of `submitted_by`; a maintainer starts the pipeline."""
    text = (forge.clone / PROPOSED).read_text(encoding="utf-8")
    edited = text.replace("\nsummary: ", "\nsummary: In short. ", 1)
    assert edited != text
    record: Any = load(text.encode(), PROPOSED).value
    edited += f"replaces: {claim_digest('harbour', record['id'], record)}\n"
    change = _change(forge, {PROPOSED: edited})
    for author, starter, status in (("reviewer-a", "maintainer", 1), ("maintainer", "reviewer-a", 0)):
        _api(forge, "merge_requests/1", {"author": {"username": author}})
        done, _ = _gitlab(forge, "check", CI_COMMIT_SHA=change, GITLAB_USER_LOGIN=starter)
        assert ("[submitter-missing]" in done.stdout, done.returncode) == (status == 1, status), done.stdout


def test_gitlab_judges_nothing_while_it_does_not_say_who_wrote_the_change(forge: Forge) -> None:
    change = _change(forge, _good(forge))
    (forge.folder / "api/projects/1/merge_requests/1").unlink()
    done, folder = _gitlab(forge, "check", CI_COMMIT_SHA=change)
    assert done.returncode != 0
    assert not (folder / "summary.md").exists()


def test_gitlab_merges_onto_the_branch_as_it_is_now(forge: Forge) -> None:
    change = _change(forge, _good(forge))
    forge.commit("Elsewhere", "2026-02-02", {"docs/about.md": "# New\n"})
    forge.push()
    done, _ = _gitlab(forge, "check", CI_COMMIT_SHA=change)
    assert done.returncode == 0, done.stdout


def test_gitlab_passes_what_puts_a_broken_branch_right(forge: Forge) -> None:
    rescue = _rescue(forge)
    done, _ = _gitlab(forge, "check", CI_COMMIT_SHA=rescue)
    assert done.returncode == 0, done.stdout
    _deployed(forge)  # the option is what lets it through
    assert _gitlab(forge, "check", CI_COMMIT_SHA=rescue)[0].returncode == 1


def test_gitlab_refuses_what_cannot_be_merged(forge: Forge) -> None:
    change = _change(forge, _good(forge))
    path = forge.clone / VERIFIED
    forge.commit(
        "The same",
        "2026-02-02",
        {VERIFIED: path.read_text("utf-8") + _OBSERVED.replace("suspended", "deleted")},
    )
    forge.push()
    done, _ = _gitlab(forge, "check", CI_COMMIT_SHA=change)
    assert done.returncode != 0


def test_gitlab_publishes_first_when_told_to_and_then_continues(forge: Forge) -> None:
    _deployed(forge)
    done, _ = _gitlab(forge, "pages", CI_COMMIT_SHA=forge.head(), FIRST="")
    assert done.returncode == 1
    assert "for the first time" in done.stdout.lower()
    with served(forge) as address:
        done, folder = _gitlab(forge, "pages", CI_COMMIT_SHA=forge.head(), FIRST="true", SITE=address)
    assert done.returncode == 0, done.stdout
    assert "nothing is published" in done.stdout
    (folder / "public").rename(forge.site)
    _deployed(forge, forge.head())
    forge.commit("Observe", "2026-02-01", _good(forge))
    with served(forge) as address:
        done, folder = _gitlab(forge, "pages", CI_COMMIT_SHA=forge.push(), FIRST="", SITE=address)
    assert done.returncode == 0, done.stdout
    index = json.loads((folder / "public/feeds/v1/index.json").read_text(encoding="utf-8"))
    assert index["commit"] == forge.head()


def test_gitlab_publishes_no_commit_that_breaks_a_rule_and_no_other_line(forge: Forge) -> None:
    first = forge.head()
    _deployed(forge, first)
    forge.commit("Delete", "2026-02-01", {VERIFIED: None})
    done, folder = _gitlab(forge, "pages", CI_COMMIT_SHA=forge.push(), FIRST="")
    assert done.returncode == 1
    assert "[record-deleted]" in done.stdout
    git(forge.clone, "reset", "--quiet", "--hard", first)
    git(forge.clone, "commit", "--quiet", "--amend", "-m", "Rewritten", day="2026-01-26")
    done, folder = _gitlab(forge, "pages", CI_COMMIT_SHA=forge.push("--force"), FIRST="true")
    assert done.returncode == 1
    assert "[since-not-on-line]" in done.stdout
    assert not (folder / "public").exists()


def test_gitlab_moves_time_on_where_a_commit_is_due(forge: Forge) -> None:
    before = forge.head()
    remote = {"TICK_REMOTE": str(forge.upstream)}
    forge.now = "2026-02-01T00:00:00Z"
    done, _ = _gitlab(forge, "tick", **remote)
    assert (done.returncode, git(forge.upstream, "rev-parse", "main").strip()) == (0, before)
    forge.now = _LATER
    done, _ = _gitlab(forge, "tick", **remote)
    assert done.returncode == 0, done.stdout
    assert git(forge.upstream, "log", "-1", "--format=%P %s", "main").strip() == f"{before} Tick"


def test_gitlab_gives_the_token_that_may_push_to_one_job_alone() -> None:
    pipeline = yaml.safe_load(_GITLAB.read_text(encoding="utf-8"))
    assert [name for name, job in pipeline.items() if "TICK_REMOTE" in str(job)] == ["tick"]
    assert pipeline["pages"]["resource_group"] == "publish"
    assert pipeline["variables"]["GIT_STRATEGY"] == "none"


# Forgejo


def _forgejo(forge: Forge, change: str, **event: str) -> Run:
    expressions = {
        "github.event.pull_request.base.ref": "main",
        "github.event.pull_request.head.sha": change,
        "github.event.pull_request.user.login": "contributor-a",
        **event,
    }
    return forge.job(str(_FORGEJO), "check", expressions, REMOTE=f"file://{forge.upstream}")


def test_forgejo_passes_a_good_change(forge: Forge) -> None:
    run = _forgejo(forge, _change(forge, _good(forge)))
    assert run.status == 0, run.log


def test_forgejo_refuses_a_bad_change_and_runs_nothing_of_it(forge: Forge) -> None:
    marker = forge.folder / "hostile-ran"
    hostile = {VERIFIED: None, "site_builder/__init__.py": _MARKER.format(marker=marker)}
    login = f"$(touch {marker})"
    run = _forgejo(forge, _change(forge, hostile), **{"github.event.pull_request.user.login": login})
    assert run.status == 1
    assert "title=change-builder" in run.log
    assert not marker.exists()


def test_forgejo_passes_what_puts_a_broken_branch_right(forge: Forge) -> None:
    rescue = _rescue(forge)
    run = _forgejo(forge, rescue)
    assert run.status == 0, run.log
    git(forge.clone, "push", "--quiet", "origin", ":refs/handlelists/published")
    assert _forgejo(forge, rescue).status == 1


def test_forgejo_installs_as_github_does() -> None:
    (step,) = (
        step
        for step in yaml.safe_load(_FORGEJO.read_text(encoding="utf-8"))["jobs"]["check"]["steps"]
        if step["name"] == "Install the builder"
    )
    script = (REPOSITORY / ".github/scripts/install.sh").read_text(encoding="utf-8")
    assert step["run"] == script.split("&& pwd)\n")[1].replace("$builder", "$PWD")


# pre-commit


@pytest.mark.parametrize("hook", yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8")))
def test_the_hooks_of_pre_commit_pass_good_sources_and_stop_bad_ones(
    tmp_path: Path, hook: dict[str, Any]
) -> None:
    write_instance(tmp_path)
    command = [str(REPOSITORY / ".venv/bin" / hook["entry"].split()[0]), *hook["entry"].split()[1:]]
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], VERIFIED)

    def status() -> int:
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    subprocess.run((command[0], "fmt"), cwd=tmp_path, capture_output=True, check=False)
    assert status() == 0, hook["id"]
    file = tmp_path / VERIFIED
    file.write_text(file.read_text("utf-8").replace("platform: twitter", "platform:   nowhere"), "utf-8")
    assert status() == 1, hook["id"]


def test_the_repository_of_the_tests_is_named_nowhere() -> None:
    for path in (_GITLAB, _FORGEJO):
        assert OWN not in path.read_text(encoding="utf-8")
