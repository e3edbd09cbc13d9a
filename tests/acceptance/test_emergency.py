"""A removal is published on top of anything: three commands, in a clone that may itself be in any state."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder import git as git_module
from site_builder.git.run import run
from site_builder.load.strict_yaml import load
from tests.acceptance.breakings import (
    BREAKINGS,
    OTHER,
    PASSED_OVER,
    a_file_is_there_twice,
    beside,
    merged_the_wrong_way_round,
    no_list_can_be_read,
    odd,
    public_commits_are_passed_over,
)
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    LIST,
    NOW,
    PROPOSED,
    PUBLIC,
    RETRACTED,
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
    ordinary,
)
from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.guides import Block, blocks
from tests.instance import withholding
from tests.raw_tree import (
    FILE,
    FOLDER,
    write_blob,
    write_tree,
)

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED: Final = "refs/handlelists/published"
FETCH: Final = ("fetch", "-q", "origin", "main", f"+{PUBLISHED}:{PUBLISHED}")
HANDLE: Final = f"@{ordinary(VERIFIED)['handle']}"
NEXT: Final = PUBLIC[2]


def _guide() -> Block:
    """Return the commands of the guide for maintainers."""
    found = (block for block in blocks("docs/guides/maintainers.md") if "--from-published" in block.text)
    return next(block for block in found if block.is_shell)


@dataclass(frozen=True)
class Branch:
    """A published branch: the repository that everybody pushes to, a clone that breaks it, and the desk's own."""

    folder: Path
    origin: Path
    world: World
    desk: Path

    def push(self) -> str:
        self.world.git("push", "-q", "--force", "origin", "HEAD:main")
        return self.world.git("rev-parse", "HEAD")

    def withhold(self, *arguments: str, root: Path | None = None) -> subprocess.CompletedProcess[str]:
        options = ("--from-published", "--by", "desk", "--now", NOW)
        return handlelists("withhold", *arguments, *options, root=root or self.desk)

    def three_commands(self, *arguments: str) -> str:
        """Do what the guide says; return what the second command said."""
        fetch, withhold, push = (step.command.split() for step in _guide().steps)
        assert withhold[:4] == ["handlelists", "withhold", "--from-published", "@handle"]
        git(self.desk, *fetch[1:])
        rest = [*withhold[4:], "--now", NOW]
        done = handlelists("withhold", "--from-published", *arguments, *rest, root=self.desk)
        assert done.returncode == 0, done.stderr
        git(self.desk, *push[1:])
        return done.stdout

    def fresh(self) -> Path:
        """Return a new clone, as the job that publishes has it."""
        target = self.folder / f"job{len(list(self.folder.iterdir()))}"
        git(self.folder, "clone", "-q", str(self.origin), str(target))
        git(target, *FETCH)
        return target

    def publish(self) -> dict[str, dict[str, Any]]:
        """Pass the gate, build, and note what was published; return the rows, by record."""
        root = self.fresh()
        gate = handlelists("check", "--since", PUBLISHED, "--now", NOW, root=root)
        assert gate.returncode == 0, gate.stdout
        done = handlelists("build", "--strict", root=root)
        assert done.returncode == 0, done.stdout + done.stderr
        git(root, "push", "-q", "origin", f"HEAD:{PUBLISHED}")
        return {
            row["id"]: row
            for row in json.loads((root / f"site/feeds/v1/lists/{LIST}/records.json").read_text())["records"]
        }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    world = build_world(folder / "work")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", world.root / "mkdocs.yml")
    world.write("docs/about.md", "# About\n")
    world.write(".gitignore", "/site/\n/.site-*\n")
    world.commit("Prose")
    git(folder, "clone", "-q", "--bare", str(world.root), "origin.git")
    git(folder / "origin.git", "update-ref", PUBLISHED, "main")
    shutil.rmtree(world.root)
    return folder / "origin.git"


@pytest.fixture
def branch(kept: Path, tmp_path: Path) -> Branch:
    shutil.copytree(kept, tmp_path / "origin.git")
    for name in ("work", "desk"):
        git(tmp_path, "clone", "-q", "origin.git", name)
        for field, value in (("name", "desk"), ("email", "desk@noreply.example")):
            git(tmp_path / name, "config", f"user.{field}", value)
    return Branch(tmp_path, tmp_path / "origin.git", World(tmp_path / "work"), tmp_path / "desk")


