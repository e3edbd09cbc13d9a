"""Pages in a real browser: accessible, self-contained, readable on a phone and without scripts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.model import PUBLIC_STATES
from site_builder.pages.scripts import FOLDER
from tests.browser.axe import check_dark_and_light, dark_on_a_phone
from tests.browser.conftest import serving
from tests.unit.pages.page_catalog import (
    ARABIC,
    ATTACKS,
    CYRILLIC,
    FULL,
    HOSTILE_HANDLE,
    HOSTILE_ID,
    LAPSED,
    LIST,
)
from tests.unit.pages.page_history import CLEARED, DELETED_LIST
from tests.unit.pages.page_site import second_part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.browser.conftest import Look, Served
    from tests.demo_site import DemoSite

pytestmark = pytest.mark.browser

PAGES: Final = {
    "home": "",
    "list": f"lists/{LIST}/",
    "long list": "lists/long/",
    "empty list": "lists/empty/",
    "part of a list": f"lists/long/browse/{second_part()}/",
    "letter": "lists/long/browse/letter/b/",
    "check many": "check/",
    "full record": f"lists/{LIST}/{FULL}/",
    "hostile record": f"lists/{LIST}/{HOSTILE_ID}/",
    "long handle": f"lists/{LIST}/{LAPSED}/",
    "Arabic record": f"lists/{LIST}/{ARABIC}/",
    "Cyrillic record": f"lists/{LIST}/{CYRILLIC}/",
    "cleared account": f"lists/{LIST}/{CLEARED}/",
    "many removed records": "lists/long/removed/2/",
    "deleted list": f"lists/{DELETED_LIST}/",
    "changes": "changes/",
    "policy": "policy/",
    "contribute": "contribute/",
    "developers": "developers/",
    "prose": "about/",
    "missing": "404.html",
}
"""Pages of the hand-made catalog, which has the strangest of everything."""

SHARED: Final = frozenset(
    PAGES[name]
    for name in (
        *(
            "empty list",
            "part of a list",
            "hostile record",
            "long handle",
            "Arabic record",
            "Cyrillic record",
        ),
        *("cleared account", "many removed records"),
    )
)
"""Those whose template another one has too, which is looked at in both colours."""

OF_YEARS: Final = (
    "lists/",
    "lists/{0}/",
    "lists/{of}/{record}/",
    "lists/{0}/operations/",
    "lists/{0}/operations/{operation}/",
    "lists/{0}/sources/{source}/",
    "reviewers/",
    "lists/{0}/browse/platform/{platform}/",
    "lists/{1}/{tombstone}/",
    "lists/{1}/removed/",
    "changes/{month}/",
    "changes/30-days/",
    "changes/?kind=observed",
    "statistics/",
)
"""Pages of a demonstration, with its longest list, another one, and the record of which there is most to say."""


def nothing_moves(look: Look, path: str) -> None:
    """Fail where more moves than a fifth of what is called good (web.dev, Cumulative Layout Shift), or by a pixel."""
    shift, pixels = look.moved(path)
    assert shift < 0.02
    assert pixels < 1


def told(demo: DemoSite, record: str) -> int:
    """Return how many changes there were of a record."""
    return sum(event["record"] == record for event in demo.events())


def most(names: Iterable[str]) -> str:
    """Return the name that comes most often."""
    return Counter(names).most_common(1)[0][0]


@pytest.fixture(scope="session")
def of_years(demo: DemoSite) -> dict[str, str]:
    """What the names in `OF_YEARS` are."""
    public = [row for row in demo.rows() if row["state"] in PUBLIC_STATES]
    longest = max(public, key=lambda row: told(demo, row["id"]))
    of_it = [row for row in public if row["list"] == demo.lists[0]]
    return {
        "of": longest["list"],
        "month": most(event["time"][:7] for event in demo.events()),
        "record": longest["id"],
        "operation": most(item for row in of_it for item in row.get("affiliations", ())),
        "source": most(item for row in of_it for item in row.get("sources", ())),
        "platform": most(row["platform"] for row in public),
        "tombstone": next(row["id"] for row in demo.rows(demo.lists[1]) if row["state"] == "retracted"),
    }


@dark_on_a_phone
@pytest.mark.parametrize("path", OF_YEARS)
def test_a_page_of_an_instance_with_years_is_still_accessible_and_fits(
    look: Look, served_demo: Served, demo: DemoSite, of_years: dict[str, str], path: str
) -> None:
    look.served = served_demo
    is_good(look, path.format(*demo.lists, **of_years))


@dark_on_a_phone
@pytest.mark.parametrize("path", ["reference/files/", "reference/rules/accounts/"])
def test_a_page_of_the_guides_is_still_accessible_and_fits(
    look: Look, served_demo: Served, path: str
) -> None:
    look.served = served_demo
    check_dark_and_light(look.open(path))


@dark_on_a_phone
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_still_accessible_fits_and_asks_only_its_own_site(look: Look, path: str) -> None:
    is_good(look, path, shared=path in SHARED)


def is_good(look: Look, path: str, *, shared: bool = False) -> None:
    """Fail where a page moves, is not accessible, does not fit, or asks another site."""
    nothing_moves(look, path)
    page = look.page
    handlers = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(item => item.getAttributeNames())"
        ".filter(name => name.startsWith('on'))"
    )
    assert handlers == []
    check_dark_and_light(page, shared=shared)
    nothing_moves(look, path)
    named = page.locator("link[rel=modulepreload], script[type=module]").evaluate_all(
        "items => items.map(item => item.href ?? item.src)"
    )
    modules = {url for url in look.requests if FOLDER in url}
    assert modules == set(named) or not page.locator("link[rel=canonical]").count()
    assert look.requests
    assert not [url for url in look.requests if not url.startswith((look.served.url, "data:"))]
    assert not look.faults


def test_a_hostile_record_shows_exactly_its_text_and_runs_nothing(look: Look) -> None:
    page = look.open(PAGES["hostile record"])
    text = page.locator(".hl-claim").inner_text()
    for attack in ATTACKS:
        assert attack in text
    assert page.locator("h1").inner_text() == HOSTILE_HANDLE
    assert page.title().startswith(HOSTILE_HANDLE)
    assert page.evaluate("document.querySelectorAll('main script, main img, main b, base').length") == 0
    assert not look.faults


@pytest.mark.parametrize("look", [{"java_script_enabled": False}], indirect=True)
def test_a_record_is_readable_without_scripts(look: Look) -> None:
    page = look.open(PAGES["full record"])
    for said in (
        "Harbour_News",
        "Posed as the harbour's news.",
        "8 items",
        "Open",
        "Suspended",
        "Report a mistake",
    ):
        assert page.get_by_text(said).first.is_visible()
    assert page.locator("[data-hl-copy] button").count() == 0
    assert page.locator("[data-hl-theme]").is_hidden()
    assert page.locator("[data-hl-find]").is_hidden()
    assert page.locator("#e4 details").get_attribute("open") is None


@pytest.mark.parametrize("look", [{"java_script_enabled": False}], indirect=True)
def test_filters_are_links_without_scripts(look: Look) -> None:
    page = look.open(PAGES["list"])
    assert page.locator("[data-hl-tools]").is_hidden()
    page.locator(".hl-chip", has_text="Kanal").click()
    assert page.url.endswith(f"/lists/{LIST}/browse/platform/kanal/")
    assert page.locator(".hl-records tbody tr").count() == 2


@pytest.mark.parametrize("look", [{"java_script_enabled": False}], indirect=True)
def test_changes_are_read_month_by_month_without_scripts(
    look: Look, served_demo: Served, demo: DemoSite
) -> None:
    look.served, events = served_demo, demo.events()
    page = look.open("changes/")
    assert page.locator("[data-hl-tools]").is_hidden()
    page.get_by_role("link", name="Last 30 days").click()
    assert page.url.endswith("/changes/30-days/")
    page.get_by_role("link", name="Newest changes").click()
    page.locator(".hl-months a").first.click()
    at = page.url
    assert at.endswith(f"/changes/{events[-1]['time'][:7]}/")
    page.get_by_role("link", name="Older changes").click()
    month = page.url.rstrip("/").rpartition("/")[2]
    assert page.locator(".hl-said [id]").count() == sum(event["time"].startswith(month) for event in events)
    page.get_by_role("link", name="Newer changes").click()
    assert page.url == at
    whole = page.locator("details.hl-said").first
    assert whole.locator("li").first.is_hidden()
    whole.locator("summary").click()
    whole.locator("li a").first.click()
    assert "/lists/" in page.url


@pytest.mark.parametrize("look", [{"java_script_enabled": False}], indirect=True)
def test_a_long_timeline_opens_without_scripts(
    look: Look, served_demo: Served, demo: DemoSite, of_years: dict[str, str]
) -> None:
    look.served = served_demo
    page = look.open("lists/{of}/{record}/".format_map(of_years))
    assert page.locator(".hl-merge:visible").count() == 8
    page.locator(".hl-earlier summary").click()
    assert page.locator(".hl-merge:visible").count() == told(demo, of_years["record"]) > 8


def test_a_cleared_account_shows_exactly_its_handle_and_nothing_of_it_runs(look: Look) -> None:
    page = look.open(PAGES["cleared account"])
    assert HOSTILE_HANDLE in page.locator(".hl-cleared").inner_text()
    assert page.locator(".hl-cleared a, main b").count() == 0
    assert not look.faults


def test_uncommitted_work_is_told_above_the_page(look: Look) -> None:
    page = look.open("")
    assert "2 uncommitted changes" in page.locator(".hl-pending").inner_text()
    page.locator(".hl-pending a").click()
    assert page.locator("h2#pending").is_visible()
    look.open(PAGES["full record"])
    assert look.page.locator(".hl-pending").count() == 0


def test_filters_of_changes_combine_over_all_months_and_name_each_change_once(
    look: Look, served_demo: Served, demo: DemoSite
) -> None:
    look.served, events, name = served_demo, demo.events(), demo.lists[0]
    kinds = [event["kind"] for event in events if event["list"] == name]
    page = look.open("changes/")
    assert not [url for url in look.requests if "/changes/data/" in url]
    page.locator(".hl-facets summary").click()
    page.locator(".hl-chip[data-value=retracted]").click()
    page.locator(f".hl-chip[data-facet=list][data-value={name}]").click()
    page.locator(
        "[data-hl-status]", has_text=f"{kinds.count('retracted')} of {len(events):,} changes"
    ).wait_for()
    assert page.locator("[data-hl-still]").is_hidden()
    assert page.locator(".hl-merge:visible").count() == kinds.count("retracted")
    page.locator(".hl-chip[data-value=retracted]").click()
    assert len(kinds) > 50
    page.locator("[data-hl-status]", has_text=f"{len(kinds)} of {len(events):,} changes, page 1").wait_for()
    headlines = page.locator(".hl-merge:visible strong").all_inner_texts()
    assert len(headlines) == 50
    page.reload()
    page.locator("[data-hl-status]", has_text=f"{len(kinds)} of {len(events):,} changes, page 1").wait_for()
    assert page.locator(".hl-merge:visible strong").all_inner_texts() == headlines
    page.locator(".hl-merge:visible a").first.click()
    assert "/lists/" in page.url
    page.go_back()
    page.locator("[data-hl-clear]").click()
    page.locator("[data-hl-still]").wait_for()
    assert not look.faults


@pytest.mark.parametrize(
    "look", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True, ids=["clipboard"]
)
def test_a_copy_button_copies_exactly_what_stands_beside_it(look: Look) -> None:
    page = look.open(PAGES["hostile record"])
    page.locator(".hl-record__name button").click()
    page.locator(".hl-copy__button--done").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == HOSTILE_HANDLE


def test_listed_accounts_can_be_copied_and_not_clicked(look: Look) -> None:
    page = look.open(PAGES["full record"])
    address = page.get_by_text("https://chirp.example/Harbour_News", exact=True)
    assert address.is_visible()
    assert address.evaluate("item => item.closest('a')") is None
    assert address.locator("xpath=..").locator("button").is_visible()


@pytest.mark.parametrize("look", [{"viewport": {"width": 390, "height": 800}}], indirect=True, ids=["phone"])
@pytest.mark.parametrize(
    ("name", "link", "target"),
    [
        ("full record", "Developers", "**/developers/"),
        ("policy", "Developers", "**/developers/"),
    ],
)
def test_a_phone_has_the_navigation_in_its_header(look: Look, name: str, link: str, target: str) -> None:
    page = look.open(PAGES[name])
    page.get_by_role("navigation", name="Site").get_by_role("link", name=link).click()
    page.wait_for_url(target)


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}], indirect=True, ids=["dark"])
def test_paper_is_dark_on_white_says_where_it_is_from_and_a_record_takes_two_sheets(
    look: Look, served_demo: Served, of_years: dict[str, str]
) -> None:
    look.served, path = served_demo, "lists/{of}/{record}/".format_map(of_years)
    page = look.open(path)
    look.spent = True
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))
    assert 0 < len(sheets) <= 2  # the record with the longest history
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".hl-print").inner_text().endswith(f"/{path}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", page.locator(".hl-print").get_attribute("data-day") or "")
    assert page.locator(".hl-brand").is_visible()
    for name in (".hl-nav", "[data-hl-find]", ".hl-copy__button", ".hl-footer"):
        assert page.locator(name).first.is_hidden(), name


def test_the_keyboard_reaches_the_content_first(look: Look) -> None:
    page = look.open(PAGES["full record"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_colours_can_be_switched_and_stay(look: Look) -> None:
    page = look.open("")
    page.get_by_role("button", name="Use dark colours").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 27)"
    look.open("policy/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 27)"
    look.open("developers/")  # the theme's frame keeps the choice in the same place
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.locator("label[title='Use light colours']").click()
    look.open("")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(
    ("name", "family"),
    [("Arabic record", "HL Sans"), ("Cyrillic record", "HL Sans"), ("full record", "HL Mono")],
)
def test_letters_come_from_the_site_itself(look: Look, name: str, family: str) -> None:
    page = look.open(PAGES[name])
    loaded = page.evaluate(
        "[...document.fonts].filter(item => item.status === 'loaded').map(item => item.family)"
    )
    assert f'"{family}"' in loaded or family in loaded
    script = {"Arabic record": "arabic", "Cyrillic record": "cyrillic", "full record": "mono"}[name]
    assert [url for url in look.requests if script in url and url.endswith(".woff2")]


def test_the_policy_that_the_guide_gives_to_hosts_stops_nothing(look: Look, served: Served) -> None:
    guide = (Path(__file__).parents[2] / "docs/guides/maintainers.md").read_text(encoding="utf-8")
    policy = guide.partition("\nContent-Security-Policy: ")[2].partition("\n")[0]
    assert policy.startswith("default-src 'none'")
    with serving(served.folder, **{"Content-Security-Policy": policy}) as look.served:
        for path in ("", "check/", f"lists/{LIST}/{FULL}/", "about/"):
            look.open(path).wait_for_load_state("networkidle")
    assert look.faults == []


def test_a_policy_of_the_hosts_own_stops_what_the_guide_says(look: Look, served: Served) -> None:
    with serving(served.folder, **{"Content-Security-Policy": "default-src 'self'"}) as look.served:
        look.open("").wait_for_load_state("networkidle")
    assert look.faults
