"""The policy in Arabic, in a browser: from right to left, a letter that is filled in, a box that answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.unit.pages.page_catalog import FULL, LIST

if TYPE_CHECKING:
    from tests.browser.conftest import Look

pytestmark = pytest.mark.browser


def test_somebody_who_reads_arabic_gets_a_letter_and_an_answer_in_it(look: Look) -> None:
    page = look.open(f"policy/#record={FULL}&list={LIST}")
    page.locator(".hl-languages").get_by_role("link", name="العربية").click()
    page.wait_for_url(f"**/ar/policy/#record={FULL}&list={LIST}")
    letter = page.locator(".hl-letter__text").inner_text()
    assert letter.startswith(f"This letter is about record {FULL} on list {LIST}. It asks you")
    assert f"السجلّ {FULL}، القائمة {LIST}" in letter
    assert "[" not in letter.split("\n\n")[1]
    assert page.locator("[data-hl-about]").is_visible()
    page.locator("#hl-find-header").fill("nobody_at_all_here")
    page.keyboard.press("Enter")
    page.locator(".hl-find__verdict", has_text="غير مُدرج").wait_for()
    said = (
        page.locator(".hl-find__status").inner_text().replace("@nobody_at_all_here", "").replace("Kanal", "")
    )
    assert not re.search("[a-z]", said)
    assert page.evaluate("getComputedStyle(document.querySelector('.hl-find__status')).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in look.requests if "/messages/" in url] == [
        url for url in look.requests if url.endswith("/messages/ar.js")
    ]
    assert not look.faults