@pytest.mark.parametrize("name", BREAKINGS)
def test_three_commands_publish_a_withholding_whatever_is_broken(branch: Branch, name: str) -> None:
    BREAKINGS[name](branch.world)
    branch.push()
    refused = handlelists("check", "--since", PUBLISHED, "--now", NOW, root=_fetched(branch))
    assert refused.returncode != 0, refused.stdout
    said = branch.three_commands(HANDLE)
    assert f"{VERIFIED} is withheld" in said
    rows = branch.publish()
    assert (rows[VERIFIED]["state"], rows[VERIFIED]["reason"]) == ("withheld", "under-review")
    lost = {OTHER} if name == "withholdings_are_deleted" else set()
    assert {record for record in PUBLIC[1:] if rows[record]["state"] != "verified"} == lost
    assert (rows[WITHHELD]["state"], rows[RETRACTED]["state"]) == ("withheld", "retracted")


def _fetched(branch: Branch) -> Path:
    """Return a repository whose HEAD is the branch's tip and that checked nothing of it out."""
    root = branch.folder / "judge"
    git(branch.folder, "clone", "-q", "--no-checkout", str(branch.origin), str(root))
    git(root, *FETCH)
    return root


# What may be said, and in which state the desk's own clone may be


def left(branch: Branch) -> str:
    """Return what git says of the desk's folder: nothing where it is as the commit is."""
    return git(branch.desk, "status", "--porcelain").strip()


def break_it(branch: Branch) -> str:
    no_list_can_be_read(branch.world)
    return branch.push()


def test_the_commit_is_one_and_names_exactly_what_lies_between(branch: Branch) -> None:
    last = branch.world.git("rev-parse", "HEAD")
    named = [break_it(branch)]
    public_commits_are_passed_over(branch.world)
    named.append(branch.push())
    said = branch.three_commands(HANDLE, "--reason", "legal-order")
    assert f"It passes over 2 commits: {named[0][:12]}, {named[1][:12]}\n" in said
    assert git(branch.desk, "rev-parse", "HEAD~1").strip() == named[1]
    changed = git(branch.desk, "diff", "--name-only", last, "HEAD").split()
    assert changed[0] == PASSED_OVER
    assert [path[: -len("0a1b2c.yaml")] for path in changed[1:]] == [f"lists/withheld/{VERIFIED}."]
    assert load((branch.desk / PASSED_OVER).read_bytes(), "").value == {"commits": named}
    assert "reason: legal-order" in (branch.desk / changed[1]).read_text()
    assert left(branch) == ""
    assert git(branch.desk, "log", "-1", "--format=%s %an %cI").strip() == (
        f"Withhold {VERIFIED} desk 2026-06-03T12:00:00+00:00"
    )
    assert handlelists("fmt", "--check", root=branch.desk).returncode == 0


def test_where_nothing_lies_between_it_is_a_withholding_and_no_more(branch: Branch) -> None:
    branch.three_commands(VERIFIED)
    assert not (branch.desk / PASSED_OVER).exists()
    assert git(branch.desk, "rev-list", "--count", f"{PUBLISHED}..HEAD").strip() == "1"
    assert branch.publish()[VERIFIED]["state"] == "withheld"


def test_without_a_record_what_was_published_is_put_back(branch: Branch) -> None:
    break_it(branch)
    branch.three_commands()
    assert {row["state"] for row in branch.publish().values()} == {"verified", "withheld", "retracted"}
    head = git(branch.desk, "rev-parse", "HEAD")
    assert "Nothing was written" in branch.three_commands()
    assert git(branch.desk, "rev-parse", "HEAD") == head


def test_what_was_published_is_put_back_on_top_of_a_malformed_merge(branch: Branch) -> None:
    merged_the_wrong_way_round(branch.world)
    a_file_is_there_twice(branch.world)
    branch.push()
    branch.three_commands()
    assert branch.publish()[VERIFIED]["state"] == "verified"


def test_what_was_refused_and_taken_back_is_passed_over_too(branch: Branch) -> None:
    """Together the two do nothing, and the first is refused all the same."""
    first = break_it(branch)
    branch.world.git("read-tree", "-u", "--reset", "HEAD~1")
    branch.world.commit("Take it back")
    second = branch.push()
    branch.three_commands(VERIFIED)
    assert load((branch.desk / PASSED_OVER).read_bytes(), "").value == {"commits": [first, second]}
    branch.publish()


