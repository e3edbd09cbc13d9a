"""A site on loopback and Debian's chromium to look at it. Every request that a page makes is written down.

Windows are kept from test to test, clean: a new one starts a process that compiles every script again, which takes as
long as most tests.
"""

from __future__ import annotations

import contextlib
import json
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.demo_site import the_demo_site
from tests.unit.pages.page_catalog import catalog
from tests.unit.pages.page_site import build, write_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

    from tests.demo_site import DemoSite
    from tests.once import Once

# The one without windows starts faster and takes a third less time over the same pages.
_BROWSERS: Final = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM: Final = next((path for path in _BROWSERS if path.exists()), _BROWSERS[-1])
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_arguments() -> list[str]:
    """Return how chromium is started: without anything that it would do by itself."""
    return list(_ARGUMENTS)


_SHIFTS: Final = """
window.shifts = {
  total: 0,
  add(entries) { for (const entry of entries) if (!entry.hadRecentInput) this.total += entry.value; },
  sum() { this.add(this.observer.takeRecords()); return this.total; },
  place(item) { return item.getClientRects().length ? item.getBoundingClientRect().top + scrollY : null; },
  note() { this.places = [...document.querySelectorAll("body *")].map((item) => [item, this.place(item)]); },
  pixels() {
    const moved = this.places.filter(([item, top]) => top !== null && this.place(item) !== null);
    return Math.max(...moved.map(([item, top]) => Math.abs(this.place(item) - top)));
  },
};
window.shifts.observer = new PerformanceObserver((list) => window.shifts.add(list.getEntries()));
window.shifts.observer.observe({ type: "layout-shift", buffered: true });
"""


# Our scripts have brought what they do into use.
_MOUNTED: Final = """
() => document.documentElement.classList.contains("js")
  && !document.querySelector(":is([data-hl-theme], [data-hl-tools])[hidden], [data-hl-copy]:not(:has(button)), "
    + "#hl-check-start:disabled")
"""


# A page that was not reached has no storage.
_FORGET: Final = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch { /* none */ } }"


