from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder.history.model import KINDS
from site_builder.pages import blocks, changes, site
from site_builder.pages.changes import MOST, PAGE, PENDING, cut
from site_builder.pages.entries import pending_notice
from site_builder.wording import change_words
from site_builder.wording.words import Words
from tests.unit.pages import page_history
from tests.unit.pages.page_catalog import (
    ARABIC,
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
    COMMIT,
    DELETED_LIST,
    UNCOMMITTED,
    change,
    commit,
    history,
    numbered,
)
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.catalog.model import Catalog
    from site_builder.history.model import RecordChange


def block(name: str, published: Catalog, path: str = "changes/") -> Parsed:
    return parse(blocks.fill(f"<!-- handlelists:{name} -->", path, Words(published)))


def bodies(published: Catalog) -> dict[str, str]:
    """Return the body of every page of changes by its address."""
    made = {page.path: str(page.body) for page in changes.further_pages(Words(published))}
    return made | {"changes/": blocks.fill("<!-- handlelists:changes -->", "changes/", Words(published))}


def own_page(published: Catalog, list_id: str) -> str:
    """Return the body of a list's own page."""
    return next(str(page.body) for page in site.list_pages(published) if page.path == f"lists/{list_id}/")


def numbers(html: str) -> list[int]:
    """Return the numbers of the changes on a page, in its order."""
    return [int(found.replace(",", "")) for found in re.findall(r"no\. ([0-9,]+)<", html)]


def run(made: dict[str, str], first: str) -> list[int]:
    """Return the numbers on a newest page and all its older ones, from the newest on."""
    older = {
        int(found[1]): html
        for path, html in made.items()
        if (found := re.fullmatch(f"{re.escape(first)}(?:page/)?([0-9]+)/", path))
    }
    return [
        number
        for html in (made[first], *(older[key] for key in sorted(older, reverse=True)))
        for number in numbers(html)
    ]


def with_changes(
    items: Iterable[RecordChange], pending: tuple[RecordChange, ...] = (), **instance: object
) -> Catalog:
    return replace(catalog(**instance), history=history(items, pending))


def observed(count: int) -> list[RecordChange]:
    return [
        change(FULL, LIST, "observed", "verified", "verified", commit=commit(number))
        for number in range(count)
    ]


def test_every_kind_has_words() -> None:
    assert tuple(change_words.KINDS) == KINDS


@pytest.mark.parametrize(
    ("kind", "before", "after", "headline", "sentence"),
    [
        ("published", "none", "verified", "Published", "Public for the first time, as verified."),
        (
            "published",
            "withheld",
            "disputed",
            "Published again",
            "Public again, as disputed; it was withheld.",
        ),
        ("retracted", "verified", "retracted", "Retracted", "No longer public."),
        ("retracted", "withdrawn", "retracted", "Retracted", "It was withdrawn."),
        ("withheld", "lapsed", "withheld", "Withheld", "No longer public."),
        ("withdrawn", "verified", "withdrawn", "Withdrawn", "No longer public."),
        (
            "renamed",
            "verified",
            "verified",
            "Handle changed",
            "The account goes by another handle, or its handle has become known.",
        ),
        ("lapsed", "verified", "lapsed", "Lapsed", "Nobody confirmed the record again in time."),
        ("state", "verified", "disputed", "State changed", "It was verified and is disputed."),
        ("observed", "verified", "verified", "Observed", ""),
        ("changed", "verified", "verified", "Changed", ""),
        ("changed", "retracted", "retracted", "Notice changed", "What is said about the removal changed."),
    ],
)
def test_a_change_is_told_in_words(kind: str, before: str, after: str, headline: str, sentence: str) -> None:
    told = change(FULL, LIST, kind, before, after)
    assert (change_words.headline(told), change_words.sentence(told, Words(catalog()))) == (
        headline,
        sentence,
    )


def test_members_are_named_where_a_row_stays_and_not_where_it_comes_or_goes() -> None:
    changed = change(FULL, LIST, "changed", "verified", "verified", fields=("basis", "no_such", "summary"))
    assert change_words.members(changed) == ("grounds", "no_such", "summary of the claim")
    assert change_words.members(replace(changed, kind="published")) == ()


