"""What is in `.github/` and beside it is sound: pinned actions, forms that keep private what is."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from tests.acceptance.support import REPOSITORY
from tests.workflows.jobs import WORKFLOWS, load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workflows.forge import Forge

_GITHUB: Final = REPOSITORY / ".github"
_NAMES: Final = sorted(path.name for path in WORKFLOWS.iterdir())


def test_what_a_linter_is_told_to_overlook_has_its_reason_beside_it() -> None:
    told = [
        line
        for name in _NAMES
        for line in (WORKFLOWS / name).read_text("utf-8").splitlines()
        if "zizmor:" in line
    ]
    assert len(told) == 2
    for line in told:
        assert re.search(r"# zizmor: ignore\[[a-z-]+\] \w+( \S+){5,}", line)


@pytest.mark.parametrize("name", _NAMES)
def test_every_action_is_the_forges_own_and_pinned_by_commit_with_its_version(name: str) -> None:
    text = (WORKFLOWS / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"\s*(- )?uses:", line)]
    for line in lines:
        assert re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_an_action_is_pinned_alike_everywhere() -> None:
    text = "".join((WORKFLOWS / name).read_text(encoding="utf-8") for name in _NAMES)
    used = set(re.findall(r"uses: (\S+)@(\S+ # \S+)", text))
    assert len({action for action, _ in used}) == len(used)


@pytest.mark.parametrize("name", _NAMES)
def test_a_workflow_has_no_rights_and_each_job_only_its_own(name: str) -> None:
    workflow = load(name)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"]
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def test_only_the_workflow_without_rights_runs_what_a_change_brings() -> None:
    """The checkout of a pull request without `ref` is the change."""
    for name in _NAMES:
        workflow = load(name)
        if "pull_request" not in workflow["on"]:
            continue
        checkouts = [
            step
            for job in workflow["jobs"].values()
            for step in job["steps"]
            if "actions/checkout" in step.get("uses", "")
        ]
        rights = {value for job in workflow["jobs"].values() for value in job["permissions"].values()}
        assert rights == {"read"}
        assert [("ref" in step["with"]) for step in checkouts] == [name == "check.yml"]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_a_change_of_the_software_has_to_pass_what_a_clone_runs() -> None:
    (job,) = load("ci.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    text = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    run = re.findall(r"^make (.*)$", text, flags=re.MULTILINE)
    assert run == ["site", "test", "check", "interop"]


@pytest.mark.parametrize("path", sorted((_GITHUB / "scripts").iterdir()), ids=lambda path: path.name)
def test_a_script_can_be_run_and_stops_at_the_first_failure(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert "\nset -euo pipefail\n" in text
    assert path.stat().st_mode & 0o111
    assert subprocess.run(("bash", "-n", str(path)), check=False).returncode == 0


def test_the_installation_is_pinned_by_hash_and_builds_nothing_of_others() -> None:
    text = (_GITHUB / "scripts" / "install.sh").read_text(encoding="utf-8")
    assert "--only-binary=:all: --require-hashes" in text
    assert "--no-build-isolation --no-deps" in text


# Answers


def _step(name: str) -> str:
    (step,) = [step for step in load("tick.yml")["jobs"]["due"]["steps"] if step["name"] == name]
    return str(step["run"])


def _gitlab() -> str:
    script = yaml.safe_load((REPOSITORY / "contrib/gitlab-ci.yml").read_text("utf-8"))["tick"]["script"]
    return "\n".join(script)


def _documented() -> str:
    text = (REPOSITORY / "docs/reference/commands.md").read_text("utf-8")
    (found,) = re.findall(r"```sh\n(status=0\nhandlelists tick.*?)```", text, flags=re.DOTALL)
    return str(found)


@pytest.mark.parametrize("status", [0, 1, 2, 70, 130, 141, 143])
@pytest.mark.parametrize(
    "script",
    [_step("Ask whether a commit is due"), _gitlab(), _documented()],
    ids=["github", "gitlab", "guide"],
)
def test_only_the_answer_that_a_commit_is_due_makes_one(script: str, status: int, tmp_path: Path) -> None:
    for name, code in (("handlelists", f"exit {status}"), ("git", f'echo "git $1" >> {tmp_path}/made')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{code}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ("bash", "-eo", "pipefail", "-c", script),
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_OUTPUT": str(tmp_path / "output")},
        cwd=tmp_path,
        check=False,
    )
    said = "".join((tmp_path / name).read_text() for name in ("output", "made") if (tmp_path / name).exists())
    assert ("due=true" in said or "git push" in said) == (status == 1)
    assert (done.returncode == 0) == (status in {0, 1})


# Forms


def _template(name: str) -> Any:
    return yaml.safe_load((_GITHUB / "ISSUE_TEMPLATE" / name).read_text(encoding="utf-8"))


def test_proposals_and_appeals_are_led_to_the_private_contacts() -> None:
    config = _template("config.yml")
    assert config["blank_issues_enabled"] is False
    instance = yaml.safe_load((REPOSITORY / "lists/instance.yaml").read_text(encoding="utf-8"))
    prose = REPOSITORY / "site_builder" / "prose"
    for link in config["contact_links"]:
        page, _, anchor = link["url"].removeprefix(instance["site_url"]).partition("/")
        text = (prose / f"{page}.md").read_text(encoding="utf-8")
        assert not anchor or f"{{{anchor}}}" in text, link["url"]
        assert link["url"].startswith("https://")
    assert "appeals" in config["contact_links"][0]["about"]


def test_the_only_form_is_for_defects_and_wants_a_promise() -> None:
    assert sorted(path.name for path in (_GITHUB / "ISSUE_TEMPLATE").iterdir()) == [
        "config.yml",
        "defect.yml",
    ]
    form = _template("defect.yml")
    first = form["body"][0]
    assert first["type"] == "checkboxes"
    assert all(option["required"] is True for option in first["attributes"]["options"])
    assert "names no account" in first["attributes"]["options"][0]["label"]
    assert all(part["validations"]["required"] is True for part in form["body"][1:])
    labels = yaml.safe_load((_GITHUB / "labels.yml").read_text(encoding="utf-8"))
    assert set(form["labels"]) <= {label["name"] for label in labels}


def test_the_template_of_a_pull_request_names_pages_that_exist() -> None:
    text = (_GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    named = re.findall(r"`(docs/[^`]+)`", text)
    assert named
    assert all((REPOSITORY / path).is_file() for path in named)


def test_owners_are_teams_and_every_rule_is_about_something() -> None:
    lines = (_GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    for pattern, *owners in rules:
        assert all(re.fullmatch(r"@handlelists/[a-z]+", owner) for owner in owners)
        found = list(REPOSITORY.glob(pattern.strip("/"))) if pattern != "*" else [REPOSITORY]
        optional = {"/lists/decisions/", "/lists/platforms.yaml"}
        assert found or pattern in optional, pattern
    owned = {pattern: owners for pattern, *owners in rules}
    assert owned["/.github/"] == owned["/site_builder/"] == owned["/schemas/"] == ["@handlelists/maintainers"]
    assert owned["/lists/*/reviews/"] == []


def test_labels_are_made_as_the_file_says(forge: Forge) -> None:
    lines = (_GITHUB / "labels.yml").read_text(encoding="utf-8").splitlines()
    said = "\n".join(line.removeprefix("#")[3:] for line in lines if line.startswith("#   "))
    made = forge.folder / "made"
    (forge.folder / "bin" / "gh").write_text(
        f'#!/bin/sh\nprintf "%s|" "$@" >> {made}\necho >> {made}\n', "utf-8"
    )
    script = said.replace("python -c", f"{sys.executable} -c")
    path = f"{forge.folder / 'bin'}:/usr/bin:/bin"
    subprocess.run(("bash", "-euc", script), cwd=REPOSITORY, env={"PATH": path}, check=True)
    labels = yaml.safe_load("\n".join(lines))
    assert made.read_text(encoding="utf-8").splitlines() == [
        f"label|create|{name}|--color|{color}|--description|{description}|--force|"
        for name, color, description in (tuple(label.values()) for label in labels)
    ]
    assert all(re.fullmatch(r"[0-9a-f]{6}", str(label["color"])) for label in labels)
