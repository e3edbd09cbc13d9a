"""A correction by the real commands: proposed, reviewed on two branches, promoted; the listing as it was until then."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.strict_yaml import load
from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.instance import VERIFIED
from tests.keys import key
from tests.unit.reviewing.desks import OLD, write_desk

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

NOW: Final = "2026-02-01T12:00:00Z"
NEW_WORDS: Final = "Sold tickets for a ferry that never ran."
HERE: Final = "lists/harbour/twitter/7k"


def commit(root: Path, subject: str, day: str = "2026-02-01") -> None:
    git(root, "add", "-A", day=day)
    git(root, "commit", "-q", "-m", subject, day=day)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_desk(tmp_path / "tree", signed=True)
    git(root, "init", "-q", "-b", "main")
    # Its reviews carry no signatures: those are made here.
    for reviewer in ("reviewer-a", "reviewer-b"):
        (root / f"lists/harbour/reviews/{reviewer}/7k.yaml").unlink()
    commit(root, "Begin", day="2026-01-30")
    for reviewer in ("reviewer-a", "reviewer-b"):
        confirm(root, reviewer, OLD)
    commit(root, "Confirm")
    return root


def confirm(root: Path, reviewer: str, name: str, verdict: str = "confirm") -> str:
    file = key(reviewer).private_file(root.parent, reviewer)
    done = run(root, "review", name, "--as", reviewer, "--verdict", verdict, "--key", str(file), "--now", NOW)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return handlelists(*arguments, root=root)


def correct(root: Path, *given: str) -> str:
    """Propose a next claim by the command; return the name of its file, without .yaml."""
    before = {path.name for path in (root / HERE).iterdir()}
    options = ("--submitted-by", "contributor-b", "--allow-email", "--now", NOW)
    done = run(root, "add", "--next", OLD, *given, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = {path.name for path in (root / HERE).iterdir()} - before
    return made.removesuffix(".yaml")


def state(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(root, "status", OLD, "--format", "json").stdout)["records"][0]
    return found


def good(root: Path, base: str = "main") -> None:
    done = run(root, "check", "--base", base)
    errors = [line for line in done.stdout.splitlines() if "error" in line and "address-nowhere" not in line]
    assert done.returncode == 0, errors


def test_a_typo_takes_one_command_and_one_pull_request_each(root: Path) -> None:
    """The editor and two reviewers: nobody else does anything, and nobody pushes to another's branch."""
    git(root, "checkout", "-q", "-b", "typo")
    name = correct(root, "--summary", NEW_WORDS)
    commit(root, "Correct")
    good(root)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "typo", "-m", "Merge typo")
    for reviewer in ("reviewer-a", "reviewer-b"):
        assert state(root)["state"] == "verified"
        git(root, "checkout", "-q", "-b", reviewer)
        said = confirm(root, reviewer, name)
        assert ("is now that of" in said) is (reviewer == "reviewer-b")
        commit(root, f"Review by {reviewer}")
        good(root)
        git(root, "checkout", "-q", "main")
        git(root, "merge", "-q", "--no-ff", reviewer, "-m", f"Merge {reviewer}")
    assert state(root)["state"] == "verified"
    assert state(root)["next"] == []
    record: Any = load((root / VERIFIED).read_bytes(), VERIFIED).value
    assert record["summary"] == NEW_WORDS
    assert record["observations"]
    assert [path.name for path in (root / HERE).iterdir()] == [f"{OLD}.yaml"]


def test_reviews_that_come_together_by_a_merge_are_promoted_by_anybody(root: Path) -> None:
    name = correct(root, "--summary", NEW_WORDS)
    commit(root, "Correct")
    for reviewer in ("reviewer-a", "reviewer-b"):
        git(root, "checkout", "-q", "-b", reviewer, "main")
        confirm(root, reviewer, name)
        commit(root, f"Review by {reviewer}")
    git(root, "checkout", "-q", "main")
    for reviewer in ("reviewer-a", "reviewer-b"):
        git(root, "merge", "-q", "--no-ff", reviewer, "-m", f"Merge {reviewer}")
    git(root, "checkout", "-q", "-b", "promote")
    said = f"has its quorum; put it in place with `handlelists promote {OLD}`"
    assert said in run(root, "status", OLD).stdout
    done = run(root, "promote", "--now", NOW)
    assert done.returncode == 0, done.stderr
    commit(root, "Promote")
    good(root)
    assert "No next claim has its quorum." in run(root, "promote", "--now", NOW).stdout


