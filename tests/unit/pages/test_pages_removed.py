from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.derive.row import row_bytes
from site_builder.pages import site
from tests.unit.pages.page_catalog import (
    EMPTY_LIST,
    FULL,
    HOSTILE,
    HOSTILE_HANDLE,
    LIST,
    LONG_LIST,
    catalog,
    without_history,
)
from tests.unit.pages.page_history import (
    CLEARED,
    COMMIT,
    DELETED,
    DELETED_LIST,
    MANY_REMOVED,
    RETRACTED,
    WITHDRAWN,
    WITHHELD,
)
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog
    from site_builder.pages.page import Page


def pages(published: Catalog) -> dict[str, Page]:
    return {page.path: page for page in site.list_pages(published)}


def page_of(record: str, list_id: str = LIST) -> Parsed:
    return parse(pages(catalog())[f"lists/{list_id}/{record}/"].body)


def removed(path: str) -> bool:
    named = any(part in ALL for part in path.split("/"))
    return named or bool(re.search(r"/removed/", path)) or path == f"lists/{DELETED_LIST}/"


ALL = {RETRACTED, WITHHELD, WITHDRAWN, CLEARED, *DELETED, *MANY_REMOVED}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (
            RETRACTED,
            (
                "Retracted The listing was taken back.",
                "Reason Personal data The record showed personal data that it must not show.",
                "What to doPlatforms should delete every copy of it.",
                "First public 2025-02-01 08:00 UTC",
                "Removed 2026-02-20 10:30 UTC",
            ),
        ),
        (WITHHELD, ("Withheld Not published for the time being.", "Appeal overdue", "take no new action")),
        (WITHDRAWN, ("Withdrawn The record is no longer public", "Absent", "take no new action")),
    ],
)
def test_a_tombstone_says_why_it_is_one_and_what_to_do(record: str, said: tuple[str, ...]) -> None:
    page = page_of(record)
    text = " ".join(page.text.split())
    for words in (record, "What it claimed is not published here.", *said):
        assert words in text
    assert "cleared" not in text
    assert "record.json" in page.hrefs


def test_a_tombstone_shows_its_timeline_without_commits_and_pull_requests() -> None:
    published = catalog()
    assert published.history is not None
    for record in (RETRACTED, CLEARED):
        assert all(event.commit for event in published.history.timelines[record])
    for path, page in pages(published).items():
        if not removed(path):
            continue
        assert COMMIT not in page.body
        assert "forge.example" not in page.body
        assert "pull request" not in page.body
    text = page_of(RETRACTED).text
    assert text.index("No longer public.") < text.index("Public for the first time, as confirmed.")


def test_a_tombstones_page_holds_no_member_that_its_row_does_not() -> None:
    hrefs = page_of(RETRACTED).hrefs
    subject = f"Record%20{RETRACTED}%20on%20the%20list%20{LIST}%3A%20about%20its%20removal"
    assert sorted(set(hrefs)) == [
        "../../../lists/",
        f"../../../lists/{LIST}/",
        f"../../../policy/#record={RETRACTED}&list={LIST}",
        "../../../policy/#what-stays-visible",
        f"https://lists.example/appeals?subject={subject}",
        "record.json",
    ]


def test_an_account_is_named_where_it_was_cleared_and_only_there() -> None:
    page = page_of(CLEARED)
    text = " ".join(page.text.split())
    assert "The account was cleared" in text
    assert f"This record was about {HOSTILE_HANDLE} on Chirp." in text
    assert "b" not in {tag for tag, _ in page.elements}
    published = catalog()
    other = [
        page for path, page in pages(published).items() if removed(path) and f"{LIST}/{CLEARED}/" not in path
    ]
    assert len(other) > 200
    assert not [page.path for page in other if HOSTILE_HANDLE in parse(page.body).text]


def test_nothing_that_is_left_of_a_removed_record_is_for_search_engines() -> None:
    found = {path: page.indexable for path, page in pages(catalog()).items()}
    assert {path for path, indexable in found.items() if not indexable} == {
        path for path in found if removed(path)
    }
    assert found[f"lists/{LIST}/{FULL}/"]


