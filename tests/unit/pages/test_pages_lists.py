from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from site_builder import addresses
from site_builder.pages import site
from site_builder.pages.alphabet import MAX_BITS, alphabetical, parts
from site_builder.pages.columns import columns
from site_builder.pages.facets import facets
from site_builder.pages.lists import further_pages
from site_builder.wording.words import Words
from tests.unit.feeds.feed_history import tombstone
from tests.unit.pages.page_catalog import ATTACKS, EMPTY_LIST, FULL, LIST, LONG_LIST, NAMELESS, catalog
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from site_builder.catalog.model import PublicList


def public(list_id: str) -> PublicList:
    return next(item for item in catalog().lists if item.id == list_id)


def pages(list_id: str) -> dict[str, Parsed]:
    words = Words(catalog())
    own = next(page for page in site.list_pages(catalog()) if page.path == addresses.list_page(list_id))
    made = [own, *further_pages(public(list_id), words)]
    assert len({page.path for page in made}) == len(made)
    return {page.path: parse(page.body) for page in made}


def shown(page: Parsed) -> list[str]:
    """Return the ids of the records in the page's table: of links that stand in a head cell of a row."""
    names = [name for name, _ in page.elements]
    links = [
        attributes.get("href", "")
        for number, (name, attributes) in enumerate(page.elements)
        if name == "a" and names[number - 1] == "th"
    ]
    rows = (re.search(r"/lists/[a-z]+/([0-9a-z]{12})/$", href) for href in links)
    return [found[1] for found in rows if found]


def parts_of(made: dict[str, Parsed]) -> list[str]:
    """Return the addresses of the parts of the long list, in order."""
    return [path for path in made if re.fullmatch(r"lists/long/(browse/[0-9a-z]{12}/)?", path)]


