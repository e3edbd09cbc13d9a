"""Recent changes: which ones a feed holds, what it says of them, and that both formats say the same."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.feeds.recent import LEAST, MOST, chosen_events
from tests.unit.feeds.feed_catalog import catalog, public_list
from tests.unit.feeds.feed_files import feed_files
from tests.unit.feeds.feed_history import happened, history

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog
    from site_builder.history.model import Event


def _events(*groups: tuple[int, str, str]) -> tuple[Event, ...]:
    """Return events, oldest first: how many, when, of which kind."""
    times = [(time, kind) for number, time, kind in groups for _ in range(number)]
    changes = [happened(time, kind, f"{place:012}", "harbour") for place, (time, kind) in enumerate(times)]
    return history(changes).events


def _numbers(*groups: tuple[int, str, str]) -> tuple[list[int], int]:
    chosen, left_out = chosen_events(_events(*groups))
    return [event.seq for event in chosen], left_out


def test_a_feed_of_nothing_is_empty() -> None:
    assert chosen_events(()) == ([], 0)


def test_a_quiet_list_keeps_its_newest_changes_however_old() -> None:
    old, new = (30, "2020-01-01T00:00:00Z", "published"), (2, "2026-03-09T00:00:00Z", "changed")
    assert _numbers(old, new) == (list(range(32, 12, -1)), 0)


def test_a_busy_list_has_all_changes_of_the_seven_days_up_to_the_newest() -> None:
    numbers = _numbers(
        (30, "2026-03-01T23:59:59Z", "published"),
        (30, "2026-03-02T00:00:00Z", "published"),
        (30, "2026-03-09T00:00:00Z", "published"),
    )
    assert numbers == (list(range(90, 30, -1)), 0)


def test_a_flood_of_listings_pushes_out_no_removal() -> None:
    numbers, left_out = _numbers(
        (3, "2026-03-03T00:00:00Z", "retracted"),
        (1000, "2026-03-04T00:00:00Z", "published"),
        (LEAST, "2026-03-05T00:00:00Z", "observed"),
    )
    assert numbers == [*range(1023, 1023 - MOST + 3, -1), 3, 2, 1]
    assert left_out == 1023 - MOST


def test_a_flood_of_removals_leaves_the_newest_changes_in() -> None:
    numbers, left_out = _numbers(
        (500, "2026-03-04T00:00:00Z", "withdrawn"), (LEAST, "2026-03-05T00:00:00Z", "published")
    )
    assert numbers == list(range(520, 520 - MOST, -1))
    assert left_out == 520 - MOST


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_no_trouble(time: str) -> None:
    assert _numbers((30, time, "published")) == (list(range(30, 0, -1)), 0)


def _feeds(published: Catalog) -> dict[str, Any]:
    return {
        path: json.loads(data)
        for path, data in feed_files(published)
        if path.endswith("/changes.json") and "/schemas/" not in path
    }


def _items(published: Catalog, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _feeds(published)[f"feeds/v1/{path}"]["items"]
    return found


def test_there_is_a_feed_of_the_site_and_of_every_list_a_deleted_and_an_empty_one_included() -> None:
    lists = [f"feeds/v1/lists/{name}/changes.json" for name in ("empty", "harbour", "pier", "quay")]
    feeds = _feeds(catalog())
    assert sorted(feeds) == ["feeds/v1/changes.json", *lists]
    for name in ("empty", "harbour", "pier", "quay"):
        items = feeds[f"feeds/v1/lists/{name}/changes.json"]["items"]
        assert {item["_handlelists"]["list"] for item in items} <= {name}
        assert bool(items) == (name != "empty")


def test_every_removal_is_an_item_that_says_why_and_what_to_do() -> None:
    items = _items(catalog(), "changes.json")
    removals = [item for item in items if item["tags"][0] in {"retracted", "withheld", "withdrawn"}]
    assert len(removals) == 5
    for item in removals:
        assert "Reason: " in item["content_text"]
        assert "Effect: " in item["content_text"]
        assert {"reason", "effect"} <= set(item["_handlelists"])
    (retracted,) = (item for item in removals if item["_handlelists"]["record"] == "4h4h4h4h4h4h")
    assert retracted["content_text"] == (
        "Record 4h4h4h4h4h4h on The harbour list: retracted. No longer public. Reason: mistaken identity. The "
        "account belonged to somebody other than the record claimed. Effect: undo. The listing was wrong. Reverse "
        "what was done because of it."
    )


def test_no_item_holds_a_value_of_a_row() -> None:
    text = json.dumps([feed for path, feed in _feeds(catalog()).items()], ensure_ascii=False)
    for value in ("Harbour_News", "harbour_news", "Quay_Poet", "4224729994", "Posed as", "court.example"):
        assert value not in text


def test_an_example_list_is_called_one_and_a_deleted_list_goes_by_its_id() -> None:
    titles = [item["title"] for item in _items(catalog(), "changes.json")]
    assert "Withheld: record 6e6e6e6e6e6e on The quay list (example)" in titles
    assert "Withdrawn: record 3x3x3x3x3x3x on pier" in titles
    assert not [title for title in titles if "harbour list (example)" in title]


def test_an_entry_has_one_name_everywhere_and_another_under_another_epoch_or_instance() -> None:
    ids = {item["_handlelists"]["seq"]: item["id"] for item in _items(catalog(), "changes.json")}
    own = {
        item["_handlelists"]["seq"]: item["id"] for item in _items(catalog(), "lists/harbour/changes.json")
    }
    assert len(set(ids.values())) == len(ids)
    assert {number: ids[number] for number in own if number in ids}.items() <= own.items()
    namespace = uuid.UUID(catalog().instance["id"])
    assert ids[21] == uuid.uuid5(namespace, "event/1.0/21").urn

    told = catalog().history
    assert told is not None
    rewritten = _items(replace(catalog(), history=replace(told, epoch="1.1")), "changes.json")
    moved = replace(catalog(), instance={**catalog().instance, "id": "00000000-0000-4000-8000-000000000000"})
    for other in (rewritten, _items(moved, "changes.json")):
        assert not {item["id"] for item in other} & set(ids.values())


def test_a_record_that_moved_is_linked_where_its_page_is() -> None:
    rows = [
        dict(row)
        for row in (record.row for record in catalog().lists[1].records)
        if row["id"] == "9m2x0r5t8v4w"
    ]
    moved = public_list("harbour", rows)
    told = history(
        [
            happened("2026-03-01T00:00:00Z", "published", "9m2x0r5t8v4w", "mole"),
            happened("2026-03-02T00:00:00Z", "changed", "9m2x0r5t8v4w", "harbour"),
        ],
        moved.entries,
    )
    items = _items(catalog(moved, changes=told), "changes.json")
    assert {item["url"] for item in items} == {"https://lists.example/sub/path/lists/harbour/9m2x0r5t8v4w/"}
    assert items[1]["title"] == "Published: record 9m2x0r5t8v4w on mole"


def test_time_alone_changes_no_feed() -> None:
    later = replace(catalog(), as_of="2031-01-01T00:00:00Z", commit="c" * 40, builder_version="9")
    before, after = dict(feed_files(catalog())), dict(feed_files(later))
    assert [path for path in before if before[path] != after[path]] == ["feeds/v1/index.json"]


def test_a_full_json_feed_stays_below_250_kb() -> None:
    removal = (MOST * 2, "2026-03-09T00:00:00Z", "withdrawn")
    told = replace(history([]), events=_events(removal))
    published = catalog(public_list("harbour", [], title="A title of some length, " * 4), changes=told)
    sizes = {path: len(data) for path, data in feed_files(published) if path.endswith("changes.json")}
    assert 100_000 < max(sizes.values()) < 250_000
    feed = _feeds(published)["feeds/v1/changes.json"]
    assert len(feed["items"]) == MOST
    assert feed["_handlelists"]["left_out"] == MOST
    assert f" {MOST} more changes of these days are left out;" in feed["description"]