def test_every_tombstone_is_on_exactly_one_page_of_its_list() -> None:
    made = pages(catalog())
    parts = [path for path in made if path.startswith(f"lists/{LONG_LIST}/removed/")]
    assert parts == [f"lists/{LONG_LIST}/removed/", f"lists/{LONG_LIST}/removed/2/"]
    shown = Counter(
        href.split("/")[-2] for path in parts for href in parse(made[path].body).hrefs if "yyyyyyyy/" in href
    )
    assert shown == Counter(MANY_REMOVED)
    assert "230 records of this list were public once and are not any more." in " ".join(
        parse(made[parts[0]].body).text.split()
    )
    assert f"../../../../lists/{LONG_LIST}/removed/" in parse(made[parts[1]].body).hrefs


def test_a_list_that_lost_nothing_has_no_such_page() -> None:
    assert not [path for path in pages(catalog()) if path.startswith(f"lists/{EMPTY_LIST}/removed")]
    assert not [path for path in pages(without_history()) if removed(path)]


def test_a_deleted_list_says_so_and_leads_to_what_is_left() -> None:
    page = parse(pages(catalog())[f"lists/{DELETED_LIST}/"].body)
    assert "This list was deleted." in page.text
    assert {f"../../lists/{DELETED_LIST}/{record}/" for record in DELETED} <= set(page.hrefs)
    assert f"../../changes/?list={DELETED_LIST}" in page.hrefs


def test_whoever_asks_about_a_deleted_list_writes_to_the_maintainers() -> None:
    page = page_of(DELETED[0], DELETED_LIST)
    assert [href for href in page.hrefs if href.startswith("https://lists.example/contact?subject=Record%20")]
    assert "The list is gone." in page.text


def test_a_long_deleted_list_begins_where_the_list_stood() -> None:
    published = catalog()
    (deleted,) = published.deleted_lists
    many = tuple(
        replace(item, list=DELETED_LIST, row={**item.row, "list": DELETED_LIST})
        for item in next(public for public in published.lists if public.id == LONG_LIST).removed
    )
    lists = tuple(replace(public, removed=()) for public in published.lists)
    made = pages(replace(published, lists=lists, deleted_lists=(replace(deleted, removed=many),)))
    assert f"lists/{DELETED_LIST}/" in made
    second = parse(made[f"lists/{DELETED_LIST}/removed/2/"].body)
    assert f"../../../../lists/{DELETED_LIST}/" in second.hrefs


def test_codes_that_the_vocabulary_does_not_know_are_text() -> None:
    published = catalog()
    harbour = next(public for public in published.lists if public.id == LIST)
    stone = harbour.removed[0]
    row: Any = {**stone.row, "reason": HOSTILE, "effect": HOSTILE}
    strange = replace(stone, row=row, row_bytes=row_bytes(row))
    changed = replace(published, lists=(replace(harbour, removed=(strange,)),))
    page = parse(pages(changed)[f"lists/{LIST}/{stone.id}/"].body)
    assert page.text.count(HOSTILE) >= 4
    assert not {"script", "img", "base"} & {tag for tag, _ in page.elements}


def test_a_tombstones_page_changes_only_with_its_tombstone() -> None:
    """Neither the instant, the commit, the version, other records nor other events are on it."""
    published = catalog()
    assert published.history is not None
    path = f"lists/{LIST}/{RETRACTED}/"
    history = published.history
    kept = {RETRACTED: history.timelines[RETRACTED]}
    lists = tuple(
        replace(public, records=(), removed=tuple(item for item in public.removed if item.id == RETRACTED))
        for public in published.lists
    )
    later = replace(
        published,
        as_of="2031-01-01T00:00:00Z",
        commit="f" * 40,
        builder_version="9.9.9",
        lists=lists,
        deleted_lists=(),
        history=replace(history, events=history.events[:3], timelines=kept, pending=(), epoch="1.9"),
    )
    assert pages(later)[path] == pages(published)[path]