def test_without_its_quorum_it_waits_and_a_rejection_holds_it(root: Path) -> None:
    name = correct(root, "--summary", NEW_WORDS)
    done = run(root, "promote", OLD, "--now", NOW)
    assert (done.returncode, "it has 0 of 2 confirmations" in done.stderr) == (1, True)
    confirm(root, "reviewer-c", name, "reject")
    confirm(root, "reviewer-a", name)
    confirm(root, "reviewer-b", name)
    assert state(root)["next"][0]["rejects"] == 1
    assert state(root)["state"] == "verified"  # the listing's own claim was not rejected


def test_without_options_it_is_a_copy_to_edit_that_fmt_completes(root: Path) -> None:
    done = run(root, "add", "--next", OLD, "--allow-email", "--now", NOW)
    assert (done.returncode, "Edit the file first" in done.stderr + done.stdout) == (0, True)
    (path,) = (path for path in (root / HERE).iterdir() if ".next-" in path.name)
    value: Any = load(path.read_bytes(), path.name).value
    record: Any = load((root / VERIFIED).read_bytes(), VERIFIED).value
    assert {name for name in record.keys() | value.keys() if record.get(name) != value.get(name)} == {
        "observations",
        "replaces",
    }
    by_hand = path.with_name(f"{OLD}.next-zzzzzz.yaml")
    by_hand.write_text(path.read_text().partition("replaces:")[0].replace("does not run", "never ran"))
    assert run(root, "fmt").returncode == 0
    assert run(root, "validate").returncode == 0


def test_what_is_said_already_changes_nothing(root: Path) -> None:
    record: Any = load((root / VERIFIED).read_bytes(), VERIFIED).value
    done = run(root, "add", "--next", OLD, "--summary", record["summary"], "--allow-email", "--now", NOW)
    assert "this changes" not in done.stderr
    assert done.returncode == 0


def test_of_two_corrections_one_wins_and_the_other_can_never(root: Path) -> None:
    first, second = correct(root, "--summary", NEW_WORDS), correct(root, "--summary", "Other words.")
    for name in (first, second):
        confirm(root, "reviewer-a", name)
    confirm(root, "reviewer-b", second)
    assert state(root)["next"][0]["hindrance"] is not None
    done = run(root, "validate", "--format", "json")
    assert "next-claim-stale" in {item["code"] for item in json.loads(done.stdout)["problems"]}
    refused = run(root, "review", first, "--as", "reviewer-b", "--verdict", "confirm", "--now", NOW)
    assert refused.returncode == 2


def test_a_verdict_on_a_record_is_on_its_own_claim_even_where_a_next_one_waits(root: Path) -> None:
    correct(root, "--summary", NEW_WORDS)
    for reviewer in ("reviewer-a", "reviewer-c"):
        confirm(root, reviewer, OLD, "reject")
    assert state(root)["state"] == "rejected"


def test_a_rename_keeps_the_old_handle_findable(root: Path) -> None:
    name = correct(root, "--handle", "@Harbour_Fares")
    assert run(root, "status", "@Harbour_Fares").returncode == 0  # nobody is told that it is unknown
    for reviewer in ("reviewer-a", "reviewer-b"):
        confirm(root, reviewer, name)
    record: Any = load((root / VERIFIED).read_bytes(), VERIFIED).value
    assert (record["handle"], record["previous_handles"]) == (
        "Harbour_Fares",
        [{"handle": "Harbour_Tickets", "until": "2026-01-10"}],
    )
    assert run(root, "status", "@Harbour_Tickets").returncode == 0


def test_nothing_of_a_next_claim_is_published(root: Path, tmp_path: Path) -> None:
    correct(root, "--summary", "Zanzibar words that wait.")
    commit(root, "Correct")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
    (root / "docs").mkdir()
    (root / "docs/about.md").write_text("# About\n", encoding="utf-8")
    done = run(root, "build", "--site-dir", str(tmp_path / "site"))
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert pages
    assert not [page for page in pages if b"Zanzibar" in page or b".next-" in page]
