from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.catalog.model import CountedReview
from site_builder.derive.row import row_bytes
from site_builder.pages import site
from site_builder.pages.record import evidence, record_page
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import (
    ATTACKS,
    CYRILLIC,
    FULL,
    HOSTILE,
    HOSTILE_HANDLE,
    HOSTILE_ID,
    HOSTILE_URL,
    LAPSED,
    LIST,
    catalog,
    without_history,
)
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog, PublicRecord


def find(published: Catalog, record_id: str) -> PublicRecord:
    return next(item for public in published.lists for item in public.records if item.id == record_id)


def page_of(record_id: str, published: Catalog | None = None, **row: object) -> Parsed:
    """Return the page of a record of the harbour list, with members of its row changed."""
    published = published or catalog()
    record = find(published, record_id)
    changed: Any = {name: value for name, value in {**record.row, **row}.items() if value is not None}
    record = replace(record, row=changed, row_bytes=row_bytes(changed))
    public = next(item for item in published.lists if item.id == LIST)
    return parse(record_page(record, public, Words(published)).body)


def test_a_record_page_shows_what_is_claimed_and_on_what() -> None:
    text = " ".join(page_of(FULL).text.split())
    for said in (
        "Harbour_News",
        "Posed as the harbour's news.",
        "Disputed",
        "8 items",
        "2 reviewers 2026-01-10 to 2026-02-11; good until 2027-02-11",
        "Appeal Open since 2026-03-01, decision due by 2026-03-15",
        "Platform showed last Suspended on 2026-03-01",
        "reviewer-a confirmed the claim",
        "A reviewer confirmed the claim",
        "reviewer-c rejected the claim",
        "147,000",
        "Operation Dredge",
        "Ruling 1",
        "Arabic (ar)",
        "Chinese (zh-Hant)",
        "from 2025-01-01 until 2025-06-30",
        "Account id 4224729994",
        "Match by account id",
        "No: an example",
    ):
        assert said in text


def test_an_account_that_is_there_again_is_said_to_be_back() -> None:
    looks = [{"date": "2026-03-01", "state": "suspended"}, {"date": "2026-03-13", "state": "active"}]
    text = " ".join(page_of(FULL, observations=looks).text.split())
    assert "Platform showed last Active on 2026-03-13, again after 12 days suspended" in text


def test_an_account_without_a_handle_is_named_by_platform_and_id() -> None:
    match = {"by": "account_id", "account_id": "4224729994", "key": "chirp:id:4224729994"}
    page = page_of(FULL, handle=None, match=match)
    text = " ".join(page.text.split())
    for said in (
        "Known by its account id alone Chirp account 4224729994",
        "None known: compare the account id.",
        "Account id 4224729994",
    ):
        assert said in text
    published = catalog()
    record = find(published, FULL)
    row: Any = {name: value for name, value in record.row.items() if name != "handle"} | {"match": match}
    made = record_page(
        replace(record, row=row), next(item for item in published.lists if item.id == LIST), Words(published)
    )
    assert made.title.startswith("Chirp account 4224729994 \N{MIDDLE DOT} ")


def test_a_verified_record_that_programs_leave_alone_says_why() -> None:
    published = catalog()
    public = next(item for item in published.lists if item.id == LIST)
    public = replace(public, data={**public.data, "example": False})
    record = find(published, FULL)
    for actionable, said in ((True, "Yes"), (False, "No: its handle may be somebody else\u2019s by now")):
        row: Any = {**record.row, "state": "verified", "example": False, "actionable": actionable}
        text = " ".join(
            parse(record_page(replace(record, row=row), public, Words(published)).body).text.split()
        )
        assert f"Actionable {said} Match by" in text.replace("Actionable", "Actionable ").replace("  ", " ")


def test_a_listed_account_and_what_it_published_are_never_links() -> None:
    page = page_of(FULL)
    assert "https://chirp.example/Harbour_News" in page.text
    assert not [href for href in page.hrefs if "chirp.example" in href]
    for shown in ("e2", "e3", "e4"):
        assert f"https://original.example/{shown}" in page.text
        assert f"https://archive.example/{shown}" in page.text
        assert not [href for href in page.hrefs if href.endswith(f".example/{shown}")]


def test_other_evidence_is_linked_with_no_trace_of_the_reader() -> None:
    page = page_of(FULL)
    links = {item["href"]: item.get("rel", "") for item in page.all("a")}
    for linked in (
        "https://original.example/e1",
        "https://archive.example/e1",
        "https://archive.example/e7",
        "https://original.example/e8",
    ):
        assert links[linked] == "noopener noreferrer nofollow"
    outside = {href for href in links if "://" in href}
    assert all(links[href] == "noopener noreferrer nofollow" for href in outside)


