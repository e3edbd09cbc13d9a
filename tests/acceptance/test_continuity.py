"""Publishing goes on from what was published: pending work, `--strict`, `--previous`, `tick`, dates, clones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.continuity import NothingPublished
from site_builder.history.model import HISTORY_VERSION
from site_builder.hosting import Weight
from tests.acceptance.support import NO_HISTORY, REPOSITORY, fingerprint, git, handlelists
from tests.instance import VERIFIED, withholding, write_instance
from tests.unit.sync.feed_server import serving

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "7k3f9q2m4d1p"
LAPSES = "2027-01-23"
WITHHELD = "{since: 2026-05-02, by: desk, reason: safety}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = write_instance(tmp_path / "instance")
    (folder / "docs").mkdir()
    (folder / "docs/about.md").write_text("# About\n")
    (folder / ".gitignore").write_text("/site/\n/.site-*\n/old/\nignored*\n")
    (folder / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "2026-05-01")
    return folder


def commit(root: Path, day: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", f"On {day} (#3)", day=day)


def index(root: Path) -> Any:
    return json.loads((root / "site/feeds/v1/index.json").read_text())


def test_uncommitted_work_is_pending_and_strict_refuses_it(root: Path) -> None:
    assert handlelists("build", "--strict", root=root).returncode == 0
    assert index(root)["changes"]["events"] == 2
    assert "pending" not in index(root)
    before = fingerprint(root / "site")
    (root / withholding(RECORD)).parent.mkdir()
    (root / withholding(RECORD)).write_text(WITHHELD)
    strict = handlelists("build", "--strict", root=root)
    assert strict.returncode == 2
    assert f"1 uncommitted file: {withholding(RECORD)}" in strict.stderr
    assert fingerprint(root / "site") == before
    done = handlelists("build", root=root)
    assert done.returncode == 0
    assert "pending: 1 uncommitted file below lists/, 2 public changes outside" in done.stderr
    assert index(root)["pending"] == 2
    assert index(root)["changes"]["events"] == 2
    row = json.loads((root / f"site/lists/harbour/{RECORD}/record.json").read_text())
    assert row["state"] == "withheld"
    mkdocs = subprocess.run(
        (sys.executable, "-m", "mkdocs", "build", "--strict"),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "pending: 1 uncommitted file" in mkdocs.stderr
    assert mkdocs.returncode == 1
    commit(root, "2026-05-02")
    assert handlelists("build", "--strict", root=root).returncode == 0
    assert index(root)["changes"]["events"] == 4
    assert "pending" not in index(root)


@pytest.mark.parametrize("path", ["docs/about.md", "docs/new.md", "mkdocs.yml", "lists/harbour/list.yaml"])
def test_strict_refuses_whatever_the_site_is_built_from(root: Path, path: str) -> None:
    with (root / path).open("a") as stream:
        stream.write("\n# more\n")
    done = handlelists("build", "--strict", root=root)
    assert done.returncode == 2
    assert path in done.stderr


def test_strict_sees_work_that_git_was_told_to_ignore(root: Path) -> None:
    git(root, "rm", "-q", "--cached", VERIFIED)
    (root / ".gitignore").write_text("/site/\n7k3f9q2m4d1p.yaml\n")
    commit(root, "2026-05-02")
    done = handlelists("build", "--strict", root=root)
    assert done.returncode == 2
    assert RECORD in done.stderr


def test_strict_does_not_go_without_history(root: Path) -> None:
    assert handlelists("build", "--strict", *NO_HISTORY, root=root).returncode == 2
    assert handlelists("build", "--previous", "old", *NO_HISTORY, root=root).returncode == 2


def test_a_build_continues_the_previous_one_unless_the_branch_was_rewritten(root: Path) -> None:
    assert handlelists("build", root=root).returncode == 0
    (root / "site").rename(root / "old")
    (root / withholding(RECORD)).parent.mkdir()
    (root / withholding(RECORD)).write_text(WITHHELD)
    commit(root, "2026-05-02")
    assert handlelists("build", "--previous", "old", root=root).returncode == 0
    (root / "old").rename(root / "ignored")
    (root / "site").rename(root / "old")
    git(root, "reset", "-q", "--hard", "HEAD~1")
    commit(root, "2026-05-02")
    done = handlelists("build", "--previous", "old", root=root)
    assert done.returncode == 2
    assert "rewritten" in done.stderr
    assert not (root / "site").exists()
    instance = root / "lists/instance.yaml"
    instance.write_text(instance.read_text() + "epoch: 1\n")
    commit(root, "2026-05-03")
    assert handlelists("build", "--previous", "old", root=root).returncode == 0
    assert index(root)["epoch"] == f"{HISTORY_VERSION}.1"


def test_without_a_previous_site_there_is_nothing_to_continue_unless_it_is_the_first(root: Path) -> None:
    (root / "old").mkdir()
    done = handlelists("build", "--previous", "old", root=root)
    assert done.returncode == 2
    assert "nothing is published at old yet" in done.stderr
    assert "add --first" in done.stderr
    assert not (root / "site").exists()
    first = handlelists("build", "--previous", "old", "--first", root=root)
    assert first.returncode == 0
    assert "nothing is published at old yet" in first.stderr
    again = handlelists("build", "--previous", "site", "--first", "--site-dir", "second", root=root)
    assert (again.returncode, "--first has no effect: a site is published" in again.stderr) == (0, True)


def test_the_first_time_says_something_about_what_was_published(root: Path) -> None:
    assert handlelists("build", "--first", root=root).returncode == 2
    assert handlelists("build", "--first", "--previous", "old", *NO_HISTORY, root=root).returncode == 2


@pytest.mark.parametrize(
    "written",
    [
        "site_url: {} # where Pages serves it",
        "site_url:   '{}'",
        'site_url: "{}"',
        "site_url: >-\n  {}",
        "'site_url': {}",
        "# site_url: https://another.example/\nsite_url: {}",
    ],
)
def test_without_a_place_the_previous_site_is_where_the_instance_says(
    root: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    """One fact, one reader: however the file writes it, it is the address that pages and feeds have."""
    instance = root / "lists/instance.yaml"
    address = "https://user.example/project/"
    lines = [line for line in instance.read_text().splitlines() if not line.startswith("site_url:")]
    instance.write_text("\n".join([*lines, written.format(address), ""]))
    commit(root, "2026-05-02")
    asked: list[str] = []

    def ask(place: str, _environment: object) -> None:
        asked.append(place)
        raise NothingPublished(place, "404")

    monkeypatch.setattr("site_builder.cli.build.published_index", ask)
    monkeypatch.setattr("site_builder.mkdocs_plugin.build_site", lambda *_, **__: Weight(0, 0))
    assert handlelists("build", "--previous", "--strict", root=root).returncode == 2
    assert handlelists("build", "--previous=", "--first", root=root).returncode == 0
    assert asked == [address, address]


def test_a_head_in_the_future_is_refused(root: Path) -> None:
    done = handlelists("build", "--now", "2026-05-01T11:00:00Z", root=root)
    assert done.returncode == 2
    assert "in the future" in done.stderr
    assert handlelists("build", "--now", "2026-05-01T11:55:00Z", root=root).returncode == 0


def test_tick_is_due_when_half_of_the_days_of_freshness_are_over(root: Path) -> None:
    with (root / "lists/instance.yaml").open("a") as file:
        file.write("refresh_days: 5\n")
    commit(root, "2026-05-02")
    answers = [
        handlelists("tick", "--now", f"2026-05-0{day}T23:59:59Z", "--format", "json", root=root)
        for day in (3, 4)
    ]
    said = [json.loads(answer.stdout) for answer in answers]
    assert [answer.returncode for answer in answers] == [0, 1]
    assert [item["due"] for item in said] == [False, True]
    for item in said:
        assert (item["fresh_until"], item["next"]) == ("2026-05-07T12:00:00Z", "2026-05-04")
        assert (item["changes"], item["counts"]) == ([], {})
    shown = handlelists("tick", "--now", "2026-05-04", root=root)
    assert "fresh until 2026-05-07T12:00:00Z; due since 2026-05-04: git commit --allow-empty" in shown.stdout
    assert "No record changes then." in shown.stdout
    assert handlelists("build", root=root).returncode == 0
    assert index(root)["fresh_until"] == "2026-05-07T12:00:00Z"
    commit(root, "2026-05-04")
    after = handlelists("tick", "--now", "2026-05-05T23:59:59Z", root=root)
    assert (after.returncode, "next due on 2026-05-06" in after.stdout) == (0, True)


def test_tick_says_when_time_has_to_move_on_and_a_commit_moves_it(root: Path) -> None:
    waiting = handlelists("tick", "--now", "2026-05-02", "--format", "json", root=root)
    assert waiting.returncode == 0
    answer = json.loads(waiting.stdout)
    assert answer["as_of"] == "2026-05-01T12:00:00Z"
    assert (answer["due"], answer["next"], answer["changes"]) == (False, "2026-05-16", [])
    later = handlelists("tick", "--now", LAPSES, "--format", "json", root=root)
    answer = {**json.loads(later.stdout), "next": LAPSES}
    due = handlelists("tick", "--now", answer["next"], root=root)
    assert due.returncode == 1
    assert "git commit --allow-empty" in due.stdout
    assert handlelists("build", root=root).returncode == 0
    known = index(root)["changes"]["events"]
    commit(root, answer["next"])
    assert handlelists("build", root=root).returncode == 0
    # What was said to change is what the commit changes, record by record.
    (page,) = (root / "site/feeds/v1/changes").glob("*.json")
    events = [event for event in json.loads(page.read_text())["events"] if event["seq"] > known]
    names = ("from", "kind", "list", "record", "to")
    assert answer["changes"] == [{name: event[name] for name in names} for event in events] != []
    assert answer["counts"] == Counter(event["kind"] for event in events)
    for event in events:
        assert f"{event['record']} of {event['list']}: confirmed to {event['to']}" in due.stdout
    after = handlelists("tick", "--now", answer["next"], "--format", "json", root=root)
    assert after.returncode in {0, 1}
    assert json.loads(after.stdout)["next"] != answer["next"]
    built = handlelists("build", "--now", "2030-01-01", root=root)
    assert built.returncode == 0
    assert index(root)["changes"]["events"] > 2


@pytest.mark.parametrize("how", ["detached", "renamed"])
def test_the_branch_does_not_matter(root: Path, how: str) -> None:
    assert handlelists("build", root=root).returncode == 0
    before = fingerprint(root / "site")
    if how == "detached":
        git(root, "checkout", "-q", "--detach")
    else:
        git(root, "branch", "-m", "trunk")
    assert handlelists("build", "--previous", "site", root=root).returncode == 0
    assert fingerprint(root / "site") == before


def test_a_partial_clone_is_an_error_that_says_so(root: Path, tmp_path: Path) -> None:
    git(root, "config", "uploadpack.allowFilter", "true")
    (root / VERIFIED).write_text((root / VERIFIED).read_text() + "\n")
    commit(root, "2026-05-02")
    git(tmp_path, "clone", "-q", "--no-local", "--filter=blob:none", f"file://{root}", "partial")
    (tmp_path / "partial/docs").mkdir(exist_ok=True)
    git(tmp_path / "partial", "remote", "set-url", "origin", "file:///nowhere.example")
    done = handlelists("build", root=tmp_path / "partial")
    assert done.returncode == 2
    assert "partial clone" in done.stderr


def test_the_previous_site_may_be_asked_for_on_the_web(root: Path) -> None:
    assert handlelists("build", root=root).returncode == 0
    (root / "site").rename(root / "old")
    files = {"feeds/v1/index.json": (root / "old/feeds/v1/index.json").read_bytes()}
    with serving(files) as server:
        assert handlelists("build", "--previous", server.url, root=root).returncode == 0
        none = handlelists("build", "--previous", f"{server.url}lists/", root=root)
    assert none.returncode == 2
    assert "404" in none.stderr
    assert "add --first" in none.stderr
    elsewhere = handlelists("build", "--previous", "http://lists.example/", root=root)
    assert elsewhere.returncode == 2
    assert "not encrypted" in elsewhere.stderr
