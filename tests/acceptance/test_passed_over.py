"""What was passed over is in no history, and its date counts for nothing: with real git, beside the oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from site_builder import git as git_module
from tests.acceptance.support import git
from tests.history.actual import actual
from tests.history.compare import replayed
from tests.history.oracle import oracle
from tests.instance import VERIFIED, withholding, write_instance
from tests.raw_tree import FILE as PLAIN
from tests.raw_tree import FOLDER, commit_tree, entries_of, replaced, write_blob, write_tree

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "lists/passed-over.yaml"
OLD: Final = "7k3f9q2m4d1p"


def commit(root: Path, subject: str, day: str) -> str:
    git(root, "add", "-A", day=day)
    git(root, "commit", "-q", "--allow-empty", "-m", subject, day=day)
    return git(root, "rev-parse", "HEAD").strip()


def name(root: Path, *commits: str) -> None:
    (root / FILE).write_text("commits:\n" + "".join(f"  - {item}\n" for item in commits))


def refused(root: Path, day: str = "2099-01-01") -> list[str]:
    """Make two commits that nobody should ever see: an accusation, dated far ahead, and more of it."""
    text = (root / VERIFIED).read_text()
    (root / VERIFIED).write_text(text + "retractions:\n  - {date: 2026-02-01, reason: duplicate}\n")
    first = commit(root, "Retract by mistake", day)
    (root / "lists/harbour/sources.yaml").write_text("sources: {}\n")
    return [first, commit(root, "And lose the sources", day)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_instance(tmp_path)
    git(root, "init", "-q", "-b", "main")
    commit(root, "Begin", "2026-02-01")
    return root


def restore(root: Path, *named: str, day: str = "2026-02-03") -> None:
    """Make one commit of the tree before and a withholding, which names what it passes over."""
    git(root, "checkout", "-q", "HEAD~2", "--", "lists")
    (root / withholding(OLD)).parent.mkdir(exist_ok=True)
    (root / withholding(OLD)).write_text("{since: 2026-02-03, by: desk, reason: safety}\n")
    name(root, *named)
    commit(root, "Withhold", day)


def told(root: Path) -> list[tuple[str, str, str]]:
    events, left = oracle(root)
    made, standing = actual(root)
    assert (made, standing) == (events, left)
    replayed(events)
    return [(event["record"], event["kind"], event["time"][:10]) for event in events]


def test_what_it_says_never_happened(root: Path) -> None:
    restore(root, *refused(root))
    assert [item for item in told(root) if item[0] == OLD][1:] == [(OLD, "withheld", "2026-02-03")]
    assert git_module.head(root).as_of == "2026-02-03T12:00:00Z"
    assert git_module.as_of(root, "HEAD") == "2026-02-03T12:00:00Z"


def test_without_being_named_it_counts(root: Path) -> None:
    first, _ = refused(root, "2026-02-02")
    restore(root, first)
    # The one that is named is skipped, what it changed is a part of what the next one changes.
    assert (OLD, "retracted", "2026-02-02") in told(root)


def test_what_was_passed_over_passes_nothing_over(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD").strip()
    name(root, before)
    last = commit(root, "Pass over what is public", "2026-02-02")
    git(root, "rm", "-q", FILE)
    name(root, last)
    commit(root, "And that", "2026-02-03")
    assert [item[2] for item in told(root)] == ["2026-02-01", "2026-02-01"]


def test_a_commit_names_what_its_file_says_whoever_wrote_that(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD").strip()
    name(root, first)
    second = commit(root, "Pass over the first", "2026-02-02")
    commit(root, "The file as it was", "2026-02-03")
    name(root, second)
    commit(root, "Pass over the second", "2026-02-04")
    assert [item[2] for item in told(root)] == ["2026-02-03", "2026-02-03"]


@pytest.mark.parametrize(
    "content", [b"commits: [\n", b"commits: [\xff\xfe]\n", b"commits: [\xed\xa0\x80]\n", b"- x\n", b"\n"]
)
def test_a_file_that_cannot_be_read_takes_nothing_back(root: Path, content: bytes) -> None:
    restore(root, *refused(root))
    (root / FILE).write_bytes(content)
    commit(root, "Break it", "2026-02-04")
    assert [item for item in told(root) if item[0] == OLD][1:] == [(OLD, "withheld", "2026-02-03")]
    assert git_module.head(root).as_of == "2026-02-04T12:00:00Z"


@pytest.mark.parametrize("folder", ["", "lists", "lists/harbour"])
@pytest.mark.parametrize("fault", ["twice", "nameless", "no-tree"])
def test_a_malformed_tree_that_was_passed_over_changes_nothing(root: Path, fault: str, folder: str) -> None:
    head, whole, tree = git(root, "rev-parse", "HEAD", "HEAD^{tree}", f"HEAD:{folder}").split()
    entries, other = entries_of(root, tree), write_blob(root, "title: [\n")
    last = next(name for mode, name, _ in entries if folder != "lists/harbour" or mode == PLAIN)
    entries += [
        {"twice": (PLAIN, last, other), "nameless": (PLAIN, "", other), "no-tree": (FOLDER, "z", other)}[
            fault
        ]
    ]
    if fault == "twice":
        entries.sort(key=lambda entry: (entry[1], entry[2] != other))
    bad = commit_tree(root, replaced(root, whole, folder, write_tree(root, *entries)), head, day="2026-02-02")
    (root / withholding(OLD)).parent.mkdir(exist_ok=True)
    (root / withholding(OLD)).write_text("{since: 2026-02-03, by: desk, reason: safety}\n")
    name(root, bad)
    git(root, "add", "-A")
    tree = git(root, "write-tree").strip()
    seen = []
    for parent in (head, bad):
        git(root, "update-ref", "HEAD", commit_tree(root, tree, parent, day="2026-02-03"))
        assert git_module.head(root).as_of == "2026-02-03T12:00:00Z"
        events, standing = actual(root)
        told_of = [(event["record"], event["kind"], event["time"], event["sha256"]) for event in events]
        seen.append((told_of, standing))
    assert seen[0] == seen[1]
    assert (OLD, "withheld") in {event[:2] for event in told_of}