def test_an_address_without_encryption_is_text() -> None:
    page = page_of(FULL)
    assert "http://plain.example/e7" in page.text
    assert not [href for href in page.hrefs if href.startswith("http:")]


def test_graphic_evidence_shows_only_its_description_and_digest() -> None:
    page = page_of(FULL)
    for item in ("e5", "e6"):
        assert f"What {item} shows." in page.text
        assert f"{item[1:]:0>64}" in page.text
        assert f".example/{item}" not in page.text
        assert not [href for href in page.hrefs if href.endswith(f".example/{item}")]


def test_disturbing_evidence_is_opened_by_hand() -> None:
    assert len([item for item in page_of(FULL).all("details") if item["class"] == "hl-warned"]) == 2


def test_a_mistake_is_reported_with_the_records_id_filled_in() -> None:
    expected = f"https://lists.example/appeals?subject=Record%20{FULL}%20on%20the%20list%20harbour%3A%20report%20of%20a%20mistake"
    page = page_of(FULL)
    assert expected in page.hrefs
    assert f"../../../policy/#record={FULL}&list={LIST}" in page.hrefs
    assert "and name record 7k3f9q2m4d1p" in " ".join(page.text.split())


def test_whoever_comes_late_learns_that_an_appeal_is_open() -> None:
    said = (
        "Somebody has appealed already. A decision is due by 2026-03-15; without one the record is withheld."
    )
    assert said in " ".join(page_of(FULL).text.split())
    assert "appealed already" not in page_of(LAPSED).text


@pytest.mark.parametrize(
    ("target", "href", "shown"),
    [
        ("mailto:a@lists.example", "mailto:a@lists.example?subject=", "a@lists.example"),
        (
            "https://lists.example/f?a=1#x",
            "https://lists.example/f?a=1&subject=",
            "https://lists.example/f?a=1#x",
        ),
        (f"mailto:{ATTACKS[0]}@a", f"mailto:{ATTACKS[0]}@a?subject=", f"{ATTACKS[0]}@a"),
        ('mailto:"onclick="alert(1)"@a', 'mailto:"onclick="alert(1)"@a?subject=', '"onclick="alert(1)"@a'),
        ("https://user:secret@lists.example/", None, "https://user:secret@lists.example/"),
        ("javascript:alert(1)", None, "javascript:alert(1)"),
    ],
)
def test_a_contact_of_any_kind_is_shown_and_only_a_safe_one_is_a_link(
    target: str, href: str | None, shown: str
) -> None:
    published = catalog()
    public = next(item for item in published.lists if item.id == LIST)
    changed = replace(public, data={**public.data, "contacts": {"appeals": target, "intake": target}})
    page = parse(record_page(find(published, LAPSED), changed, Words(published)).body)
    assert shown in page.text
    buttons = [item["href"] for item in page.all("a") if item.get("class") == "hl-button"]
    assert [item.partition("Record")[0] for item in buttons] == ([] if href is None else [href])
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert "script" not in {tag for tag, _ in page.elements}


def test_a_record_links_to_its_json_source_list_and_public_relatives() -> None:
    hrefs = page_of(FULL).hrefs
    assert "record.json" in hrefs
    assert f"https://forge.example/lists/blob/main/lists/harbour/chirp/7k/{FULL}.yaml" in hrefs
    assert f"https://forge.example/lists/edit/main/lists/harbour/chirp/7k/{FULL}.yaml" in hrefs
    assert "../../../lists/harbour/" in hrefs
    assert "../../../lists/long/0128zzzzzzzz/" in hrefs


def test_every_fragment_on_a_record_page_is_there() -> None:
    page = page_of(FULL)
    assert len(page.ids) == len(set(page.ids))
    assert {href[1:] for href in page.hrefs if href.startswith("#")} <= set(page.ids)


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_is_shown_exactly_as_it_stands(attack: str) -> None:
    page = page_of(HOSTILE_ID)
    # Summary, evidence, note, account id, earlier handle, display name, reviewer, source, publisher, affiliation.
    assert page.text.count(attack) >= page.text.count(HOSTILE) >= 10


