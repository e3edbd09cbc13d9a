"""axe-core on a page: what stops people who see little, hear the page or use no mouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE: Final = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
NARROW: Final = 390
WIDE: Final = 1440
# Styles and media are read again (preload) only for rules that axe does not run unasked, and for one that finds little.
_OPTIONS: Final = {"resultTypes": ["violations"], "preload": False}
KNOWN: Final = {
    # The theme of the guides names parts of its navigation twice, and the places of its copy buttons not at all.
    "landmark-unique": '<nav class="md-',
}
"""Findings that are let be: of which rule, and how the element begins."""
# How light the paper is: the sum of its red, green and blue.
_PAPER: Final = """() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)
  .reduce((sum, part) => sum + part)"""

dark_on_a_phone: Final = pytest.mark.parametrize(
    "look",
    # Without motion: a colour on its way from dark to light is neither.
    [{"viewport": {"width": NARROW, "height": 844}, "color_scheme": "dark", "reduced_motion": "reduce"}],
    indirect=True,
    ids=["dark, light"],
)
"""How a page begins that `check_dark_and_light` looks at."""


def check_dark_and_light(page: Page, within: str = "html", *, shared: bool = False) -> None:
    """Fail where a page that was opened dark and narrow has a finding, then where it has one light and wide.

    A page whose template is `shared` with one that is looked at in full only has to fit when it is wide.

    Colours do not depend on the width, nor what is shown on the colours: each is seen both ways without a check of
    every pair. Whatever is closed is opened first: nothing may be hidden from the check.
    """
    if not AXE.is_file():
        pytest.skip(f"{AXE} is missing: npm ci")
    # As text of the page's own world: the site's policy lets no page load it, and evaluate is outside of that.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    _fits(page)
    _check(page, within)
    page.set_viewport_size({"width": WIDE, "height": 900})
    dark = page.evaluate(_PAPER)
    use_light_colours(page)
    assert page.evaluate(_PAPER) > dark
    _fits(page)
    if not shared:
        _check(page, within)


def use_light_colours(page: Page) -> None:
    """Press what changes the colours of a dark page, in either frame."""
    page.locator("label[title='Use light colours'], [data-hl-theme]").locator("visible=true").click()
    page.wait_for_function("""() => [document.documentElement, document.body].some(
      ({ dataset }) => dataset.mdColorScheme === "default")""")


def _fits(page: Page) -> None:
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"the page scrolls sideways by {wider}"


def _check(page: Page, within: str) -> None:
    found: dict[str, Any] = page.evaluate("([place, options]) => axe.run(place, options)", [within, _OPTIONS])
    told = [
        (item["id"], node["html"][:200])
        for item in found["violations"]
        for node in item["nodes"]
        if item["id"] not in KNOWN or not node["html"].startswith(KNOWN[item["id"]])
    ]
    assert not told, json.dumps(told, indent=1)