@pytest.mark.parametrize("keeps", [True, False])
def test_on_an_emergency_that_drops_a_withholding_there_is_another(branch: Branch, *, keeps: bool) -> None:
    passed = [break_it(branch)]
    branch.world.withhold(VERIFIED, at=day(1))
    branch.world.commit("Withhold")
    passed.append(branch.push())
    branch.world.git("read-tree", "-u", "--reset", "HEAD~2")
    branch.world.withhold(VERIFIED if keeps else NEXT, at=day(1), reason="safety")
    branch.world.write(PASSED_OVER, "commits:\n" + "".join(f"  - {name}\n" for name in passed))
    branch.world.commit("Emergency")
    branch.push()
    said = branch.three_commands(OTHER)
    assert ("It passes over 3 commits" in said) == (not keeps)
    rows = branch.publish()
    withheld = {record for record in PUBLIC if rows[record]["state"] == "withheld"}
    assert withheld == {VERIFIED, OTHER, *(() if keeps else (NEXT,))}


def test_a_withholding_in_a_malformed_tree_is_nothing_to_build_on(branch: Branch) -> None:
    name = withholding(VERIFIED).rpartition("/")[2]
    held = write_tree(branch.world.root, (FILE, name, write_blob(branch.world.root, "")))
    lists = write_tree(branch.world.root, (FOLDER, "withheld", held))
    odd(branch.world, beside(branch.world, "", (FOLDER, "lists", lists)))
    branch.push()
    assert "It passes over 1 commit" in branch.three_commands(OTHER)
    assert branch.publish()[OTHER]["state"] == "withheld"


def test_a_second_one_keeps_what_the_first_withheld(branch: Branch) -> None:
    break_it(branch)
    branch.three_commands(VERIFIED)
    assert "is withheld already" in branch.three_commands(VERIFIED)
    branch.three_commands(OTHER)
    break_it(branch)
    assert "It keeps 2 withholdings made since." in branch.three_commands(NEXT)
    rows = branch.publish()
    assert {record for record in PUBLIC if rows[record]["state"] == "withheld"} == {VERIFIED, OTHER, NEXT}


def test_two_desks_at_once_need_no_more_than_the_three_commands_again(branch: Branch) -> None:
    break_it(branch)
    git(branch.desk, *FETCH)
    second = branch.folder / "second"
    shutil.copytree(branch.desk, second)
    branch.three_commands(VERIFIED)
    later = Branch(branch.folder, branch.origin, branch.world, second)
    assert later.withhold(OTHER).returncode == 0  # before it has heard of the first
    own = git(second, "rev-parse", "HEAD").strip()
    with pytest.raises(subprocess.CalledProcessError):
        git(second, "push", "-q", "origin", "HEAD:main")
    later.three_commands(OTHER)
    # Nothing that was committed here is lost.
    assert git(second, "rev-parse", "HEAD^2").strip() == own
    rows = branch.publish()
    assert {record for record in PUBLIC if rows[record]["state"] == "withheld"} == {VERIFIED, OTHER}


def test_the_work_comes_back_by_ordinary_changes(branch: Branch) -> None:
    break_it(branch)
    branch.world.review("reviewer-b", CONFIRMED_ONCE[0])
    branch.world.commit("Confirm")
    good = branch.push()
    assert "of a merge `git cherry-pick -m 1 COMMIT`" in branch.three_commands(VERIFIED)
    branch.publish()
    git(branch.desk, "cherry-pick", good, day=day(2))
    git(branch.desk, "push", "-q", "origin", "HEAD:main")
    assert branch.publish()[CONFIRMED_ONCE[0]]["state"] == "verified"


def test_work_that_is_not_committed_stays_and_is_not_published(branch: Branch) -> None:
    break_it(branch)
    git(branch.desk, "pull", "-q")
    git(branch.desk, *FETCH)
    mine = branch.desk / f"lists/{LIST}/list.yaml"
    mine.write_text("title: mine\n")
    (branch.desk / "notes.txt").write_text("mine\n")
    git(branch.desk, "add", "notes.txt")
    done = branch.withhold(VERIFIED)
    assert (done.returncode, "stays as it is" in done.stderr) == (0, True)
    git(branch.desk, "push", "-q", "origin", "HEAD:main")
    assert mine.read_text() == "title: mine\n"
    # What is committed next by hand is what is in the folder, and not the branch as it was before.
    assert left(branch).splitlines() == [f"M lists/{LIST}/list.yaml", "?? notes.txt"]
    assert branch.publish()[VERIFIED]["state"] == "withheld"


