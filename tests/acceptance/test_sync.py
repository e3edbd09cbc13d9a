"""`handlelists sync` as a platform runs it: what it prints, how it ends, and how little it asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from site_builder.cli import run as command
from site_builder.sync import REFUSALS
from tests.acceptance.support import REPOSITORY, in_process
from tests.unit.sync.feed_mirror import lines, run, state
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import INDEX, World, listing, record_id, with_index, world

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def instance() -> World:
    return world(30)


@pytest.fixture
def server(instance: World) -> Iterator[FeedServer]:
    with serving(instance.build()) as served:
        yield served


def handlelists(*arguments: str) -> subprocess.CompletedProcess[str]:
    return in_process("sync", *arguments, folder=REPOSITORY)


def test_the_ways_a_run_ends(server: FeedServer, instance: World, tmp_path: Path) -> None:
    folder = str(tmp_path / "mirror")
    first = handlelists(server.url, folder)
    assert (first.returncode, first.stderr) == (0, "")
    assert "30 changes (0 removals)" in first.stdout
    again = handlelists(server.url, folder)
    assert (again.returncode, again.stdout) == (
        3,
        f"{folder}: nothing new, as of {instance.now}, event 30\n",
    )
    instance.remove(min(instance.rows))
    server.files = instance.build()
    human = handlelists(server.url, folder, "--max-removes", "0")
    assert (human.returncode, human.stdout) == (5, "")
    assert "remove 1 account, more than 0. The mirror is as it was." in human.stderr
    assert "--accept" in human.stderr
    assert handlelists(server.url, folder, "--max-removes", "0", "--accept").returncode == 0
    server.files = with_index(server.files, lambda index: index.update(history=False))
    refused = handlelists(server.url, folder)
    assert (refused.returncode, refused.stdout) == (4, "")
    assert "no history. The mirror is as it was." in refused.stderr
    server.files = {}
    assert handlelists(server.url, folder).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("https://lists.example/",),
        ("lists.example", "mirror"),
        ("http://lists.example/", "mirror"),
        ("https://lists.example/", "mirror", "--where", "colour=blue"),
        ("https://lists.example/", "mirror", "--suppress", "missing"),
        ("https://lists.example/", "mirror", "--max-adds", "-1"),
        ("https://lists.example/", "mirror", "--format", "xml"),
    ],
)
def test_wrong_use_ends_with_2_before_anything_is_asked_or_made(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["sync", *arguments]) == 2
    assert list(tmp_path.iterdir()) == []


def test_every_option_reaches_the_run(server: FeedServer, instance: World, tmp_path: Path) -> None:
    instance.lists["sample"] = True
    instance.put(listing(record_id(-1), "sample", example=True))
    instance.put(listing(record_id(-2), state="lapsed"))
    server.files = instance.build()
    exceptions = tmp_path / "exceptions"
    exceptions.write_text(min(instance.rows))
    options = ("--where", "list=sample,harbour", "--where", "state=verified", "--examples", "--full")
    folder = str(tmp_path / "mirror")
    done = handlelists(server.url, folder, *options, "--suppress", str(exceptions), "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"], told["view_rows"]) == (0, "updated", 30)
    assert told["requests"] == len(server.requests)
    instance.rows.clear()
    instance.events.clear()
    server.files = instance.build()
    assert handlelists(server.url, folder).returncode == 4
    assert handlelists(server.url, folder, "--allow-rollback").returncode == 0


def test_a_refusal_is_json_where_asked(server: FeedServer, tmp_path: Path) -> None:
    server.files = with_index(server.files, lambda index: index.update(pending=1))
    done = handlelists(server.url, str(tmp_path / "mirror"), "--format", "json")
    assert json.loads(done.stdout) == {
        "code": "pending",
        "hint": REFUSALS["pending"].hint,
        "message": "The site shows changes that are not committed",
        "status": "refused",
    }
    assert (done.returncode, done.stderr) == (4, "")


def test_what_a_server_says_cannot_move_the_cursor(server: FeedServer, tmp_path: Path) -> None:
    server.files = with_index(server.files, lambda index: index["lists"][0].update(id="\x1b[2J\u202ex"))
    done = handlelists(server.url, str(tmp_path / "mirror"))
    assert done.returncode == 4
    assert all(line.isprintable() for line in done.stderr.splitlines())


def test_the_help_says_how_a_run_may_end() -> None:
    text = " ".join(handlelists("--help").stdout.split())
    for status in ("0 updated", "2 wrong use", "3 nothing new", "4 the server", "5 a human"):
        assert status in text


# What it costs


def test_one_changed_record_of_ten_thousand(tmp_path: Path) -> None:
    """At most 5 requests and 60 kB beyond index.json, with the last event page full.

    Shown with a quarter of them: of what is asked for only the list of chunks grows with the records.
    """
    instance = world(2_560)
    assert len(instance.events) % 64 == 0
    folder = tmp_path / "mirror"
    record = sorted(instance.rows)[1000]
    with serving(instance.build()) as server:
        run(server, folder)
        # The event begins a page; then 63 more fill it, all read at once by another mirror.
        for changes in (1, 63):
            for number in range(changes):
                instance.put(listing(record, summary=f"Changed {number} times."))
            server.files = instance.build()
            result = run(server, folder)
            asked = [path for path in server.requests if path != INDEX]
            spent = sum(len(server.files[path]) for path in asked)
            assert result.bytes == spent + len(server.files[INDEX])
            assert len(asked) <= 5
            grows = sum(len(server.files[path]) for path in asked if path.endswith("/chunks.json"))
            assert spent + 3 * grows <= 60_000
        assert len(instance.events) % 64 == 0
        assert [change["id"] for change in lines(folder, "changes.ndjson")] == [record]
        assert run(server, folder).requests == 1
        fresh = tmp_path / "fresh"
        run(server, fresh)
        assert state(folder) == state(fresh)
