"""Whatever a server does wrong: a clear refusal, the right exit status, and not a byte of the mirror changed."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785

from site_builder.sync import SyncLimits, SyncOptions
from site_builder.sync.clock import CLOCK
from tests.unit.sync.feed_mirror import DEFAULT, QUICK, refusal, run, state
from tests.unit.sync.feed_server import FeedServer, serving
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
from tests.unit.sync.still_clock import StillClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from site_builder.sync.clock import Clock
    from tests.unit.sync.feed_server import Request

HASTY = replace(QUICK, read_seconds=0.2)
SMALL = replace(QUICK, index_bytes=50_000, page_bytes=50_000, record_bytes=50_000, run_bytes=200_000)
CHANGED = record_id(-1)
PAGE = "feeds/v1/changes/1.json"
RECORD = f"lists/harbour/{CHANGED}/record.json"
CHUNK = re.compile("feeds/v1/lists/harbour/chunks/[0-9a-f]{64}.json")
FILES = (INDEX, PAGE, RECORD)


class Site:
    """A mirror at one build, and a server at the next."""

    def __init__(self, server: FeedServer, begun: Begun, mirror: Path) -> None:
        self.server = server
        self.instance = deepcopy(begun.instance)
        self.mirror = mirror
        self.old = begun.old
        server.files = dict(begun.new)
        server.trick = None

    def trick(self, path: str | re.Pattern[str], answer: Callable[[Request], object]) -> None:
        """Let the server answer requests for a file in its own way."""

        def tricked(request: Request, asked: str) -> bool:
            if not re.fullmatch(path, asked):
                return False
            answer(request)
            return True

        self.server.trick = tricked

    def refused(
        self,
        code: str,
        limits: SyncLimits = QUICK,
        options: SyncOptions = DEFAULT,
        clock: Clock = CLOCK,
    ) -> str:
        return str(refusal(self.server, self.mirror, code, options, limits=limits, clock=clock))


@dataclass(frozen=True)
class Begun:
    """What each test begins with: one server and a mirror of a build, and the instance one change later."""

    server: FeedServer
    mirror: Path
    instance: World
    old: dict[str, bytes]
    new: dict[str, bytes]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    instance = world(100)
    mirror = tmp_path_factory.mktemp("begun") / "mirror"
    with serving(instance.build()) as server:
        run(server, mirror)
        old = dict(server.files)
        instance.put(listing(CHANGED))
        yield Begun(server, mirror, instance, old, instance.build())


@pytest.fixture
def site(begun: Begun, tmp_path: Path) -> Site:
    shutil.copytree(begun.mirror, tmp_path / "mirror", symlinks=True)
    return Site(begun.server, begun, tmp_path / "mirror")


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", *lines, "", "")).encode()


def test_without_a_trick_the_mirror_follows(site: Site) -> None:
    assert run(site.server, site.mirror).changes == 1
    assert tuple(site.server.requests) == FILES


# The connection


@pytest.mark.parametrize("path", FILES)
def test_an_answer_that_ends_early(path: str, site: Site) -> None:
    data = site.server.files[path]
    site.trick(path, lambda request: request.raw(head(f"Content-Length: {len(data)}"), data[:-7]))
    site.refused("unavailable")
    assert site.server.requests.count(path) == QUICK.attempts


@pytest.mark.parametrize(("path", "code"), [(INDEX, "malformed"), (PAGE, "mixed"), (RECORD, "mixed")])
def test_an_answer_without_length_that_ends_early(path: str, code: str, site: Site) -> None:
    data = site.server.files[path]
    site.trick(path, lambda request: request.raw(head("Connection: close"), data[:-7]))
    site.refused(code)


@pytest.mark.parametrize("path", FILES)
def test_no_answer_at_all(path: str, site: Site) -> None:
    site.trick(path, lambda request: request.rfile.read(1))
    site.refused("unavailable", HASTY)


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", head("Content-Length: 9000")])
@pytest.mark.parametrize("path", FILES)
def test_an_answer_that_drips(path: str, begin: bytes, site: Site) -> None:
    clock = StillClock()

    def drip(request: Request) -> None:
        request.wfile.write(begin)
        for _ in range(10):
            request.wfile.write(b"x")
            clock.move(QUICK.answer_seconds / 10)
        request.close_connection = True

    site.trick(path, drip)
    assert "took too long" in site.refused("unavailable", clock=clock)


def test_a_run_that_takes_too_long(site: Site) -> None:
    clock = StillClock()

    def linger(request: Request) -> None:
        clock.move(QUICK.run_seconds)
        request.close_connection = True

    site.trick(PAGE, linger)
    assert "The run took longer" in site.refused("unavailable", clock=clock)


@pytest.mark.parametrize("path", FILES)
def test_an_endless_body(path: str, site: Site) -> None:
    def pour(request: Request) -> None:
        request.wfile.write(head("Transfer-Encoding: chunked"))
        while True:
            request.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")

    site.trick(path, pour)
    site.refused("too-large", SMALL)


def test_an_endless_chunk_is_not_read_beyond_its_size(site: Site, tmp_path: Path) -> None:
    def pour(request: Request) -> None:
        request.wfile.write(head("Connection: close"))
        while True:
            request.wfile.write(bytes(0x10000))

    site.trick(CHUNK, pour)
    refusal(site.server, tmp_path / "fresh", "mixed")


def test_a_body_that_is_announced_as_too_long_is_not_read(site: Site) -> None:
    site.trick(INDEX, lambda request: request.raw(head(f"Content-Length: {10**30}")))
    site.refused("too-large")


def test_too_much_altogether(site: Site, tmp_path: Path) -> None:
    refusal(site.server, tmp_path / "fresh", "too-large", limits=replace(QUICK, run_bytes=60_000))


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip", "IDENTITY, gzip"])
def test_a_compressed_bomb(path: str, coding: str, site: Site) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    site.trick(path, lambda request: request.answer(200, bomb, Content_Encoding=coding))
    site.refused("encoded")
    assert site.server.headers[-1]["accept-encoding"] == "identity"


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect(path: str, status: int, site: Site) -> None:
    with serving(site.server.files) as other:
        target = f"{other.url}{path}\x9b31m"
        site.trick(path, lambda request: request.answer(status, b"", Location=target))
        told = site.refused("redirect")
        assert other.requests == []
    assert other.url in told
    assert "\x9b" not in told


@pytest.mark.parametrize(
    "answer",
    [b"", b"\r\n" * 1000, b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"],
)
def test_no_web_server(answer: bytes, site: Site) -> None:
    site.trick(INDEX, lambda request: request.raw(answer))
    site.refused("unavailable")


@pytest.mark.parametrize("status", [400, 401, 403, 418, 501])
@pytest.mark.parametrize("path", FILES)
def test_an_answer_that_says_no_is_not_asked_for_again(path: str, status: int, site: Site) -> None:
    site.trick(path, lambda request: request.answer(status, b""))
    site.refused("unavailable")
    assert site.server.requests.count(path) == 1


def test_a_site_without_feeds(site: Site) -> None:
    del site.server.files[INDEX]
    assert INDEX in site.refused("unavailable")


def test_an_unasked_not_modified(site: Site, tmp_path: Path) -> None:
    site.trick(INDEX, lambda request: request.answer(304, b""))
    refusal(site.server, tmp_path / "fresh", "malformed")
    site.refused("malformed", options=SyncOptions(full=True))


# Files that do not fit together


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


# Publishers that contradict themselves: every hash is right


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
        if page.get("events") and isinstance(page["events"][-1], dict):
            index["changes"]["last_event"] = sha256(rfc8785.dumps(page["events"][-1]))

    return with_index(built, name)


@pytest.mark.parametrize(
    "edit",
    [
        lambda page: page["events"].pop(0),
        lambda page: page["events"].clear(),
        lambda page: page.update(page=0),
        lambda page: page.update(prev=None),
        lambda page: page["events"][3].update(prev="0" * 64),
        lambda page: page["events"][3].update(kind="changed", to="lapsed"),
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


def test_an_index_that_names_another_last_event(site: Site) -> None:
    site.server.files = with_index(
        site.server.files, lambda index: index["changes"].update(last_event="0" * 64)
    )
    site.refused("unproved")


def test_pages_that_do_not_follow_one_another(site: Site, tmp_path: Path) -> None:
    site.server.files = sealed(site.instance, lambda page: page["events"][0].update(prev="0" * 64))
    page = json.loads(site.server.files[PAGE])
    for before, event in zip(page["events"], page["events"][1:], strict=False):
        event["prev"] = sha256(rfc8785.dumps(before))
    site.server.files = sealed(site.instance, lambda made: made.update(page))
    refusal(site.server, tmp_path / "fresh", "unproved", SyncOptions(full=True))


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
        (lambda chunks: [chunks[0].replace(b'"actionable":', b'"actionable": ', 1), *chunks[1:]], "unproved"),
        (lambda chunks: [chunks[0] + b" ", *chunks[1:]], "unproved"),
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


# The index


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda index: index.update(history=False), "no-history"),
        (lambda index: index.update(pending=2), "pending"),
        (lambda index: index.update(pending=0), "pending"),
        (lambda index: index.update(version="2"), "malformed"),
        (lambda index: index.update(version=1), "malformed"),
        (lambda index: index.update(epoch="1"), "malformed"),
        (lambda index: index.update(epoch="1.9999999999"), "malformed"),
        (lambda index: index.update(as_of="2026-01-01"), "malformed"),
        (lambda index: index.update(as_of="9" * 5000), "malformed"),
        (lambda index: index.update(instance=[]), "malformed"),
        (lambda index: index["instance"].update(id="../x"), "malformed"),
        (lambda index: index["changes"].update(events=-1), "malformed"),
        (lambda index: index["changes"].update(events=10**15), "malformed"),
        (lambda index: index["changes"].update(events=1.5), "malformed"),
        (lambda index: index["changes"].pop("last_page"), "malformed"),
        (lambda index: index["changes"].pop("last_event"), "malformed"),
        (lambda index: index["changes"]["last_page"].update(path="https://x.example/"), "malformed"),
        (lambda index: index["changes"]["last_page"].update(path="/feeds/v1/changes/1.json"), "malformed"),
        (lambda index: index["lists"][0].update(id="../../x"), "malformed"),
        (lambda index: index["lists"][0].update(id="quay"), "malformed"),
        (lambda index: index["lists"][0].update(id="\x1b]0;x\x07"), "malformed"),
        (lambda index: index["lists"][0].update(digest="0" * 64), "malformed"),
        (lambda index: index["lists"][0].update(files=[]), "malformed"),
        (lambda index: index["lists"][0].update(example="no"), "malformed"),
        (lambda index: index["lists"][0]["files"][0].update(bytes=-1), "malformed"),
        (lambda index: index["lists"][0]["files"].append(index["lists"][0]["files"][0]), "malformed"),
        (lambda index: index["lists"].append(index["lists"][0]), "malformed"),
        (lambda index: index.update(lists=None), "malformed"),
    ],
)
def test_an_index_that_cannot_be_followed(
    edit: Callable[[dict[str, Any]], None], code: str, site: Site
) -> None:
    site.server.files = with_index(site.server.files, edit)
    told = site.refused(code)
    assert told.isprintable()
    assert len(told) < 300
    assert site.server.requests == [INDEX]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html>",
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 100_000 + b"}",
        b'{"version": "1", "version": "1"}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}",
        b"null",
        b"[]",
        b"{} {}",
    ],
    ids=lambda data: ascii(data[:20]),
)
def test_an_index_that_is_no_json_of_this_world(data: bytes, site: Site) -> None:
    site.server.files[INDEX] = data
    assert site.refused("malformed").isprintable()
