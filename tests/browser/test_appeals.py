"""The way off a list in a browser: from a record's page to a letter that names the record, whoever made the link."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.unit.pages.page_catalog import FULL, LIST
from tests.unit.pages.page_history import DELETED, DELETED_LIST, RETRACTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Look, Served

pytestmark = pytest.mark.browser

Letter = tuple[str, list[str]]
"""The HTML of the letter, and where it may be sent."""

IDLE = "About: record [number of the record], list [name of the list]"
SUBJECT = "Record%20{}%20on%20the%20list%20{}%3A%20report%20of%20a%20mistake"


def first_line(page: Page) -> str:
    return page.locator(".hl-letter__text").inner_text().split("\n")[0]


def hrefs(page: Page) -> list[str]:
    return [item.get_attribute("href") or "" for item in page.locator("[data-hl-contact] a").all()]


@pytest.fixture(scope="module")
def untouched(browser: Browser, served: Served) -> Letter:
    """The letter and the addresses of a page whose address names no record."""
    page = browser.new_page()
    page.goto(f"{served.url}policy/")
    letter = (page.locator(".hl-letter").inner_html(), hrefs(page))
    page.close()
    return letter


@pytest.mark.parametrize("record", [FULL, RETRACTED], ids=["public", "removed"])
def test_a_records_page_leads_to_a_letter_that_names_it(look: Look, record: str) -> None:
    page = look.open(f"lists/{LIST}/{record}/")
    page.get_by_role("link", name="A letter to copy, and what happens then").click()
    page.locator("[data-hl-about]:visible").wait_for()
    assert first_line(page) == f"About: record {record}, list {LIST}"
    about = page.locator("[data-hl-about]")
    assert about.is_visible()
    assert f"Your letter is about record {record} on the list {LIST}." in about.inner_text()
    assert [item.partition("?subject=")[2] for item in hrefs(page)] == [
        "Appeal%3A%20a%20record%20on%20the%20list%20empty",
        SUBJECT.format(record, LIST),
        "Appeal%3A%20a%20record%20on%20the%20list%20long",
        SUBJECT.format(record, LIST),
    ]
    assert about.locator("a").get_attribute("href") == hrefs(page)[1]
    assert not [url for url in look.requests if record in url.partition("/policy/")[2]]
    assert not look.faults


def test_of_a_deleted_list_the_letter_goes_to_those_who_answer_for_the_site(look: Look) -> None:
    page = look.open(f"policy/#record={DELETED[0]}&list={DELETED_LIST}")
    assert first_line(page) == f"About: record {DELETED[0]}, list {DELETED_LIST}"
    link = page.locator("[data-hl-about] a")
    assert link.inner_text() == "https://lists.example/contact"
    subject = SUBJECT.format(DELETED[0], DELETED_LIST)
    assert link.get_attribute("href") == f"https://lists.example/contact?subject={subject}"


def test_a_number_alone_is_filled_in_and_no_list_is_made_up(look: Look) -> None:
    page = look.open(f"policy/#record={FULL}")
    assert first_line(page) == f"About: record {FULL}, list [name of the list]"
    assert "on the list" not in page.locator("[data-hl-about]").inner_text()
    assert not [href for href in hrefs(page) if FULL in href]


@pytest.mark.parametrize(
    "fragment",
    [
        "record=<img src=x onerror=alert(1)>",
        f"record={quote('<img src=x onerror=alert(1)>')}&list={LIST}",
        "record=javascript:alert(1)",
        f"record={FULL.upper()}",
        f"record={FULL}0",
        f"record={FULL}%0A",
        f"record={FULL[:-1]}u",
        f"record=%20{FULL}",
        f"list={LIST}",
        "record=",
        "record",
        "record=%",
        "record=%ff&list=%00",
        "record=" + "0" * 5000,
        "%",
        "__proto__=1&constructor=2",
        "listed-by-mistake",
        "",
    ],
)
def test_a_fragment_that_is_no_number_does_nothing(look: Look, fragment: str, untouched: Letter) -> None:
    page = look.open(f"policy/#{fragment}")
    assert (page.locator(".hl-letter").inner_html(), hrefs(page)) == untouched
    assert first_line(page) == IDLE
    assert page.locator("[data-hl-about]").is_hidden()
    assert not look.faults


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Harbour",
        "harbour--x",
        "-harbour",
        "a" * 61,
        "harbour&subject=x",
        "harbour%0aBcc:x@evil.example",
        "{record}",
        "../..",
    ],
)
def test_what_is_no_lists_name_is_left_out(look: Look, name: str) -> None:
    page = look.open(f"policy/#record={FULL}&list={quote(name, safe='%')}")
    assert first_line(page) == f"About: record {FULL}, list [name of the list]"
    assert not [href for href in hrefs(page) if FULL in href or "evil" in href]
    assert not look.faults


def test_another_number_in_the_address_is_another_letter_and_none_takes_it_out_again(look: Look) -> None:
    page = look.open(f"policy/#record={FULL}&list={LIST}")
    idle = hrefs(look.open("policy/"))
    for fragment, line in (
        (f"record={FULL}&list={LIST}", f"About: record {FULL}, list {LIST}"),
        (f"record={RETRACTED}&list=long", f"About: record {RETRACTED}, list long"),
        ("purge", IDLE),
    ):
        page.evaluate("fragment => { location.hash = fragment; }", fragment)
        page.wait_for_function(
            "line => document.querySelector('.hl-letter__text').textContent.startsWith(line)", arg=line
        )
    assert hrefs(page) == idle
    assert page.locator("[data-hl-about]").is_hidden()


@pytest.mark.parametrize(
    "look", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True, ids=["clipboard"]
)
def test_the_letter_is_copied_whole_with_its_number(look: Look) -> None:
    page = look.open(f"policy/#record={FULL}&list={LIST}")
    button = page.locator(".hl-letter__paper button")
    assert button.inner_text().strip() == "Copy the letter"
    button.click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".hl-letter__text").text_content()
    assert copied.startswith(f"About: record {FULL}, list {LIST}\n\nYour list names an account.")


@pytest.mark.parametrize("look", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_number_is_on_the_records_page_and_the_letter_says_where_it_goes(
    look: Look,
) -> None:
    page = look.open(f"lists/{LIST}/{FULL}/")
    assert page.locator(".hl-record__side").get_by_text(FULL).first.is_visible()
    page.get_by_role("link", name="A letter to copy, and what happens then").click()
    page.wait_for_url("**/policy/**")
    assert page.get_by_text("[number of the record]").is_visible()
    assert page.locator("[data-hl-about]").is_hidden()
    assert page.locator(".hl-letter__paper button").is_hidden()
    assert page.locator("#listed-by-mistake").is_visible()
