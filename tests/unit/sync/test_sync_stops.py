"""A mirror has a view, stops for a human, and leaves the folders of others alone."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.errors import OutputError
from site_builder.sync import SyncOptions, Where, read_rows, sync
from site_builder.write.generations import opened
from tests.unit.sync.feed_mirror import NOW, QUICK, fresh, lines, refusal, run, state
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import (
    INDEX,
    World,
    listing,
    record_id,
    tombstone,
    world,
)

if TYPE_CHECKING:
    from pathlib import Path


# Views


def test_other_options_rewrite_the_view_and_nothing_else(
    server: FeedServer, mirror: Path, tmp_path: Path
) -> None:
    options = SyncOptions(where=Where(list=frozenset({"quay"})))
    result = run(server, mirror, options)
    assert (result.status, result.view_rows, result.view_removed) == ("updated", 100, 100)
    assert server.requests == [INDEX]
    changes = lines(mirror, "changes.ndjson")
    assert {(change["kind"], change["list"], change["view"]) for change in changes} == {
        ("view", "harbour", "removed")
    }
    assert all(change["from"] == change["to"] == "verified" for change in changes)
    assert state(mirror) == fresh(server, tmp_path / "fresh", options)
    assert run(server, mirror, options).requests == 1
    assert run(server, mirror).view_added == 100


def test_exceptions_never_come_into_the_view(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    one, other = sorted(instance.rows)[:2]
    file = tmp_path / "exceptions"
    file.write_text(f"# ours\n{one}\ntwitter:@{instance.rows[other]['handle'].upper()}  # checked\n")
    options = SyncOptions(suppress=file)
    assert run(server, mirror, options).view_removed == 2
    held = {row.id for row in read_rows(mirror / "current/view.ndjson")}
    assert held == instance.rows.keys() - {one, other}
    assert (mirror / "current/state.json").read_text().count(one) == 0


def test_example_lists_are_proved_and_kept_apart(tmp_path: Path) -> None:
    shown = world(50)
    shown.lists["sample"] = True
    shown.put(*(listing(record_id(-number), "sample", example=True) for number in range(1, 30)))
    with serving(shown.build()) as server:
        mirror = tmp_path / "mirror"
        result = run(server, mirror)
        assert (result.changes, result.view_rows) == (50, 50)
        assert not (mirror / "current/lists/sample").exists()
        asked = SyncOptions(examples=True)
        assert run(server, mirror, asked).changes == 29
        assert (mirror / "current/lists/sample/records.ndjson").read_bytes().count(b"\n") == 29
        assert result.view_rows == len(list(read_rows(mirror / "current/view.ndjson")))
        both = SyncOptions(examples=True, where=Where(state=frozenset({"verified"})))
        assert run(server, mirror, both).view_rows == 79
        assert state(mirror) == fresh(server, tmp_path / "fresh", both)
        assert run(server, mirror).status == "updated"
        assert {change["kind"] for change in lines(mirror, "changes.ndjson")} == {"gone"}


# Stops for a human


def test_too_many_additions_stop_until_accepted(server: FeedServer, mirror: Path, instance: World) -> None:
    instance.put(*(listing(record_id(-number)) for number in range(1, 7)))
    server.files = instance.build()
    stopped = refusal(server, mirror, "too-many", SyncOptions(max_adds=5))
    assert "add 6 accounts, more than 5" in str(stopped)
    assert run(server, mirror, SyncOptions(max_adds=5, accept=True)).view_added == 6


def test_too_many_removals_stop_until_accepted(server: FeedServer, mirror: Path, instance: World) -> None:
    for record in sorted(instance.rows)[:3]:
        instance.remove(record)
    server.files = instance.build()
    refusal(server, mirror, "too-many", SyncOptions(max_removes=2))
    assert run(server, mirror, SyncOptions(max_removes=3)).view_removed == 3


def test_a_row_that_means_another_account_counts_as_both(
    server: FeedServer, mirror: Path, instance: World
) -> None:
    row = next(iter(instance.rows.values()))
    instance.put(listing(row["id"], row["list"], handle="Somebody_Else"))
    server.files = instance.build()
    refusal(server, mirror, "too-many", SyncOptions(max_adds=0))
    refusal(server, mirror, "too-many", SyncOptions(max_removes=0))


def test_changes_that_leave_the_view_alone_stop_nothing(
    server: FeedServer, mirror: Path, instance: World
) -> None:
    row = next(iter(instance.rows.values()))
    instance.put({**row, "summary": "Other words."})
    instance.put(tombstone(listing(record_id(-1)), "withdrawn", "under-review"))
    server.files = instance.build()
    assert run(server, mirror, SyncOptions(max_adds=0, max_removes=0)).changes == 2


def test_the_first_run_has_no_limits_to_keep(server: FeedServer, tmp_path: Path) -> None:
    assert run(server, tmp_path / "mirror", SyncOptions(max_adds=1)).view_added == 200


# The folder


def test_a_second_run_does_not_disturb_the_first(server: FeedServer, mirror: Path) -> None:
    with opened(mirror):
        refusal(server, mirror, "busy")
        assert server.requests == []


def test_a_folder_of_something_else_is_left_alone(server: FeedServer, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds other files"):
        run(server, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_work_is_told_as_it_goes_on(server: FeedServer, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    sync(server.url, tmp_path / "mirror", now=NOW, limits=QUICK, progress=lambda *what: told.append(what))
    whats = {what for what, _, _ in told}
    assert whats == {"Fetching harbour", "Fetching quay"}
    for what in whats:
        steps = [(done, of) for name, done, of in told if name == what]
        assert steps == [(step, len(steps)) for step in range(1, len(steps) + 1)]


def test_a_platform_needs_none_of_the_builder() -> None:
    script = (
        "import sys, site_builder.sync\n"
        "print([name for name in sys.modules if name.split('.')[0] in "
        "('click', 'jinja2', 'jsonschema', 'jsonschema_rs', 'mkdocs', 'yaml')])"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_result_is_json(server: FeedServer, tmp_path: Path) -> None:
    result = run(server, tmp_path / "mirror")
    told: dict[str, Any] = json.loads(json.dumps(result.document))
    assert (told["status"], told["requests"], told["view_rows"]) == ("updated", len(server.requests), 200)
    assert told["bytes"] == server.sent
