"""Trees: what git says of commits, wherever in a repository the instance stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder import git
from site_builder.errors import RepositoryError, UsageError
from tests.acceptance.support import git as run

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.fixtures import SubRequest


@pytest.fixture(params=[".", "in/a folder", "[odd]*name?"])
def root(request: SubRequest, tmp_path: Path) -> Path:
    """Return an instance's folder in a repository with three commits; the last one is a merge."""
    folder = tmp_path / str(request.param)
    (folder / "lists").mkdir(parents=True)
    run(tmp_path, "init", "-q", "-b", "main")
    (folder / "lists/a.yaml").write_text("a: 1\nb: 2\n", encoding="utf-8")
    (folder / "outside.txt").write_text("x\n", encoding="utf-8")
    commit(folder, "One", "2026-01-01")
    run(folder, "switch", "-q", "-c", "side")
    (folder / "lists/b.yaml").write_text("a: 3\n", encoding="utf-8")
    commit(folder, "Two", "2026-01-03")
    run(folder, "switch", "-q", "main")
    run(folder, "merge", "-q", "--no-ff", "-m", "Three", "side", day="2026-01-02")
    return folder


def commit(folder: Path, subject: str, day: str) -> None:
    run(folder, "add", "-A")
    run(folder, "commit", "-qm", subject, day=day)


def at(root: Path, revision: str) -> str:
    return git.resolve(root, revision)


def test_a_listing_is_relative_to_the_instance(root: Path) -> None:
    assert sorted(git.listing(root, at(root, "HEAD"))) == ["lists/a.yaml", "lists/b.yaml"]
    assert sorted(git.listing(root, at(root, "HEAD~1"))) == ["lists/a.yaml"]


def test_changes_say_what_is_inside_and_what_is_not(root: Path) -> None:
    (root / "lists/a.yaml").unlink()
    (root / "lists/c.yaml").write_text("a: 1\nb: 2\n", encoding="utf-8")
    (root / "outside.txt").chmod(0o755)
    top = root
    while not (top / ".git").exists():
        top = top.parent
    (top / "elsewhere").write_text("y\n", encoding="utf-8")
    run(top, "add", "-A")
    commit(root, "Four", "2026-01-04")
    found = {
        (item.path, item.outside): (item.before and item.before.mode, item.after and item.after.mode)
        for item in git.changes(root, at(root, "HEAD~1"), at(root, "HEAD"))
    }
    assert found == {
        ("lists/a.yaml", False): ("100644", None),
        ("lists/c.yaml", False): (None, "100644"),
        ("outside.txt", False): ("100644", "100755"),
        ("elsewhere", top != root): (None, "100644"),
    }


def test_contents_come_in_the_order_asked_for(root: Path) -> None:
    files = git.listing(root, at(root, "HEAD"))
    asked = [files["lists/b.yaml"].object, files["lists/a.yaml"].object, files["lists/b.yaml"].object]
    with git.Blobs(root) as blobs:
        assert list(blobs.read_many(asked, 100)) == [b"a: 3\n", b"a: 1\nb: 2\n", b"a: 3\n"]
        assert list(blobs.read_many(asked * 50, 3)) == [b"a: ", b"a: ", b"a: "] * 50
        with pytest.raises(RepositoryError, match="is missing"):
            list(blobs.read_many(["0" * 40], 100))


def test_what_is_held_is_what_would_be_read(root: Path) -> None:
    files = git.listing(root, at(root, "HEAD"))
    one, other = files["lists/a.yaml"].object, files["lists/b.yaml"].object
    with git.Blobs(root) as blobs:
        # What is missing in between is left out, and every answer is that to its own question.
        blobs.hold([one, "0" * 40, other], 6)
        assert [blobs.read(blob, limit) for blob in (one, other) for limit in (3, 100)] == [
            *(b"a: ", b"a: 1\nb: 2\n"),
            *(b"a: ", b"a: 3\n"),
        ]
        with pytest.raises(RepositoryError, match="is missing"):
            blobs.read("0" * 40, 100)


def test_the_line_leaves_merged_branches_out(root: Path) -> None:
    first, side, head = (at(root, name) for name in ("HEAD~1", "side", "HEAD"))
    assert git.first_parents(root, first, head) == (head,)
    assert git.first_parents(root, head, head) == ()
    assert git.first_parents(root, side, head) is None
    assert git.is_ancestor(root, side, head)
    assert not git.is_ancestor(root, head, side)
    with pytest.raises(RepositoryError, match="git merge-base failed"):
        git.is_ancestor(root, "1" * 40, head)


def test_times_and_the_instant_are_of_the_line(root: Path) -> None:
    first, head = at(root, "HEAD~1"), at(root, "HEAD")
    told = [time[:10] for _, time in git.times(root, first, head)]
    assert told == ["2026-01-02"]
    assert git.as_of(root, head) == "2026-01-02T12:00:00Z"


@pytest.mark.parametrize(
    "revision",
    [
        "nowhere",
        "",
        "HEAD:lists",
        "--all",
        "HEAD^{tree}",
        "-h",
        "^HEAD",
        "HEAD..HEAD",
        "^HEAD^{tree}",
        "HEAD^@",
    ],
)
def test_what_is_no_commit_is_said_to_be_none(root: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="no such commit"):
        git.resolve(root, revision)


def test_addresses_are_those_that_a_commit_would_show(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    run(root, "config", "user.email", "a@noreply.example")
    assert git.user_emails(root) == ("a@noreply.example",)
    run(root, "config", "committer.email", "b@quay.example")
    assert git.user_emails(root) == ("a@noreply.example", "b@quay.example")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "c@quay.example")
    assert git.user_emails(root) == ("c@quay.example", "b@quay.example")


def test_a_signing_key_is_one_of_ssh(root: Path) -> None:
    run(root, "config", "user.signingkey", "~/.ssh/key.pub")
    run(root, "config", "gpg.format", "openpgp")
    assert git.signing_key(root) is None
    run(root, "config", "gpg.format", "ssh")
    assert git.signing_key(root) == "~/.ssh/key.pub"
