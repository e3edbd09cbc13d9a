"""`handlelists review --batch`: sixty accounts from a file to the feeds, with two reviewers; real keys, real git."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.cli.ledgers import write_reviews
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.reviewing.admission import new_review
from site_builder.signatures.review import review_message
from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.acceptance.terminal import Terminal
from tests.keys import INSTANCE, key, verifies
from tests.unit.reviewing.desks import LIST_FILE, open_desk, write_desk

if TYPE_CHECKING:
    from pathlib import Path

DAY: Final = "2026-02-01"
NOW: Final = ("--now", f"{DAY}T12:00:00Z")
MANY: Final = 60
BATCH: Final = "desks-of-june"
REVIEWERS: Final = ("reviewer-a", "reviewer-b")
FOLDER: Final = "lists/harbour"


def rows(root: Path, start: int, count: int = MANY) -> str:
    """Write a file of accounts, and return its name."""
    file = root.parent / f"desks-{start}.csv"
    lines = (f"9{number:017},desk_{number:03},2015-05-05" for number in range(start, start + count))
    file.write_text("\n".join(("id,screen_name,created_at", *lines, "")), encoding="utf-8")
    return str(file)


def proposing(file: str, batch: str) -> tuple[str, ...]:
    """Return the arguments that import a file."""
    return (
        *("import", file, "--list", "harbour", "--source", "ferry-report", "--platform", "twitter"),
        *("--category", "fraud", "--submitted-by", "contributor-x", "--batch", batch, *NOW),
    )


def committed(root: Path, message: str) -> None:
    git(root, "add", FOLDER, day=DAY)
    git(root, "commit", "-qm", message, day=DAY)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_desk(tmp_path / "tree", signed=True)
    policy = (root / LIST_FILE).read_text(encoding="utf-8")
    (root / LIST_FILE).write_text(policy.replace("percent: 20", "percent: 100"), encoding="utf-8")
    (root / "docs").mkdir()
    (root / "docs/about.md").write_text("# About\n\nProse.\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.email", "7+x@users.noreply.github.com")
    return root


def publish_others(root: Path) -> None:
    """Give the list as many public accounts as are to come: more at once would take an override."""
    assert handlelists(*proposing(rows(root, 500), "earlier"), root=root).returncode == 0
    desk = open_desk(root)
    for reviewer in REVIEWERS:
        new = (
            new_review(item, reviewer, DAY, "confirm")
            for item in desk.records
            if item.record.data.get("batch") == "earlier"
        )
        signed = (
            replace(review, signature=key(reviewer).sign(review_message(review, INSTANCE))) for review in new
        )
        write_reviews(root, signed)


def test_sixty_accounts_of_a_file_are_published_by_two_reviewers_in_eleven_commands(root: Path) -> None:
    publish_others(root)
    git(root, "add", "-A", day=DAY)
    git(root, "commit", "-qm", "base", day=DAY)
    base = git(root, "rev-parse", "HEAD").strip()
    commands = 1
    done = handlelists(*proposing(rows(root, 100), BATCH), root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    committed(root, "Import 60 proposals")
    commands += 2
    for reviewer in REVIEWERS:
        secret = key(reviewer).private_file(root.parent, reviewer)
        subprocess.run(("ssh-keygen", "-q", "-p", "-f", secret, "-P", "", "-N", "open sesame"), check=True)
        with Terminal(
            "review", "--as", reviewer, "--batch", BATCH, "--key", str(secret), *NOW, cwd=root
        ) as terminal:
            for page in (1, 2, 3):
                shown = terminal.expect(f"Page {page} of 3")
                terminal.expect("q quit")
                assert ("The same in 60 accounts" in shown) == (page == 1)
                assert shown.count("Created: 2015-05-05") == 0
                terminal.press("n")
            terminal.expect("c confirm 60   r reject 60")
            terminal.expect("q quit")
            terminal.press("c")
            terminal.expect('Type "confirm 60" to confirm 60 claims')
            terminal.expect("  > ")
            assert not (root / FOLDER / "reviews" / reviewer / "zz.yaml").exists()
            terminal.enter("confirm 60")
            terminal.expect("Enter passphrase")
            terminal.answer("open sesame")
            terminal.expect("confirm of 60 claims by")
            terminal.expect(f"git add {FOLDER}/reviews/{reviewer}\n")
            assert terminal.end() == 0
            assert terminal.text.count("Enter passphrase") == 1
        committed(root, f"Reviews by {reviewer}")
        commands += 3
    done = handlelists("check", "--base", base, *NOW, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert handlelists("build", root=root).returncode == 0
    commands += 2
    assert commands == 11

    tree = load_tree(WorkingTree(root)).tree
    ids = {item.id for item in tree.records if item.data.get("batch") == BATCH}
    signed = [item for item in tree.reviews if item.record in ids and verifies(item, tree.reviewers)]
    assert (len(ids), len(signed)) == (MANY, 2 * MANY)
    assert len({item.signature for item in signed}) == 2 * MANY
    records = json.loads((root / "site/feeds/v1/lists/harbour/records.json").read_text(encoding="utf-8"))
    public = {item["id"] for item in records["records"] if item["state"] == "verified"}
    assert ids <= public
    assert BATCH not in json.dumps(records)