def test_work_that_is_not_in_the_way_stays_as_it_was(branch: Branch) -> None:
    break_it(branch)
    (branch.desk / "docs/about.md").write_text("mine\n")
    (branch.desk / "notes.txt").write_text("mine\n")
    git(branch.desk, "add", "notes.txt")
    branch.three_commands(VERIFIED)
    assert left(branch).splitlines() == ["M docs/about.md", "A  notes.txt"]
    branch.publish()


@pytest.mark.parametrize("state", ["busy", "no lists", "merging", "detached", "sparse"])
def test_the_desks_folder_may_be_in_any_state(branch: Branch, state: str) -> None:
    break_it(branch)
    git(branch.desk, "fetch", "-q")
    if state == "busy":
        (branch.desk / ".git/index.lock").touch()
    elif state == "no lists":
        shutil.rmtree(branch.desk / "lists")
    elif state == "merging":
        (branch.desk / f"lists/{LIST}/list.yaml").write_text("title: mine\n")
        git(branch.desk, "commit", "-qam", "Mine", day=day(1))
        with pytest.raises(subprocess.CalledProcessError):
            git(branch.desk, "merge", "-q", "origin/main")
    elif state == "detached":
        git(branch.desk, "switch", "-q", "--detach", "origin/main")
    else:
        git(branch.desk, "sparse-checkout", "set", "docs")
    branch.three_commands(VERIFIED)
    assert branch.publish()[VERIFIED]["state"] == "withheld"


def test_who_is_nobody_is_told_so_and_nothing_has_changed(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_it(branch)
    git(branch.desk, *FETCH)
    monkeypatch.setenv("HOME", str(branch.folder))
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    git(branch.desk, "config", "--unset", "user.email")
    before = (git(branch.desk, "rev-parse", "HEAD"), left(branch))
    done = branch.withhold(VERIFIED)
    assert (done.returncode, "git config user.email" in done.stderr) == (2, True), done.stderr
    assert (git(branch.desk, "rev-parse", "HEAD"), left(branch)) == before
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "a@noreply.example")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "c@noreply.example")
    assert branch.withhold(VERIFIED).returncode == 0
    assert git(branch.desk, "log", "-1", "--format=%ae %ce").split() == [
        "a@noreply.example",
        "c@noreply.example",
    ]


def test_no_program_signs_and_it_is_said_how_to(branch: Branch) -> None:
    git(branch.desk, "config", "commit.gpgSign", "true")
    git(branch.desk, "config", "gpg.program", "/nowhere/gpg")
    assert "It is not signed." in branch.three_commands(VERIFIED)


def test_a_late_clock_is_no_step_back_in_time(branch: Branch) -> None:
    break_it(branch)
    git(branch.desk, *FETCH)
    done = handlelists(
        *("withhold", VERIFIED, "--from-published", "--by", "desk", "--now", "2026-06-01T00:00:00Z"),
        root=branch.desk,
    )
    assert done.returncode == 0, done.stderr
    assert git_module.as_of(branch.desk, "HEAD") == f"{day(1)}T12:00:00Z"
    assert git(branch.desk, "log", "-1", "--format=%cs").strip() == day(1)


