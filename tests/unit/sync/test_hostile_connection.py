"""Whatever a connection does wrong: a clear refusal, the right exit status, not a byte of the mirror changed."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder.sync import SyncOptions
from tests.unit.sync.feed_mirror import QUICK, refusal, run
from tests.unit.sync.feed_server import serving
from tests.unit.sync.feed_site import (
    INDEX,
)
from tests.unit.sync.hostile_site import CHUNK, FILES, HASTY, PAGE, RECORD, SMALL, Site, head
from tests.unit.sync.still_clock import StillClock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sync.feed_server import Request


def test_without_a_trick_the_mirror_follows(site: Site) -> None:
    assert run(site.server, site.mirror).changes == 1
    assert tuple(site.server.requests) == FILES


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
