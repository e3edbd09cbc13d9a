"""A mirror begins again, or goes back, only where it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.sync import SyncOptions
from tests.unit.sync.feed_mirror import fresh, lines, refusal, run, state
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import (
    OTHER_INSTANCE,
    World,
    listing,
    record_id,
    with_index,
    world,
)

if TYPE_CHECKING:
    from pathlib import Path


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


OLDER = pytest.mark.parametrize(
    ("member", "value"), [("as_of", "2025-12-31T00:00:00Z"), ("epoch", "1.0"), ("epoch", "0.9")]
)


def rewritten() -> World:
    """Return an instance with as many events as that of the mirror, and other ones."""
    other = world(200, lists=("harbour", "quay"))
    other.events.clear()
    rows, other.rows = list(other.rows.values()), {}
    other.put(*({**row, "summary": "Another."} for row in rows))
    return other


@OLDER
def test_an_older_instant_or_epoch_is_refused(
    member: str, value: str, server: FeedServer, mirror: Path, tmp_path: Path
) -> None:
    server.files = with_index(rewritten().build(), lambda index: index.update({member: value}))
    refusal(server, mirror, "older")
    assert run(server, mirror, SyncOptions(allow_rollback=True)).resync == "accepted"
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@OLDER
def test_an_older_instant_or_epoch_is_followed_where_no_event_is_taken_back(  # noqa: PLR0913, PLR0917 - fixtures
    member: str, value: str, server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    instance.put(listing(record_id(-1)))
    server.files = with_index(instance.build(), lambda index: index.update({member: value}))
    assert run(server, mirror).changes == 1
    assert state(mirror) == fresh(server, tmp_path / "fresh")


def test_an_older_instant_is_refused_with_a_new_epoch(server: FeedServer, mirror: Path) -> None:
    server.files = with_index(
        server.files, lambda index: index.update(epoch="1.2", as_of="2025-12-31T00:00:00Z")
    )
    refusal(server, mirror, "older")


@pytest.mark.parametrize(
    "poison", [{"epoch": "9999999999999999.9999999999999999"}, {"as_of": "2100-01-01T00:10:00Z"}], ids=str
)
def test_a_mirror_follows_the_site_again_after_an_index_that_was_wrong(
    poison: dict[str, str], server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    server.files = with_index(instance.build(), lambda index: index.update(poison))
    run(server, mirror)
    server.files = instance.build()
    run(server, mirror)
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@pytest.mark.parametrize("poison", ["9999-12-31T23:59:59Z", "2100-99-99T99:99:99Z", "2100-01-01T00:10:01Z"])
def test_an_instant_that_cannot_be_right_keeps_a_mirror_from_nothing(
    poison: str, server: FeedServer, mirror: Path, instance: World, tmp_path: Path
) -> None:
    file = mirror / "current/state.json"
    file.write_text(file.read_text().replace(instance.now, poison))
    assert run(server, mirror).as_of == instance.now
    assert state(mirror) == fresh(server, tmp_path / "fresh")


@pytest.mark.parametrize("more", [0, 1, 63, 64, 100])
def test_a_rewritten_history_is_refused_unless_accepted(
    more: int, server: FeedServer, mirror: Path, tmp_path: Path
) -> None:
    other = rewritten()
    first = next(iter(other.rows.values()))
    for number in range(more):
        other.put({**first, "summary": f"Version {number}"})
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
