"""A lookup in a real browser: what was asked of the server from the focus on, and how long the answer took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

    from tests.browser.conftest import Served

_TIMED: Final = """
() => {
  window.answered = new Promise((resolve) => {
    const status = document.querySelector("[data-hl-find=main] .hl-find__status");
    const input = document.querySelector("[data-hl-find=main] input");
    input.addEventListener("input", () => { window.typed = performance.now(); });
    new MutationObserver(() => {
      if (status.classList.contains("hl-find__status--listed")) resolve(performance.now() - window.typed);
    }).observe(status, { attributes: true, childList: true });
  });
}
"""


@dataclass(frozen=True)
class Lookup:
    """What one lookup of a listed account took: all data that came from the focus on until the answer stood.

    Fonts and scripts are the pages', and fetched once for all lookups.
    """

    requests: int
    bytes: int
    milliseconds: float
    paths: tuple[str, ...]


def look_up(browser: Browser, served: Served, text: str) -> Lookup:
    """Type a text into the box of the home page, in a window of its own, and wait until it is called listed."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url)
    page.wait_for_load_state("networkidle")
    responses: list[Response] = []

    def note(response: Response) -> None:
        responses.append(response)

    page.on("response", note)
    page.evaluate(_TIMED)
    page.keyboard.press("/")
    page.keyboard.insert_text(text)
    milliseconds = page.evaluate("window.answered")
    # Once the answer stands, the browser goes on: names that begin with it.
    pages = (".woff2", ".js")
    asked = tuple(response for response in responses if not response.url.endswith(pages))
    size = sum(len(item.body()) for item in asked)
    context.close()
    paths = tuple(response.url.removeprefix(served.url) for response in asked)
    return Lookup(len(asked), size, milliseconds, paths)