@pytest.mark.parametrize("count", [0, 1, MOST, MOST + 1, MOST + PAGE, MOST + PAGE + 1, 1000])
def test_changes_are_cut_without_gap_and_full_pages_stay(count: int) -> None:
    events = numbered(observed(count + 70))
    older, newest = cut(events[:count])
    assert [event for page in (*older, newest) for event in page] == list(events[:count])
    assert all(len(page) == PAGE for page in older)
    assert len(newest) <= MOST
    assert not older or len(newest) > MOST - PAGE
    assert cut(events)[0][: len(older)] == older


def test_every_change_stands_once_on_the_pages_of_all_newest_first() -> None:
    published = catalog()
    assert published.history is not None
    assert run(bodies(published), "changes/") == [event.seq for event in reversed(published.history.events)]


def test_the_pages_of_a_list_a_kind_and_a_platform_hold_exactly_their_changes() -> None:
    published = catalog()
    assert published.history is not None
    made = bodies(published)
    platforms = {record.id: record.row["platform"] for public in published.lists for record in public.records}
    wanted: dict[str, list[int]] = {}
    for event in reversed(published.history.events):
        names = [f"changes/list/{event.list}/", f"changes/kind/{event.kind}/"]
        if event.record in platforms:
            names.append(f"changes/platform/{platforms[event.record]}/")
        for name in names:
            wanted.setdefault(name, []).append(event.seq)
    assert {name: run(made, name) for name in wanted} == wanted
    assert {path for path in made if path.count("/") == 3 and "/page/" not in path} == set(wanted)
    hrefs = block("changes", published).hrefs
    assert {f"../{name}" for name in wanted} <= set(hrefs)


def test_a_platforms_page_says_that_it_leaves_out_removed_records() -> None:
    assert (
        "of a removed record nothing says where its account was"
        in bodies(catalog())["changes/platform/kanal/"]
    )


def test_pages_lead_to_older_and_newer_ones() -> None:
    made = bodies(with_changes(observed(MOST + 2 * PAGE)))
    newest, second, first = (
        parse(made[path]).hrefs for path in ("changes/", "changes/page/2/", "changes/page/1/")
    )
    assert "../changes/page/2/" in newest
    assert {"../../../changes/", "../../../changes/page/1/"} <= set(second)
    assert "../../../changes/page/2/" in first
    assert not [href for href in first if href.endswith("/page/0/")]


def test_one_event_more_rewrites_only_the_newest_pages_of_what_it_is_about() -> None:
    for count in (MOST + 10, MOST + 2 * PAGE):
        whole = [*observed(count), change(ARABIC, LIST, "lapsed", "verified", "lapsed")]
        before, after = bodies(with_changes(whole[:-1])), bodies(with_changes(whole))
        changed = {path for path in after if after[path] != before.get(path)}
        newest = {"changes/", f"changes/list/{LIST}/", "changes/kind/lapsed/", "changes/platform/kanal/"}
        # Where a page is full there is one more, which the last before it comes to name.
        full = {path for path in changed - newest if re.search(r"/[0-9]+/$", path)}
        assert changed == newest | full
        assert len(full) in {0, 4}


def test_no_page_of_changes_is_long_however_many_there_are() -> None:
    made = bodies(with_changes(observed(10_000)))
    assert max(html.count('class="hl-change"') for html in made.values()) <= MOST
    assert sum(html.count('class="hl-change"') for html in made.values()) == 4 * 10_000


def test_commits_are_named_of_public_records_and_never_of_removed_ones() -> None:
    published = catalog()
    assert published.history is not None
    public = {record.id for listed in published.lists for record in listed.records}
    named, hidden = (
        {
            event.commit
            for event in published.history.events
            if event.commit and (event.record in public) == known
        }
        for known in (True, False)
    )
    pulls = {
        event.pull_request
        for event in published.history.events
        if event.pull_request and event.record not in public
    }
    text = "".join(bodies(published).values()) + block("latest", published).text
    assert len(hidden) > 400
    assert len(pulls) > 400
    assert not [name for name in hidden if name in text]
    assert not [number for number in pulls if f"#{number}<" in text or f"pull/{number}" in text]
    assert not [name for name in named if name not in text]


