from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.errors import OutputError
from site_builder.feeds.index_feed import event_files
from tests.unit.feeds.feed_catalog import catalog
from tests.unit.feeds.feed_files import material
from tests.unit.feeds.feed_history import happened, history

if TYPE_CHECKING:
    from site_builder.feeds.exporter import Export
    from site_builder.history.model import Event


def _events(number: int) -> tuple[Event, ...]:
    changes = [
        happened("2026-01-20T10:00:00Z", "published", f"{place:012}", "harbour") for place in range(number)
    ]
    return history(changes).events


def event_pages(events: tuple[Event, ...]) -> list[Export]:
    whole = catalog()
    assert whole.history is not None
    return list(event_files(material(replace(whole, history=replace(whole.history, events=events)))))


def _files(events: tuple[Event, ...]) -> list[bytes]:
    return [b"".join(page.make()) for page in event_pages(events)]


def _pages(number: int) -> list[dict[str, Any]]:
    return [json.loads(data) for data in _files(_events(number))]


@pytest.mark.parametrize(
    ("number", "sizes"), [(0, []), (1, [1]), (64, [64]), (65, [64, 1]), (130, [64, 64, 2])]
)
def test_a_page_holds_64_events_and_the_last_one_the_rest(number: int, sizes: list[int]) -> None:
    pages = _pages(number)
    assert [len(page["events"]) for page in pages] == sizes
    assert [page["page"] for page in pages] == list(range(len(sizes)))
    assert [event["seq"] for page in pages for event in page["events"]] == list(range(1, number + 1))


def test_a_page_names_the_digest_of_the_file_before_and_an_event_that_of_the_event_before() -> None:
    made = event_pages(_events(130))
    files = [b"".join(page.make()) for page in made]
    digests = [hashlib.sha256(data).hexdigest() for data in files]
    pages = [json.loads(data) for data in files]
    assert [page["prev"] for page in pages] == [None, *digests[:-1]]
    assert [page.names for page in made] == [{"page": number} for number in range(3)]
    assert [page.inputs for page in made] == [(digest,) for digest in digests]


def test_an_event_is_on_its_page_byte_for_byte_as_the_log_will_hold_it() -> None:
    events = _events(70)
    shown = b"".join(_files(events))
    for event in events:
        leaf = rfc8785.dumps(event.row)
        assert not leaf.endswith(b"\n")
        assert shown.count(leaf) == 1


def test_pages_are_rfc_8785_and_a_line_feed() -> None:
    for data in _files(_events(70)):
        assert data == rfc8785.dumps(json.loads(data)) + b"\n"


@settings(max_examples=20)
@given(st.integers(0, 140), st.integers(0, 140))
def test_a_longer_history_keeps_full_pages_and_only_appends_to_the_last(fewer: int, more: int) -> None:
    older, newer = _files(_events(fewer)), _files(_events(fewer + more))
    full = fewer // 64
    assert older[:full] == newer[:full]
    if len(older) > full:
        events = json.loads(older[full])["events"]
        assert json.loads(newer[full])["events"][: len(events)] == events


def _moved(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return (events[0], events[2], events[1])


def _without_one(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return (events[0], events[2])


def _numbered_otherwise(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return (*events[:2], replace(events[2], seq=4))


@pytest.mark.parametrize("broken", [_moved, _without_one, _numbered_otherwise])
def test_events_that_are_not_numbered_without_gaps_stop_the_build(broken: Any) -> None:
    with pytest.raises(OutputError, match="does not follow"):
        event_pages(broken(_events(3)))
