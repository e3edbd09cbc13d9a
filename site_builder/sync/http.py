"""The one module that opens the network: one file at a time, within bounds, from one origin.

What a server can do wrong is answered here: it may be silent, drip, never end, send more than was asked for, compress,
redirect, or ask to come back later. What the bytes mean is nobody's business here.

Redirects are never followed: the files of a site are where its address says. Compressed answers are refused, since
a few bytes may unpack to any number. A watchdog closes the connection when an answer's time is up, because timeouts of
single reads alone let a server drip for ever. A proxy changes none of this: what
is encrypted is so from here to the site, whose certificate is checked as without one.
"""

import contextlib
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Final, Self

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError, MaxRetryError, ProxyError, SSLError
from urllib3.response import BaseHTTPResponse

from site_builder import __version__
from site_builder.errors import UsageError, quantity
from site_builder.sync.options import CLOCK, Clock, SyncLimits, SyncRefused
from site_builder.sync.proxies import Proxy, is_loopback

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = range(300, 400)
_GONE: Final = (404, 410)
_LATER: Final = (429, 500, 502, 503, 504)
_PROXY_WANTS_PASSWORD: Final = 407
_TUNNEL: Final = re.compile(r"Tunnel connection failed: ([0-9]{3})")
_PIECE: Final = 64 * 1024
_SHOWN: Final = 200
_LATE: Final = "the answer took too long"
_INDEX: Final = "feeds/v1/index.json"
_ADDRESS: Final = re.compile(r"[!-~]{1,2000}")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The body of an answer, and what makes the next request for it conditional."""

    body: bytes
    etag: str | None


class NotModified(Exception):  # noqa: N818 - an answer, no error
    """The server says that nothing has changed."""


class NotThere(Exception):  # noqa: N818 - as above
    """The server has no such file, as it says by `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class TooLong(Exception):  # noqa: N818 - as above
    """The body is longer than it may be."""


def base_address(url: str, *, allow_http: bool) -> str:
    """Return the address of the site root, ending in a slash; `url` may also be that of its `index.json`.

    Raises `UsageError` where it is not a plain web address, or not encrypted although it leads to another machine.
    """
    try:
        parts = urllib3.util.parse_url(url if _ADDRESS.fullmatch(url) else "")
    except LocationParseError:
        parts = urllib3.util.parse_url("")
    if (
        parts.scheme not in ("https", "http")
        or parts.host is None
        or parts.auth
        or parts.query
        or parts.fragment
    ):
        message = f"{url} is not the address of a site"
        raise UsageError(
            message, hint="Give its root, such as https://lists.example/, without user, query or #."
        )
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.host):
        message = f"{url} is not encrypted"
        raise UsageError(
            message, hint="Use https, or `sync --allow-http` if you trust the network in between."
        )
    path = (parts.path or "/").removesuffix(_INDEX)
    return parts._replace(path=path if path.endswith("/") else f"{path}/").url


class Http:
    """A connection to one site, through a proxy or none. `requests` and `bytes` count what it took."""

    def __init__(
        self, base: str, limits: SyncLimits, clock: Clock = CLOCK, proxy: Proxy | None = None
    ) -> None:
        self.requests = 0
        self.bytes = 0
        self._base = base
        self._limits = limits
        self._clock = clock
        self._end = clock.now() + limits.run_seconds
        self._watchdog = _Watchdog(clock)
        agent = f"handlelists-sync/{__version__}"
        self._headers = {"Accept-Encoding": "identity", "User-Agent": agent}
        self._proxy = proxy
        parts = urllib3.util.parse_url(base)
        # A proxy is given the whole address, unless it only carries what is encrypted.
        self._path = base if proxy and parts.scheme == "http" else parts.path or "/"
        timeout = urllib3.Timeout(connect=limits.connect_seconds, read=limits.read_seconds)
        pools = (
            urllib3.ProxyManager(
                proxy.address, proxy_headers=proxy.headers, timeout=timeout, maxsize=1, retries=False
            )
            if proxy
            else urllib3.PoolManager(timeout=timeout, maxsize=1, retries=False)
        )
        # A pool of one host never leaves it; its connections tell the watchdog of their sockets.
        self._pool = pools.connection_from_url(base)
        self._pool.ConnectionCls = _watched(self._watchdog, encrypted=self._pool.scheme == "https")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._pool.close()
        self._watchdog.close()

    def get(self, path: str, most: int, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Return the file at `path` below the site root, of at most `most` bytes, trying again where that may help.

        Raises `NotModified`, `NotThere`, `TooLong` and `SyncRefused`.
        """
        pause = self._limits.backoff_seconds
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._get(path, most, headers or {})
            except _Later as later:
                if attempt == self._limits.attempts:
                    raise SyncRefused(f"{self._base}{path}: {later}", code="unavailable") from None
                self._wait(max(pause, later.seconds), path)
                pause *= 2
        raise AssertionError  # the loop returns or raises

    def _wait(self, seconds: float, path: str) -> None:
        if seconds > min(self._limits.retry_after_seconds, self._left):
            message = (
                f"{self._base}{path}: the server asks to come back in {quantity(round(seconds), 'second')}"
            )
            raise SyncRefused(message, code="unavailable")
        self._clock.wait(seconds)

    def pause(self, seconds: float) -> None:
        """Wait, within the time of the run."""
        self._clock.wait(min(seconds, self._left))

    @property
    def _left(self) -> float:
        return max(0.0, self._end - self._clock.now())

    def _get(self, path: str, most: int, headers: Mapping[str, str]) -> HttpAnswer:
        seconds = min(self._limits.answer_seconds, self._left)
        if seconds == 0:
            message = f"The run took longer than {quantity(round(self._limits.run_seconds), 'second')}"
            raise SyncRefused(message, code="unavailable")
        self.requests += 1
        with self._watchdog.during(seconds) as late:
            try:
                response = self._pool.urlopen(
                    "GET",
                    self._path + path,
                    headers={**self._headers, **headers},
                    redirect=False,
                    assert_same_host=False,
                    preload_content=False,
                    decode_content=False,
                )
                try:
                    self._judge(response, path)
                    body = self._body(response, most)
                finally:
                    # Whole answers were read to their end, and leave the connection for the next request.
                    with contextlib.suppress(HTTPError, OSError):
                        (response.release_conn if response.closed else response.close)()
            except (HTTPError, OSError, ValueError) as error:
                raise self._failed(error, path, late=late.is_set()) from None
            if late.is_set():  # what an ended connection gave looks whole where no length was announced
                raise _Later(_LATE)
        return HttpAnswer(body, _plain(response.headers.get("ETag")))

    def _judge(self, response: BaseHTTPResponse, path: str) -> None:
        status, headers = response.status, response.headers
        if status == _NOT_MODIFIED:
            raise NotModified
        if status in _REDIRECTS:
            target = ascii(headers.get("Location", "nowhere"))[:_SHOWN]
            message = f"{self._base}{path} leads elsewhere, to {target}; redirects are not followed"
            raise SyncRefused(message, code="redirect")
        if status in _GONE:
            raise NotThere(status)
        if self._proxy and status == _PROXY_WANTS_PASSWORD:
            raise self._proxy_says(status)
        if status in _LATER:
            raise _Later(f"the server answers {status}", _retry_after(headers))
        if status != _OK:
            raise SyncRefused(f"{self._base}{path}: the server answers {status}", code="unavailable")
        if headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            message = f"{self._base}{path} comes compressed, although nobody asked for that"
            raise SyncRefused(message, code="encoded")

    def _body(self, response: BaseHTTPResponse, most: int) -> bytes:
        length = response.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > most:
            raise TooLong
        pieces, size = [], 0
        while piece := response.read1(min(_PIECE, most + 1 - size)):
            size += len(piece)
            self.bytes += len(piece)
            if size > most:
                raise TooLong
            if self.bytes > self._limits.run_bytes:
                message = f"The server sent more than {self._limits.run_bytes} bytes"
                raise SyncRefused(message, code="too-large")
            pieces.append(piece)
        return b"".join(pieces)

    def _failed(self, error: Exception, path: str, *, late: bool) -> Exception:
        if late:
            return _Later(_LATE)
        cause = error.reason if isinstance(error, MaxRetryError) else error
        if isinstance(cause, SSLError) and isinstance(cause.args[0], ssl.SSLCertVerificationError):
            message = f"{self._base}{path}: the server's certificate is not valid"
            return SyncRefused(message, code="certificate")
        tunnel = _TUNNEL.search(str(cause)) if self._proxy else None
        if tunnel is not None:
            return self._proxy_says(int(tunnel[1]))
        of = f" from the proxy {self._proxy.address}" if self._proxy and isinstance(cause, ProxyError) else ""
        return _Later(f"no answer{of} ({type(cause).__name__})")

    def _proxy_says(self, status: int) -> Exception:
        """Return what to raise where the proxy itself answers, and not the site."""
        address = self._proxy.address if self._proxy else ""
        if status in _LATER:
            return _Later(f"the proxy {address} answers {status}")
        wants = (
            "asks for another user and password" if status == _PROXY_WANTS_PASSWORD else f"answers {status}"
        )
        return SyncRefused(f"The proxy {address} {wants}", code="proxy")


class _Later(Exception):  # noqa: N818 - an answer, no error
    """Nothing came, or not now; `seconds` is what the server asked to wait."""

    def __init__(self, why: str, seconds: float = 0) -> None:
        super().__init__(why)
        self.seconds = seconds


def _plain(value: str | None) -> str | None:
    """Return a header's value if it may be sent back."""
    return value if value and len(value) <= _SHOWN and value.isascii() and value.isprintable() else None


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that a server asks to wait: given as such, or as a date, which its own date is taken from."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return 0.0


class _Watchdog:
    """Shuts the connection down when an answer's time is up, in whatever it is stuck: headers, body or TLS."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._socket: socket.socket | None = None

    def opened(self, connection: socket.socket) -> None:
        """Watch this connection from now on, through a descriptor of its own: TLS takes over the first one."""
        self.close()
        self._socket = connection.dup()

    @contextlib.contextmanager
    def during(self, seconds: float) -> Iterator[Event]:
        """Watch one request; the event is set once its time was up."""
        late = Event()

        def bark() -> None:
            late.set()
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

        off = self._clock.alarm(seconds, bark)
        try:
            yield late
        finally:
            off()

    def close(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None


def _watched(watchdog: _Watchdog, *, encrypted: bool) -> type[HTTPConnection | HTTPSConnection]:
    """Return a class of connections that tell the watchdog of each socket before anything is sent or read."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            watchdog.opened(made)
            return made

    class Encrypted(Plain, HTTPSConnection):
        pass

    return Encrypted if encrypted else Plain