def test_a_list_says_what_it_is_for_and_who_answers() -> None:
    text = " ".join(pages(LIST)[addresses.list_page(LIST)].text.split())
    for said in (
        "2 reviewers have to confirm",
        "An archived capture is welcome, not required. The platform\u2019s own account id is given where it is known.",
        "lapses",
        "Decided within 14 days",
        "legal order, safety.",
        "Signatures are waived, which only an example may do.",
        "CC-BY-4.0",
        "Task in the public interest",
        "Listed accounts are told.",
        "Ten years.",
        "as of 2026-03-09",
    ):
        assert said in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_lists_own_text_is_shown_exactly(attack: str) -> None:
    page = pages(LIST)[addresses.list_page(LIST)]
    assert page.text.count(attack) >= 4
    assert not {"script", "img", "base"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_a_short_list_stands_on_its_own_page() -> None:
    page = pages(LIST)[addresses.list_page(LIST)]
    assert FULL in shown(page)
    assert len(shown(page)) == 5
    assert any("data-hl-filter" in attributes for _, attributes in page.elements)
    assert not [path for path in pages(LIST) if path.endswith("/browse/2/")]


def test_a_list_without_records_says_so() -> None:
    assert "No record of this list is public." in pages(EMPTY_LIST)[addresses.list_page(EMPTY_LIST)].text
    assert list(pages(EMPTY_LIST)) == [addresses.list_page(EMPTY_LIST)]


def test_a_long_list_is_cut_and_every_record_is_on_exactly_one_part() -> None:
    made = pages(LONG_LIST)
    browse = parts_of(made)
    assert len(browse) == 4
    found = Counter(item for path in browse for item in shown(made[path]))
    assert found == Counter(record.id for record in public(LONG_LIST).records)
    assert not any("data-hl-filter" in attributes for _, attributes in made["lists/long/"].elements)
    assert any("data-hl-columns" in attributes for _, attributes in made["lists/long/"].elements)


def test_parts_lead_to_each_other() -> None:
    made = pages(LONG_LIST)
    first, second, third, *_ = parts_of(made)
    assert first == "lists/long/"
    assert f"../../../../{first}" in made[second].hrefs
    assert f"../../../../{third}" in made[second].hrefs
    assert "Part 2 of 4" in made[second].text
    assert f"../../{second}" in made[first].hrefs


def test_every_part_is_reached_through_a_letter() -> None:
    made = pages(LONG_LIST)
    letters = [path for path in made if path.startswith("lists/long/browse/letter/")]
    assert [f"../../{path}" in made["lists/long/"].hrefs for path in letters] == [True, True]
    linked = {href.removeprefix("../" * 5) for path in letters for href in made[path].hrefs}
    assert set(parts_of(made)) <= linked


def test_every_facet_page_holds_exactly_its_records() -> None:
    made = pages(LONG_LIST)
    for facet in facets(public(LONG_LIST), Words(catalog())):
        for group in facet.groups:
            first = addresses.facet_page(LONG_LIST, facet.name, group.value)
            own = [page for path, page in made.items() if path.startswith(first)]
            assert Counter(item for page in own for item in shown(page)) == Counter(
                item.id for item in group.members
            )
            assert f"../../{first}" in made["lists/long/"].hrefs


def test_facets_count_what_records_share() -> None:
    found = {
        facet.name: {group.value: len(group.members) for group in facet.groups}
        for facet in facets(public(LIST), Words(catalog()))
    }
    assert found == {
        "platform": {"chirp": 3, "kanal": 2},
        "state": {"verified": 3, "disputed": 1, "lapsed": 1},
        "category": {"impersonation": 4, "fraud": 2},
        "language": {"ar": 1, "en": 1, "zh-hant": 1, "none": 3},
        "month": {"2026-02": 5},
        "operation": {"dredge": 1, "hostile": 1},
        "source": {"hostile": 1, "ruling": 1},
    }
    assert list(found["state"]) == ["verified", "disputed", "lapsed"]
    assert list(found["language"])[-1] == "none"


@pytest.mark.parametrize("number", range(0, 450, 50))
def test_one_record_more_changes_a_part_or_two(number: int) -> None:
    records = public(LONG_LIST).records
    added = replace(records[number], id=f"{number:04}yyyyyyyy")
    before, after = (
        [[record.id for record in part.records] for part in alphabetical(given)]
        for given in (records, (*records, added))
    )
    assert len([part for part in after if part not in before]) <= 2
    assert sum(map(len, after)) == len(records) + 1


def test_parts_are_bounded_in_number_however_alike_ids_are() -> None:
    alike = [tombstone(f"000000000{number:03d}", "pier") for number in range(300)]
    assert len(parts(alike, limit=100)) == 1 << MAX_BITS
    assert sum(map(len, parts(alike, limit=100))) == 300


def test_one_tombstone_more_changes_one_part() -> None:
    removed = [
        tombstone(f"{lead}{next_}0zzzzzzzzz", "pier") for lead in "0123456789abcdefgh" for next_ in "0gz"
    ]
    before, after = parts(removed, limit=50), parts([*removed, tombstone("0001zzzzzzzz", "pier")], limit=50)
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_an_account_without_a_handle_is_among_them_by_its_id() -> None:
    made = pages(LONG_LIST)
    (row,) = (record.row for record in public(LONG_LIST).records if "handle" not in record.row)
    assert alphabetical(public(LONG_LIST).records)[0].records[0].row == row
    (page,) = (made[path] for path in parts_of(made) if row["id"] in shown(made[path]))
    assert f"Chirp account {NAMELESS}" in page.text
    _, files = columns(public(LONG_LIST))
    pieces = [json.loads(data)["rows"] for data in files.values() if b'"rows"' in data]
    found = [piece for rows in pieces for piece in rows if piece[0] == NAMELESS]
    assert [piece[-1] for piece in found] == ["account_id"]


def test_rows_are_ordered_by_handle() -> None:
    (only,) = alphabetical(public(LIST).records)
    handles = [record.row["handle"].casefold() for record in only.records]
    assert handles == sorted(handles)


def test_every_example_page_has_the_banner_and_no_other() -> None:
    for page in site.list_pages(catalog()):
        assert ("hl-example" in page.body) == page.path.startswith(f"lists/{LIST}/")


def test_the_command_for_a_download_is_one_word_for_a_shell_whatever_the_address() -> None:
    published = catalog(site_url="https://lists.example/$(x);y/")
    page = next(page for page in site.list_pages(published) if page.path == f"lists/{LIST}/")
    (command,) = re.findall(r"curl -O ([^<\n]*records\.ndjson\S*?)<", page.body)
    address = f"https://lists.example/$(x);y/feeds/v1/lists/{LIST}/records.ndjson"
    assert unescape(command) == shlex.quote(address)