def test_commit_and_pull_request_are_links_where_the_forge_has_addresses() -> None:
    item = change(FULL, LIST, "published", "none", "verified", commit=commit(1), pull_request=12)
    links = {link["href"]: link.get("rel") for link in block("changes", with_changes([item])).all("a")}
    assert links[f"https://forge.example/lists/commit/{commit(1)}"] == "noopener noreferrer nofollow"
    assert links["https://forge.example/lists/pull/12"] == "noopener noreferrer nofollow"


def test_a_merge_request_is_named_as_gitlab_names_it() -> None:
    item = change(FULL, LIST, "published", "none", "verified", commit=commit(1), pull_request=12)
    address = "https://forge.example/a/b"
    forge = {"name": "Forge", "kind": "gitlab", "repository": address}
    page = block(
        "changes", with_changes([item], forge={**forge, "pull": f"{address}/-/merge_requests/{{number}}"})
    )
    assert f"{address}/-/merge_requests/12" in page.hrefs
    assert "!12" in page.text
    assert "#12" not in page.text


@pytest.mark.parametrize(
    "forge", [{}, {"commit": "javascript:{commit}", "pull": "http://forge.example/{number}"}]
)
def test_without_an_address_they_are_text(forge: dict[str, str]) -> None:
    item = change(FULL, LIST, "published", "none", "verified", commit=commit(1), pull_request=12)
    named = {"name": "Forge", "repository": "https://forge.example/lists", **forge}
    page = block("changes", with_changes([item], forge=named))
    assert commit(1)[:10] in page.text
    assert "#12" in page.text
    assert not [href for href in page.hrefs if "forge.example" in href or "javascript" in href]


def test_a_source_that_is_not_public_any_more_has_no_commits() -> None:
    page = block("changes", with_changes(observed(3), source_public=False))
    assert COMMIT not in page.text
    assert "commit" not in page.text


def test_no_value_of_any_record_is_on_a_page_of_changes() -> None:
    published = catalog()
    text = " ".join([*bodies(published).values(), block("latest", published).text])
    for public in published.lists:
        for record in public.records:
            for value in (record.row.get("handle"), record.row.get("account_id")):
                assert value is None or len(value) > 1000 or value == HOSTILE or value not in text
    assert HOSTILE_HANDLE not in parse(text).text
    assert "Posed as" not in text


def test_a_code_that_the_vocabulary_does_not_know_is_text() -> None:
    item = change(FULL, LIST, "retracted", "verified", "retracted", reason=HOSTILE, effect="<b>no</b>")
    page = block("changes", with_changes([item]))
    assert HOSTILE in page.text
    assert "<b>no</b>" in page.text
    assert not {"script", "img", "base", "b"} & {tag for tag, _ in page.elements}


def test_a_record_or_list_without_a_page_is_no_link() -> None:
    page = block(
        "changes", with_changes([change("zzzzzzzzzzzz", "gone", "withdrawn", "verified", "withdrawn")])
    )
    assert "zzzzzzzzzzzz" in page.text
    assert not [href for href in page.hrefs if "zzzz" in href or "lists/gone" in href]


def test_a_deleted_list_leads_to_its_page() -> None:
    page = parse(bodies(catalog())[f"changes/list/{DELETED_LIST}/"])
    assert f"../../../lists/{DELETED_LIST}/" in page.hrefs
    assert f"../../../feeds/v1/lists/{DELETED_LIST}/changes.json" in page.hrefs


def test_pending_changes_stand_above_the_rest_without_numbers() -> None:
    published = catalog()
    html = blocks.fill("<!-- handlelists:changes -->", "changes/", Words(published))
    pending = html[html.index('id="pending"') : html.index('id="newest"')]
    assert pending.count('class="hl-change"') == 2
    assert not numbers(pending)
    assert f"lists/{LIST}/{ARABIC}/" in pending
    for page in (html, *bodies(published).values()):
        assert UNCOMMITTED.rpartition("/")[2] not in page
        assert "8secret00000" not in page


