"""A proxy on this machine that leads every host to one server, and that may be told to misbehave."""

from __future__ import annotations

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.sync.feed_server import FeedServer


class FeedProxy(ThreadingHTTPServer):
    """`trick`, where set, sees each request first and says whether it has answered it."""

    daemon_threads = True

    def __init__(self, site: FeedServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site
        self.trick: Callable[[ProxyRequest], bool] | None = None
        self.asked: list[str] = []
        self.passwords: list[str | None] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FeedProxy

    def do_CONNECT(self) -> None:
        if self._is_answered():
            return
        with socket.create_connection(self.server.site.server_address[:2]) as site:  # type: ignore[arg-type]
            self.answer(200)
            self._carry(site)
        self.close_connection = True

    def do_GET(self) -> None:
        if self._is_answered():
            return
        path = self.path.split("/", 3)[3]
        data = self.server.site.files.get(path)
        self.answer(200 if data is not None else 404, data or b"")

    def _is_answered(self) -> bool:
        self.server.asked.append(f"{self.command} {self.path}")
        self.server.passwords.append(self.headers.get("Proxy-Authorization"))
        return self.server.trick is not None and self.server.trick(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer with a status, a body and headers."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.command != "CONNECT":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _carry(self, site: socket.socket) -> None:
        back = threading.Thread(target=_pour, args=(site, self.connection), daemon=True)
        back.start()
        _pour(self.connection, site)
        back.join()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def _pour(source: socket.socket, target: socket.socket) -> None:
    """Carry what comes from one end to the other, and the end of it."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


ProxyRequest = _Handler


@contextlib.contextmanager
def proxying(site: FeedServer) -> Iterator[FeedProxy]:
    """Lead to a server while the block runs."""
    proxy = FeedProxy(site)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
