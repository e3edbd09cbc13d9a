"""A mirror is what the site publishes, proved, in one step; and it takes little to keep it so."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.errors import OutputError
from site_builder.sync import SyncOptions, Where, gather, read_rows, sync
from site_builder.write.generations import opened
from tests.unit.sync.feed_mirror import DEFAULT, QUICK, lines, refusal, run, state
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import (
    INDEX,
    OTHER_INSTANCE,
    World,
    expected,
    listing,
    record_id,
    tombstone,
    with_index,
    world,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def instance() -> World:
    return world(200, lists=("harbour", "quay"))


@pytest.fixture
def server(instance: World) -> Iterator[FeedServer]:
    with serving(instance.build()) as served:
        yield served


@pytest.fixture
def mirror(server: FeedServer, tmp_path: Path) -> Path:
    run(server, tmp_path / "mirror")
    return tmp_path / "mirror"


def fresh(server: FeedServer, folder: Path, options: SyncOptions = DEFAULT) -> dict[str, bytes]:
    run(server, folder, options)
    return state(folder)


# What a mirror holds


def test_a_mirror_holds_the_lists_as_they_are_published(server: FeedServer, mirror: Path) -> None:
    held = state(mirror)
    assert expected(server.files).items() <= held.items()
    assert set(held) == {*expected(server.files), "state.json", "view.ndjson"}


def test_the_first_run_says_that_everything_was_published(mirror: Path, instance: World) -> None:
    changes = lines(mirror, "changes.ndjson")
    assert {change["id"] for change in changes} == set(instance.rows)
    assert {(change["from"], change["kind"], change["to"], change["view"]) for change in changes} == {
        ("none", "published", "verified", "added")
    }
    assert json.loads((mirror / "current/run.json").read_text())["from"] is None


def test_the_state_says_what_the_mirror_speaks_for(server: FeedServer, mirror: Path) -> None:
    index = json.loads(server.files[INDEX])
    told = json.loads((mirror / "current/state.json").read_text())
    assert told["instance"] == index["instance"]["id"]
    assert (told["seq"], told["last_event"]) == (200, index["changes"]["last_event"])
    assert (told["as_of"], told["epoch"], told["url"]) == (index["as_of"], "1.1", server.url)
    assert {name: item["digest"] for name, item in told["lists"].items()} == {
        item["id"]: item["digest"] for item in index["lists"]
    }


def test_the_view_is_read_as_rows(mirror: Path) -> None:
    rows = list(read_rows(mirror / "current/view.ndjson"))
    assert [(row.list, row.id) for row in rows] == sorted((row.list, row.id) for row in rows)
    assert all(row.actionable and row.value["id"] == row.id for row in rows)
    assert b"".join(row.line for row in rows) == (mirror / "current/view.ndjson").read_bytes()


def test_a_site_without_records_gives_an_empty_mirror(tmp_path: Path) -> None:
    with serving(World().build()) as server:
        result = run(server, tmp_path / "mirror")
        assert (result.status, result.requests, result.view_rows) == ("updated", 1, 0)
        assert state(tmp_path / "mirror")["lists/harbour/records.ndjson"] == b""
        assert run(server, tmp_path / "mirror").status == "nothing-new"


# Nothing new


def test_nothing_new_costs_one_request_and_no_body(server: FeedServer, mirror: Path) -> None:
    before = state(mirror)
    result = run(server, mirror)
    assert (result.status, result.requests, result.bytes) == ("nothing-new", 1, 0)
    assert server.requests == [INDEX]
    assert state(mirror) == before


def test_a_server_without_validators_costs_the_index(instance: World, tmp_path: Path) -> None:
    with serving(instance.build(), validators=False) as server:
        run(server, tmp_path / "mirror")
        result = run(server, tmp_path / "mirror")
        assert (result.status, server.requests) == ("nothing-new", [INDEX])


def test_a_later_build_of_the_same_rows_is_nothing_new_and_is_remembered(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    changes = lines(mirror, "changes.ndjson")
    instance.minute += 60
    server.files = instance.build()
    result = run(server, mirror)
    assert (result.status, server.requests) == ("nothing-new", [INDEX])
    assert lines(mirror, "changes.ndjson") == changes
    assert state(mirror) == fresh(server, tmp_path / "fresh")
    assert json.loads(state(mirror)["state.json"])["as_of"] == instance.now


# Following events


def test_one_changed_record_costs_a_page_and_a_record(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    record = sorted(instance.rows)[17]
    instance.put(listing(record, instance.rows[record]["list"], handle="Renamed"))
    server.files = instance.build()
    result = run(server, mirror)
    assert [path.split("/")[-1] for path in server.requests] == ["index.json", "3.json", "record.json"]
    assert (result.changes, result.removals, result.previous_seq, result.seq) == (1, 0, 200, 201)
    (change,) = lines(mirror, "changes.ndjson")
    assert (change["id"], change["kind"], change["view"]) == (record, "renamed", "changed")
    assert change["fields"] == ["handle", "match"]
    assert state(mirror) == fresh(server, tmp_path / "fresh")


def test_a_removal_says_what_to_do(server: FeedServer, mirror: Path, instance: World) -> None:
    one, other = sorted(instance.rows)[:2]
    instance.remove(one, "retracted", "mistaken-identity")
    instance.remove(other, "withheld", "under-review")
    server.files = instance.build()
    result = run(server, mirror)
    assert (result.changes, result.removals, result.view_removed) == (2, 2, 2)
    told = {change["id"]: change for change in lines(mirror, "changes.ndjson")}
    assert (told[one]["kind"], told[one]["effect"]) == ("retracted", "undo")
    assert (told[other]["kind"], told[other]["effect"]) == ("withheld", "stop-relying")
    assert {change["view"] for change in told.values()} == {"removed"}
    assert {one, other}.isdisjoint(row.id for row in read_rows(mirror / "current/view.ndjson"))


def test_nothing_of_a_removed_record_stays_in_the_folder(
    server: FeedServer, mirror: Path, instance: World
) -> None:
    record = sorted(instance.rows)[3]
    instance.put(listing(record, instance.rows[record]["list"], summary="Words to be forgotten."))
    server.files = instance.build()
    run(server, mirror)
    assert any(b"to be forgotten" in path.read_bytes() for path in mirror.rglob("*") if path.is_file())
    instance.remove(record, "retracted", "personal-data")
    server.files = instance.build()
    run(server, mirror)
    assert not any(b"to be forgotten" in path.read_bytes() for path in mirror.rglob("*") if path.is_file())


@pytest.mark.parametrize("edits", [1, 60, 64, 65, 130])
def test_events_on_several_pages_are_followed_back_to_the_last_known(
    edits: int, server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    record = min(instance.rows)
    for number in range(edits):
        instance.put(listing(record, instance.rows[record]["list"], summary=f"Version {number}"))
    server.files = instance.build()
    result = run(server, mirror)
    assert result.resync is None
    assert sum(path.endswith("record.json") for path in server.requests) == 1
    assert state(mirror) == fresh(server, tmp_path / "fresh")


def test_a_record_that_came_and_went_in_between_leaves_one_change(
    server: FeedServer, mirror: Path, instance: World
) -> None:
    record = record_id(-1)
    instance.put(listing(record))
    instance.remove(record)
    server.files = instance.build()
    run(server, mirror)
    (change,) = lines(mirror, "changes.ndjson")
    assert (change["from"], change["kind"], change["to"], change["effect"]) == (
        "none",
        "retracted",
        "retracted",
        "undo",
    )
    assert "view" not in change


def test_a_record_that_moves_to_another_list_is_followed(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    record = next(row["id"] for row in instance.rows.values() if row["list"] == "harbour")
    instance.put(listing(record, "quay"))
    server.files = instance.build()
    run(server, mirror)
    assert state(mirror) == fresh(server, tmp_path / "fresh")


# Records or chunks


def test_many_changes_are_fetched_as_chunks_and_few_as_records(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    for row in sorted(instance.rows.values(), key=lambda row: str(row["id"])):
        if row["list"] == "harbour":
            instance.put({**row, "summary": "Changed."})
    quay = next(row for row in instance.rows.values() if row["list"] == "quay")
    instance.put({**quay, "summary": "Changed."})
    server.files = instance.build()
    run(server, mirror)
    assert [path for path in server.requests if path.endswith("record.json")] == [
        f"lists/quay/{quay['id']}/record.json"
    ]
    assert any("/harbour/chunks/" in path for path in server.requests)
    assert not any("/quay/chunks" in path for path in server.requests)
    assert state(mirror) == fresh(server, tmp_path / "fresh")


def test_only_chunks_that_differ_are_fetched(
    server: FeedServer, mirror: Path, instance: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gather, "records_are_cheaper", lambda *_: False)
    record = sorted(instance.rows)[50]
    instance.put(listing(record, instance.rows[record]["list"], summary="Changed."))
    server.files = instance.build()
    run(server, mirror)
    assert sum("/chunks/" in path for path in server.requests) == 1
    assert state(mirror) == fresh(server, tmp_path / "fresh")


# New starts


def test_a_new_epoch_starts_again_and_says_what_differs(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    rewritten = world(150, lists=("harbour", "quay"))
    rewritten.epoch, rewritten.minute = "1.2", instance.minute
    server.files = rewritten.build()
    result = run(server, mirror)
    assert (result.resync, result.seq, result.previous_seq) == ("epoch", 150, 200)
    gone = [change for change in lines(mirror, "changes.ndjson") if change["kind"] == "gone"]
    assert {change["id"] for change in gone} == instance.rows.keys() - rewritten.rows.keys()
    assert {(change["effect"], change["to"], change["view"]) for change in gone} == {
        ("stop-relying", "none", "removed")
    }
    assert state(mirror) == fresh(server, tmp_path / "fresh")


def test_damage_to_the_mirror_is_repaired_from_chunks(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    held = mirror / "current/lists/harbour/records.ndjson"
    held.write_bytes(held.read_bytes().replace(b"account_", b"accounT_", 1))
    instance.put(listing(record_id(-1), "quay"))
    server.files = instance.build()
    result = run(server, mirror)
    assert result.resync == "damaged"
    assert sum("/quay/chunks/" in path for path in server.requests) == 1
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@pytest.mark.parametrize("name", ["view.ndjson", "changes.ndjson", "run.json", "validators.json"])
def test_other_files_may_be_lost(
    name: str, server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    (mirror / "current" / name).unlink()
    instance.minute += 1
    server.files = instance.build()
    run(server, mirror)
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"version": 2}', b"\xff", b"[" * 100_000, None], ids=repr
)
def test_a_mirror_without_memory_is_not_used(content: bytes | None, server: FeedServer, mirror: Path) -> None:
    memory = mirror / "current/state.json"
    memory.unlink()
    if content is not None:
        memory.write_bytes(content)
    refusal(server, mirror, "state")


def test_everything_is_proved_anew_where_asked(server: FeedServer, mirror: Path) -> None:
    result = run(server, mirror, SyncOptions(full=True))
    assert (result.status, result.resync) == ("nothing-new", "asked")
    assert [path for path in server.requests if "changes/" in path] == [
        f"feeds/v1/changes/{number}.json" for number in (3, 2, 1, 0)
    ]


def test_another_address_of_the_same_instance_is_the_same_mirror(
    mirror: Path, server: FeedServer, tmp_path: Path
) -> None:
    with serving(server.files) as other:
        assert run(other, mirror).status == "nothing-new"
        assert state(mirror) == fresh(other, tmp_path / "fresh")


# Going back


def test_going_back_in_time_is_refused_unless_accepted(
    server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    old = instance.build()
    instance.put(listing(record_id(-1)))
    server.files = instance.build()
    run(server, mirror)
    server.files = old
    assert "back in time" in str(refusal(server, mirror, "older"))
    result = run(server, mirror, SyncOptions(allow_rollback=True))
    assert (result.resync, result.previous_seq, result.seq) == ("accepted", 201, 200)
    assert lines(mirror, "changes.ndjson")[0]["kind"] == "gone"
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@pytest.mark.parametrize(
    ("member", "value"), [("as_of", "2025-12-31T00:00:00Z"), ("epoch", "1.0"), ("epoch", "0.9")]
)
def test_an_older_instant_or_epoch_is_refused(
    member: str, value: str, server: FeedServer, mirror: Path, tmp_path: Path
) -> None:
    server.files = with_index(server.files, lambda index: index.update({member: value}))
    refusal(server, mirror, "older")
    assert run(server, mirror, SyncOptions(allow_rollback=True)).resync == "accepted"
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@pytest.mark.parametrize("more", [0, 1, 63, 64, 100])
def test_a_rewritten_history_is_refused_unless_accepted(
    more: int, server: FeedServer, mirror: Path, tmp_path: Path
) -> None:
    other = world(200, lists=("harbour", "quay"))
    other.events.clear()
    rows, other.rows = list(other.rows.values()), {}
    other.put(*({**row, "summary": "Another."} for row in rows))
    for number in range(more):
        other.put({**rows[0], "summary": f"Version {number}"})
    other.minute += 60
    server.files = other.build()
    refusal(server, mirror, "rewritten")
    assert run(server, mirror, SyncOptions(allow_rollback=True)).resync == "accepted"
    assert state(mirror) == fresh(server, tmp_path / "fresh")


def test_another_instance_is_refused_whatever_is_accepted(
    server: FeedServer, mirror: Path, instance: World
) -> None:
    instance.instance = OTHER_INSTANCE
    server.files = instance.build()
    refusal(server, mirror, "other-instance", SyncOptions(allow_rollback=True, full=True, accept=True))


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
    with pytest.raises(OutputError, match="something else"):
        run(server, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_work_is_told_as_it_goes_on(server: FeedServer, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    sync(server.url, tmp_path / "mirror", limits=QUICK, progress=lambda *what: told.append(what))
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
