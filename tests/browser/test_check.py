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
    page.get_by_text(" checked, as of ").wait_for()


def given(page: Page, text: str) -> None:
    """Paste a long text, and check it. Until the page's script is there, nothing takes a paste that a test made."""
    page.locator("#hl-check-start:enabled").wait_for()
    page.get_by_label("Handles, addresses of profiles").evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
        }""",
        text,
    )
    page.get_by_role("button", name="Check", exact=True).click()


def filed(page: Page, name: str, data: bytes) -> None:
    """Choose a file."""
    page.get_by_label("From a file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


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
        page.get_by_role("button", name="Download all (CSV)").click()
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
    column = page.get_by_label("What is read of each line")
    column.wait_for()
    assert column.locator("option:checked").inner_text() == "handle"
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("2 lines checked").wait_for()
    assert results(page) == {"Harbour_News": "Listed", "nobody_here": "Not listed"}
    said = page.locator(".hl-check__result > p").first.inner_text()
    assert "Of each line, only handle was read. The first line was taken for names of columns" in said
    column.select_option("All of each line")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="4 All results").wait_for()
    assert column.locator("option:checked").inner_text() == "All of each line"


def test_many_are_checked_and_shown_in_parts(look: Look) -> None:
    page = look.open("check/")
    given(page, "\n".join(["Harbour_News", *(f"nobody{number}" for number in range(50_006))]))
    page.get_by_text("50,000 lines checked, as of ").wait_for()
    assert page.get_by_text("7 lines after them were left out: at most 50,000 lines").count() == 1
    assert page.locator(".hl-check__table tbody tr").count() == 200
    page.get_by_role("button", name="Show more").click()
    assert page.locator(".hl-check__table tbody tr").count() == 400
    assert page.get_by_role("status").filter(has_text="400 of 50,000 rows shown").count() == 1
    assert len(look.requests) < 60
    page.get_by_text("50,007 lines to be checked").wait_for()
    page.get_by_role("button", name="Remove them").click()
    assert page.get_by_label("Handles, addresses of profiles").evaluate(
        "item => item === document.activeElement"
    )
    assert page.locator(".hl-check__table").count() == 0


def test_a_check_can_be_stopped_and_begun_again(look: Look) -> None:
    stopped = look.page.get_by_role("status").filter(has_text="Stopped. Nothing was checked.")
    for _ in range(3):  # a check may be done before it is stopped
        page = look.open("check/")
        page.evaluate(
            """() => new MutationObserver((_, watch) => {
              const stop = document.querySelector("#hl-check-stop");
              if (stop.hidden || !document.querySelector("progress").value) return;
              watch.disconnect();
              stop.focus();
              stop.click();
            }).observe(document.querySelector(".hl-check"), { subtree: true, childList: true, attributes: true })"""
        )
        given(page, "\n".join(f"nobody{number}" for number in range(20_000)))
        page.get_by_text(re.compile(r"Nothing was checked\.|20,000 lines checked")).first.wait_for()
        if stopped.count():
            break
    assert stopped.count()
    start = page.get_by_role("button", name="Check", exact=True)
    assert start.evaluate("item => item === document.activeElement")
    assert page.locator("progress").is_hidden()
    start.evaluate("item => { item.click(); item.click(); }")
    page.get_by_text("20,000 lines checked").wait_for()
    assert page.locator(".hl-check__table").count() == 1
    assert page.locator("#hl-check-stop").is_hidden()
    assert look.faults == []


@pytest.mark.parametrize(
    "look", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True, ids=["clipboard"]
)
def test_tiles_choose_what_is_shown_and_copied(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED)
    hits = page.get_by_role("button", name="2 Only hits")
    hits.focus()
    page.keyboard.press("Enter")
    assert hits.get_attribute("aria-pressed") == "true"
    assert list(results(page)) == ["@HARBOUR_news", "H\u0430rbour_News"]
    assert page.get_by_role("status").filter(has_text="2 of 2 rows shown: Only hits.").count() == 1
    page.get_by_role("button", name="Copy 2 rows").click()
    page.get_by_role("status").filter(has_text="Copied 2 rows").wait_for()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("\t")[1] for line in lines] == ["account", "'@HARBOUR_news", "H\u0430rbour_News"]
    page.get_by_role("button", name="2 Cannot be read").click()
    assert set(results(page).values()) == {"Cannot be read"}
    assert page.get_by_role("button", name="5 All results").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize(
    "look",
    [{"viewport": {"width": 390, "height": 600}, "reduced_motion": "reduce"}],
    indirect=True,
    ids=["phone"],
)
def test_the_results_come_into_view_and_focus_unless_somebody_has_gone_on(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED)
    heading = page.get_by_role("heading", name="Results: 2 hits, 2 not read", exact=True)
    assert heading.evaluate("item => item === document.activeElement")
    page.wait_for_function(
        "() => { const { top } = document.activeElement.getBoundingClientRect(); return top > 40 && top < 200; }"
    )
    label = page.locator("td[data-label='Line']").first
    assert label.evaluate("item => getComputedStyle(item, '::before').content") == '"line "'
    field = page.get_by_label("Handles, addresses of profiles")
    with look.before("*/index.json"):
        page.get_by_role("button", name="Check", exact=True).click()
        field.press("End")
        page.keyboard.insert_text("x")
    page.get_by_text(" checked, as of ").wait_for()
    assert field.evaluate("item => item === document.activeElement")


def test_how_a_file_is_written_is_asked_where_it_is_not_certain(look: Look) -> None:
    page = look.open("check/")
    text = "name,handle\n\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432,Harbour_News\n"
    filed(page, "list.csv", text.encode("koi8-r"))
    page.get_by_role("status").filter(has_text="The file is not UTF-8.").wait_for()
    choice = page.get_by_label("How the letters are written")
    assert choice.input_value() == "koi8-r"
    assert page.locator(".hl-check__question li").all_inner_texts() == [text.splitlines()[1]]
    page.get_by_role("button", name="Check", exact=True).click()
    assert choice.evaluate("item => item === document.activeElement")
    choice.select_option("windows-1251")
    assert page.locator(".hl-check__question li").all_inner_texts() != [text.splitlines()[1]]
    choice.select_option("koi8-r")
    page.get_by_role("button", name="Read the file this way").click()
    assert page.get_by_label("Handles, addresses of profiles").input_value() == text
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("1 line checked").wait_for()
    assert results(page) == {"Harbour_News": "Listed"}
    filed(page, "list.xlsx", b"PK\x03\x04" + bytes(40))
    page.get_by_role("status").filter(has_text="The file is a spreadsheet").wait_for()
    assert page.locator(".hl-check__table").count() == 0
    filed(page, "list.txt", "@Harbour_News\n".encode("utf-16"))
    page.wait_for_function("() => document.querySelector('#hl-check-text').value === '@Harbour_News\\n'")
    assert look.faults == []


def test_paper_has_the_results_alone(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED)
    look.spent = True
    page.emulate_media(media="print")
    assert page.locator(".hl-check__table").is_visible()
    hidden = (".hl-check__text", "#hl-check-file", ".hl-check__tiles", "#what-the-results-mean", ".hl-nav")
    assert [name for name in hidden if page.locator(name).is_visible()] == []


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
    page.get_by_text("1 line checked").wait_for()


@pytest.mark.parametrize("text", ["Harbour_News", "H\u0430rbour_News"], ids=["plain", "not ASCII"])
def test_no_script_is_fetched_for_what_is_in_a_text(look: Look, text: str) -> None:
    page = look.open("check/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in look.requests if TABLE.search(url)]
    checked(page, text)
    assert [url for url in look.requests if TABLE.search(url)]


def test_what_is_pasted_before_the_script_came_is_read_once_it_has(look: Look) -> None:
    page = look.page
    with look.before("*/main.js"):
        page.goto(look.served.url + "check/", wait_until="commit")
        page.get_by_label("Handles, addresses of profiles").fill("name,handle\nfirst,Harbour_News\n")
        assert page.get_by_role("button", name="Check", exact=True).is_disabled()
    page.get_by_label("What is read of each line").wait_for()
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("1 line checked").wait_for()
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
def test_results_have_no_finding_and_fit(look: Look) -> None:
    page = look.open("check/")
    checked(page, PASTED + "a" * 300)
    check_dark_and_light(page, within="main")


@dark_on_a_phone
def test_the_question_has_no_finding_and_fits(look: Look) -> None:
    page = look.open("check/")
    filed(page, "list.txt", "@m\u00fcller\n".encode("windows-1252"))
    page.get_by_label("How the letters are written").wait_for()
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


# In a window of its own: another test's has read the files, and would not ask for them again.
@pytest.mark.parametrize("look", [{"locale": "en-GB"}], indirect=True, ids=["own window"])
def test_a_damaged_file_of_the_index_makes_nobody_not_listed(look: Look) -> None:
    page = look.page
    page.route("**/find/keys/*.json", lambda route: route.fulfill(json={"entries": [], "what": []}))
    look.open("check/")
    given(page, "@HARBOUR_news\n" * 900)
    page.get_by_text("The index could not be read. Try again.").wait_for()
    assert not results(page)


def test_a_script_that_does_not_come_is_said(look: Look) -> None:
    look.page.route("**/check/panel.js", lambda route: route.abort())
    look.open("check/").get_by_text("This could not be loaded. Load the page again.").wait_for()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("shift_jis", "ユーザー,場所\n@HARBOUR_news,東京\n"), ("gbk", "用户,城市\n@HARBOUR_news,北京市\n")],
)
def test_a_file_of_east_asia_can_be_read(look: Look, encoding: str, text: str) -> None:
    page = look.open("check/")
    filed(page, "users.csv", text.encode(encoding))
    page.get_by_label("How the letters are written").select_option(encoding)
    assert page.locator(".hl-check__question li").first.inner_text() == text.split("\n", maxsplit=1)[0]


def test_an_empty_file_is_said(look: Look) -> None:
    page = look.open("check/")
    filed(page, "users.csv", b"\xef\xbb\xbf\n")
    page.get_by_text("The file is empty. Nothing was checked.").wait_for()
