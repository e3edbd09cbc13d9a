"""A mirror is what the site publishes, proved, in one step; and it takes little to keep it so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from site_builder.sync import gather, read_rows
from tests.unit.sync.feed_mirror import fresh, lines, run, state
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import (
    INDEX,
    World,
    expected,
    listing,
    record_id,
)

if TYPE_CHECKING:
    from pathlib import Path


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
    assert (told["seq"], told["last_page"]) == (200, index["changes"]["last_page"]["sha256"])
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
