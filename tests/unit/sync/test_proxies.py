"""A proxy that the environment names is asked, changes none of the checks, and its password is shown to nobody else."""

from __future__ import annotations

import base64
import ssl
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.continuity import published_index
from site_builder.errors import UsageError
from site_builder.sync import SyncOptions, SyncRefused, SyncResult, sync
from site_builder.sync.proxies import proxy_for
from tests.acceptance.support import in_process
from tests.unit.sync.feed_mirror import NOW, QUICK
from tests.unit.sync.feed_proxy import FeedProxy, proxying
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import INDEX, world
from tests.unit.sync.hostile_site import SMALL, head
from tests.unit.sync.still_clock import StillClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.unit.sync.feed_proxy import ProxyRequest

HTTP: Final = "http://lists.example/"
HTTPS: Final = "https://lists.example/"
PLAIN: Final = SyncOptions(allow_http=True)
SECRET: Final = "s3cr%40t"  # noqa: S105 - of nothing


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serving(world(3).build()) as served:
        yield served


@pytest.fixture
def proxy(server: FeedServer) -> Iterator[FeedProxy]:
    with proxying(server) as served:
        yield served


@pytest.fixture
def encrypted(server: FeedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.socket = certified(certificate).wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def certified(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def run(proxy: FeedProxy, folder: Path, url: str = HTTP, **more: Any) -> SyncResult:
    address = f"http://me:{SECRET}@{proxy.address}"
    environment = {"HTTP_PROXY": address, "https_proxy": address}
    return sync(url, folder / "mirror", PLAIN, now=NOW, environment=environment, **{"limits": QUICK, **more})


def refusal(proxy: FeedProxy, folder: Path, url: str = HTTP, **more: Any) -> SyncRefused:
    with pytest.raises(SyncRefused) as refused:
        run(proxy, folder, url, **more)
    told = f"{refused.value} {refused.value.hint}"
    assert "s3cr" not in told
    assert told.isprintable()
    return refused.value


def answering(status: int, body: bytes = b"", **headers: str) -> Callable[[ProxyRequest], bool]:
    """Return a trick: the proxy answers itself."""

    def trick(request: ProxyRequest) -> bool:
        request.answer(status, body, **headers)
        return True

    return trick


# Asking


def test_a_site_that_is_not_encrypted_is_asked_for_by_its_address(proxy: FeedProxy, tmp_path: Path) -> None:
    assert run(proxy, tmp_path).status == "updated"
    assert proxy.asked[0] == f"GET {HTTP}{INDEX}"
    assert {word for word in proxy.passwords if word} == {f"Basic {base64.b64encode(b'me:s3cr@t').decode()}"}


@pytest.mark.usefixtures("encrypted")
def test_an_encrypted_site_is_asked_through_one_tunnel(
    proxy: FeedProxy, server: FeedServer, tmp_path: Path
) -> None:
    assert run(proxy, tmp_path, HTTPS).status == "updated"
    assert proxy.asked == ["CONNECT lists.example:443"]
    assert proxy.passwords == [f"Basic {base64.b64encode(b'me:s3cr@t').decode()}"]
    assert server.requests[0] == INDEX
    assert all("proxy-authorization" not in headers for headers in server.headers)


@pytest.mark.usefixtures("encrypted")
@pytest.mark.parametrize("url", [HTTP, HTTPS])
def test_the_way_to_the_proxy_may_be_encrypted_too(
    url: str, proxy: FeedProxy, certificate: Path, tmp_path: Path
) -> None:
    proxy.socket = certified(certificate).wrap_socket(proxy.socket, server_side=True)
    environment = {"ALL_PROXY": f"https://localhost:{proxy.server_address[1]}"}
    done = sync(url, tmp_path / "mirror", PLAIN, now=NOW, environment=environment, limits=QUICK)
    assert (done.status, done.seq) == ("updated", 3)
    assert proxy.asked[0] in {f"GET {HTTP}{INDEX}", "CONNECT lists.example:443"}


@pytest.mark.usefixtures("encrypted")
def test_the_previous_site_is_asked_through_it(proxy: FeedProxy) -> None:
    assert published_index(HTTPS, {"HTTPS_PROXY": proxy.address})["version"] == "1"
    assert proxy.asked == ["CONNECT lists.example:443"]


def test_the_command_line_reads_the_environment(
    proxy: FeedProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy.address)
    assert in_process("sync", "--allow-http", HTTP, "mirror", folder=tmp_path).returncode == 0
    assert proxy.asked


def test_this_machine_is_not_asked_through_it(proxy: FeedProxy, server: FeedServer, tmp_path: Path) -> None:
    run(proxy, tmp_path, server.url)
    assert proxy.asked == []


# The same checks


@pytest.mark.usefixtures("encrypted")
def test_the_certificate_is_that_of_the_site(proxy: FeedProxy, tmp_path: Path) -> None:
    assert refusal(proxy, tmp_path, "https://other.example/").code == "certificate"


def test_redirects_are_refused(proxy: FeedProxy, tmp_path: Path) -> None:
    proxy.trick = answering(302, Location="http://127.0.0.1/")
    assert refusal(proxy, tmp_path).code == "redirect"
    assert len(proxy.asked) == 1


def test_sizes_are_bounded(proxy: FeedProxy, tmp_path: Path) -> None:
    proxy.trick = answering(200, bytes(60_000))
    assert refusal(proxy, tmp_path, limits=SMALL).code == "too-large"


@pytest.mark.parametrize("url", [HTTP, HTTPS])
@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_times_are_bounded(url: str, begin: bytes, proxy: FeedProxy, tmp_path: Path) -> None:
    clock = StillClock()

    def drip(request: ProxyRequest) -> bool:
        request.wfile.write(begin)
        for _ in range(10):
            request.wfile.write(b"x")
            clock.move(QUICK.answer_seconds / 10)
        request.close_connection = True
        return True

    proxy.trick = drip
    assert "took too long" in str(refusal(proxy, tmp_path, url, clock=clock))


@pytest.mark.parametrize("answer", [b"", b"\r\n" * 1000, b"SSH-2.0-OpenSSH\r\n", head("X: y") * 200])
def test_what_is_not_a_proxy_is_refused(answer: bytes, proxy: FeedProxy, tmp_path: Path) -> None:
    def raw(request: ProxyRequest) -> bool:
        request.wfile.write(answer)
        request.close_connection = True
        return True

    proxy.trick = raw
    assert refusal(proxy, tmp_path, HTTPS).code == "unavailable"


# What a proxy says itself


@pytest.mark.parametrize("url", [HTTP, HTTPS])
def test_a_password_that_is_wrong_is_said(url: str, proxy: FeedProxy, tmp_path: Path) -> None:
    proxy.trick = answering(407, b"s3cr")
    refused = refusal(proxy, tmp_path, url)
    assert (refused.code, refused.exit_status) == ("proxy", 2)
    assert f"http://{proxy.address} asks for another user and password" in str(refused)
    assert len(proxy.asked) == 1


def test_a_proxy_that_says_no_is_not_asked_again(proxy: FeedProxy, tmp_path: Path) -> None:
    proxy.trick = answering(403)
    assert refusal(proxy, tmp_path, HTTPS).code == "proxy"
    assert len(proxy.asked) == 1


def test_a_proxy_that_gets_no_answer_is_asked_again(proxy: FeedProxy, tmp_path: Path) -> None:
    proxy.trick = answering(502)
    refused = refusal(proxy, tmp_path, HTTPS)
    assert (refused.code, len(proxy.asked)) == ("unavailable", QUICK.attempts)
    assert f"the proxy http://{proxy.address} answers 502" in str(refused)


@pytest.mark.parametrize("url", [HTTP, HTTPS])
def test_a_proxy_that_is_not_there_is_named(url: str, proxy: FeedProxy, tmp_path: Path) -> None:
    proxy.server_close()
    refused = refusal(proxy, tmp_path, url)
    assert refused.code == "unavailable"
    assert f"no answer from the proxy http://{proxy.address}" in str(refused)


# What the environment says


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p.example:3128"}, "http://p.example:3128"),
        ({"https_proxy": "p.example:3128"}, "http://p.example:3128"),
        ({"https_proxy": "https://p.example"}, "https://p.example:443"),
        ({"https_proxy": "http://[::1]:3128/"}, "http://[::1]:3128"),
        ({"https_proxy": " a.example ", "HTTPS_PROXY": "b.example"}, "http://a.example:80"),
        ({"https_proxy": "", "HTTPS_PROXY": "b.example"}, None),
        ({"HTTP_PROXY": "a.example", "http_proxy": "b.example"}, None),
        ({"all_proxy": "a.example"}, "http://a.example:80"),
        ({"ALL_PROXY": "a.example", "HTTPS_PROXY": "b.example"}, "http://b.example:80"),
    ],
)
def test_https_is_asked_through_its_own_proxy(environment: dict[str, str], address: str | None) -> None:
    found = proxy_for(HTTPS, environment)
    assert (found.address if found else None) == address


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({"HTTP_PROXY": "a.example"}, "http://a.example:80"),
        ({"http_proxy": "a.example"}, "http://a.example:80"),
        ({"HTTPS_PROXY": "a.example"}, None),
        ({"HTTP_PROXY": "a.example", "REQUEST_METHOD": "GET"}, None),
        ({"http_proxy": "a.example", "REQUEST_METHOD": "GET"}, "http://a.example:80"),
    ],
)
def test_http_is_asked_through_its_own_proxy(environment: dict[str, str], address: str | None) -> None:
    found = proxy_for(HTTP, environment)
    assert (found.address if found else None) == address


