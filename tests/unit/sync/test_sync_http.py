"""How a site is asked: where, how often, with what waits in between."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder import __version__
from site_builder.errors import UsageError
from site_builder.sync import SyncOptions, SyncRefused, sync
from site_builder.sync.http import Http, base_address
from tests.unit.sync.feed_mirror import NOW, QUICK, refusal, run
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import INDEX, world
from tests.unit.sync.still_clock import StillClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.sync.feed_server import Request

PATIENT = replace(QUICK, attempts=4, backoff_seconds=1, retry_after_seconds=60)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serving(world(3).build()) as served:
        yield served


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


def failing(server: FeedServer, times: int, status: int = 503, **headers: str) -> None:
    """Let the next requests fail."""

    def trick(request: Request, _path: str) -> bool:
        nonlocal times
        times -= 1
        if times < 0:
            return False
        request.answer(status, b"", **headers)
        return True

    server.trick = trick


# Addresses


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://lists.example", "https://lists.example/"),
        ("https://lists.example/", "https://lists.example/"),
        ("https://lists.example/a/b", "https://lists.example/a/b/"),
        ("HTTPS://Lists.Example/feeds/v1/index.json", "https://lists.example/"),
        ("https://lists.example:8443/x/feeds/v1/index.json", "https://lists.example:8443/x/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("http://127.8.9.1/", "http://127.8.9.1/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_an_address_is_that_of_the_site_root(url: str, base: str) -> None:
    assert base_address(url, allow_http=False) == base


@pytest.mark.parametrize(
    "url",
    [
        "",
        "lists.example",
        "ftp://lists.example/",
        "file:///etc/passwd",
        "https://",
        "https://me:secret@lists.example/",
        "https://lists.example/?q",
        "https://lists.example/#x",
        "https://lists.example/a b",
        "https://lists.example/\r\nX: y",
        "https://[::1/",
        "https://lists.example:99999999/",
        "https://" + "a" * 5000,
    ],
)
def test_what_is_no_such_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="not the address of a site"):
        base_address(url, allow_http=True)


@pytest.mark.parametrize(
    "url", ["http://lists.example/", "http://128.0.0.1/", "http://localhost.lists.example/", "http://[::2]/"]
)
def test_other_machines_are_asked_encrypted_unless_allowed(url: str) -> None:
    with pytest.raises(UsageError, match="not encrypted"):
        base_address(url, allow_http=False)
    assert base_address(url, allow_http=True) == url


def test_a_site_below_a_path_is_asked_there(tmp_path: Path) -> None:
    files = {f"some/where/{path}": data for path, data in world(3).build().items()}
    with serving(files) as server:
        sync(f"{server.url}some/where", tmp_path / "mirror", now=NOW, limits=QUICK)
        assert server.requests[0] == f"some/where/{INDEX}"


# Requests


def test_a_request_says_who_asks(server: FeedServer, tmp_path: Path) -> None:
    run(server, tmp_path / "mirror")
    assert server.headers[0]["user-agent"] == f"handlelists-sync/{__version__}"
    assert "cookie" not in server.headers[0]


def test_one_connection_serves_a_run(server: FeedServer, tmp_path: Path) -> None:
    ports = set()

    def note(request: Request, _path: str) -> bool:
        ports.add(request.client_address)
        return False

    server.trick = note
    assert run(server, tmp_path / "mirror").requests > 2
    assert len(ports) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_after_doubling_waits(
    status: int, server: FeedServer, tmp_path: Path, clock: StillClock
) -> None:
    failing(server, 3, status)
    run(server, tmp_path / "mirror", now=NOW, limits=PATIENT, clock=clock)
    assert clock.waits == [1, 2, 4]


def test_a_server_that_stays_in_trouble_is_left_alone(
    server: FeedServer, tmp_path: Path, clock: StillClock
) -> None:
    failing(server, 100)
    assert "503" in str(refusal(server, tmp_path / "mirror", "unavailable", limits=PATIENT, clock=clock))
    assert clock.waits == [1, 2, 4]
    assert server.requests == [INDEX] * 4


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry_After": "30"}, 30),
        ({"Retry_After": "0"}, 1),
        ({"Retry_After": "soon"}, 1),
        ({"Retry_After": "-5"}, 1),
        ({"Retry_After": "Sun, 01 Mar 2026 00:00:20 GMT", "Date": "Sun, 01 Mar 2026 00:00:00 GMT"}, 20),
        ({"Retry_After": "Sun, 01 Mar 2026 00:00:20 GMT"}, 1),
    ],
)
def test_a_server_may_ask_for_a_longer_wait(
    headers: dict[str, str], waited: float, server: FeedServer, tmp_path: Path, clock: StillClock
) -> None:
    failing(server, 1, 429, **headers)
    run(server, tmp_path / "mirror", now=NOW, limits=PATIENT, clock=clock)
    assert clock.waits == [waited]


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "61"},
        {"Retry_After": "9" * 400},
        {"Retry_After": "Mon, 02 Mar 2026 00:00:00 GMT", "Date": "Sun, 01 Mar 2026 00:00:00 GMT"},
    ],
)
def test_a_server_may_not_ask_for_any_wait(
    headers: dict[str, str], server: FeedServer, tmp_path: Path, clock: StillClock
) -> None:
    failing(server, 1, 429, **headers)
    refusal(server, tmp_path / "mirror", "unavailable", limits=PATIENT, clock=clock)
    assert clock.waits == []


def test_no_wait_is_longer_than_what_is_left_of_the_run(
    server: FeedServer, tmp_path: Path, clock: StillClock
) -> None:
    failing(server, 1, 429, Retry_After="50")
    refusal(server, tmp_path / "mirror", "unavailable", limits=replace(PATIENT, run_seconds=40), clock=clock)
    assert clock.waits == []


def test_nobody_there_is_asked_again_and_then_refused(tmp_path: Path, clock: StillClock) -> None:
    with serving({}) as server:
        url = server.url
    with pytest.raises(SyncRefused, match="no answer") as refused:
        sync(url, tmp_path / "mirror", now=NOW, limits=PATIENT, clock=clock)
    assert refused.value.code == "unavailable"
    assert clock.waits == [1, 2, 4]


@pytest.mark.parametrize("etag", ['"x"', 'W/"x"', "x" * 300, '"\x80"', ""])
def test_validators_are_sent_back_as_they_came_if_they_are_any(
    etag: str, server: FeedServer, tmp_path: Path
) -> None:
    server.validators = False

    def trick(request: Request, path: str) -> bool:
        if path != INDEX:
            return False
        date = "Thu, 01 Mar 2096 00:00:00 GMT"
        request.answer(200, server.files[INDEX], ETag=etag, Last_Modified=date)
        return True

    server.trick = trick
    run(server, tmp_path / "mirror")
    server.headers.clear()
    assert run(server, tmp_path / "mirror").status == "nothing-new"
    sent = server.headers[0]
    # A server that once gave a date in the future would answer for ever that nothing has changed since.
    assert "if-modified-since" not in sent
    assert sent.get("if-none-match") == (etag if etag in ('"x"', 'W/"x"') else None)


def test_no_sockets_are_left(server: FeedServer) -> None:
    with Http(server.url, QUICK) as site:
        site.get(INDEX, 10**6)
        site.get(INDEX, 10**6)
    # An open socket would be a ResourceWarning, and pytest makes an error of that.
    assert site.requests == 2


# Encryption


@pytest.fixture
def encrypted(server: FeedServer, certificate: Path) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return f"https://localhost:{server.server_address[1]}/"


def test_a_certificate_that_nobody_vouches_for_is_refused(encrypted: str, tmp_path: Path) -> None:
    with pytest.raises(SyncRefused) as refused:
        sync(encrypted, tmp_path / "mirror", SyncOptions(allow_http=True), now=NOW, limits=QUICK)
    assert refused.value.code == "certificate"


@pytest.fixture
def trusted(encrypted: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return encrypted


def test_a_certificate_that_this_machine_trusts_is_accepted(trusted: str, tmp_path: Path) -> None:
    assert sync(trusted, tmp_path / "mirror", now=NOW, limits=QUICK).status == "updated"


def test_an_encrypted_answer_that_drips(
    trusted: str, server: FeedServer, tmp_path: Path, clock: StillClock
) -> None:
    def drip(request: Request, _path: str) -> bool:
        request.wfile.write(b"HTTP/1.1 2")
        clock.move(QUICK.answer_seconds)
        return bool(request.rfile.read(1)) or True

    server.trick = drip
    with pytest.raises(SyncRefused, match="took too long"):
        sync(trusted, tmp_path / "mirror", now=NOW, limits=QUICK, clock=clock)
