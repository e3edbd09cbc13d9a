"""`handlelists review`: the dialogue at a terminal, keys of every kind, and the queue; real keys, real ssh-keygen."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import load_tree
from site_builder.report.escape import columns
from tests.acceptance.signed_world import CONFIRMED_ONCE, PROPOSED, build_world
from tests.acceptance.support import REPOSITORY, fingerprint, git, handlelists
from tests.acceptance.terminal import Terminal
from tests.keys import key, verifies
from tests.unit.reviewing.desks import NEW, NEW_FILE, OLD, ROSTER_FILE, edit, write_desk
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    from pathlib import Path

REVIEWER: Final = "reviewer-c"
AS: Final = ("review", "--as", REVIEWER, "--now", "2026-02-01")
MINE: Final = "lists/harbour/reviews/reviewer-c/9m.yaml"
OTHER: Final = "0a1b2c3d4e5f"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_desk(tmp_path / "tree", signed=True)


@pytest.fixture
def own_key(tmp_path: Path) -> str:
    return str(key("reviewer-c").private_file(tmp_path))


def counted(root: Path, reviewer: str = "reviewer-c") -> list[tuple[str, str, str]]:
    """Return the reviews by a reviewer whose signatures verify: record, verdict, date."""
    tree = load_tree(WorkingTree(root)).tree
    return [
        (item.record, item.verdict, item.date)
        for item in tree.reviews
        if item.reviewer == reviewer and verifies(item, tree.reviewers)
    ]


def sensitive(root: Path, *levels: str) -> None:
    """Give the proposed record one piece of evidence of each sensitivity."""
    evidence = [
        {
            "id": f"e{number}",
            "kind": "post",
            "sensitivity": level,
            "url": f"https://posts.example/{level}",
            "captured": "2026-01-14",
            "summary": "It is described.",
        }
        for number, level in enumerate(levels, start=1)
    ]
    edit(root, NEW_FILE, "evidence", value=evidence)


# One verdict without asking


def test_a_verdict_is_shown_what_it_is_about_signed_and_filed(root: Path, own_key: str) -> None:
    done = handlelists(*AS, NEW, "--verdict", "confirm", "--key", own_key, root=root)
    assert done.returncode == 0, done.stderr
    assert "ferry_refunds" in done.stdout
    assert "To confirm says" in done.stdout
    assert f"git -C {root} add {MINE}" in done.stdout or f"git add {MINE}" in done.stdout
    assert counted(root) == [(NEW, "confirm", "2026-02-01")]
    assert handlelists("validate", root=root).returncode == 0
    assert handlelists("fmt", "--check", MINE, root=root).returncode == 0
    assert "posts.example" not in done.stdout


def test_a_verdict_is_appended_and_what_stood_there_stays(root: Path, own_key: str) -> None:
    handlelists(*AS, NEW, "--verdict", "confirm", "--key", own_key, root=root)
    before = (root / MINE).read_bytes()
    (root / MINE).write_bytes(b"# my reviews\n" + before)
    done = handlelists(*AS, NEW, "--verdict", "withdraw", "--key", own_key, root=root)
    assert done.returncode == 0, done.stderr
    assert (root / MINE).read_bytes().startswith(b"# my reviews\n" + before)
    assert [verdict for _, verdict, _ in counted(root)] == ["confirm", "withdraw"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((NEW, "--verdict", "withdraw"), "no confirmation of this claim to withdraw"),
        (("000000000000", "--verdict", "confirm"), "no record has the id"),
        ((NEW, OLD, "--verdict", "confirm"), "--verdict needs one record"),
        ((NEW,), "you cannot be asked without a terminal"),
        ((), "nothing to review was given"),
        (("--queue", "--verdict", "confirm"), "--verdict cannot be used with --queue"),
        ((NEW, "--queue"), "RECORD_ID cannot be used with --queue"),
        ((NEW, "--list", "harbour"), "--list cannot be used with RECORD_ID"),
        (("--queue", "--list", "pier"), "there is no list pier"),
        (("--apply", "x.json"), "--as cannot be used with --apply"),
        (("--as", "stranger", "--queue"), "stranger is not on the roster"),
        (("--as", "reviewer-d", "--queue"), "reviewer-d is not active"),
        (("--as", "\x1b[31m", "--queue"), "\\u001b[31m is not on the roster"),
    ],
)
def test_wrong_use_is_said_and_nothing_is_written(
    root: Path, own_key: str, arguments: tuple[str, ...], said: str
) -> None:
    before = fingerprint(root)
    keyed = () if {"--queue", "--apply"} & set(arguments) else ("--key", own_key)
    done = handlelists(*AS, *arguments, *keyed, root=root)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert fingerprint(root) == before


def test_who_wrote_the_claim_is_refused(root: Path, own_key: str) -> None:
    edit(root, NEW_FILE, "submitted_by", value=["contributor-a", "reviewer-c"])
    done = handlelists(*AS, NEW, "--verdict", "confirm", "--key", own_key, root=root)
    assert (done.returncode, "wrote or edited the claim" in done.stderr) == (2, True)
    assert not (root / MINE).exists()


@pytest.mark.parametrize(
    ("signer", "said"), [("reviewer-b", "another reviewer (reviewer-b)"), ("x", "not on the roster")]
)
def test_a_wrong_key_is_refused_with_the_reason(root: Path, tmp_path: Path, signer: str, said: str) -> None:
    wrong = key(signer).private_file(tmp_path, "wrong")
    done = handlelists(*AS, NEW, "--verdict", "confirm", "--key", str(wrong), root=root)
    assert done.returncode == 2
    assert said in done.stderr
    assert "sign with a key that the roster has for reviewer-c: --key FILE" in done.stderr
    assert not done.stdout  # before anything is shown
    assert not (root / MINE).exists()


def test_with_a_key_that_has_ended_who_left_rejects_but_confirms_nothing(root: Path, own_key: str) -> None:
    for where in (("keys", 0), ("active", 0)):
        edit(root, ROSTER_FILE, REVIEWER, *where, "until", value="2026-01-15", kind=FileKind.REVIEWERS)
    edit(root, NEW_FILE, "submitted_by", value=["contributor-a", REVIEWER])
    done = handlelists(*AS, NEW, "--verdict", "confirm", "--key", own_key, root=root)
    assert (done.returncode, done.stdout, "not valid on that day" in done.stderr) == (2, "", True)
    done = handlelists(*AS, NEW, "--verdict", "reject", "--key", own_key, root=root)
    assert done.returncode == 0, done.stderr
    assert [verdict for _, verdict, _ in counted(root)] == ["reject"]
    done = handlelists(*AS, "--queue", root=root)
    assert (done.returncode, f"{REVIEWER} is not active on" in done.stderr) == (2, True)


@oracle.needed
def test_what_an_ecdsa_key_signs_is_filed_in_the_one_form(root: Path, tmp_path: Path) -> None:
    """OpenSSH writes the greater s about every second time: of eight one is such nearly always."""
    made = oracle.generate(tmp_path, "-t", "ecdsa")
    entry = [{"key": oracle.public(made), "from": "2026-01-01"}]
    edit(root, ROSTER_FILE, REVIEWER, "keys", value=entry, kind=FileKind.REVIEWERS)
    for verdict in ("confirm", "reject") * 4:
        done = handlelists(*AS, NEW, "--verdict", verdict, "--key", str(made), root=root)
        assert done.returncode == 0, done.stderr
    assert handlelists("validate", root=root).returncode == 0
    tree = load_tree(WorkingTree(root)).tree
    mine = [item for item in tree.reviews if item.reviewer == REVIEWER]
    assert [item.number for item in mine] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(verifies(item, tree.reviewers) for item in mine)


def test_a_key_that_is_not_there_or_none_is_an_error_that_says_what_to_do(root: Path, tmp_path: Path) -> None:
    missing = handlelists(*AS, NEW, "--verdict", "confirm", "--key", str(tmp_path / "no"), root=root)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "there is no key" in missing.stderr
    none = handlelists(*AS, NEW, "--verdict", "confirm", root=root)
    assert none.returncode == 2
    assert "git config user.signingkey" in none.stderr
    assert not (root / MINE).exists()


def test_nothing_is_written_through_a_symbolic_link(root: Path, own_key: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / "lists/harbour/reviews/reviewer-c").symlink_to(elsewhere)
    done = handlelists(*AS, NEW, "--verdict", "confirm", "--key", own_key, root=root)
    assert done.returncode == 2
    assert "symbolic link" in done.stderr
    assert list(elsewhere.iterdir()) == []


def test_a_list_that_waives_signatures_needs_no_key(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    assert handlelists(*AS, NEW, "--verdict", "reject", root=root).returncode == 0
    assert "signature" not in (root / MINE).read_text()


# Keys


@pytest.mark.parametrize("form", ["private", "public"])
def test_gits_key_is_used_where_none_is_named(root: Path, own_key: str, form: str) -> None:
    git(root, "init", "-q")
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", own_key if form == "private" else f"{own_key}.pub")
    done = handlelists(*AS, NEW, "--verdict", "confirm", root=root)
    assert done.returncode == 0, done.stderr
    assert counted(root) == [(NEW, "confirm", "2026-02-01")]


@pytest.mark.parametrize("prefix", ["key::", ""])
def test_a_key_that_git_holds_as_text_is_found_in_the_agent(root: Path, own_key: str, prefix: str) -> None:
    git(root, "init", "-q")
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", f"{prefix}{key('reviewer-c').public}")
    command = f'ssh-add -q {own_key} && rm {own_key} && exec "$0" -m site_builder "$@"'
    done = subprocess.run(
        ("ssh-agent", "sh", "-c", command, sys.executable, *AS, NEW, "--verdict", "confirm"),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert counted(root) == [(NEW, "confirm", "2026-02-01")]


def test_a_passphrase_is_asked_for_at_the_terminal_and_a_wrong_one_can_be_given_again(
    root: Path, own_key: str
) -> None:
    subprocess.run(("ssh-keygen", "-q", "-p", "-f", own_key, "-P", "", "-N", "open sesame"), check=True)
    with Terminal(*AS, NEW, "--key", own_key, cwd=root) as terminal:
        for word in ("wrong", "open sesame"):
            terminal.expect("t text again")
            terminal.press("c")
            terminal.expect("y yes")
            terminal.press("y")
            terminal.expect("Enter passphrase")
            terminal.answer(word)
            if word == "wrong":
                terminal.expect("did not sign")
        terminal.expect("Written to")
        assert terminal.end() == 0
    assert counted(root) == [(NEW, "confirm", "2026-02-01")]


# The dialogue


def test_addresses_are_shown_on_a_keypress_and_the_verdict_is_asked_for_twice(
    root: Path, own_key: str
) -> None:
    with Terminal(*AS, NEW, "--key", own_key, cwd=root) as terminal:
        before = terminal.expect("q quit")
        assert "ferry_refunds" in before
        assert "To confirm says" in before
        assert "last record" not in before
        assert "https:" not in before
        assert "w withdraw" not in before
        terminal.press("e")
        terminal.expect("https://posts.example/ferry-refunds/1")
        terminal.expect("q quit")
        terminal.press("c")
        terminal.expect(f"confirm record {NEW} as reviewer-c, dated 2026-02-01?")
        terminal.press("n")
        terminal.expect("q quit")
        assert not (root / MINE).exists()
        terminal.press("w")
        terminal.expect("Not possible: there is no confirmation of this claim to withdraw.")
        terminal.expect("q quit")
        terminal.press("c")
        terminal.expect("y yes")
        terminal.press("y")
        terminal.expect("Written to")
        terminal.expect("1 review (1 confirm)")
        terminal.expect(f"git add {MINE}")
        assert terminal.end() == 0
        assert "\x1b" not in terminal.text
        assert all(columns(line) <= 80 for line in terminal.text.splitlines() if "git" not in line)
    assert counted(root) == [(NEW, "confirm", "2026-02-01")]


def test_sensitive_evidence_is_warned_of_and_asked_for_again(root: Path, own_key: str) -> None:
    sensitive(root, "graphic", "none")
    with Terminal(*AS, NEW, "--key", own_key, cwd=root) as terminal:
        assert "sensitivity graphic" in terminal.expect("q quit")
        terminal.press("e")
        warned = terminal.expect("any other key: leave it")
        assert "extreme violence" in warned
        assert "posts.example" not in warned
        terminal.press(" ")
        terminal.expect("q quit")
        terminal.press("e")
        terminal.expect("https://posts.example/none")
        terminal.expect("q quit")
        assert "posts.example/graphic" not in terminal.text
        terminal.press("e")
        terminal.expect("any other key: leave it")
        terminal.press("y")
        terminal.expect("https://posts.example/graphic")
        terminal.press("q")
        assert terminal.end() == 0
    assert not (root / MINE).exists()


def test_skipped_evidence_cannot_be_shown_and_a_record_of_nothing_else_is_passed_over(
    root: Path, own_key: str
) -> None:
    sensitive(root, "graphic", "disturbing")
    with Terminal(*AS, NEW, "--skip", "graphic", "--key", own_key, cwd=root) as terminal:
        terminal.expect("Its addresses are not shown in this session.")
        for _ in range(2):
            terminal.expect("e show the addresses of e2 (post), sensitivity disturbing")
            terminal.press("e")
            terminal.expect("any other key: leave it")
            terminal.press("y")
            terminal.expect("https://posts.example/disturbing")
        terminal.expect("q quit")
        terminal.press("q")
        assert terminal.end() == 0
        assert "posts.example/graphic" not in terminal.text
    done = handlelists(*AS, NEW, "--skip", "disturbing", "--verdict", "confirm", "--key", own_key, root=root)
    assert f"Record {NEW} is skipped: all of its evidence is disturbing or graphic." in done.stdout
    assert done.returncode == 0
    assert not (root / MINE).exists()


def test_the_queue_is_walked_through_oldest_first_within_the_session(root: Path, own_key: str) -> None:
    with Terminal(*AS, "--queue", "--session", "2", "--key", own_key, cwd=root) as terminal:
        terminal.expect("2 records to go")
        terminal.expect(f"Record {OLD}")
        terminal.expect("q quit")
        terminal.press("s")
        terminal.expect("The last record of this session")
        terminal.expect(f"Record {OTHER}")
        terminal.expect("q quit")
        terminal.press("r")
        terminal.expect("y yes")
        terminal.press("y")
        terminal.expect("1 review (1 reject), 1 skipped")
        terminal.expect("2 records left for another session, 1 of them skipped: those come last.")
        assert terminal.end() == 0
    assert counted(root) == [(OTHER, "reject", "2026-02-01")]


def test_what_is_passed_over_is_counted_at_the_end(root: Path, own_key: str) -> None:
    sensitive(root, "graphic")
    with Terminal(*AS, "--queue", "--skip", "graphic", "--key", own_key, cwd=root) as terminal:
        terminal.expect("2 records to go")
        terminal.expect("q quit")
        terminal.press("q")
        terminal.expect("1 record passed over by --skip graphic.")
        assert terminal.end() == 0


def test_what_was_skipped_comes_last_in_every_later_session(root: Path, own_key: str) -> None:
    git(root, "init", "-q")
    arguments = (*AS, "--queue", "--session", "1", "--key", own_key)
    # Each record is seen before one is seen again, and then the one comes that was skipped the longest ago.
    for record, left in ((OLD, 1), (OTHER, 2), (NEW, 3), (OLD, 3)):
        with Terminal(*arguments, cwd=root) as terminal:
            terminal.expect(f"Record {record}")
            terminal.expect("q quit")
            terminal.press("s")
            terminal.expect(f"3 records left for another session, {left} of them skipped: those come last.")
            assert terminal.end() == 0
    (kept,) = (root / ".git/handlelists").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert not {OLD, OTHER, NEW, "ferry_refunds"} & set(re.findall(r"\w+", kept.read_text()))
    assert handlelists("validate", root=root).returncode == 0
    assert "handlelists" not in git(root, "status", "--porcelain")


def test_an_interrupted_session_keeps_what_was_filed_and_says_so(root: Path, own_key: str) -> None:
    with Terminal(*AS, "--queue", "--key", own_key, cwd=root) as terminal:
        terminal.expect("q quit")
        terminal.press("c")
        terminal.expect("y yes")
        terminal.press("y")
        terminal.expect("2 records to go")
        terminal.expect("q quit")
        terminal.press("\x03")
        terminal.expect("1 review (1 confirm)")
        terminal.expect("git add lists/harbour/reviews/reviewer-c/7k.yaml")
        terminal.expect("interrupted")
        assert terminal.end() == 130
    assert counted(root) == [(OLD, "confirm", "2026-02-01")]


def test_colours_are_used_at_a_terminal_only(root: Path, own_key: str) -> None:
    with Terminal(*AS, NEW, "--key", own_key, cwd=root, color=True) as terminal:
        terminal.expect("\x1b[1mAccount\x1b[0m")
        terminal.expect("q quit")
        terminal.press("q")
        terminal.end()


def test_hostile_text_reaches_the_terminal_as_text(root: Path, own_key: str) -> None:
    edit(root, NEW_FILE, "summary", value="\u202egnihton \u2066\u200b and \U000e0041 more")
    with Terminal(*AS, NEW, "--key", own_key, cwd=root) as terminal:
        terminal.expect("\\u202egnihton \\u2066\\u200b and \\U000e0041 more")
        terminal.expect("q quit")
        terminal.press("q")
        terminal.end()
        assert not set(terminal.text) & set("\u202e\u2066\u200b\U000e0041")


# The queue without a terminal


def test_the_queue_is_listed_where_nobody_can_be_asked(root: Path) -> None:
    done = handlelists(*AS, "--queue", root=root)
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in rows[:-1]] == [OLD, OTHER, NEW]
    assert rows[0] == [OLD, "proposed", "2026-01-10", "harbour", "Harbour_Tickets"]
    listed = json.loads(handlelists(*AS, "--queue", "--format", "json", root=root).stdout)
    assert [row["record"] for row in listed["waiting"]] == [OLD, OTHER, NEW]
    assert listed["waiting"][2]["sensitivity"] == ["none"]
    assert listed["reviewer"] == "reviewer-c"


# In a repository, under the rules of a change


def test_reviews_make_a_change_that_check_accepts(tmp_path: Path) -> None:
    world = build_world(tmp_path / "world")
    own = str(key("reviewer-b").private_file(tmp_path))
    for record in (PROPOSED, *CONFIRMED_ONCE[:2]):
        arguments = (
            "--as",
            "reviewer-b",
            "--now",
            "2026-06-02",
            record,
            "--verdict",
            "confirm",
            "--key",
            own,
        )
        done = handlelists("review", *arguments, root=world.root)
        assert done.returncode == 0, done.stderr
    world.commit("Reviews by reviewer-b", at="2026-06-02")
    checked = handlelists(
        "check", "--base", "HEAD~1", "--now", "2026-06-03", "--format", "json", root=world.root
    )
    assert checked.returncode == 0, checked.stdout
    states = handlelists("status", CONFIRMED_ONCE[0], root=world.root).stdout
    assert "CONFIRMED" in states