@pytest.mark.parametrize(
    ("url", "exceptions", "direct"),
    [
        (HTTPS, "*", True),
        (HTTPS, "lists.example", True),
        (HTTPS, "LISTS.EXAMPLE", True),
        (HTTPS, "a.example, example", True),
        (HTTPS, "a.example .example", True),
        (HTTPS, "*.example", True),
        (HTTPS, "lists.example:443", True),
        (HTTPS, "lists.example:8443", False),
        (HTTPS, "sts.example", False),
        (HTTPS, "x.lists.example", False),
        (HTTPS, "", False),
        (HTTPS, ",,", False),
        (HTTPS, "10.0.0.0/8", False),
        ("https://10.1.2.3/", "10.0.0.0/8", True),
        ("https://10.1.2.3/", "10.1.2.3", True),
        ("https://10.1.2.3/", "11.0.0.0/8,nonsense/9", False),
        ("https://[2001:db8::1]/", "2001:db8::/32", True),
        ("https://[2001:db8::1]/", "[2001:db8::1]:443", True),
        ("https://[2001:db8::1]/", "[2001:db8::1]:80", False),
        ("https://localhost/", "", True),
        ("https://127.9.9.9/", "", True),
        ("https://[::1]/", "", True),
    ],
)
def test_some_hosts_are_asked_directly(url: str, exceptions: str, direct: bool) -> None:  # noqa: FBT001 - a parameter
    for name in ("no_proxy", "NO_PROXY"):
        found = proxy_for(url, {"all_proxy": "p.example", name: exceptions})
        assert (found is None) == direct


@pytest.mark.parametrize(
    "value",
    [
        "socks5://me:s3cret@p.example",
        "http://",
        "http://me:s3cret@",
        "http://me:s3cret@p.example:99999",
        "http://[s3cret",
        "http://me:s3cret@p.example:0",
        "file:///s3cret",
        "http://s3cret p",
    ],
)
def test_what_cannot_be_used_is_refused_and_never_shown(value: str) -> None:
    with pytest.raises(UsageError) as refused:
        proxy_for(HTTPS, {"HTTPS_PROXY": value})
    assert "s3cret" not in f"{refused.value} {refused.value.hint} {refused.value.__cause__}"


def test_a_proxy_does_not_show_its_password() -> None:
    assert "s3cr" not in repr(proxy_for(HTTPS, {"https_proxy": f"http://me:{SECRET}@p.example"}))