def test_hostile_text_becomes_no_element_and_no_attribute() -> None:
    page = page_of(HOSTILE_ID)
    assert not {"script", "img", "base", "b", "iframe", "textarea"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert HOSTILE_HANDLE in page.text
    assert HOSTILE_URL in page.text
    assert HOSTILE_URL not in page.hrefs


def test_an_address_that_slipped_past_the_schema_is_still_no_link() -> None:
    evidence = [{**find(catalog(), HOSTILE_ID).row["evidence"][0], "url": "javascript:alert(2)"}]
    page = page_of(HOSTILE_ID, evidence=evidence)
    assert "javascript:alert(2)" in page.text
    assert not [href for href in page.hrefs if href.startswith("javascript")]


def test_an_unsafe_source_path_cannot_leave_its_link() -> None:
    (source,) = [href for href in page_of(HOSTILE_ID).hrefs if "/blob/" in href]
    assert source.endswith("/lists/harbour/chirp/0h/%7Bpath%7D%22%3Cscript%3E.yaml")


def test_a_lapsed_record_says_until_when_it_was_valid() -> None:
    text = " ".join(page_of(LAPSED).text.split())
    assert "was good until 2026-03-08" in text


def test_a_rejection_without_an_appeal_is_said_too() -> None:
    published = catalog()
    record = replace(find(published, LAPSED), verdicts=(CountedReview(None, "2026-02-20", "reject"),))
    public = next(item for item in published.lists if item.id == LIST)
    page = parse(record_page(record, public, Words(published)).body)
    assert "None open but 1 reviewer rejects the claim" in " ".join(page.text.split())


def test_a_record_without_optional_members_has_no_empty_headings() -> None:
    page = page_of(LAPSED)
    headings = {"observations", "grounds", "related"}
    assert not headings & set(page.ids)
    assert "Not recorded" in page.text


def test_an_account_that_no_platform_is_known_for_is_still_shown() -> None:
    assert "no-such-platform" in page_of(LAPSED, platform="no-such-platform").text


def test_only_records_of_example_lists_carry_the_banner() -> None:
    published = catalog()
    pages = {page.path: page.body for page in site.list_pages(published)}
    assert "hl-example" in pages[f"lists/{LIST}/{FULL}/"]
    assert "hl-example" not in pages["lists/long/0128zzzzzzzz/"]


def test_a_record_page_changes_only_with_its_record() -> None:
    """Neither the instant, the commit, the version, other records nor the list's policy are on it."""
    published = catalog()
    path = f"lists/{LIST}/{LAPSED}/"
    before = next(page for page in site.list_pages(published) if page.path == path)
    lists = tuple(
        replace(
            public,
            records=tuple(item for item in public.records if item.id == LAPSED),
            data={**public.data, "policy": {**public.data["policy"], "quorum": 9}},
        )
        for public in published.lists
    )
    later = replace(
        published, as_of="2031-01-01T00:00:00Z", commit="f" * 40, builder_version="9.9.9", lists=lists
    )
    assert next(page for page in site.list_pages(later) if page.path == path) == before


def test_a_timeline_tells_every_change_newest_first_and_where_it_was_made() -> None:
    published = catalog()
    assert published.history is not None
    events = published.history.timelines[FULL]
    page = page_of(FULL)
    times = [
        item["datetime"] for item in page.all("time") if len(item.get("datetime", "")) > len("2026-01-01")
    ]
    assert times == [event.time for event in reversed(events)]
    commits = [href.rpartition("/")[2] for href in page.hrefs if "/commit/" in href]
    assert commits == [event.commit for event in reversed(events) if event.commit]
    pulls = [href.rpartition("/")[2] for href in page.hrefs if "/pull/" in href]
    assert pulls == ["31", "14", "12"]
    text = " ".join(page.text.split())
    for said in (
        "State changed It was confirmed and is disputed. What differs: appeal, state",
        "Changed What differs: evidence, no_such_member, summary of the claim",
        "Published again Public again, as confirmed; it was withheld.",
        "Withheld No longer public. Reason: Under review. Platforms should take no new action because of it.",
        "9 earlier changes",
    ):
        assert said in text
    assert "Platforms should" not in text.partition("Timeline")[0]


def test_a_record_without_events_has_no_timeline() -> None:
    assert "timeline" not in page_of(CYRILLIC).ids
    assert "timeline" not in page_of(FULL, without_history()).ids


def test_the_changes_of_other_records_leave_a_page_as_it_is() -> None:
    published = catalog()
    assert published.history is not None
    path = f"lists/{LIST}/{FULL}/"
    before = next(page for page in site.list_pages(published) if page.path == path)
    kept = {FULL: published.history.timelines[FULL]}
    later = replace(
        published.history, events=published.history.timelines[FULL], timelines=kept, pending=(), epoch="1.7"
    )
    assert (
        next(page for page in site.list_pages(replace(published, history=later)) if page.path == path)
        == before
    )


def test_a_graphic_item_has_no_addresses_to_show_in_the_first_place() -> None:
    published = catalog()
    public = next(item for item in published.lists if item.id == LIST)
    found = [evidence(item, public, Words(published)) for item in find(published, FULL).row["evidence"]]
    graphic = [item for item in found if item["sensitivity"].code == "graphic"]
    assert len(graphic) == 2
    assert not [item for item in graphic if {"original", "archived", "captured", "shows"} & item.keys()]
