"""A site on loopback and Debian's chromium to look at it. Every request that a page makes is written down."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.unit.publish.page_site import build, write_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM: Final = Path("/usr/bin/chromium")
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Served:
    """A site and where it is served; `paths` are its kinds of pages by name."""

    folder: Path
    url: str


@dataclass
class Look:
    """A window onto the site. `requests` are all addresses that were asked for, `faults` what went wrong."""

    page: Page
    served: Served
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the site and wait until it is still."""
        self.page.goto(self.served.url + path, wait_until="networkidle")
        return self.page


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hand-made catalog's site, with a page of the instance's own."""
    about = "# About us\n\n!!! note\n    A word.\n\n```yaml\nhandle: x  # a comment\n```\n\n| a | b |\n|---|---|\n| c | d |\n"
    root = write_root(tmp_path_factory.mktemp("browser"), about=about)
    folder = build(root, site_url="https://lists.example/")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(folder, f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def look(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Look]:
    """A fresh window; `@pytest.mark.parametrize("look", [{...}], indirect=True)` gives it other settings."""
    settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context: BrowserContext = browser.new_context(**settings)
    window = Look(context.new_page(), served)
    window.page.on("request", lambda asked: window.requests.append(asked.url))
    window.page.on("requestfailed", lambda asked: window.faults.append(f"failed: {asked.url}"))
    window.page.on("pageerror", lambda error: window.faults.append(f"error: {error}"))
    window.page.on("dialog", lambda dialog: (window.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    window.page.on(
        "console", lambda said: window.faults.append(f"console: {said.text}") if said.type == "error" else None
    )
    yield window
    context.close()
