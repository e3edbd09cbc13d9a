"""`handlelists check`, the command: what it prints and writes, where it may be called, and what it never reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    LIST,
    NOW,
    PROPOSED,
    RETRACTED,
    VERIFIED,
    World,
    build_world,
    day,
    name,
    ordinary,
)
from tests.acceptance.support import git, handlelists

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

_BASE = ("--now", NOW, "--base", "HEAD~1")
_NEW = name("fresh", 1)


def check(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    return handlelists("check", *arguments, root=world.root)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path / "repository")


def _bad(world: World) -> None:
    world.edit(VERIFIED, "summary", value="Something else.")
    world.commit("A claim alone")


def test_a_good_change_exits_0_and_a_bad_one_1(world: World) -> None:
    world.record(_NEW)
    world.commit("Propose")
    assert check(world, *_BASE).returncode == 0
    _bad(world)
    done = check(world, *_BASE)
    assert done.returncode == 1
    assert "claim-replaces" in done.stdout


def test_work_that_is_not_committed_is_not_judged_and_said_to_be(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    world.record(_NEW)
    world.commit("Propose")
    assert check(world, *_BASE).stderr == ""
    world.edit(VERIFIED, "summary", value="Something else.")
    (world.root / "lists/new\x1b[2J.yaml").write_text("a: b\n")
    done = check(world, *_BASE, "--format", "json")
    assert done.returncode == 0
    assert "note: 2 files below lists/ are not committed and not judged: " in done.stderr
    assert "lists/new\\u001b[2J.yaml" in done.stderr
    json.loads(done.stdout)
    # Where another commit is named, or nobody looks, the work tree is nobody's business.
    assert check(world, *_BASE, "--head", "HEAD~0").stderr == ""
    monkeypatch.setenv("CI", "true")
    assert check(world, *_BASE).stderr == ""


def test_one_run_writes_any_number_of_reports(world: World, tmp_path: Path) -> None:
    _bad(world)
    wanted = [f"{form}={tmp_path / form}" for form in ("markdown", "json", "sarif", "text")]
    outputs = [part for value in wanted for part in ("--output", value)]
    done = check(world, *_BASE, "--format", "github", *outputs)
    assert done.stdout.startswith(f"::error file=lists/{LIST}/twitter/ve/{VERIFIED}.yaml,line=")
    document = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    assert [item["code"] for item in document["problems"]] == ["claim-replaces"]
    assert "claim-replaces" in (tmp_path / "markdown").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "sarif").read_text(encoding="utf-8"))["runs"]
    assert check(world, *_BASE).stdout == (tmp_path / "text").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "either --base REV or --since REV"),
        (("--base", "HEAD", "--since", "HEAD"), "either --base REV or --since REV"),
        (("--base", "nowhere"), "no such commit"),
        (("--base", "--upload-pack=evil"), "no such commit"),
        (("--base", "HEAD", "--head", "HEAD^{tree}"), "no such commit"),
        (("--base", "HEAD", "--output", "html=x"), "not FORMAT=FILE"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(world: World, arguments: tuple[str, ...], told: str) -> None:
    done = check(world, *arguments)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr


def test_a_shallow_clone_is_refused(world: World, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{world.root}", "shallow")
    done = check(World(tmp_path / "shallow"), "--base", "HEAD")
    assert (done.returncode, "unshallow" in done.stderr) == (2, True)


def test_the_work_tree_is_never_read(world: World) -> None:
    _bad(world)
    before = check(world, *_BASE).stdout
    for path in (world.root / "lists").rglob("*.yaml"):
        path.write_text("rubbish: [\n", encoding="utf-8")
    assert check(world, *_BASE).stdout == before


def test_a_change_that_is_not_checked_out_is_judged(world: World) -> None:
    base = world.git("rev-parse", "HEAD")
    _bad(world)
    head = world.git("rev-parse", "HEAD")
    world.git("switch", "-q", "--detach", base)
    done = check(world, "--now", NOW, "--base", base, "--head", head)
    assert "claim-replaces" in done.stdout


def test_an_instance_in_a_folder_of_its_repository_is_judged_alike(tmp_path: Path) -> None:
    top = tmp_path / "[repository] *"
    world = build_world(top / "instance", top)
    (top / "elsewhere.txt").write_text("x", encoding="utf-8")
    world.record(_NEW, handle=f"{ordinary(RETRACTED)['handle']}x")
    world.git("add", "-A", str(top))
    world.commit("Propose, and touch something else")
    checked = world.check()
    told = {(item.code, item.place.file) for item in checked.problems}
    assert told == {("change-builder", "elsewhere.txt"), ("record-lookalike", world.path(_NEW))}


def test_nothing_to_say_of_an_empty_change(world: World) -> None:
    world.commit("Tick", at=day(1))
    done = check(world, *_BASE)
    assert done.returncode == 0
    assert check(world, "--now", NOW, "--base", "HEAD").returncode == 0


def test_since_judges_commit_by_commit(world: World) -> None:
    since = world.git("rev-parse", "HEAD")
    world.review("reviewer-b", CONFIRMED_ONCE[0])
    world.commit("Confirm")
    world.correct(VERIFIED, "summary", value="Something else.")
    world.commit("A claim alone")
    world.review("reviewer-a", VERIFIED)
    world.review("reviewer-b", VERIFIED)
    world.commit("The reviews come too late")
    assert check(world, "--now", NOW, "--base", since).returncode == 0
    done = check(world, "--now", NOW, "--since", since)
    assert (done.returncode, done.stdout.count("record-claim-unreviewed]")) == (1, 1)
    told = world.git("rev-list", "--reverse", "--abbrev-commit", "--abbrev=12", f"{since}..HEAD").split()
    judged = ("accepted", "refused, 1 error (record-claim-unreviewed)", "accepted")
    for commit, words in zip(told, judged, strict=True):
        assert f"  - {commit}, {day(1)}: {words}\n" in done.stdout
    assert done.stdout.endswith("A removal need not wait: handlelists withhold --from-published\n")
    assert "need not wait" not in check(world, "--now", NOW, "--base", "HEAD~1").stdout


def test_the_actor_is_read_as_a_name_of_the_roster(world: World) -> None:
    world.record(_NEW)
    world.commit("Propose")
    assert "submitter-missing" in check(world, *_BASE, "--actor", "Reviewer_A").stdout
    assert check(world, *_BASE, "--actor", "$(reboot)").returncode == 0


def test_a_broken_base_does_not_keep_a_mending_change_out(world: World) -> None:
    world.write(world.path(PROPOSED), "id: [\n")
    world.commit("Broken")
    world.record(PROPOSED)
    world.commit("Mended")
    assert check(world, *_BASE).returncode == 0
