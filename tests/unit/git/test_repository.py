"""A repository by way of git: it says what the functions say, and what it said it does not ask git again."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from site_builder import git
from site_builder.git import GitRepository
from site_builder.git.revisions import apart, instants, is_on_line, last_before, passed_over
from tests.acceptance.support import git as run

if TYPE_CHECKING:
    from pathlib import Path


def commit(root: Path, name: str, text: str, day: str) -> str:
    (root / "lists").mkdir(exist_ok=True)
    (root / f"lists/{name}.yaml").write_text(text, encoding="utf-8")
    run(root, "add", "-A")
    run(root, "commit", "-qm", name, day=day)
    return git.resolve(root, "HEAD")


@pytest.fixture
def line(tmp_path: Path) -> tuple[str, ...]:
    """Make four commits, of which the third passes over the second, and return them."""
    run(tmp_path, "init", "-q", "-b", "main")
    first, second = (
        commit(tmp_path, name, "x: 1\n", f"2026-01-0{day}") for day, name in ((1, "a"), (9, "b"))
    )
    third = commit(tmp_path, "passed-over", f"commits:\n  - {second}\n", "2026-01-03")
    return first, second, third, commit(tmp_path, "c", "x: 2\n", "2026-01-04")


def test_it_says_what_git_says(tmp_path: Path, line: tuple[str, ...]) -> None:
    first, second, third, head = line
    asked = GitRepository(tmp_path)
    assert asked.passed_over(head) == passed_over(tmp_path, head) == {second}
    assert asked.passed_over(second) == passed_over(tmp_path, second) == frozenset()
    assert asked.as_of(head) == git.as_of(tmp_path, head) == "2026-01-04T12:00:00Z"
    for day, found in (("2026-01-04", third), ("2026-01-03", first), ("2026-01-01", first)):
        assert asked.last_before(head, day) == last_before(instants(tmp_path, head), day) == found
    for ours, function in ((asked.is_ancestor, git.is_ancestor), (asked.is_on_line, is_on_line)):
        assert ours(first, head)
        assert function(tmp_path, first, head)
    assert not asked.is_ancestor(head, first)
    assert asked.first_parents(second, head) == git.first_parents(tmp_path, second, head) == (third, head)
    assert asked.apart(first, head) == apart(tmp_path, first, head) == (head, third, second)
    assert asked.brought(head, (third,)) == git.brought(tmp_path, head, (third,)) == (head,)
    assert asked.times(first, head) == git.times(tmp_path, first, head)
    assert [name for name, _ in asked.times(first, head)] == [head, third]
    assert asked.listing(head, "lists/a.yaml") == git.listing(tmp_path, head, "lists/a.yaml")
    assert sorted(asked.listing(first)) == ["lists/a.yaml"]
    assert asked.changes(first, second) == git.changes(tmp_path, first, second)
    assert asked.revisions(head) == git.revisions(tmp_path, head)
    assert [item.commit for item in asked.revisions(head, ("lists/c.yaml",))] == [first, third, head]
    assert asked.malformed(first, (head,)) == git.malformed(tmp_path, first, (head,)) == ()
    blob = asked.listing(head)["lists/c.yaml"].object
    with asked.blobs() as blobs:
        blobs.hold((blob,), 100)
        assert blobs.read(blob, 4) == b"x: 2"
        assert list(blobs.read_many((blob, blob), 1)) == [b"x", b"x"]


def test_what_never_changes_is_asked_once(
    tmp_path: Path, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = GitRepository(tmp_path)
    real, commands = subprocess.run, []

    def counted(command: tuple[str, ...], **more: Any) -> Any:
        commands.append(command)
        return real(command, **more)

    monkeypatch.setattr(subprocess, "run", counted)
    answers = [
        (asked.passed_over(line[3]), asked.as_of(line[3]), asked.last_before(line[3], "2026-01-04"))
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    said = [next(word for word in command if word in {"cat-file", "rev-list"}) for command in commands]
    assert said == ["cat-file", "rev-list", "rev-list"]
    asked.times(line[0], line[3])
    assert len(commands) == len(said) + 1
