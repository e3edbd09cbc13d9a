"""The pages of changes. What becomes of them as time goes on is a law, too: `test_page_laws.py`."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder import addresses
from site_builder.history.model import KINDS
from site_builder.pages import blocks, changes, site
from site_builder.pages.changes import HOME, NEWEST, PAGE, cut
from site_builder.pages.entries import NAMES, pending_notice, places
from site_builder.wording import change_words
from site_builder.wording.words import Words
from tests.unit.pages import page_history
from tests.unit.pages.page_catalog import (
    ARABIC,
    CYRILLIC,
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
    """Return the numbers of the changes on the page of a month, in its order."""
    return [int(found) for found in re.findall(r' id="e([0-9]+)"', html)]


def whole(published: Catalog) -> Parsed:
    """Return all pages of changes as one."""
    return parse("".join(bodies(published).values()))


def said(html: str) -> str:
    """Return what a page says, with single spaces."""
    return " ".join(parse(html).text.split())


def with_changes(
    items: Iterable[RecordChange], pending: tuple[RecordChange, ...] = (), **instance: object
) -> Catalog:
    return replace(catalog(**instance), history=history(items, pending))


def observed(count: int, time: str = "") -> list[RecordChange]:
    """Return observations of one record, each of its own commit; all at one instant where that is given."""
    return [
        change(FULL, LIST, "observed", "verified", "verified", commit=commit(number), time=time)
        for number in range(count)
    ]


def imported(
    count: int, time: str, records: tuple[str, ...] = (FULL, ARABIC, CYRILLIC)
) -> list[RecordChange]:
    """Return that many changes of one commit."""
    return [
        change(record, LIST, "observed", "verified", "verified", commit=commit(7), pull_request=7, time=time)
        for record in (records * count)[:count]
    ]


def test_every_kind_has_words() -> None:
    assert tuple(change_words.KINDS) == KINDS


@pytest.mark.parametrize(
    ("kind", "before", "after", "headline", "sentence"),
    [
        ("published", "none", "verified", "Published", "Public for the first time, as confirmed."),
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
        ("state", "verified", "disputed", "State changed", "It was confirmed and is disputed."),
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


@pytest.mark.parametrize("sizes", [(), (1,), (PAGE,), (PAGE, 1), (PAGE - 1, 2), (1, 3 * PAGE + 5, 7)])
def test_a_month_is_cut_without_gap_between_instants_and_full_parts_stay(sizes: tuple[int, ...]) -> None:
    items = [
        item
        for number, size in enumerate(sizes)
        for item in imported(size, f"2025-03-{number + 1:02d}T00:00:00Z")
    ]
    events = numbered(items)
    parts = cut(events)
    assert [event for part in parts for event in part] == list(events)
    assert all(part or not events for part in parts)
    assert max(map(len, parts)) <= PAGE
    wholes = [part for part in parts if len({event.time for event in part}) > 1]
    assert len({event.time for part in wholes for event in part}) == sum(
        len({event.time for event in part}) for part in wholes
    )
    later = numbered([*items, *imported(PAGE, "2025-03-31T00:00:00Z")])
    assert cut(later)[: len(parts) - 1] == parts[:-1]


def test_every_change_is_on_the_page_of_its_month_and_of_no_other() -> None:
    published = catalog()
    assert published.history is not None
    found = {path: numbers(html) for path, html in bodies(published).items()}
    assert sorted(number for shown in found.values() for number in shown) == [
        event.seq for event in published.history.events
    ]
    months = {
        path: {event.time[:7] for event in published.history.events if event.seq in shown}
        for path, shown in found.items()
    }
    assert all(f"changes/{month}/" in path for path, all_ in months.items() for month in all_)
    assert not found["changes/"]


def test_every_month_up_to_the_build_has_a_page_with_its_days_newest_first() -> None:
    made = bodies(with_changes(observed(2, "2025-11-02T10:00:00Z") + observed(1, "2026-01-30T23:59:59Z")))
    assert [path for path in made if re.search("[0-9]{4}-", path)] == [
        f"changes/{month}/" for month in ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
    ]
    assert "30 January 2026" in said(made["changes/2026-01/"])
    assert "Nothing changed." in said(made["changes/2025-12/"])
    both = bodies(with_changes([*observed(1, "2025-11-02T10:00:00Z"), *observed(1, "2025-11-30T10:00:00Z")]))
    assert re.findall("[0-9]+ November", said(both["changes/2025-11/"])) == ["30 November", "2 November"]


def test_pages_lead_to_older_and_newer_ones() -> None:
    made = bodies(
        with_changes([*imported(PAGE, "2025-11-02T10:00:00Z"), *observed(1, "2025-11-30T10:00:00Z")])
    )
    ways = {
        path: [href.replace("../", "") for href in parse(html).hrefs if "/changes/" in href]
        for path, html in made.items()
    }
    assert ways["changes/2025-11/"][1:] == ["changes/2025-12/", "changes/2025-11/1/"]
    assert ways["changes/2025-11/1/"][1:] == ["changes/2025-11/", "changes/#months"]
    assert ways["changes/2026-03/"][1:] == ["changes/", "changes/2026-02/"]
    hrefs = parse(made["changes/"]).hrefs
    assert {"../changes/30-days/", *(f"../changes/2025-{month}/" for month in (11, 12))} <= set(hrefs)


def test_what_one_merge_did_is_one_entry_by_kind_and_what_came_alone_is_one_line() -> None:
    time = "2025-11-02T10:00:00Z"
    several = [
        change(record, LIST, "published", "none", "verified", commit=commit(1), time=time)
        for record in (FULL, ARABIC)
    ]
    alone = change(CYRILLIC, LIST, "observed", "verified", "verified", commit=commit(1), time=time)
    html = bodies(with_changes([*several, alone, *observed(1, time)]))["changes/2025-11/"]
    text = said(html)
    assert re.search("2 listings published on Harbour .* Public for the first time, as confirmed[.]", text)
    assert re.search("Observed новости_порта on [A-Z]", text)
    assert html.count("<details") == 1
    assert html.count('class="hl-merge"') == 2


def test_what_is_not_the_same_of_all_is_said_of_each() -> None:
    time = "2025-11-02T10:00:00Z"
    items = [
        change(record, LIST, "changed", "verified", "verified", commit=commit(1), time=time, fields=(field,))
        for record, field in ((FULL, "summary"), (ARABIC, "basis"))
    ]
    text = said(bodies(with_changes(items))["changes/2025-11/"])
    assert re.search("2 listings changed on .*What differs: .*What differs: ", text)
    assert {"summary of the claim.", "grounds."} <= {
        part[:21].strip() for part in text.split("What differs: ")[1:]
    } | {"grounds."}


def test_a_public_account_is_named_and_a_removed_one_is_a_record_of_its_list() -> None:
    made = bodies(catalog())
    text = said("".join(made.values()))
    assert "Harbour_News on Chirp" in text
    assert "a record of Harbour" in text
    cleared = re.findall(
        f'<a href="[./]*/lists/{LIST}/{page_history.CLEARED}/">(.*?)</a>', "".join(made.values())
    )
    assert cleared
    assert all(item.startswith("a record of ") and "&lt;b&gt;x" not in item for item in cleared)


def test_a_removed_record_is_no_part_of_an_entry_that_names_a_commit() -> None:
    time = "2025-11-02T10:00:00Z"
    html = bodies(with_changes(imported(2, time, (FULL, page_history.RETRACTED))))["changes/2025-11/"]
    entries = html.split('class="hl-merge"')[1:]
    assert [page_history.RETRACTED in entry for entry in entries] == [
        commit(7) not in entry for entry in entries
    ]
    assert len(entries) == 2


def test_the_last_days_are_counted_back_from_the_build() -> None:
    days = ("2026-02-07", "2026-02-08", "2026-03-02", "2026-03-03", "2026-03-09")
    published = with_changes([item for day in days for item in observed(1, f"{day}T09:00:00Z")])
    made = bodies(published)
    shown = {
        path: re.findall('<time datetime="([0-9-]{10})">', made[path])
        for path in ("changes/", "changes/30-days/")
    }
    assert shown == {"changes/": [*days[:2:-1]], "changes/30-days/": [*days[:0:-1]]}
    home = block("latest", published, "")
    assert [item["datetime"] for item in home.all("time") if "datetime" in item] == [*days[:2:-1]]
    assert "from 8 February 2026 to 9 March 2026" in said(made["changes/30-days/"])


def test_the_newest_pages_are_short_however_much_there_was() -> None:
    count = NEWEST + 5
    items = [
        replace(item, time=f"2026-03-09T{n // 60:02d}:{n % 60:02d}:00Z")
        for n, item in enumerate(observed(count))
    ]
    published = with_changes([*items, *imported(3000, "2026-03-09T10:00:00Z")])
    made = bodies(published)
    assert made["changes/"].count('class="hl-merge"') == NEWEST
    assert f"and {3000 - NAMES:,} more" in said(made["changes/"])
    assert "../changes/2026-03/" in parse(made["changes/"]).hrefs
    assert str(block("latest", published, "").all("li")).count("hl-merge") == HOME
    assert max(len(numbers(html)) for html in made.values()) == PAGE
    assert len(made["changes/2026-03/3/"]) < 400 * PAGE


def test_the_filter_has_every_change_once_newest_first_and_its_pieces_are_the_pages() -> None:
    published = catalog()
    words = Words(published)
    assert published.history is not None
    first_path, files = changes.data_files(words)
    assert all(
        path == addresses.changes_data(hashlib.sha256(data).hexdigest()) for path, data in files.items()
    )
    first = json.loads(files[first_path])
    columns = {
        name: json.loads(files[addresses.changes_data(digest)]) for name, digest in first["columns"].items()
    }
    found = {name: [column["values"][code] for code in column["codes"]] for name, column in columns.items()}
    events, where = published.history.events[::-1], places(words)
    assert found["kind"] == [event.kind for event in events]
    assert found["list"] == [event.list for event in events]
    assert found["year"] == [event.time[:4] for event in events]
    known = [where.get(event.record) for event in events]
    assert found["platform"] == [(place.platform if place else None) or "" for place in known]
    made = bodies(published)
    shown = [sorted(numbers(made[f"changes/{path}"]), reverse=True) for path, count in first["pieces"]]
    assert [number for part in shown for number in part] == [event.seq for event in events]
    assert [len(part) for part in shown] == [count for _, count in first["pieces"]]
    html = made["changes/"]
    chips = dict(re.findall('data-facet="kind" data-value="([a-z]+)">.*?count">([0-9,]+)<', html))
    assert chips == {kind: f"{count:,}" for kind, count in Counter(event.kind for event in events).items()}
    assert f'data-hl-changes="../{first_path}" data-hl-total="{len(events)}"' in html


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
    links = {link["href"]: link.get("rel") for link in whole(with_changes([item])).all("a")}
    assert links[f"https://forge.example/lists/commit/{commit(1)}"] == "noopener noreferrer nofollow"
    assert links["https://forge.example/lists/pull/12"] == "noopener noreferrer nofollow"


def test_a_merge_request_is_named_as_gitlab_names_it() -> None:
    item = change(FULL, LIST, "published", "none", "verified", commit=commit(1), pull_request=12)
    address = "https://forge.example/a/b"
    forge = {"name": "Forge", "kind": "gitlab", "repository": address}
    page = whole(with_changes([item], forge={**forge, "pull": f"{address}/-/merge_requests/{{number}}"}))
    assert f"{address}/-/merge_requests/12" in page.hrefs
    assert "!12" in page.text
    assert "#12" not in page.text


@pytest.mark.parametrize(
    "forge", [{}, {"commit": "javascript:{commit}", "pull": "http://forge.example/{number}"}]
)
def test_without_an_address_they_are_text(forge: dict[str, str]) -> None:
    item = change(FULL, LIST, "published", "none", "verified", commit=commit(1), pull_request=12)
    named = {"name": "Forge", "repository": "https://forge.example/lists", **forge}
    page = whole(with_changes([item], forge=named))
    assert commit(1)[:10] in page.text
    assert "#12" in page.text
    assert not [href for href in page.hrefs if "forge.example" in href or "javascript" in href]


def test_a_source_that_is_not_public_any_more_has_no_commits() -> None:
    page = whole(with_changes(observed(3), source_public=False))
    assert COMMIT not in page.text
    assert "commit" not in page.text


def test_no_value_of_any_record_but_the_name_of_a_public_account_is_on_a_page_of_changes() -> None:
    published = catalog()
    text = " ".join([*bodies(published).values(), block("latest", published).text])
    for public in published.lists:
        for record in public.records:
            if "handle" in record.row:
                assert record.row.get("account_id", "none") not in text
    assert HOSTILE_HANDLE not in parse(text).text.replace(f"{HOSTILE_HANDLE} on Chirp", "")
    assert "Posed as" not in text


def test_a_code_that_the_vocabulary_does_not_know_is_text() -> None:
    item = change(FULL, LIST, "retracted", "verified", "retracted", reason=HOSTILE, effect="<b>no</b>")
    page = whole(with_changes([item]))
    assert HOSTILE in page.text
    assert "<b>no</b>" in page.text
    assert not {"script", "img", "base", "b"} & {tag for tag, _ in page.elements}


def test_a_record_or_list_without_a_page_is_no_link() -> None:
    page = whole(with_changes([change("zzzzzzzzzzzz", "gone", "withdrawn", "verified", "withdrawn")]))
    assert "zzzzzzzzzzzz" in page.text
    assert not [href for href in page.hrefs if "zzzz" in href or "lists/gone" in href]


def test_pending_changes_stand_above_the_rest_without_numbers() -> None:
    published = catalog()
    html = blocks.fill("<!-- handlelists:changes -->", "changes/", Words(published))
    pending = html[html.index('id="pending"') : html.index("data-hl-changes")]
    assert pending.count('<p class="hl-said">') == 2
    assert f"lists/{LIST}/{ARABIC}/" in pending
    for page in (html, *bodies(published).values()):
        assert UNCOMMITTED.rpartition("/")[2] not in page
        assert "8secret00000" not in page


def test_many_pending_changes_are_cut_and_counted() -> None:
    pending = (change(FULL, LIST, "observed", "verified", "verified") for _ in range(NAMES + 5))
    page = block("changes", with_changes([], tuple(pending)))
    assert "and 5 more" in page.text
    assert len([href for href in page.hrefs if href.endswith(f"/{FULL}/")]) == NAMES


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


def test_a_history_in_which_nothing_happened_yet_has_its_pages() -> None:
    published = with_changes(())
    made = bodies(published)
    assert not [path for path in made if path.count("/") > 2]
    assert {page.path for page in site.list_pages(published)} >= {f"lists/{LIST}/"}
    assert "Nothing changed" in block("latest", published, "").text


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
    assert "Nothing has been published yet." in block("changes", published).text
    assert "Nothing changed from 3 March 2026 to 9 March 2026." in block("latest", published).text


def test_the_home_page_leads_to_all_changes_and_says_where_to_follow_them() -> None:
    hrefs = block("latest", catalog(), "").hrefs
    assert {"./changes/", "./feeds/v1/changes.json", "./feeds/v1/changes.atom"} <= set(hrefs)
    assert "A feed reader shows new changes by itself" in block("changes", catalog()).text


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
        f"../../changes/?list={LIST}",
        f"../../feeds/v1/lists/{LIST}/changes.json",
        f"../../feeds/v1/lists/{LIST}/changes.atom",
    } <= set(page.hrefs)


def test_a_lists_page_shows_its_own_latest_changes_by_day() -> None:
    published = catalog()
    assert published.history is not None
    own = [event.time for event in published.history.events if event.list == LONG_LIST]
    html = own_page(published, LONG_LIST)
    assert re.findall('class="hl-merge"><time>([0-9:]+)<', html) == [time[11:16] for time in own[:-7:-1]]
    assert "has been published yet" in own_page(published, EMPTY_LIST)
