"""Mirrors of real histories and of what the builder publishes: from any earlier build to the same as afresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.git import Blobs, revisions
from site_builder.history.walk import walk
from site_builder.sync import SyncOptions, Where, gather
from tests.acceptance.publications import publications
from tests.history.actual import entries, reader_of
from tests.history.repositories import Told
from tests.history.stream import run as git
from tests.unit.sync.feed_mirror import lines, refusal, run, state
from tests.unit.sync.feed_server import serving
from tests.unit.sync.feed_site import World, expected, with_index

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.publications import Publications
    from tests.once import Once
    from tests.unit.sync.feed_server import FeedServer

EVERY: Final = 40
"""Commits between two builds."""
OPTIONS: Final = SyncOptions(examples=True)
REMOVED: Final = ("retracted", "withdrawn", "withheld")


def without_address(held: dict[str, bytes], server: FeedServer) -> dict[str, bytes]:
    """Return the files of a mirror, the address aside, which is another one for each server."""
    return {path: data.replace(server.url.encode(), b"here") for path, data in held.items()}


# A history of 300 commits, whose trees nobody could publish as they are: published by the tests' own publisher


@dataclass(frozen=True)
class Build:
    events: int
    files: dict[str, bytes]


def build(root: Path) -> Build:
    with Blobs(root) as blobs:
        reader = reader_of(blobs)
        walked = walk(revisions(root), reader)
        rows: dict[str, Any] = {record: found.row for record, found in entries(walked, reader).items()}
    instance = World(
        rows=rows,
        events=[event.row for event in walked.events],
        lists={row["list"]: row["example"] for row in rows.values()},
    )  # the script raises the epoch of its instance, which is another test's business
    files = with_index(instance.build(), lambda index: index.update(as_of=walked.state.time))
    return Build(len(walked.events), files)


@pytest.fixture(scope="module")
def builds(once: Once, tmp_path_factory: pytest.TempPathFactory) -> list[Build]:
    story = once("story", Told.script)
    folder = tmp_path_factory.mktemp("builds")
    clone = folder / "clone"
    git(folder, "clone", "--quiet", "--no-checkout", str(story.root), str(clone))
    made = []
    for number in sorted({*range(EVERY, len(story.line), EVERY), len(story.line)}):
        git(clone, "update-ref", "--no-deref", "HEAD", story.line[number - 1].commit.commit)
        made.append(build(clone))
    assert len(made) > 6
    assert made[-1].events - made[0].events > 128
    return made


@pytest.fixture(scope="module")
def fresh(builds: list[Build], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("fresh")
    with serving(builds[-1].files) as server:
        run(server, folder, OPTIONS)
        return without_address(state(folder), server)


@pytest.mark.parametrize("records", [True, False], ids=["by events", "by chunks"])
def test_a_mirror_of_any_earlier_build_ends_as_a_fresh_one(
    records: bool,  # noqa: FBT001 - a parameter
    builds: list[Build],
    fresh: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(gather, "records_are_cheaper", lambda *_: records)
    with serving({}) as server:
        for number, earlier in enumerate(builds[:-1]):
            server.files = earlier.files
            run(server, tmp_path / str(number), OPTIONS)
            server.files = builds[-1].files
            result = run(server, tmp_path / str(number), OPTIONS)
            assert (result.resync, result.previous_seq, result.seq) == (
                None,
                earlier.events,
                builds[-1].events,
            )
            assert without_address(state(tmp_path / str(number)), server) == fresh
            assert any("/chunks/" in path for path in server.requests) is not records


def test_a_mirror_that_follows_every_build_ends_as_a_fresh_one(
    builds: list[Build], fresh: dict[str, bytes], tmp_path: Path
) -> None:
    held: dict[str, str] = {}
    told = set()
    with serving({}) as server:
        for each in builds:
            server.files = each.files
            if run(server, tmp_path, OPTIONS).status == "nothing-new":
                continue
            for change in lines(tmp_path, "changes.ndjson"):
                assert held.get(change["id"], "none") == change["from"]
                held[change["id"]] = change["to"]
                told.add(change["to"])
                assert ("effect" in change) is (change["to"] in REMOVED)
        assert without_address(state(tmp_path), server) == fresh
        rows = [row for path in fresh if path.startswith("lists/") for row in lines(tmp_path, path)]
        assert held == {row["id"]: row["state"] for row in rows}
        assert told >= set(REMOVED)


def test_every_event_from_the_first_leads_to_these_rows(builds: list[Build], tmp_path: Path) -> None:
    with serving(builds[-1].files) as server:
        run(server, tmp_path, SyncOptions(full=True))
        pages = [path for path in server.requests if path.startswith("feeds/v1/changes/")]
        assert len(pages) == -(-builds[-1].events // 64)


def test_an_earlier_build_is_refused(builds: list[Build], tmp_path: Path) -> None:
    with serving(builds[-1].files) as server:
        run(server, tmp_path)
        server.files = builds[0].files
        refusal(server, tmp_path, "older")


# What the builder publishes


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publications:
    return publications(tmp_path_factory.mktemp("published"))


def test_a_mirror_follows_what_the_builder_publishes(published: Publications, tmp_path: Path) -> None:
    with serving(published.first) as server:
        for files in (published.first, published.second, published.third):
            server.files = files
            result = run(server, tmp_path / "mirror", OPTIONS)
            run(server, tmp_path / str(result.seq), SyncOptions(examples=True, full=True))
            assert state(tmp_path / "mirror") == state(tmp_path / str(result.seq))
            assert expected(files).items() <= state(tmp_path / "mirror").items()
        asked = SyncOptions(examples=True, where=Where.parse(["state=retracted", "list=northwind"]))
        assert run(server, tmp_path / "mirror", asked).view_rows == 1
        (row,) = lines(tmp_path / "mirror", "view.ndjson")
        assert row["effect"] == "erase"


def test_what_a_removal_asks_for_is_told(published: Publications, tmp_path: Path) -> None:
    with serving(published.first) as server:
        run(server, tmp_path, OPTIONS)
        server.files = published.second
        run(server, tmp_path, OPTIONS)
        told = {(change["kind"], change.get("effect")) for change in lines(tmp_path, "changes.ndjson")}
    assert told == {
        ("retracted", "undo"),
        ("retracted", "erase"),
        ("state", None),
        ("withdrawn", "stop-relying"),
        ("withheld", "stop-relying"),
    }


def test_a_rewritten_branch_is_refused_until_its_epoch_rises(published: Publications, tmp_path: Path) -> None:
    with serving(published.first) as server:
        run(server, tmp_path, OPTIONS)
        server.files = published.rewritten
        refusal(server, tmp_path, "rewritten", OPTIONS)
        server.files = published.renewed
        assert run(server, tmp_path, OPTIONS).resync == "epoch"