def test_many_pending_changes_are_cut_and_counted() -> None:
    page = block("changes", with_changes([], tuple(observed(PENDING + 5))))
    assert "And 5 more." in page.text
    assert len([item for item in page.all("li") if item.get("class") == "hl-change"]) == PENDING


def test_a_notice_tells_of_work_that_is_not_committed_and_names_no_file() -> None:
    none = replace(catalog(), history=history([]))
    assert pending_notice(Words(without_history())) is None
    assert pending_notice(Words(none)) is None
    files = replace(catalog(), history=history([], [], [UNCOMMITTED]))
    assert (
        pending_notice(Words(files))
        == "This build is made with uncommitted work. It changes no public record."
    )
    one = with_changes([], tuple(observed(1)))
    assert (
        pending_notice(Words(one))
        == "This build shows 1 uncommitted change that is not part of the published history."
    )
    assert (
        pending_notice(Words(catalog()))
        == "This build shows 2 uncommitted changes that are not part of the published history."
    )


def test_without_a_history_the_page_says_so_and_nothing_else_speaks_of_changes() -> None:
    published = without_history()
    assert "This build has no change history" in block("changes", published).text
    assert not list(changes.further_pages(Words(published)))
    assert not block("latest", published, "").elements
    for page in site.list_pages(published):
        assert page.feed is None
        assert "Latest changes" not in page.body
        assert "Last change" not in page.body
    assert "Last change" not in block("lists", published, "").text


def test_a_history_without_events_says_so() -> None:
    published = replace(without_history(), history=history([]))
    for name in ("changes", "latest"):
        assert "Nothing has been published yet." in block(name, published).text


def test_the_home_page_shows_the_latest_changes_and_where_to_follow_them() -> None:
    published = catalog()
    page = block("latest", published, "")
    assert [link for link in page.hrefs if re.search("/lists/[a-z]+/[0-9a-z]{12}/$", link)] == [
        f"./lists/{LIST}/{event.record}/"
        for event in published.history.events[:-7:-1]  # type: ignore[union-attr]  # it has one
    ]
    assert {"./changes/", "./feeds/v1/changes.json", "./feeds/v1/changes.atom"} <= set(page.hrefs)


def test_lists_say_when_they_last_changed_and_last_lost_a_record() -> None:
    items = [
        replace(change(FULL, LIST, "published", "none", "verified"), time="2026-01-02T03:04:05Z"),
        replace(
            change(page_history.RETRACTED, LIST, "retracted", "verified", "retracted"),
            time="2026-02-03T04:05:06Z",
        ),
        replace(change(FULL, LIST, "changed", "verified", "verified"), time="2026-03-04T05:06:07Z"),
    ]
    published = with_changes(items)
    text = " ".join(block("lists", published, "").text.split())
    assert "Last change: 2026-03-04 · Last removal: 2026-02-03 · 4 removed records" in text
    assert "Last change: none yet · Last removal: none" in text
    assert "Lists that were deleted: pier (2 removed records)." in text
    page = parse(own_page(published, LIST))
    assert "Last change: 2026-03-04 · Last removal: 2026-02-03 · 4 removed records" in " ".join(
        page.text.split()
    )
    assert {
        f"../../lists/{LIST}/removed/",
        f"../../changes/list/{LIST}/",
        f"../../feeds/v1/lists/{LIST}/changes.json",
        f"../../feeds/v1/lists/{LIST}/changes.atom",
    } <= set(page.hrefs)


def test_a_lists_page_shows_its_own_latest_changes_and_names_no_removed_record_beyond_them() -> None:
    published = catalog()
    latest = numbers(own_page(published, LONG_LIST))
    assert published.history is not None
    own = [event.seq for event in published.history.events if event.list == LONG_LIST]
    assert latest == own[:-7:-1]
    assert "has been published yet" in own_page(published, EMPTY_LIST)
    shown = Counter(found for found in page_history.MANY_REMOVED if found in own_page(published, LONG_LIST))
    assert len(shown) == 3