@pytest.mark.parametrize("at", ["update-ref", "read-tree"])
def test_killed_at_any_moment_it_is_there_or_not(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    break_it(branch)
    git(branch.desk, *FETCH)
    before = git(branch.desk, "rev-parse", "HEAD")
    done = run

    def killed(root: Path, *arguments: str, **more: Any) -> Any:
        if arguments[0] == at:
            raise KeyboardInterrupt
        return done(root, *arguments, **more)

    monkeypatch.setattr("site_builder.git.commit.run", killed)
    assert branch.withhold(VERIFIED).returncode == 130
    monkeypatch.undo()
    assert (git(branch.desk, "rev-parse", "HEAD") == before) == (at == "update-ref")
    branch.three_commands(VERIFIED)
    assert branch.publish()[VERIFIED]["state"] == "withheld"


def test_what_is_not_known_to_be_published_is_asked_for(branch: Branch) -> None:
    done = branch.withhold(VERIFIED)
    assert (done.returncode, f"git fetch origin +{PUBLISHED}" in done.stderr) == (2, True)
    git(branch.desk, "switch", "-q", "--orphan", "other")
    git(branch.desk, "commit", "-q", "--allow-empty", "-m", "Another history", day=day(1))
    done = branch.withhold(VERIFIED, "--published", "origin/main")
    assert (done.returncode, "is not in this branch" in done.stderr) == (2, True)


def test_what_was_accepted_before_the_broken_commit_is_not_taken_back(branch: Branch) -> None:
    """A rejection and a retraction that nobody has published yet: passing over them would list the accounts again."""
    for reviewer in ("reviewer-a", "reviewer-b"):
        branch.world.review(reviewer, OTHER, verdict="withdraw")
    branch.world.retract(NEXT)
    branch.world.commit("Stop two listings")
    branch.world.write(f"lists/{LIST}/list.yaml", "broken: [\n")
    branch.world.commit("And break the list")
    branch.push()
    branch.three_commands(HANDLE)
    rows = branch.publish()
    assert [rows[name]["state"] for name in (OTHER, NEXT, VERIFIED)] == ["withdrawn", "retracted", "withheld"]


def test_whom_a_word_is_against_behind_the_broken_commit_is_withheld(branch: Branch) -> None:
    """The words are in no tree that is published: without them the listings would go on."""
    world = branch.world
    world.commit("From far ahead", at="2099-01-01")
    world.review("reviewer-c", OTHER, verdict="reject")
    world.review("reviewer-c", PROPOSED, verdict="reject")
    world.retract(NEXT)
    world.commit("Against three listings, of which two are public", at=day(1))
    branch.push()
    said = branch.three_commands(HANDLE)
    assert all(f"{name} is withheld" in said for name in (OTHER, NEXT, VERIFIED))
    rows = branch.publish()
    assert {name for name in rows if rows[name]["state"] == "withheld"} == {OTHER, NEXT, VERIFIED, WITHHELD}


def test_an_emergency_that_passes_over_what_was_accepted_is_refused(branch: Branch) -> None:
    branch.world.retract(VERIFIED)
    accepted = branch.world.commit("Retract")
    branch.world.git("checkout", "-q", "HEAD~1", "--", "lists")
    branch.world.git("rm", "-rq", "--cached", "lists/decisions")
    shutil.rmtree(branch.world.root / "lists/decisions")
    branch.world.write(PASSED_OVER, f"commits: [{accepted}]\n")
    branch.world.withhold(OTHER)
    branch.world.commit("Withhold")
    branch.push()
    root = branch.fresh()
    gate = handlelists("check", "--since", PUBLISHED, "--now", NOW, root=root)
    assert (gate.returncode, "history-file-changed" in gate.stdout) == (1, True)


def test_it_goes_with_nothing_that_reads_the_folder(branch: Branch) -> None:
    done = branch.withhold("--invalid")
    assert (done.returncode, "cannot be used with --invalid" in done.stderr) == (2, True)


def test_a_duplicate_that_two_merges_brought_goes_and_the_gate_is_open(branch: Branch) -> None:
    """Each pull request was accepted by itself; together they list one account twice."""
    world, same = branch.world, {"handle": "quay_twice", "account_id": "900000000000000077"}
    for name, record in (("one", "nnnn00000001"), ("two", "nnnn00000002")):
        world.git("switch", "-q", "-c", name, "origin/main")
        world.record(record, **same)
        world.commit("Propose")
        assert world.check("origin/main").problems.errors == 0
    world.git("switch", "-q", "main")
    for name in ("one", "two"):
        world.git("merge", "-q", "--no-ff", "-m", f"Merge {name}", name, at=day(1))
    branch.push()
    assert "It passes over 1 commit" in branch.three_commands(OTHER)
    assert branch.publish()[OTHER]["state"] == "withheld"
    world.git("fetch", "-q", "origin")
    world.git("reset", "-q", "--hard", "origin/main")
    assert (world.root / world.path("nnnn00000001")).exists()
    assert not (world.root / world.path("nnnn00000002")).exists()
    world.confirm("nnnn00000001")
    world.commit("Confirm the one that stays")
    branch.push()
    assert branch.publish()["nnnn00000001"]["state"] == "verified"
