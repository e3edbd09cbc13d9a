"""A mirror left at any earlier build, then synced, ends as a fresh one does, whichever way the rows came."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.sync import SyncOptions, Where, gather
from tests.examples import examples
from tests.unit.sync.feed_mirror import lines, run, state
from tests.unit.sync.feed_server import serving
from tests.unit.sync.feed_site import REMOVED, World, line, listing, record_id, sha256, tombstone

if TYPE_CHECKING:
    from tests.unit.sync.feed_site import Row

LISTS = ("harbour", "quay", "sample")
VIEWS = (
    SyncOptions(),
    SyncOptions(examples=True),
    SyncOptions(where=Where.parse(["state=verified,lapsed", "list=quay"]), examples=True),
    SyncOptions(where=Where.parse(["state=retracted"])),
)

edits = st.tuples(
    st.integers(0, 150),
    st.sampled_from(LISTS),
    st.sampled_from(["verified", "verified", "disputed", "lapsed", "unheard-of", *REMOVED]),
    st.integers(0, 3),
)
builds = st.lists(st.lists(edits, max_size=30), min_size=2, max_size=5)


def edited(number: int, list_id: str, standing: str, version: int) -> Row:
    row = listing(
        record_id(number),
        list_id,
        example=list_id == "sample",
        state="verified" if standing in REMOVED else standing,
        **({"handle": f"account{version}"} if version else {"handle": None, "account_id": f"9{number}"}),
    )
    return tombstone(row, standing) if standing in REMOVED else row


def published(history: list[list[tuple[int, str, str, int]]]) -> list[dict[str, bytes]]:
    """Return one build after each group of edits. A record stays on the list that it was on first."""
    instance = World(lists={name: name == "sample" for name in LISTS})
    homes: dict[int, str] = {}
    made = []
    for group in history:
        for number, list_id, standing, version in group:
            row = edited(number, homes.setdefault(number, list_id), standing, version)
            if instance.rows.get(row["id"]) != row:
                instance.put(row)
        instance.minute += 1
        made.append(instance.build())
    return made


@pytest.mark.parametrize("records", [True, False, None], ids=["by events", "by chunks", "as it is cheaper"])
def test_every_way_leads_to_the_same_mirror(
    records: bool | None,  # noqa: FBT001 - a parameter
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if records is not None:
        monkeypatch.setattr(gather, "records_are_cheaper", lambda *_: records)

    @settings(max_examples=examples(5))
    @given(builds, st.sampled_from(VIEWS), st.sampled_from(VIEWS), st.booleans())
    def law(
        history: list[list[tuple[int, str, str, int]]],
        first: SyncOptions,
        then: SyncOptions,
        full: bool,  # noqa: FBT001 - drawn
    ) -> None:
        made = published(history)
        with tempfile.TemporaryDirectory() as name, serving(made[-1]) as server:
            folder = Path(name)
            run(server, folder / "fresh", then)
            fresh = state(folder / "fresh")
            for number, files in enumerate(made[:-1]):
                server.files = files
                run(server, folder / str(number), first)
                server.files = made[-1]
                result = run(server, folder / str(number), replace(then, full=full))
                assert state(folder / str(number)) == fresh
                assert result.resync == ("asked" if full else None)
                if records and not full:
                    assert not any("/chunks" in path for path in server.requests)
                if records is False:
                    assert not any(path.endswith("record.json") for path in server.requests)

    law()


@settings(max_examples=examples(5))
@given(builds)
def test_changes_are_the_same_whichever_way_they_came(history: list[list[tuple[int, str, str, int]]]) -> None:
    made = published(history)
    with tempfile.TemporaryDirectory() as name, serving(made[0]) as server:
        folder = Path(name)
        told = []
        for way in (True, False):
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(gather, "records_are_cheaper", lambda *_, way=way: way)
                server.files = made[0]
                run(server, folder / str(way))
                server.files = made[-1]
                run(server, folder / str(way))
                told.append(lines(folder / str(way), "changes.ndjson"))
        assert told[0] == told[1]


@settings(max_examples=examples(5))
@given(builds)
def test_changes_replay_to_the_mirror(history: list[list[tuple[int, str, str, int]]]) -> None:
    made = published(history)
    held: dict[str, tuple[str, str]] = {}
    view: set[str] = set()
    with tempfile.TemporaryDirectory() as name, serving(made[0]) as server:
        for files in made:
            server.files = files
            if run(server, Path(name), SyncOptions(examples=True)).status == "nothing-new":
                continue
            for change in lines(Path(name), "changes.ndjson"):
                assert held.get(change["id"], ("none", ""))[0] == change["from"]
                held[change["id"]] = (change["to"], change["sha256"])
                if change.get("view") == "added":
                    view.add(change["id"])
                elif change.get("view") == "removed":
                    view.remove(change["id"])
        rows = {
            row["id"]: (row["state"], sha256(line(row)))
            for list_id in LISTS
            for row in lines(Path(name), f"lists/{list_id}/records.ndjson")
        }
        assert held == rows
        assert view == {row["id"] for row in lines(Path(name), "view.ndjson")}
