"""`handlelists similar`: hints for one account, or for every proposal that waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import handlelists
from tests.instance import BASE, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

NOW: Final = ("--now", "2026-06-01T12:00:00Z")
SHARED: Final = "the same evidence, e1 here and e1 there: https://a.example/1"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared = (
        (BASE / PROPOSED).read_text().replace("https://posts.example/ferry-refunds/1", "https://a.example/1")
    )
    other = (BASE / VERIFIED).read_text().replace("https://news.example/ferry-report", "https://a.example/1")
    other += "previous_handles:\n  - {handle: quay_desk, until: 2026-01-01}\n"
    return write_instance(tmp_path_factory.mktemp("similar"), files={PROPOSED: shared, VERIFIED: other})


def similar(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return handlelists("similar", *arguments, *NOW, root=root)


def test_every_waiting_proposal_has_its_hints(root: Path) -> None:
    done = similar(root)
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "record 9m2x0r5t8v4w of harbour, ferry_refunds (proposed)",
        f"  - record 7k3f9q2m4d1p of harbour, Harbour_Tickets (proposed): {SHARED}",
    ]
    said = json.loads(similar(root, "--list", "harbour", "--format", "json").stdout)
    (first, second) = said["records"]
    assert {first["record"], second["record"]} == {"9m2x0r5t8v4w", "7k3f9q2m4d1p"}
    assert {item["hints"][0]["kind"] for item in said["records"]} == {"evidence"}


def test_an_account_need_not_be_in_a_record(root: Path) -> None:
    done = similar(root, "https://x.com/quay_desk2")
    assert "0 with hints" in done.stdout
    (found,) = json.loads(similar(root, "https://x.com/quay_desk2", "--format", "json").stdout)["records"]
    assert (found["record"], found["hints"]) == (None, [])


def test_add_says_what_the_same_handle_may_mean(root: Path) -> None:
    done = handlelists(
        *("add", "https://x.com/quay_desk", "--list", "harbour", "--account-id", "900000000000123456"),
        *("--category", "fraud", "--summary", "Sold tickets.", "--submitted-by", "contributor-x"),
        *("--sensitivity", "none", "--evidence-kind", "report", "--evidence-url", "https://a.example/2"),
        *("--evidence-summary", "Names the account.", "--allow-email", *NOW),
        root=root,
    )
    expected = "hint: record 7k3f9q2m4d1p: the same handle as its earlier handle, under another account id, 9"
    assert expected in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("quay_desk9",), "several platforms"),
        (("--list", "nowhere"), "no list nowhere"),
        (("a b",), "not a valid"),
    ],
)
def test_what_cannot_be_asked_is_said(root: Path, arguments: tuple[str, ...], words: str) -> None:
    done = similar(root, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
