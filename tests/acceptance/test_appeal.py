"""`handlelists appeal`: entered with its due day, decided by somebody without a part in it, never forgotten."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import git, handlelists
from tests.acceptance.test_retract import (
    COMMENTED,
    RECORD,
    accepted,
    added,
    claim_of,
    decisions,
    repository,
    state,
)
from tests.instance import BASE, VERIFIED

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

LIST: Final = "lists/harbour/list.yaml"
DESK: Final = ("--as", "desk", "--unsigned")


def appeal(root: Path, *arguments: str, day: str = "2026-02-10") -> subprocess.CompletedProcess[str]:
    return handlelists("appeal", *arguments, "--now", f"{day}T12:00:00Z", root=root)


def decide(root: Path, *arguments: str, by: str = "desk") -> subprocess.CompletedProcess[str]:
    who = ("--as", by, "--unsigned", "--reason", "Not theirs.")
    return appeal(root, "decide", RECORD, *who, *arguments, day="2026-02-20")


def test_an_appeal_is_entered_listed_and_upheld_with_a_retraction(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = appeal(root, "open", "@harbour_tickets", "--ground", "mistaken-identity")
    assert done.returncode == 0, done.stdout + done.stderr
    assert added(root) == [
        "appeals:",
        "  - opened: 2026-02-10",
        "    ground: mistaken-identity",
        "    due: 2026-03-12",
        "    status: open",
    ]
    assert (
        "stays public, marked as disputed. Undecided after 2026-03-12 it is withheld by itself."
        in done.stdout
    )
    assert f"git commit -m 'Appeal against {RECORD}' -- {VERIFIED}\n" in done.stdout
    accepted(root, "2026-02-10")
    assert state(root) == "disputed"

    listed = json.loads(appeal(root, "list", "--format", "json", day="2026-03-12").stdout)
    assert [(item["record"], item["due"], item["overdue"]) for item in listed["appeals"]] == [
        (RECORD, "2026-03-12", False)
    ]
    text = appeal(root, "list", day="2026-03-13").stdout
    assert text.startswith(f"OVERDUE 2026-03-12  {RECORD}  harbour  mistaken-identity")
    assert text.endswith("1 open appeal, 1 overdue on 2026-03-13\n")

    done = decide(root, "--outcome", "upheld", "--retract", "mistaken-identity")
    assert done.returncode == 0, done.stdout + done.stderr
    text = (root / VERIFIED).read_text()
    assert (
        "    status: upheld\n    decided: 2026-02-20\n    decided_by: desk\n    reason: Not theirs.\n" in text
    )
    assert text.endswith("retractions:\n  - date: 2026-02-20\n    reason: mistaken-identity\n")
    assert text.startswith("# Kept by the desk.\n")
    claim = claim_of(root)
    assert sorted(decisions(root).values(), key=str) == [
        (
            "appeal",
            {
                "record": RECORD,
                "claim": claim,
                "appeal": "2026-02-10",
                "ground": "mistaken-identity",
                "outcome": "upheld",
            },
        ),
        (
            "retraction",
            {"record": RECORD, "claim": claim, "retraction": "2026-02-20", "removal": "mistaken-identity"},
        ),
    ]
    assert "The appeal's ground: mistaken-identity. The account belongs to somebody other" in done.stdout
    accepted(root, "2026-02-20")
    assert state(root) == "retracted"
    assert handlelists("fmt", "--check", VERIFIED, root=root).returncode == 0
    assert appeal(root, "list").stdout == "0 open appeals, 0 overdue on 2026-02-10\n"


def test_an_appeal_is_dismissed(tmp_path: Path) -> None:
    root = repository(tmp_path)
    appeal(root, "open", RECORD, "--ground", "out-of-scope")
    accepted(root, "2026-02-10")
    assert decide(root, "--outcome", "dismissed").returncode == 0
    accepted(root, "2026-02-20")
    assert state(root) == "verified"


def test_upheld_without_a_deed_says_what_the_change_lacks(tmp_path: Path) -> None:
    root = repository(tmp_path)
    appeal(root, "open", RECORD, "--ground", "out-of-scope")
    accepted(root, "2026-02-10")
    done = decide(root, "--outcome", "upheld")
    assert (done.returncode, f"{RECORD} --reason CODE --why TEXT --as STEWARD`" in done.stdout) == (0, True)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "upheld", day="2026-02-20")
    done = handlelists("check", "--base", "HEAD~1", "--now", "2026-02-20T13:00:00Z", root=root)
    assert (done.returncode, "[appeal-upheld]" in done.stdout) == (1, True)


def test_a_ground_of_the_policy_withholds_at_once(tmp_path: Path) -> None:
    policy = (
        (BASE / LIST).read_text().replace("  appeal_days: 30", "  appeal_days: 30\n  withhold_on: [safety]")
    )
    root = repository(tmp_path)
    (root / LIST).write_text(policy)
    git(root, "commit", "-qam", "policy", day="2026-02-02")
    done = appeal(root, "open", RECORD, "--ground", "safety")
    assert "the record is withheld" in done.stdout
    accepted(root, "2026-02-10")
    assert state(root) == "withheld"


@pytest.mark.parametrize(("by", "why"), [("contributor-a", "wrote"), ("reviewer-b", "confirmed")])
def test_who_has_a_part_in_the_listing_does_not_decide(tmp_path: Path, by: str, why: str) -> None:
    root = repository(tmp_path)
    appeal(root, "open", RECORD, "--ground", "out-of-scope")
    before = added(root)
    done = decide(root, "--outcome", "dismissed", by=by)
    assert (done.returncode, f"{by} {why} the listing" in done.stderr) == (2, True)
    assert (added(root), decisions(root)) == (before, {})


def test_it_is_said_who_decides(tmp_path: Path) -> None:
    root = repository(tmp_path)
    appeal(root, "open", RECORD, "--ground", "out-of-scope")
    for more in ((), ("--unsigned",)):
        done = appeal(root, "decide", RECORD, "--outcome", "dismissed", "--reason", "Not theirs.", *more)
        assert (done.returncode, "--as STEWARD --key FILE" in done.stderr) == (2, True)
        assert "--unsigned --as STEWARD" in done.stderr
    assert decisions(root) == {}


def test_a_due_day_is_never_later_than_the_policy_says(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = appeal(root, "open", RECORD, "--ground", "safety", "--due", "2026-03-13")
    assert (done.returncode, "[appeal-due]" in done.stderr) == (1, True)
    assert added(root) == []
    done = appeal(root, "open", RECORD, "--ground", "safety", "--due", "2026-02-12", "--opened", "2026-02-09")
    assert done.returncode == 0
    assert "    due: 2026-02-12" in added(root)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("open", "nobody", "--ground", "safety"), 2, "no record matches nobody"),
        (("open", RECORD, "--ground", "other"), 2, "is not one of"),
        (("open", RECORD, "--ground", "safety", "--opened", "2026-02-11"), 2, "is after today"),
        (("open", RECORD, "--ground", "safety", "--due", "2026-02-01"), 1, "[date-order]"),
        (
            ("decide", RECORD, "--outcome", "dismissed", *DESK, "--reason", "x"),
            2,
            "has no open appeal",
        ),
        (
            (
                "decide",
                RECORD,
                "--outcome",
                "dismissed",
                *DESK,
                "--reason",
                "x",
                "--retract",
                "duplicate",
            ),
            2,
            "--retract needs --outcome upheld",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    root = repository(tmp_path)
    done = appeal(root, *arguments)
    assert (done.returncode, words in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr
    assert added(root) == []


@pytest.mark.parametrize(
    ("reason", "status", "words"),
    [
        ("Ask a@b.example.", 1, "[text-email]"),
        ("\x1b]0;x\x07", 1, "[text-invisible]"),
        (os.fsdecode(b"\xff"), 2, "not valid UTF-8"),
        (" ", 1, "[schema-"),
    ],
)
def test_a_reason_is_held_to_the_rules_of_texts(tmp_path: Path, reason: str, status: int, words: str) -> None:
    root = repository(tmp_path)
    appeal(root, "open", RECORD, "--ground", "out-of-scope")
    before = (root / VERIFIED).read_bytes()
    done = appeal(root, "decide", RECORD, "--outcome", "dismissed", *DESK, "--reason", reason)
    assert (done.returncode, words in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr
    assert not set(done.stdout + done.stderr) & set("\x1b\x07")
    assert ((root / VERIFIED).read_bytes(), decisions(root)) == (before, {})


def test_an_appeal_against_a_record_with_problems_is_entered_all_the_same(tmp_path: Path) -> None:
    root = repository(tmp_path, COMMENTED + "unknown: 1\n")
    done = appeal(root, "open", RECORD, "--ground", "safety")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "    due: 2026-03-12\n" in (root / VERIFIED).read_text()


def test_a_list_that_cannot_be_read_gives_no_due_day(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / LIST).write_text("title: 1\n")
    done = appeal(root, "open", RECORD, "--ground", "safety")
    assert (done.returncode, "give --due" in done.stderr) == (2, True)
    done = appeal(root, "open", RECORD, "--ground", "safety", "--due", "2026-03-01")
    assert done.returncode == 0, done.stdout + done.stderr
