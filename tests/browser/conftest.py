"""A site on loopback and Debian's chromium to look at it. Every request that a page makes is written down."""

from __future__ import annotations

import contextlib
import functools
import threading
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.unit.pages.page_catalog import catalog
from tests.unit.pages.page_site import build, write_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Route

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


# Material's script has run, and ours has brought what it does into use.
_MOUNTED: Final = """
() => document.documentElement.classList.contains("js")
  && !document.querySelector(":is([data-hl-copy], [data-hl-tools])[hidden], #hl-check-start:disabled")
"""


@dataclass
class Served:
    """A site: its folder, and the address under which it is served."""

    folder: Path
    url: str


@dataclass
class Look:
    """A window onto the site. `requests` are all addresses that were asked for, `faults` what went wrong."""

    page: Page
    served: Served
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to write down what happens."""

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

        self.page.add_init_script(_SHIFTS)
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.on("requestfailed", failed)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", dialog)
        self.page.on("console", console)

    def open(self, path: str) -> Page:
        """Go to a page of the site and wait until its letters are there."""
        self.page.goto(self.served.url + path)
        self.page.evaluate("document.fonts.ready.then(() => null)")
        return self.page

    @contextlib.contextmanager
    def before(self, pattern: str) -> Iterator[None]:
        """Hold back every file with such an address until the end of the block."""
        held: list[Route] = []
        over = False

        def hold(route: Route) -> None:
            if over:
                route.continue_()
            else:
                held.append(route)

        self.page.route(pattern, hold)
        yield
        over = True
        for route in held:
            route.continue_()

    def moved(self, path: str) -> tuple[float, float]:
        """Open a page whose scripts come after it was drawn; return how much moved then, on the screen or below.

        The first number is its cumulative layout shift, the second by how many pixels an element went up or down.
        """
        with self.before("**/*.js"):
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
    def __init__(self, *args: Any, headers: Mapping[str, str], **options: Any) -> None:
        self._more = headers
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        """Add what the host sends besides."""
        for name, value in self._more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that leaves a page hangs up in the middle of a file."""


@contextlib.contextmanager
def serving(folder: Path, **headers: str) -> Iterator[Served]:
    """Serve a folder on loopback, with headers besides."""
    handler = functools.partial(_Handler, directory=str(folder), headers=headers)
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(folder, f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def served(once: Once) -> Iterator[Served]:
    """The hand-made catalog's site, with a page of the instance's own."""
    with serving(once("site for browsers", _site)) as site:
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


@pytest.fixture
def look(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Look]:
    """A fresh window; `@pytest.mark.parametrize("look", [{...}], indirect=True)` gives it other settings."""
    settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context: BrowserContext = browser.new_context(**settings)
    window = Look(context.new_page(), served)
    window.watch()
    yield window
    context.close()
