"""Files that do not fit together: a clear refusal, and not a byte of the mirror changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.sync.feed_mirror import QUICK, refusal, run, state
from tests.unit.sync.feed_server import serving
from tests.unit.sync.feed_site import (
    INDEX,
    listing,
    world,
)
from tests.unit.sync.hostile_site import CHANGED, CHUNK, PAGE, RECORD, Site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sync.feed_server import Request


@pytest.mark.parametrize("path", [PAGE, RECORD])
def test_a_corrupted_file(path: str, site: Site) -> None:
    data = bytearray(site.server.files[path])
    data[len(data) // 2] ^= 1
    site.server.files[path] = bytes(data)
    site.refused("mixed")
    assert site.server.requests.count(path) == QUICK.restarts + 1


def test_a_corrupted_chunk(site: Site, tmp_path: Path) -> None:
    path = next(filter(CHUNK.fullmatch, site.server.files))
    site.server.files[path] = site.server.files[path].replace(b"deception", b"decEption", 1)
    refusal(site.server, tmp_path / "fresh", "mixed")


@pytest.mark.parametrize("path", [PAGE, RECORD])
def test_a_missing_file(path: str, site: Site) -> None:
    del site.server.files[path]
    assert path in site.refused("mixed")


@pytest.mark.parametrize("path", [PAGE, RECORD])
def test_something_else_in_place_of_a_file(path: str, site: Site) -> None:
    site.server.files[path] = b"<!doctype html><title>Not found</title>"
    site.refused("mixed")


def test_two_builds_mixed(site: Site) -> None:
    site.server.files = {**site.server.files, PAGE: b"{}", RECORD: b"{}", INDEX: site.server.files[INDEX]}
    site.refused("mixed")


def test_a_site_that_changes_meanwhile_is_followed(site: Site, tmp_path: Path) -> None:
    def publish(request: Request) -> None:
        site.server.trick = None
        site.instance.put(listing(CHANGED, summary="Changed again."))
        site.server.files = site.instance.build()
        request.serve(RECORD)

    site.trick(RECORD, publish)
    result = run(site.server, site.mirror)
    assert (result.changes, result.seq) == (1, 102)
    assert site.server.requests == [INDEX, PAGE, RECORD, INDEX, PAGE, RECORD]
    assert site.server.headers[-3]["cache-control"] == "no-cache"
    run(site.server, tmp_path / "fresh")
    assert state(site.mirror) == state(tmp_path / "fresh")


def test_a_first_run_keeps_what_it_has_proved_when_the_site_changes(tmp_path: Path) -> None:
    instance = world(1000)
    with serving(instance.build()) as server:
        asked = 0

        def publish(request: Request, path: str) -> bool:
            nonlocal asked
            asked += bool(CHUNK.fullmatch(path))
            if asked == 8:
                server.trick = None
                instance.put(*({**row, "summary": "Changed."} for row in list(instance.rows.values())[-1:]))
                server.files = instance.build()
                request.answer(404, b"")
                return True
            return False

        server.trick = publish
        run(server, tmp_path / "mirror")
        chunks = [path for path in server.requests if CHUNK.fullmatch(path)]
        assert len(chunks) <= len(set(chunks)) + 1


def test_a_site_that_never_stands_still(site: Site) -> None:
    def publish(request: Request) -> None:
        site.instance.put(listing(CHANGED, summary=f"Version {site.instance.minute}."))
        site.server.files = site.instance.build()
        request.serve(RECORD)

    site.trick(RECORD, publish)
    assert "3 times" in site.refused("mixed")
