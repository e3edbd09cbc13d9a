"""A server on this machine that serves the files of a build, and that may be told to misbehave."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class FeedServer(ThreadingHTTPServer):
    """Serves `files`; `trick`, where set, sees each request first and says whether it has answered it."""

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes], *, validators: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = dict(files)
        self.validators = validators
        self.trick: Callable[[Request, str], bool] | None = None
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up in the middle is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FeedServer

    def do_GET(self) -> None:
        path = self.path.removeprefix("/")
        self.server.requests.append(path)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.server.trick is not None and self.server.trick(self, path):
            return
        self.serve(path)

    def serve(self, path: str) -> None:
        """Answer as an honest server does."""
        data = self.server.files.get(path)
        if data is None:
            self.answer(404, b"")
            return
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if self.server.validators and self.headers.get("If-None-Match") == etag:
            self.answer(304, b"", ETag=etag)
            return
        self.answer(200, data, **({"ETag": etag} if self.server.validators else {}))

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Answer with a status, a body and headers, an underscore standing for a hyphen."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.sent += len(body)

    def raw(self, *pieces: bytes) -> None:
        """Send exactly these bytes and hang up."""
        for piece in pieces:
            self.wfile.write(piece)
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


Request = _Handler


@contextlib.contextmanager
def serving(files: Mapping[str, bytes], *, validators: bool = True) -> Iterator[FeedServer]:
    """Serve files on this machine while the block runs."""
    server = FeedServer(files, validators=validators)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
