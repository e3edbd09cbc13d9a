"""Finding an account: the box on every page, by keyboard, by ear, by address, and what the server sees of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

from tests.browser.axe import check_dark_and_light, dark_on_a_phone
from tests.find.corpus import corpus
from tests.find.lookup import look_up
from tests.find.sites import MANY, LargeIndex, large_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Look, Served

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser

TABLE: Final = re.compile(r"/[0-9a-f]{16}/unicode\.js$")
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}}


def box(page: Page, where: str = "main") -> Locator:
    return page.locator(f"[data-hl-find={where}]")


def typed(page: Page, text: str) -> Locator:
    """Type into the box of the page as a person does, and wait for the whole answer."""
    page.keyboard.press("/")
    page.keyboard.insert_text(text)
    answered(page, text)
    return box(page, "main" if box(page).count() else "header")


def answered(page: Page, text: str) -> None:
    """Wait for the whole answer to a text."""
    page.wait_for_function(
        "(text) => decodeURIComponent(location.hash) === `#find=${text}`", arg=" ".join(text.split())
    )


def verdict(found: Locator) -> str:
    return found.locator(".hl-find__verdict").inner_text()


def test_a_listed_account_is_found_by_keyboard_alone(look: Look) -> None:
    page = look.open("")
    found = typed(page, "@HARBOUR_news")
    assert verdict(found) == "Listed: Disputed"
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent"
    )
    assert "Harbour_News" in chosen
    page.keyboard.press("Enter")
    page.wait_for_url("**/lists/harbour/7k3f9q2m4d1p/")
    assert look.faults == []


def test_enter_opens_what_is_listed_without_choosing(look: Look) -> None:
    page = look.open("policy/")
    typed(page, "Harbour_News")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lists/harbour/7k3f9q2m4d1p/")


def test_arrows_go_round_and_escape_closes_and_then_clears(look: Look) -> None:
    page = look.open("")
    found = typed(page, "berth_0000")
    options = found.locator("[role=option]")
    page.keyboard.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert found.locator(".hl-find__panel").is_hidden()
    assert found.locator("input").input_value() == "berth_0000"
    page.keyboard.press("Escape")
    assert found.locator("input").input_value() == ""
    page.wait_for_function("() => location.hash === ''")


def test_what_is_not_listed_says_what_that_does_not_mean(look: Look) -> None:
    page = look.open("")
    found = typed(page, "zzzzzzzzzzzz")
    assert verdict(found) == "Not listed"
    said = found.locator(".hl-find__status").inner_text()
    assert "as of 2026-03-09" in said
    assert "does not mean that it is harmless" in said


def test_a_look_alike_is_compared_letter_by_letter(look: Look) -> None:
    page = look.open("")
    found = typed(page, "H\u0430rbour_News")
    assert verdict(found) == "Not listed"
    option = found.locator("[role=group][aria-label='Looks like it'] [role=option]").first
    assert "Letter 2 is the letter a, not Cyrillic \u0430 (U+0430)." in option.inner_text()
    assert option.locator("mark").all_inner_texts() == ["\u0430", "a"]


@pytest.mark.parametrize("text", ["@harbour_NEWZ", "chirp: Harbour_Newz", "9001", "berth.0000"])
def test_a_protected_account_is_called_that_and_nothing_looks_like_it(look: Look, text: str) -> None:
    page = look.open("")
    found = typed(page, text)
    assert verdict(found) == "Kept from being listed by mistake"
    said = found.locator(".hl-find__status").inner_text()
    assert "The maintainers keep" in said
    assert "It is not listed, as of 2026-03-09." in said
    accounts = found.locator("[role=option]:not([data-hl-guides])")
    assert accounts.count() == 0
    assert look.faults == []


def test_what_is_only_like_a_protected_account_is_answered_as_without_it(look: Look) -> None:
    page = look.open("")
    found = typed(page, "Harbour_Newx")
    assert verdict(found) == "Not listed"
    assert "mistake" not in found.locator(".hl-find__status").inner_text()
    assert found.locator("[role=group][aria-label='One letter different'] [role=option]").count() == 1


def test_an_earlier_handle_and_an_unknown_address_say_so(look: Look) -> None:
    page = look.open("")
    found = typed(page, "Quay")
    assert verdict(found) in {"Listed under an earlier handle", "Listed: Confirmed"}
    page = look.open("policy/")
    found = typed(page, "https://nowhere.example/somebody")
    assert verdict(found) == "Cannot be read"
    assert "not an address of a platform" in found.locator(".hl-find__status").inner_text()


# A window of its own, where nothing comes from a cache before the box has come.
@pytest.mark.parametrize("look", [{"locale": "en-US"}], indirect=True, ids=["new window"])
def test_nothing_is_said_of_a_word_that_is_being_typed(look: Look) -> None:
    page = look.open("")
    with page.expect_response("**/feeds/v1/index.json"):  # the box has come by then
        page.keyboard.press("/")
    look.spent = True
    page.clock.install()
    page.keyboard.type("Harbour_New")
    page.clock.run_for(300)
    status = box(page).locator(".hl-find__status")
    status.get_by_text("Type on, or press Enter").wait_for()
    box(page).locator(".hl-find__handle", has_text="Harbour_News").first.wait_for()
    assert box(page).locator("[role=option]").first.inner_text().startswith("Harbour_News")
    page.keyboard.press("Enter")
    status.locator(".hl-find__verdict", has_text="Not listed").wait_for()
    page.keyboard.type("s")
    page.clock.run_for(300)
    status.get_by_text("Type on, or press Enter").wait_for()
    page.clock.run_for(400)
    status.locator(".hl-find__verdict", has_text="Listed: Disputed").wait_for()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\u201c@HARBOUR_news\u201d.", "Listed: Disputed"),
        ("- chirp: Harbour_News", "Listed: Disputed"),
        ("7k3f9q2m4d1p", "Record 7k3f9q2m4d1p: Disputed"),
        ("9.00E+18", "Cannot be read"),
        ("@nobody_at_all - suspended", "Cannot be read"),
    ],
)
def test_a_text_is_read_as_people_write_it(look: Look, text: str, title: str) -> None:
    page = look.open("")
    assert verdict(typed(page, text)) == title


def test_the_outcome_is_said_aloud(look: Look) -> None:
    page = look.open("")
    found = typed(page, "Harbour_News")
    said = found.locator("[role=status]").inner_text()
    assert said.startswith("Listed: Disputed. ")
    field = found.locator("input")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"


def test_an_answer_can_be_shared_and_no_request_holds_the_query(look: Look) -> None:
    text = "Harbour_News"
    page = look.open(f"#find={quote(text)}")
    page.wait_for_function(
        "() => document.querySelector('.hl-find__verdict')?.textContent === 'Listed: Disputed'"
    )
    assert box(page).locator("input").input_value() == text
    assert look.requests
    assert not [url for url in look.requests if text.lower() in url.lower()]
    assert look.faults == []


def test_the_guides_are_the_second_group(look: Look) -> None:
    page = look.open("developers/")
    found = typed(page, "appeal")
    found.locator("[role=group][aria-label=Guides] [role=option]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-md-component=search-query]') === document.activeElement"
    )
    assert page.locator("[data-md-component=search-query]").input_value() == "appeal"
    assert look.faults == []


def test_hostile_text_stays_text(look: Look) -> None:
    page = look.open("developers/")
    found = typed(page, "<img src=x onerror=alert(1)>")
    assert found.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in found.locator("[data-hl-guides]").inner_text()
    assert look.faults == []


@pytest.mark.parametrize("look", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_the_answer_comes_into_sight(look: Look) -> None:
    page = look.open("")
    found = typed(page, "Harbour_News")
    assert found.locator(".hl-find__verdict").evaluate(
        "(item) => item.getBoundingClientRect().bottom < innerHeight"
    )
    assert found.locator("input").evaluate("(item) => item.getBoundingClientRect().top > 0")


def test_an_index_that_cannot_be_read_is_said_and_tried_again(look: Look) -> None:
    page = look.page
    page.route("**/feeds/v1/index.json", lambda route: route.fulfill(status=503))
    look.open("")
    page.keyboard.press("/")
    page.keyboard.insert_text("Harbour_News")
    page.get_by_text("The index could not be read.").first.wait_for()
    page.unroute("**/feeds/v1/index.json")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_function(
        "() => document.querySelector('.hl-find__verdict')?.textContent === 'Listed: Disputed'"
    )


def test_lines_that_are_pasted_stay_apart(look: Look) -> None:
    page = look.open("")
    page.keyboard.press("/")
    field = box(page).locator("input")
    field.evaluate(
        """(field) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "nobody_here\\n\\nHarbour_News\\r\\n");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
        }"""
    )
    answered(page, "nobody_here | Harbour_News")
    assert verdict(box(page)) == "Listed: Disputed"
    assert "“nobody_here”: not listed." in box(page).inner_text()


def test_what_is_typed_before_the_script_came_is_answered_once_it_has(look: Look) -> None:
    page = look.page
    field = box(page).locator("input")
    with look.before("*/main.js"):
        page.goto(look.served.url, wait_until="commit")
        field.click()
        page.keyboard.insert_text("Harbour_News")
        assert box(page).locator(".hl-find__panel").is_hidden()
    box(page).locator(".hl-find__verdict", has_text="Listed: Disputed").wait_for()
    assert field.input_value() == "Harbour_News"
    assert look.faults == []


@pytest.mark.parametrize("text", ["Harbour_News", "H\u0430rbour_News"], ids=["plain", "not ASCII"])
def test_nothing_of_the_search_is_fetched_before_its_box_has_the_focus_nor_any_script_for_a_text(
    look: Look, text: str
) -> None:
    page = look.open("")
    page.wait_for_load_state("networkidle")
    needed = (
        "/find/box.js",
        "/index/finder.js",
        "/platforms.js",
        "/handles/unicode.js",
        "/feeds/v1/index.json",
    )
    own = (".woff2", "/favicon.svg")  # of the page, which come when the browser likes
    assert not [url for url in look.requests if url.endswith(needed)]
    with page.expect_response("**/feeds/v1/index.json"):
        page.keyboard.press("/")
    before = [url for url in look.requests if not url.endswith(own)]
    assert {name for name in needed if any(url.endswith(name) for url in before)} == set(needed)
    assert [url for url in before if TABLE.search(url)]
    page.keyboard.insert_text(text)
    answered(page, text)
    later = [url for url in look.requests if not url.endswith(own)][len(before) :]
    assert later
    assert [url for url in later if not re.search("/find/(?:keys|protected|tails)/", url)] == []


def test_a_search_whose_script_does_not_come_says_so(look: Look) -> None:
    page = look.page
    page.route("**/find/box.js", lambda route: route.abort())
    look.open("policy/")
    page.keyboard.press("/")
    said = "The search for accounts could not be loaded. Load the page again."
    box(page, "header").locator(".hl-find__panel").get_by_text(said).wait_for()
    assert box(page, "header").locator("[role=status]").inner_text() == said


@dark_on_a_phone
@pytest.mark.parametrize("path", ["", "policy/"])
@pytest.mark.parametrize("text", ["H\u0430rbour_News", "Harbour"])
def test_open_results_have_no_finding(look: Look, path: str, text: str) -> None:
    page = look.open(path)
    typed(page, text)
    check_dark_and_light(page, within=".hl-find")


@pytest.fixture(scope="module")
def index() -> LargeIndex:
    return LargeIndex.of(corpus(MANY))


@pytest.fixture(scope="module")
def large(index: LargeIndex, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(large_site(tmp_path_factory.mktemp("large"), index)) as served:
        yield served


def test_a_lookup_among_46000_takes_three_requests_and_60_kb(
    browser: Browser, large: Served, index: LargeIndex
) -> None:
    every = index.accounts.rows
    dotted = next(row for row in every if "." in row.get("handle", ""))
    foreign = next(row for row in every if not row.get("handle", "").isascii())
    nameless = next(row for row in every if "handle" not in row)
    rows = [*every[:400:80], dotted, foreign, nameless]
    names = [row.get("handle") or row["account_id"] for row in rows]
    found = [look_up(browser, large, name) for name in names]
    assert max(item.requests for item in found) <= 3, found
    assert max(item.bytes for item in found) <= 60_000, found
    for name, item in zip(names, found, strict=True):
        assert not [path for path in item.paths if name.lower() in path.lower()]
