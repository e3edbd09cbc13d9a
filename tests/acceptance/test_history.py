"""The history of real repositories equals what the oracle finds by deriving every commit in full."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from site_builder.history.model import KINDS
from tests.history.actual import actual
from tests.history.compare import assert_same, replayed
from tests.history.oracle import digest, oracle
from tests.history.repositories import Told
from tests.history.script import write_in_subfolder
from tests.history.stream import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.history.oracle import Event
    from tests.once import Once

    Found = tuple[list[Event], dict[str, tuple[str, str]]]


@pytest.fixture(scope="module")
def story(once: Once) -> Told:
    return once("story", Told.script)


@pytest.fixture(scope="module")
def found(story: Told) -> Found:
    """What the software makes of the whole story."""
    return actual(story.root)


def told_map(story: Told) -> dict[str, tuple[str, str]]:
    return {record: (kept.state, digest(kept.row)) for record, kept in story.known.items()}


def test_events_and_map_equal_the_oracles(story: Told, found: Found) -> None:
    assert_same(found, (story.events, told_map(story)), story.subjects)


def test_replaying_the_events_gives_the_current_map(story: Told, found: Found) -> None:
    events, entries = found
    assert replayed(events) == entries == told_map(story)


def test_the_history_at_a_commit_is_the_beginning_of_every_later_one(
    story: Told, found: Found, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "--quiet", "--no-checkout", str(story.root), str(clone))
    whole, _ = found
    counts = [0]
    for number in sorted({1, 2, 63, *range(7, len(story.line), 41), len(story.line) - 1}):
        run(clone, "update-ref", "--no-deref", "HEAD", story.line[number - 1].commit.commit)
        events, entries = actual(clone)
        assert events == whole[: len(events)]
        assert len(events) == sum(len(step.events) for step in story.line[:number])
        assert replayed(events) == entries
        counts.append(len(events))
    assert all(fewer <= more for fewer, more in pairwise(counts))
    assert len(set(counts)) > 10


def test_an_instance_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    write_in_subfolder(root)
    events, entries = oracle(root, "sub/inner/")
    assert len(events) > 40
    assert_same(actual(root / "sub" / "inner"), (events, entries))
    above, _ = oracle(root, "sub/")
    assert above != events
    assert_same(actual(root / "sub"), oracle(root, "sub/"))


def test_the_repository_has_the_shapes_of_history_that_git_allows(story: Told) -> None:
    lines = run(
        story.root, "log", "--first-parent", "--reverse", "--format=%H %T %ct %P", "main"
    ).splitlines()
    commits = [line.split(" ") for line in lines]
    assert len(commits) >= 300
    merges = [parents for _, _, _, *parents in commits if len(parents) > 1]
    assert len(merges) > 10
    crossed = [run(story.root, "merge-base", "--all", *parents[:2]).split() for parents in merges]
    assert max(len(bases) for bases in crossed) > 1, "no criss-cross merge"
    seconds = [int(commit[2]) for commit in commits]
    assert sum(after < before for before, after in pairwise(seconds)) > 5, "dates out of order"
    assert sum(after == before for before, after in pairwise(seconds)) > 3, "equal dates"
    trees = [commit[1] for commit in commits]
    assert sum(after == before for before, after in pairwise(trees)) > 10, "empty commits"
    lists = [run(story.root, "rev-parse", f"{commit[0]}:lists").strip() for commit in commits[:4]]
    assert any(
        below == before and tree != old
        for (old, tree), (before, below) in zip(pairwise(trees), pairwise(lists), strict=False)
    ), "a commit that changes nothing below lists/"
    modes = run(story.root, "log", "--first-parent", "--raw", "--no-renames", "--format=", "main")
    assert {line.split()[1] for line in modes.splitlines()} >= {"100644", "120000", "160000", "000000"}
    renames = run(story.root, "log", "--first-parent", "-M100%", "--diff-filter=R", "--format=%s", "main")
    assert "by git: a file is renamed" in renames
    reverts = [step.commit.subject for step in story.line if step.commit.subject.startswith("Revert")]
    assert len(reverts) >= 4


def by_clock(event: Event) -> bool:
    return "commit" not in event


PRESENT: dict[str, tuple[int, Callable[[Event], bool]]] = {
    **{kind: (3, lambda event, kind=kind: event["kind"] == kind) for kind in KINDS},  # type: ignore[misc]  # the stubs do not infer a lambda's default
    "undo": (3, lambda event: event.get("effect") == "undo"),
    "erase": (2, lambda event: event.get("effect") == "erase"),
    "a pull request": (10, lambda event: "pull_request" in event),
    "without a commit": (20, by_clock),
    "published by the clock": (3, lambda event: by_clock(event) and event["kind"] == "published"),
    "lapsed by the clock": (3, lambda event: by_clock(event) and event["kind"] == "lapsed"),
    "withheld by the clock": (1, lambda event: by_clock(event) and event.get("reason") == "appeal-overdue"),
    "on the second list": (10, lambda event: event["list"] == "quay"),
    "moved between lists": (2, lambda event: event["kind"] == "changed" and "list" in event["fields"]),
    "a link": (5, lambda event: event["kind"] == "changed" and event["fields"] == ["links"]),
    "a name on a tombstone": (3, lambda event: event["fields"] == ["handle", "platform", "salt"]),
    "unverified": (10, lambda event: event.get("reason") == "unverified"),
    "absent": (5, lambda event: event.get("reason") == "absent"),
    "appeal-open": (2, lambda event: event.get("reason") == "appeal-open"),
    "unreadable": (1, lambda event: event.get("reason") == "unreadable"),
    "disputed": (3, lambda event: event["to"] == "disputed"),
    "from lapsed": (2, lambda event: event["from"] == "lapsed"),
}


@pytest.mark.parametrize("what", PRESENT)
def test_the_repository_shows_every_kind_of_event(story: Told, what: str) -> None:
    least, matches = PRESENT[what]
    assert sum(matches(event) for event in story.events) >= least


CHAPTERS = (
    "beginnings", "adds", "edits", "observing", "linking", "retraction", "withholding", "appeals", "roster",
    "policy", "private", "broken", "broken rules", "deleted", "moved", "list gone", "no files", "platforms",
    "clocks", "merges", "forges", "by git", "far ahead",
)  # fmt: skip


def test_every_chapter_is_told_and_says_what_should_happen(story: Told) -> None:
    steps = {name: [step for step in story.told if step.subject.startswith(f"{name}: ")] for name in CHAPTERS}
    assert min(len(told) for told in steps.values()) >= 2
    for name, told in steps.items():
        assert any(step.expected for step in told), f"nothing happens in {name}"


def test_at_the_end_everything_lapses_by_the_clock(story: Told) -> None:
    step = story.at("far ahead: everything lapses")
    public = [record for record, kept in step.known.items() if kept.status == "public"]
    assert len(public) > 20
    assert {step.known[record].row["state"] for record in public} <= {"lapsed", "disputed"}
    assert all(
        event["kind"] in ("lapsed", "withheld", "published") and by_clock(event) for event in step.events
    )
