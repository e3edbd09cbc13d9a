"""Browsing a list: filters, order, pages, and what of it stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.unit.pages.page_catalog import LIST, NAMELESS

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Look

pytestmark = pytest.mark.browser

SHORT: Final = f"lists/{LIST}/"
LONG: Final = "lists/long/"


def said(look: Look, text: str) -> None:
    """Wait until the page says so of what is shown."""
    look.page.get_by_role("status").filter(has_text=text).first.wait_for()


def handles(look: Look) -> list[str]:
    return look.page.locator(".hl-records:visible tbody tr:visible th").all_inner_texts()


def shown(look: Look) -> int:
    return look.page.locator(".hl-records tbody tr:visible").count()


def test_filters_combine_and_stay_in_the_address(look: Look) -> None:
    page = look.open(SHORT)
    assert shown(look) == 5
    page.locator(".hl-chip[data-value=chirp]").click()
    assert shown(look) == 3
    page.locator(".hl-chip[data-value=lapsed]").click()
    assert shown(look) == 1
    assert page.locator("[data-hl-status]").inner_text() == "1 of 5 records"
    page.locator(".hl-chip[data-value=disputed]").click()
    assert shown(look) == 2
    page.reload()
    assert shown(look) == 2
    assert page.locator(".hl-chip[aria-pressed=true]").count() == 3
    page.locator("[data-hl-clear]").click()
    assert shown(look) == 5
    assert "?" not in page.url


def test_a_handle_is_found_whatever_its_case_and_with_an_at_sign(look: Look) -> None:
    page = look.open(SHORT)
    page.locator("[data-hl-text]").fill("@HARBOUR_")
    said(look, "1 of 5 records")
    assert shown(look) == 1
    page.locator("[data-hl-text]").fill("no such handle")
    said(look, "0 of 5 records")
    assert shown(look) == 0


@pytest.mark.parametrize("path", [SHORT, LONG], ids=["short", "long"])
def test_no_script_is_fetched_for_what_is_in_a_handle(look: Look, path: str) -> None:
    page = look.open(path)
    page.wait_for_load_state("networkidle")
    before = [url for url in look.requests if url.endswith(".js")]
    with page.expect_request("**/unicode.js") as table:
        page.locator("[data-hl-text]").focus()
    assert [url for url in look.requests if url.endswith(".js")] == [*before, table.value.url]


def test_a_short_list_is_sorted_and_keeps_its_order_in_the_address(look: Look) -> None:
    page = look.open(SHORT)
    before = handles(look)
    page.locator("[data-hl-sort]").select_option("z-to-a")
    page.wait_for_function(
        "(first) => document.querySelector('.hl-records tbody th').innerText === first", arg=before[-1]
    )
    assert handles(look) == before[::-1]
    page.reload()
    said(look, "5 records")
    assert handles(look) == before[::-1]
    page.locator("[data-hl-sort]").select_option("handle")
    page.wait_for_url("**/lists/harbour/")
    page.wait_for_function(
        "(first) => document.querySelector('.hl-records tbody th').innerText === first", arg=before[0]
    )
    assert handles(look) == before


def test_filters_of_a_long_list_combine_without_reading_it_whole(look: Look) -> None:
    page = look.open(LONG)
    said(look, "450 records")
    assert not data_files(look)
    page.locator("[data-facet=state][data-value=lapsed]").click()
    said(look, "50 of 450 records")
    page.locator("[data-facet=platform][data-value=dotbook]").click()
    page.locator("[data-facet=month][data-value='2025-10']").click()
    page.wait_for_url("**/?platform=dotbook&state=lapsed&month=2025-10")
    # The address changes before the rows do.
    page.wait_for_function(
        """() => {
          const shown = [...document.querySelectorAll(".hl-records tbody time")].filter(item => item.offsetParent);
          return shown.length > 0 && shown.every(item => item.innerText.startsWith("2025-10"));
        }"""
    )
    assert {row.locator("td").first.inner_text() for row in rows(look)} == {"Dotbook"}
    found = handles(look)
    page.reload()
    page.locator(".hl-records:visible tbody tr").first.wait_for()
    assert handles(look) == found
    page.locator("[data-hl-clear]").click()
    said(look, "450 records")
    assert page.locator("[data-hl-still]").is_visible()
    assert not look.faults


def rows(look: Look) -> list[Locator]:
    return look.page.locator(".hl-records:visible tbody tr").all()


def data_files(look: Look) -> list[str]:
    return [url for url in look.requests if "/browse/data/" in url]


def test_a_long_list_is_sorted_and_turned_page_by_page(look: Look) -> None:
    page = look.open(LONG)
    page.locator("[data-hl-sort]").select_option("oldest")
    said(look, "450 records, page 1 of 9")
    first = [row.locator("time").inner_text() for row in rows(look)]
    assert len(first) == 50
    assert first == sorted(first)
    page.get_by_role("button", name="Next page").click()
    said(look, "450 records, page 2 of 9")
    second = [row.locator("time").inner_text() for row in rows(look)]
    assert second == sorted(second)
    assert first[-1] <= second[0]
    assert page.url.endswith("?sort=oldest&page=2")
    found = handles(look)
    page.reload()
    said(look, "450 records, page 2 of 9")
    assert handles(look) == found
    page.locator(".hl-records:visible tbody a").first.click()
    page.locator("h1").get_by_text(found[0]).wait_for()
    page.go_back()
    said(look, "450 records, page 2 of 9")
    assert handles(look) == found


def test_a_handle_of_a_long_list_is_found_by_its_beginning_and_no_server_hears_of_it(look: Look) -> None:
    page = look.open(LONG)
    page.locator("[data-hl-text]").fill("@BERTH_02")
    page.wait_for_url("**/lists/long/#handle=BERTH_02")
    page.locator("[data-hl-status]", has_text="of 450 records").wait_for()
    found = handles(look)
    assert found
    assert all(handle.startswith("berth_02") for handle in found)
    assert not [url for url in look.requests if "erth_02" in url.lower()]
    assert len(data_files(look)) <= 3
    page.locator("[data-hl-text]").fill("zebra")
    said(look, "0 of 450 records")
    assert not handles(look)


def test_an_account_without_a_handle_is_found_by_its_id_and_named_by_platform_and_id(look: Look) -> None:
    page = look.open(LONG)
    page.locator("[data-hl-text]").fill(NAMELESS[:4])
    said(look, "1 of 450 records")
    assert handles(look) == [f"Chirp account {NAMELESS}"]
