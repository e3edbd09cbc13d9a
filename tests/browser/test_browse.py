"""Browsing a list: filters, order, pages, and what of it stands in the address.

A short list is whole on its page, and one of a demonstration; the long one is of the hand-made catalog.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.model import PUBLIC_STATES
from tests.unit.pages.page_catalog import NAMELESS

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Look, Served
    from tests.demo_site import DemoSite

pytestmark = pytest.mark.browser

LONG: Final = "lists/long/"


def said(look: Look, text: str) -> None:
    """Wait until the page says so of what is shown."""
    look.page.get_by_role("status").filter(has_text=text).first.wait_for()


def handles(look: Look) -> list[str]:
    return look.page.locator(".hl-records:visible tbody tr:visible th").all_inner_texts()


def shown(look: Look) -> int:
    return look.page.locator(".hl-records tbody tr:visible").count()


@pytest.fixture
def short(look: Look, served_demo: Served, demo: DemoSite) -> list[dict[str, Any]]:
    """The public records of a short list of the demonstration; the window is at its page."""
    look.served, name = served_demo, demo.lists[0]
    look.open(f"lists/{name}/")
    return [row for row in demo.rows(name) if row["state"] in PUBLIC_STATES]


def test_filters_combine_and_stay_in_the_address(look: Look, short: list[dict[str, Any]]) -> None:
    page = look.page
    platform = Counter(row["platform"] for row in short).most_common(1)[0][0]
    states = Counter(row["state"] for row in short if row["platform"] == platform)
    few, both = states["disputed"], states["disputed"] + states["verified"]
    assert 0 < few < both < len(short), "a demonstration that this cannot be shown on"

    assert shown(look) == len(short)
    page.locator(f".hl-chip[data-value={platform}]").click()
    assert shown(look) == states.total()
    page.locator(".hl-chip[data-value=disputed]").click()
    assert shown(look) == few
    assert page.locator("[data-hl-status]").inner_text() == f"{few} of {len(short)} records"
    page.locator(".hl-chip[data-value=verified]").click()
    assert shown(look) == both
    page.reload()
    assert shown(look) == both
    assert page.locator(".hl-chip[aria-pressed=true]").count() == 3
    page.locator("[data-hl-clear]").click()
    assert shown(look) == len(short)
    assert "?" not in page.url


def test_a_handle_is_found_whatever_its_case_and_with_an_at_sign(
    look: Look, short: list[dict[str, Any]]
) -> None:
    wanted = next(row["handle"] for row in short if row["platform"] == "twitter")
    found = sum(wanted in row["handle"].casefold() for row in short)
    look.page.locator("[data-hl-text]").fill(f"@{wanted.upper()}")
    said(look, f"{found} of {len(short)} records")
    assert wanted in handles(look)
    assert shown(look) == found
    look.page.locator("[data-hl-text]").fill("no such handle")
    said(look, "No records fit this choice.")
    assert shown(look) == 0


@pytest.mark.parametrize("path", ["lists/harbour/", LONG], ids=["short", "long"])
def test_no_script_is_fetched_for_what_is_in_a_handle(look: Look, path: str) -> None:
    page = look.open(path)
    page.wait_for_load_state("networkidle")
    before = [url for url in look.requests if url.endswith(".js")]
    with page.expect_request("**/unicode.js") as table:
        page.locator("[data-hl-text]").focus()
    assert [url for url in look.requests if url.endswith(".js")] == [*before, table.value.url]


def test_a_short_list_is_sorted_and_keeps_its_order_in_the_address(
    look: Look, short: list[dict[str, Any]], demo: DemoSite
) -> None:
    page, before = look.page, handles(look)
    page.locator("[data-hl-sort]").select_option("z-to-a")
    page.wait_for_function(
        "(first) => document.querySelector('.hl-records tbody th').innerText === first", arg=before[-1]
    )
    assert handles(look) == before[::-1]
    page.reload()
    said(look, f"{len(short)} records")
    assert handles(look) == before[::-1]
    page.locator("[data-hl-sort]").select_option("handle")
    page.wait_for_url(f"**/lists/{demo.lists[0]}/")
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
    page.locator("[data-hl-status]", has_text=" of 450 records").wait_for()
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


def test_counts_follow_the_other_filters_and_an_empty_choice_offers_to_clear(look: Look) -> None:
    page = look.open(LONG)
    counts = "[data-facet={}] .hl-chip__count"
    whole = page.locator(counts.format("category")).all_inner_texts()
    first = page.locator("[data-facet=platform]").first
    first.click()
    page.locator("[data-hl-status]", has_text="of 450 records").wait_for()
    chosen = int(first.locator(".hl-chip__count").inner_text())
    some = [int(text) for text in page.locator(counts.format("category")).all_inner_texts()]
    assert sum(some) >= chosen
    assert all(now <= int(before) for now, before in zip(some, whole, strict=True))
    assert page.locator(counts.format("platform")).first.inner_text() == str(chosen)  # its own facet widens
    page.locator("[data-hl-text]").fill("zebra")
    said(look, "No records fit this choice.")
    assert page.locator(".hl-chip--none").count() > 0
    page.locator("[data-hl-clear]").click()
    said(look, "450 records")
    assert page.locator(counts.format("category")).all_inner_texts() == whole
    assert page.locator(".hl-chip--none").count() == 0


def test_a_handle_of_a_long_list_is_found_by_its_beginning_and_no_server_hears_of_it(look: Look) -> None:
    page = look.open(LONG)
    page.locator("[data-hl-text]").fill("@BERTH_02")
    page.wait_for_url("**/lists/long/#handle=BERTH_02")
    page.locator("[data-hl-status]", has_text="of 450 records").wait_for()
    found = handles(look)
    assert found
    assert all(handle.startswith("berth_02") for handle in found)
    assert not [url for url in look.requests if "erth_02" in url.lower()]
    assert len(data_files(look)) <= 3 + 7  # the pieces that are shown, and the columns that are counted
    page.locator("[data-hl-text]").fill("zebra")
    said(look, "No records fit this choice.")
    assert not handles(look)


def test_an_account_without_a_handle_is_found_by_its_id_and_named_by_platform_and_id(look: Look) -> None:
    page = look.open(LONG)
    page.locator("[data-hl-text]").fill(NAMELESS[:4])
    said(look, "1 of 450 records")
    assert handles(look) == [f"Chirp account {NAMELESS}"]
