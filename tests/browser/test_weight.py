"""What a visit weighs, and that a page keeps still while its letters come."""

from __future__ import annotations

import gzip
import re
from http import HTTPStatus
from pprint import pformat
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from site_builder.model import PUBLIC_STATES
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Look, Served
    from tests.demo_site import DemoSite

pytestmark = pytest.mark.browser

FIRST: Final = 110_000
"""Bytes that the first record's page may take with all that it needs, compressed."""
NEXT: Final = 10_000
"""Bytes that each further record's page may take."""
SHIFT: Final = 0.1
"""Less than this is good (web.dev, Cumulative Layout Shift)."""
LATIN: Final = re.compile("[ -\u024f]+$")
ARABIC: Final = re.compile("[\u0600-\u06ff]")
KINDS: Final = ("", "lists/{list}/", "lists/{list}/{id}/", "changes/", "check/")


@pytest.fixture(scope="module")
def records(demo: DemoSite) -> list[dict[str, Any]]:
    """All public records, those with the heaviest pages first."""
    public = [row for row in demo.rows() if row["state"] in PUBLIC_STATES]
    return sorted(
        public, key=lambda row: -compressed(demo.folder / "lists" / row["list"] / row["id"] / "index.html")
    )


def compressed(file: Path) -> int:
    """Return how many bytes of a file hosts send: with gzip, where that makes it smaller."""
    data = file.read_bytes()
    return min(len(data), len(gzip.compress(data)))


def visited(page: Page, served: Served, path: str) -> dict[str, int]:
    """Go to a page, and return what was sent until nothing more came, in bytes by path."""
    served.asked.clear()
    page.goto(served.url + path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    assert {status for _, status in served.asked} <= {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}, served.asked
    sent = [urlsplit(asked).path for asked, status in served.asked if status == HTTPStatus.OK]
    return {name: compressed(served.folder / file_at(name)) for name in sent}


def file_at(path: str) -> str:
    """Return the file that a host sends for a path."""
    return f"{path}index.html".lstrip("/") if path.endswith("/") else path.lstrip("/")


@pytest.mark.parametrize("script", [LATIN, ARABIC], ids=["Latin", "Arabic"])
def test_a_first_record_is_light_and_the_next_is_its_own_page_alone(
    browser: Browser, demo: DemoSite, records: list[dict[str, Any]], script: re.Pattern[str]
) -> None:
    of_it = [row for row in records if script.match(row["summary"])]
    first, following = [f"lists/{row['list']}/{row['id']}/" for row in of_it[:2]]
    with serving(demo.folder, **{"Cache-Control": "max-age=600"}) as served:
        page = browser.new_page()  # which has nothing yet
        sent = visited(page, served, first)
        assert sum(sent.values()) <= FIRST, pformat(sent)
        sent = visited(page, served, following)
        assert sum(sent.values()) <= NEXT, pformat(sent)
        page.close()


@pytest.mark.parametrize(
    "look",
    [{"viewport": {"width": 390, "height": 844}}, {"viewport": {"width": 1440, "height": 900}}],
    indirect=True,
    ids=["390", "1440"],
)
@pytest.mark.parametrize("path", KINDS)
def test_letters_that_come_late_move_little(
    look: Look, served_demo: Served, records: list[dict[str, Any]], path: str
) -> None:
    page = look.page
    with look.before("*.woff2"):
        page.goto(served_demo.url + path.format_map(records[0]), wait_until="commit")
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        page.wait_for_function("() => document.readyState !== 'loading'")
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => null)")
    assert page.evaluate("window.shifts.sum()") < SHIFT
