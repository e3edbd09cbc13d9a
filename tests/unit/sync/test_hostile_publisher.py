"""Publishers that contradict themselves, every hash being right: refused, and not a byte of the mirror changed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785

from site_builder.sync import SyncOptions
from tests.unit.sync.feed_mirror import QUICK, refusal, run, state
from tests.unit.sync.feed_server import serving
from tests.unit.sync.feed_site import (
    INDEX,
    World,
    document,
    line,
    listing,
    record_id,
    sha256,
    with_index,
    world,
)
from tests.unit.sync.hostile_site import CHANGED, RECORD, Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def sealed(instance: World, edit: Callable[[dict[str, Any]], object]) -> dict[str, bytes]:
    """Return a build whose last page holds something else, named by its hash."""
    built = instance.build()
    number = (len(instance.events) - 1) // 64
    path = f"feeds/v1/changes/{number}.json"
    page = json.loads(built[path])
    edit(page)
    built[path] = rfc8785.dumps(page) + b"\n"

    def name(index: dict[str, Any]) -> None:
        index["changes"]["last_page"] |= {"bytes": len(built[path]), "sha256": sha256(built[path])}

    return with_index(built, name)


@pytest.mark.parametrize(
    "edit",
    [
        lambda page: page["events"].pop(0),
        lambda page: page["events"].clear(),
        lambda page: page.update(page=0),
        lambda page: page.update(prev=None),
        lambda page: page["events"][-1].update(seq=500),
        lambda page: page["events"][-1].update(seq=True),
        lambda page: page["events"][-1].update(record="../../../etc/x"),
        lambda page: page["events"][-1].update(list="../.."),
        lambda page: page["events"][-1].update(list="a" * 1000),
        lambda page: page["events"][-1].update(sha256="A" * 64),
        lambda page: page["events"][-1].update(to="\x1b[2J"),
        lambda page: page["events"][-1].pop("sha256"),
        lambda page: page["events"].__setitem__(-1, ["no", "object"]),
        lambda page: page.pop("events"),
        lambda page: page.update(events={}),
    ],
)
def test_a_page_that_is_none(edit: Callable[[dict[str, Any]], object], site: Site) -> None:
    site.server.files = sealed(site.instance, edit)
    told = site.refused("malformed")
    assert told.isprintable()
    assert not any("etc" in path or ".." in path for path in site.server.requests)


def test_an_event_that_names_another_record_than_it_gives(site: Site) -> None:
    other = min(site.instance.rows)
    site.server.files = sealed(site.instance, lambda page: page["events"][-1].update(record=other))
    site.server.files[f"lists/harbour/{other}/record.json"] = site.server.files[RECORD]
    site.refused("unproved")


@pytest.mark.parametrize("member", ["to", "list"])
def test_an_event_that_says_another_state_or_list_than_the_record(member: str, site: Site) -> None:
    site.server.files = sealed(site.instance, lambda page: page["events"][-1].update({member: "lapsed"}))
    site.server.files[f"lists/lapsed/{CHANGED}/record.json"] = site.server.files[RECORD]
    site.refused("unproved")


def test_an_index_that_counts_other_events_than_the_last_page_has(site: Site) -> None:
    site.server.files = with_index(
        site.server.files, lambda index: index["changes"].update(events=index["changes"]["events"] + 1)
    )
    site.refused("unproved")


def test_an_event_that_was_rewritten_on_the_page_that_the_mirror_knows(site: Site) -> None:
    def rewrite(page: dict[str, Any]) -> None:
        page["events"][3].update(kind="changed", to="lapsed")

    site.server.files = sealed(site.instance, rewrite)
    site.refused("rewritten")


def test_pages_that_do_not_follow_one_another(site: Site, tmp_path: Path) -> None:
    site.server.files = sealed(site.instance, lambda page: page.update(prev="0" * 64))
    refusal(site.server, tmp_path / "fresh", "mixed", SyncOptions(full=True))


@pytest.mark.parametrize("full", [True, False])
def test_a_row_that_changed_without_an_event(full: bool, site: Site) -> None:  # noqa: FBT001 - a parameter
    other = min(site.instance.rows)
    site.instance.rows[other] = {**site.instance.rows[other], "handle": "somebody_else"}
    site.server.files = site.instance.build()
    assert other in site.refused("unproved", options=SyncOptions(full=full))


def test_a_row_that_went_without_an_event(site: Site) -> None:
    gone = min(site.instance.rows)
    del site.instance.rows[gone]
    site.server.files = site.instance.build()
    assert gone in site.refused("unproved")


def test_a_row_that_came_without_an_event(site: Site) -> None:
    site.instance.rows[record_id(-2)] = listing(record_id(-2))
    site.server.files = site.instance.build()
    assert record_id(-2) in site.refused("unproved")


def test_rows_without_any_event(tmp_path: Path) -> None:
    instance = world(3)
    instance.events.clear()
    with serving(instance.build()) as server:
        refusal(server, tmp_path / "mirror", "unproved")


def test_a_list_that_went_without_an_event(site: Site) -> None:
    site.server.files = with_index(site.server.files, lambda index: index.update(lists=[]))
    site.refused("unproved")


def test_a_record_on_two_lists(site: Site, tmp_path: Path) -> None:
    site.instance.lists["quay"] = False
    twice = World(rows={CHANGED: listing(CHANGED, "quay")}, lists=site.instance.lists).build()
    built = site.instance.build()
    quay = next(item for item in json.loads(twice[INDEX])["lists"] if item["id"] == "quay")
    built |= {path: data for path, data in twice.items() if "/quay/" in path}
    site.server.files = with_index(built, lambda index: index["lists"].__setitem__(1, quay))
    assert "two lists" in str(refusal(site.server, tmp_path / "fresh", "unproved"))


def rechunked(instance: World, edit: Callable[[list[bytes]], list[bytes]]) -> dict[str, bytes]:
    """Return a build whose chunks are others, named by their hashes."""
    built = instance.build()
    folder = "feeds/v1/lists/harbour"
    refs = json.loads(built[f"{folder}/chunks.json"])["chunks"]
    chunks = edit([built[f"{folder}/chunks/{ref['sha256']}.json"] for ref in refs])
    built |= {f"{folder}/chunks/{sha256(chunk)}.json": chunk for chunk in chunks}
    named = [
        {"bytes": len(chunk), "first": record, "sha256": sha256(chunk)}
        for chunk, record in zip(chunks, [ref["first"] for ref in refs], strict=False)
    ]
    data = document({"chunks": named, "list": "harbour"})
    built[f"{folder}/chunks.json"] = data

    def name(index: dict[str, Any]) -> None:
        (entry,) = index["lists"]
        entry["digest"] = sha256(data)
        entry["files"][0] |= {"bytes": len(data), "sha256": sha256(data)}

    return with_index(built, name)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda chunks: [b"[" + b",".join(chunk[1:-2] for chunk in chunks) + b"]\n"], "unproved"),
        (lambda chunks: chunks[::-1], "unproved"),
        (lambda chunks: [*chunks[:-1], chunks[0]], "unproved"),
        (
            lambda chunks: [chunks[0].replace(b'"actionable":', b'"actionable": ', 1), *chunks[1:]],
            "malformed",
        ),
        (lambda chunks: [chunks[0] + b" ", *chunks[1:]], "malformed"),
        (lambda chunks: [chunks[0][:-2] + b"]]\n", *chunks[1:]], "malformed"),
        (lambda chunks: [chunks[0][:-2] + b",]\n", *chunks[1:]], "malformed"),
        (lambda chunks: [chunks[0][:-1], *chunks[1:]], "malformed"),
        (lambda chunks: [chunks[0][:-2] + b"\xff]\n", *chunks[1:]], "malformed"),
        (lambda chunks: [chunks[0].replace(b"deception", b"decep\xfftion", 1), *chunks[1:]], "malformed"),
        (lambda chunks: [b"[]\n", *chunks[1:]], "malformed"),
        (lambda chunks: [b"", *chunks[1:]], "malformed"),
        (lambda chunks: [chunks[0].replace(b'"harbour"', b'"quay"', 1), *chunks[1:]], "malformed"),
        (lambda chunks: [b"{}\n", *chunks[1:]], "malformed"),
        (lambda chunks: [b"[1]\n", *chunks[1:]], "malformed"),
        (lambda chunks: [b"[" * 100_000, *chunks[1:]], "malformed"),
        (
            lambda chunks: [chunks[0].replace(b'"state":"verified"', b'"state":7', 1), *chunks[1:]],
            "malformed",
        ),
    ],
)
def test_chunks_that_are_none(
    edit: Callable[[list[bytes]], list[bytes]], code: str, site: Site, tmp_path: Path
) -> None:
    site.server.files = rechunked(site.instance, edit)
    refusal(site.server, tmp_path / "fresh", code)


def test_a_chunk_with_more_rows_or_a_longer_one_than_there_may_be(site: Site, tmp_path: Path) -> None:
    few = replace(QUICK, chunk_rows=10)
    assert "more than 10 rows" in str(refusal(site.server, tmp_path / "fresh", "malformed", limits=few))
    site_limit = replace(QUICK, rows=100)
    assert "more than 100 rows" in str(
        refusal(site.server, tmp_path / "fresh", "too-large", limits=site_limit)
    )
    short = replace(QUICK, record_bytes=500)
    assert "within 500 bytes" in str(refusal(site.server, tmp_path / "fresh", "malformed", limits=short))


@pytest.mark.parametrize("path", [INDEX, "feeds/v1/lists/harbour/chunks.json"])
def test_a_file_that_is_announced_as_too_large_is_not_asked_for(
    path: str, site: Site, tmp_path: Path
) -> None:
    """What names a file says how large it is."""
    data = json.loads(site.server.files[path])
    named = data["lists"][0]["files"][0] if path == INDEX else data["chunks"][0]
    named["bytes"] = 10**12
    site.server.files[path] = document(data)
    if path != INDEX:
        digest = {"bytes": len(document(data)), "sha256": sha256(document(data))}

        def name(index: dict[str, Any]) -> None:
            index["lists"][0]["digest"] = digest["sha256"]
            index["lists"][0]["files"][0] |= digest

        site.server.files = with_index(site.server.files, name)
    refusal(site.server, tmp_path / "fresh", "too-large")
    assert not any("/chunks/" in asked for asked in site.server.requests)


def test_a_chunk_list_with_members_of_a_later_release_is_read(site: Site, tmp_path: Path) -> None:
    built = site.server.files
    path = "feeds/v1/lists/harbour/chunks.json"
    data = document({**json.loads(built[path]), "compressed": []})

    def name(index: dict[str, Any]) -> None:
        (entry,) = index["lists"]
        entry |= {"digest": sha256(data), "colour": "blue"}
        entry["files"][0] |= {"bytes": len(data), "sha256": sha256(data)}

    site.server.files = with_index({**built, path: data}, name)
    assert run(site.server, site.mirror).changes == 1
    run(site.server, tmp_path / "fresh")
    assert state(site.mirror) == state(tmp_path / "fresh")


def test_a_record_that_is_not_in_canonical_form(site: Site) -> None:
    row = listing(CHANGED, summary="Other.")
    site.instance.put(row)
    pretty = document(row)
    site.server.files = sealed(site.instance, lambda page: page["events"][-1].update(sha256=sha256(pretty)))
    site.server.files[RECORD] = pretty
    assert line(row) != pretty
    site.refused("malformed")