@dataclass
class Served:
    """A site: its folder, the address under which it is served, and what was asked of it: each path with its answer."""

    folder: Path
    url: str
    asked: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Look:
    """A window onto the site. `requests` are all addresses that were asked for, `faults` what went wrong.

    `spent` is set where a test changes the window in a way that no cleaning takes back.
    """

    page: Page
    served: Served
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    spent: bool = False

    @contextlib.contextmanager
    def watched(self) -> Iterator[Look]:
        """Write down what happens until the end of the block."""

        def dialog(shown: Dialog) -> None:
            self.faults.append(f"dialog: {shown.message}")
            shown.dismiss()

        def console(said: ConsoleMessage) -> None:
            if said.type == "error":
                self.faults.append(f"console: {said.text}")

        def failed(asked: Request) -> None:
            # A page that is left before its icon has come breaks that off: nobody's fault.
            if asked.failure != "net::ERR_ABORTED":
                self.faults.append(f"failed: {asked.url} ({asked.failure})")

        listeners: dict[Any, Callable[[Any], None]] = {
            "request": lambda asked: self.requests.append(asked.url),
            "requestfailed": failed,
            "pageerror": lambda error: self.faults.append(f"error: {error}"),
            "dialog": dialog,
            "console": console,
        }
        for event, listener in listeners.items():
            self.page.on(event, listener)
        yield self
        for event, listener in listeners.items():
            self.page.remove_listener(event, listener)

    def open(self, path: str) -> Page:
        """Go to a page of the site and wait until its letters are there."""
        self.page.goto(self.served.url + path)
        self.page.evaluate("document.fonts.ready.then(() => null)")
        return self.page

    @contextlib.contextmanager
    def before(self, pattern: str) -> Iterator[None]:
        """Hold back every file with such an address until the end of the block; nothing comes from a cache."""
        held: list[str] = []
        session = self.page.context.new_cdp_session(self.page)
        session.on("Fetch.requestPaused", lambda paused: held.append(paused["requestId"]))
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Fetch.enable", {"patterns": [{"urlPattern": pattern}]})
        try:
            yield
            assert held, f"no {pattern} was asked for"
        finally:
            session.send("Fetch.disable")  # which lets go of them
            session.detach()

    def moved(self, path: str) -> tuple[float, float]:
        """Open a page whose scripts come after it was drawn; return how much moved then, on the screen or below.

        The first number is its cumulative layout shift, the second by how many pixels an element went up or down.
        """
        with self.before("*.js"):
            self.page.goto(self.served.url + path, wait_until="commit")
            self.page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
            self.page.wait_for_function(
                "() => document.readyState !== 'loading' || document.querySelector('footer')"
            )
            self.page.evaluate("document.fonts.ready.then(() => window.shifts.note())")
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(_MOUNTED)
        shift, pixels = self.page.evaluate("[window.shifts.sum(), window.shifts.pixels()]")
        return float(shift), float(pixels)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(
        self, *args: Any, headers: Mapping[str, str], asked: list[tuple[str, int]], **options: Any
    ) -> None:
        self._more = headers
        self._asked = asked
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        """Add what the host sends besides."""
        for name, value in self._more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - of the base class
        """Write down what was asked."""
        self._asked.append((self.path, int(code)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that leaves a page hangs up in the middle of a file."""


@contextlib.contextmanager
def serving(folder: Path, **headers: str) -> Iterator[Served]:
    """Serve a folder on loopback, with headers besides."""
    asked: list[tuple[str, int]] = []
    handler = partial(_Handler, directory=str(folder), headers=headers, asked=asked)
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(folder, f"http://127.0.0.1:{server.server_port}/", asked)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def served(once: Once) -> Iterator[Served]:
    """The hand-made catalog's site, with a page of the instance's own."""
    with serving(once("site for browsers", _site)) as site:
        yield site


@pytest.fixture(scope="session")
def demo(once: Once) -> DemoSite:
    """A site with two years of history, and this repository's guides."""
    return the_demo_site(once)


@pytest.fixture(scope="session")
def served_demo(demo: DemoSite) -> Iterator[Served]:
    with serving(demo.folder) as site:
        yield site


def _site(folder: Path) -> Path:
    about = (
        "# About us\n\n!!! note\n    A word.\n\n"
        "```yaml\nhandle: x  # a comment\n```\n\n"
        "| a | b |\n|---|---|\n| c | d |\n"
    )
    return build(write_root(folder, about=about), catalog(site_url="https://lists.example/"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=chromium_arguments())
        yield running
        running.close()


class Windows:
    """One window for each way to open one, cleaned after each use."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[str, Page] = {}

    @contextlib.contextmanager
    def look(self, served: Served, settings: Mapping[str, Any]) -> Iterator[Look]:
        """Look at a site through a window with these settings, at nothing yet."""
        name = json.dumps(settings, sort_keys=True)
        page = self._pages.pop(name, None) or self._open(settings)
        with Look(page, served).watched() as window:
            yield window
        if window.spent or page.is_closed():
            page.context.close()
            return
        page.unroute_all()
        page.evaluate(_FORGET)
        page.goto("about:blank")
        # What a page forgets reaches the browser when it likes, and may come after the next page has read it.
        session = page.context.new_cdp_session(page)
        origin = window.served.url.rstrip("/")
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
        session.detach()
        if page.viewport_size != settings["viewport"]:
            page.set_viewport_size(settings["viewport"])
        self._pages[name] = page

    def _open(self, settings: Mapping[str, Any]) -> Page:
        context = self._browser.new_context(**settings)
        context.add_init_script(_SHIFTS)
        return context.new_page()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def look(request: pytest.FixtureRequest, windows: Windows, served: Served) -> Iterator[Look]:
    """A clean window; `@pytest.mark.parametrize("look", [{...}], indirect=True)` gives it other settings."""
    settings = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    with windows.look(served, settings) as window:
        yield window
