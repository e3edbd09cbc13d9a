"""The pages of operations and documents: all their public accounts, and nothing that no public record refers to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder import addresses
from site_builder.catalog.model import PublicList
from site_builder.pages.columns import columns
from site_builder.pages.facets import facets
from site_builder.pages.lists import further_pages, list_page
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import (
    ATTACKS,
    EMPTY_LIST,
    FULL,
    LIST,
    LONG_LIST,
    catalog,
    record,
    without_history,
)
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog
    from site_builder.pages.page import Page

_TITLE = "A document of the harbour"


def public(list_id: str, published: Catalog | None = None) -> PublicList:
    return next(item for item in (published or catalog()).lists if item.id == list_id)


def tied() -> PublicList:
    """Return the long list, all of whose records are of one operation and name one document; one names another."""
    long = public(LONG_LIST)
    records = [
        record(
            {**item.row, "affiliations": ["fleet"], "profile": {"created": "2020-02-02"}},
            sources=("log",) if number else ("log", "map"),
        )
        for number, item in enumerate(long.records)
    ]
    return replace(
        long,
        records=tuple(records),
        affiliations={"fleet": {"title": "The fleet", "meaning": "Many ships.", "source": "log"}},
        sources={"log": {"title": _TITLE}, "map": {"title": "A map", "date": "2020"}},
    )


def made(of: PublicList, published: Catalog | None = None) -> dict[str, Page]:
    return {page.path: page for page in further_pages(of, Words(published or catalog()))}


def words_of(page: Parsed) -> str:
    return " ".join(page.text.split())


def test_an_operation_says_what_is_known_of_it_and_shows_its_accounts_and_their_drawing() -> None:
    page = parse(made(public(LIST))["lists/harbour/operations/dredge/"].body)
    for said in (
        "Operation Dredge",
        "Sells berths.",
        "1 public account",
        "Chirp 1",
        "Court of the harbour",
        "Ruling 1",
        "Time line",
        "Suspended by the platform 2026-03-01",
    ):
        assert said in words_of(page)
    assert f"../../../../lists/harbour/{FULL}/" in page.hrefs
    assert "../../../../lists/harbour/sources/ruling/" in page.hrefs
    assert "https://court.example/ruling" in page.hrefs
    assert "../../../../lists/harbour/?operation=dredge#records" in page.hrefs


def test_a_document_says_what_rests_on_it_and_has_no_drawing() -> None:
    page = parse(made(public(LIST))["lists/harbour/sources/ruling/"].body)
    assert "Operations that it describesOperation Dredge" in words_of(page)
    assert "../../../../lists/harbour/operations/dredge/" in page.hrefs
    assert "Time line" not in page.text
    assert "f" * 64 in page.text


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", ["operations/hostile/", "sources/hostile/", "operations/"])
def test_hostile_entries_are_shown_exactly(path: str, attack: str) -> None:
    page = parse(made(public(LIST))[f"lists/harbour/{path}"].body)
    assert attack in page.text or path == "operations/"  # which shortens them
    assert not {"script", "img", "base"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_the_overview_leads_to_all_the_largest_first() -> None:
    page = parse(made(tied())["lists/long/operations/"].body)
    assert page.hrefs[-3:] == [
        f"../../../lists/long/{path}/" for path in ("operations/fleet", "sources/log", "sources/map")
    ]
    assert "The fleet450" in words_of(page)
    assert addresses.operations_page(EMPTY_LIST) not in made(public(EMPTY_LIST))


def test_many_accounts_are_cut_into_parts_and_said_once() -> None:
    pages = made(tied())
    parts = [path for path in pages if path.startswith("lists/long/operations/fleet/")]
    assert len(parts) == len(parsed_parts := [parse(pages[path].body) for path in parts]) == 4
    assert [("Many ships." in page.text, "Time line" in page.text) for page in parsed_parts] == [
        (True, True),
        *[(False, False)] * 3,
    ]
    assert "Only the 150 accounts" in words_of(parsed_parts[0])
    assert [
        page.path
        for page in pages.values()
        if "browse/operation" in page.path or "browse/source" in page.path
    ] == []


def test_the_day_since_which_an_account_is_listed_is_that_of_its_history() -> None:
    where = "lists/harbour/operations/dredge/"
    page = parse(made(public(LIST))[where].body)
    assert "Listed since" in words_of(page)
    assert "Last confirmed" not in words_of(page)
    history = catalog().history
    assert history is not None
    entered = [event.time[:10] for event in history.timelines[FULL] if event.before in {"none", "withheld"}]
    first = entered[-1]
    assert first in words_of(page).rpartition("Listed since")[2]
    plain = parse(made(public(LIST, without_history()), without_history())[where].body)
    assert first not in words_of(plain).rpartition("Listed since")[2]


def test_what_only_other_lists_or_nobody_refers_to_has_no_page() -> None:
    secret = replace(public(LIST), affiliations={**public(LIST).affiliations, "quiet": {"title": "Quiet"}})
    pages = made(secret)
    assert not [path for path in pages if "quiet" in path]
    assert not any("Quiet" in page.body for page in pages.values())


def test_records_are_filtered_by_operation_and_source_with_others() -> None:
    words = Words(catalog())
    page = parse(list_page(public(LIST), words, (), {}).body)
    chips = {
        (item["data-facet"], item["data-value"]): item["href"]
        for item in page.all("a")
        if "data-facet" in item
    }
    assert chips["operation", "dredge"] == "../../lists/harbour/operations/dredge/"
    assert chips["source", "ruling"] == "../../lists/harbour/sources/ruling/"
    assert chips["platform", "chirp"] == "../../lists/harbour/browse/platform/chirp/"
    rows = [item for item in page.all("tr") if item.get("data-operation") == "dredge"]
    assert [item["data-source"] for item in rows] == ["ruling"]
    first, files = columns(tied())
    named = json.loads(files[first])["columns"]
    column: Any = json.loads(files[addresses.data_file(LONG_LIST, named["source"])])
    assert column["values"] == ["log", "log map"]
    assert sum(column["codes"]) == 1


def test_a_list_with_very_many_sources_offers_the_largest_and_the_overview_says_how_many_more() -> None:
    names = [f"s{number}" for number in range(1003)]
    records = [record({**item.row}, sources=tuple(names)) for item in public(LONG_LIST).records[:2]]
    long = replace(
        public(LONG_LIST), records=tuple(records), sources={name: {"title": name} for name in names}
    )
    (found,) = (facet for facet in facets(long, Words(catalog())) if facet.name == "source")
    assert (len(found.groups), len(found.chips)) == (1003, 120)
    pages = made(long)
    assert "3 with fewer accounts are left out" in words_of(parse(pages["lists/long/operations/"].body))
    filters = [
        "Filter them" in pages[f"lists/long/sources/{group.value}/"].body for group in found.groups[119:121]
    ]
    assert filters == [True, False]
