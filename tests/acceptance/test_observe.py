"""`handlelists observe ACCOUNT`: one line of one record, which `check` accepts, of the account that is meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import git, handlelists
from tests.instance import BASE, LINKING, VERIFIED, write_instance

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
NOW: Final = "2026-06-01T12:00:00Z"


def observe(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return handlelists("observe", *arguments, "--now", NOW, root=root)


def test_an_observation_is_written_in_its_place_and_accepted(tmp_path: Path) -> None:
    root = write_instance(tmp_path)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base", day="2026-05-01")
    for state, day in (("active", "2026-05-20"), ("suspended", "2026-05-10")):
        done = observe(root, "@harbour_tickets", "--state", state, "--on", day, "--followers", "7")
        assert done.returncode == 0, done.stdout + done.stderr
    assert [line[1:].strip() for line in git(root, "diff", "-U0").splitlines() if line[0] == "+"][-6:] == [
        *("- date: 2026-05-10", "state: suspended", "followers: 7"),
        *("- date: 2026-05-20", "state: active", "followers: 7"),
    ]
    git(root, "commit", "-qam", "Observe", day="2026-06-01")
    assert handlelists("check", "--base", "HEAD~1", "--now", NOW, root=root).returncode == 0
    done = observe(root, RECORD, "--state", "active", "--on", "2026-05-20", "--format", "json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["counts"]["known"], said["files"]) == (0, 1, [])
    done = handlelists("status", RECORD, root=root)
    assert "showed last: active on 2026-05-20, again after 10 days suspended" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("@harbour_tickets", "--state", "active", "--on", "2026-06-02"), "after today"),
        (("@quay_desk", "--state", "active"), "does not have '@quay_desk' as its handle today"),
        (("@harbour_tickets", "--state", "active", "--list", "quay"), "no list quay"),
        (("tickets@social.example", "--state", "active"), "is retracted, for good"),
        (("@harbour_tickets", "--state", "gone"), "'gone' is not one of"),
        (("@nobody_here", "--state", "active"), "no record matches"),
    ],
)
def test_what_cannot_be_observed_is_said_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    files = {
        VERIFIED: (BASE / VERIFIED).read_text() + "previous_handles:\n  - {handle: quay_desk}\n",
        LINKING: (BASE / LINKING).read_text()
        + "retractions:\n  - {date: 2026-03-01, reason: changed-hands}\n",
    }
    root = write_instance(tmp_path, files=dict(files))
    done = observe(root, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert {name: (root / name).read_text() for name in files} == files


def test_a_handle_that_was_given_up_does_not_name_the_account(tmp_path: Path) -> None:
    root = write_instance(tmp_path)
    assert observe(root, "@harbour_tickets", "--state", "renamed", "--on", "2026-05-01").returncode == 0
    done = observe(root, "@harbour_tickets", "--state", "active")
    assert (done.returncode, "somebody else may have its handle now" in done.stderr) == (2, True)
    assert observe(root, RECORD, "--state", "active").returncode == 0


def test_what_a_rule_is_against_is_refused(tmp_path: Path) -> None:
    root = write_instance(tmp_path)
    done = observe(root, RECORD, "--state", "active", "--evidence", "e9")
    assert (done.returncode, "[evidence-unknown]" in done.stdout) == (1, True)
    assert (root / VERIFIED).read_bytes() == (BASE / VERIFIED).read_bytes()


def test_a_rename_says_how_the_new_handle_is_proposed(tmp_path: Path) -> None:
    done = observe(write_instance(tmp_path), RECORD, "--state", "renamed")
    assert done.returncode == 0
    assert f"handlelists add --next {RECORD} --handle NEW" in done.stderr
