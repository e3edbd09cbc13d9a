"""Checking many accounts at once: in the browser, without a word to the server."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.axe import check_dark_and_light, dark_on_a_phone

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Look

pytestmark = pytest.mark.browser

TABLE: Final = re.compile(r"/[0-9a-f]{16}/unicode\.js$")
PASTED: Final = (
    "@HARBOUR_news\nhttps://chirp.example/nobody_here\nH\u0430rbour_News\n=1+1\nhttps://nowhere.example/x\n"
)


def checked(page: Page, text: str) -> None:
    """Paste and check, by keyboard alone."""
    page.get_by_label("Handles, addresses of profiles").focus()
    page.keyboard.insert_text(text)
    button = page.get_by_role("button", name="Check", exact=True)
    while not button.evaluate("(item) => item === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text=" checked, as of ").wait_for()


def results(page: Page) -> dict[str, str]:
    rows = page.locator(".hl-check__table tbody tr").all()
    return {
        row.locator("th").inner_text(): row.locator("td").first.inner_text().splitlines()[0] for row in rows
    }


def test_what_is_pasted_is_compared_and_none_of_it_is_sent(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED)
    assert results(page) == {
        "@HARBOUR_news": "Listed",
        "H\u0430rbour_News": "Not listed, looks like a listed account",
        "https://nowhere.example/x": "Cannot be read",
        "https://chirp.example/nobody_here": "Not listed",
        "1+1": "Cannot be read",
    }
    sent = " ".join(look.requests).lower()
    assert not [text for text in ("harbour_news", "nobody_here", "nowhere", "1+1") if text in sent]
    assert look.faults == []


def test_the_results_are_a_csv_without_formulas(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the results (CSV)").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["result"] for row in rows] == [
        "listed",
        "lookalike",
        "unreadable",
        "unreadable",
        "not-listed",
    ]
    assert (rows[0]["account"], rows[0]["record"]) == ("'@HARBOUR_news", "7k3f9q2m4d1p")
    assert rows[0]["page"].endswith("/lists/harbour/7k3f9q2m4d1p/")
    assert {row["reason"] for row in rows} == {"", "no-name", "unknown-site"}
    assert "'@HARBOUR_news on any platform" in {row["reading"] for row in rows}


def test_a_dropped_table_is_read_by_its_column(look: Look, tmp_path: Path) -> None:
    page = look.open("check/")
    table = tmp_path / "accounts.csv"
    table.write_text("\ufeffnote;handle\nfirst;Harbour_News\nsecond;nobody_here\n", encoding="utf-8")
    page.get_by_label("From a file").set_input_files(table)
    column = page.get_by_label("Column with the accounts")
    column.wait_for()
    assert column.locator("option:checked").inner_text() == "handle"
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("status").filter(has_text="2 checked").wait_for()
    assert results(page) == {"Harbour_News": "Listed", "nobody_here": "Not listed"}


def test_ten_thousand_are_checked_and_shown_in_parts(look: Look) -> None:
    page = look.open("check/")
    field = page.get_by_label("Handles, addresses of profiles")
    field.evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
        }""",
        "\n".join(["Harbour_News", *(f"nobody{number}" for number in range(10_100))]),
    )
    page.get_by_role("button", name="Check", exact=True).click()
    status = page.get_by_role("status").filter(has_text=" checked, as of ")
    status.wait_for()
    assert status.inner_text().startswith("10000 checked")
    assert "The 101 after the first 10000 were left out." in status.inner_text()
    assert page.locator(".hl-check__table tbody tr").count() == 200
    page.get_by_role("button", name="Show more").click()
    assert page.locator(".hl-check__table tbody tr").count() == 400
    assert len(look.requests) < 60


def test_a_table_that_is_too_wide_is_refused_and_leaves_no_answer_of_another(
    look: Look, tmp_path: Path
) -> None:
    page = look.open("check/")
    checked(page, PASTED)
    table = tmp_path / "wide.csv"
    table.write_text(",".join(["Harbour_News"] * 200_000), encoding="utf-8")
    page.get_by_label("From a file").set_input_files(table)
    page.get_by_text("This cannot be read: line 1 has more than 256 columns.").wait_for()
    assert page.get_by_role("status").filter(has_text="Nothing was checked.").count() == 1
    assert page.locator(".hl-check__table").count() == 0
    assert page.get_by_label("Handles, addresses of profiles").input_value() == ""
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("There is nothing to check yet.").wait_for()
    page.get_by_label("Handles, addresses of profiles").fill("Harbour_News")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("status").filter(has_text="1 checked").wait_for()


@pytest.mark.parametrize("text", ["Harbour_News", "H\u0430rbour_News"], ids=["plain", "not ASCII"])
def test_no_script_is_fetched_for_what_is_in_a_text(look: Look, text: str) -> None:
    page = look.open("check/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in look.requests if TABLE.search(url)]
    checked(page, text)
    assert [url for url in look.requests if TABLE.search(url)]


def test_what_is_pasted_before_the_script_came_is_read_once_it_has(look: Look) -> None:
    page = look.page
    with look.before("**/main.js"):
        page.goto(look.served.url + "check/", wait_until="commit")
        page.get_by_label("Handles, addresses of profiles").fill("name,handle\nfirst,Harbour_News\n")
        assert page.get_by_role("button", name="Check", exact=True).is_disabled()
    page.get_by_label("Column with the accounts").wait_for()
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("status").filter(has_text="1 checked").wait_for()
    assert results(page) == {"Harbour_News": "Listed"}


@pytest.mark.parametrize("look", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_page_says_what_to_do_instead(look: Look) -> None:
    page = look.open("check/")
    assert page.locator("[data-hl-check]").is_hidden()
    assert page.locator("noscript p").is_visible()


def test_nothing_to_check_is_said(look: Look) -> None:
    page = look.open("check/")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("There is nothing to check yet.").wait_for()


@dark_on_a_phone
def test_results_have_no_serious_finding_and_fit(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED + "a" * 300)
    check_dark_and_light(page, within="main")


@pytest.mark.parametrize("path", ["", "check/", "lists/harbour/", "lists/harbour/7k3f9q2m4d1p/"])
def test_the_policy_lets_no_script_run_that_is_not_of_the_site(look: Look, path: str) -> None:
    page = look.open(path)
    ran = page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.foreign = 1";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<img src='data:,x' onerror='window.foreign = 2'>");
          return window.foreign ?? null;
        }"""
    )
    assert ran is None
    assert page.evaluate("window.foreign ?? null") is None
    assert any("Content Security Policy" in fault for fault in look.faults)
