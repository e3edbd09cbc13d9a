"""Laws of the pages of changes: each change is on one page of a month, and a month that is over keeps its pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.history.model import Event
from site_builder.pages import changes
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import ARABIC, CYRILLIC, FULL, LIST, short_catalog
from tests.unit.pages.page_history import RETRACTED, WITHHELD, change, commit, history

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog
    from site_builder.history.model import RecordChange

RECORDS: Final = (FULL, ARABIC, CYRILLIC, RETRACTED, WITHHELD)
MERGES: Final = st.lists(
    st.tuples(
        st.sampled_from((0, 1, 20, 24 * 9, 24 * 50)),  # hours since the one before
        st.lists(st.sampled_from(RECORDS), min_size=1, max_size=9),
        st.sampled_from(("observed", "changed", "lapsed")),
        st.booleans(),
    ),
    min_size=2,
    max_size=12,
)


@cache
def _catalog() -> Catalog:
    return short_catalog()


def _changes(merges: list[tuple[int, list[str], str, bool]]) -> list[RecordChange]:
    now, made = datetime(2025, 2, 20, tzinfo=UTC), []
    for number, (hours, records, kind, committed) in enumerate(merges):
        now += timedelta(hours=hours)
        name = commit(number) if committed else None
        time = f"{now:%Y-%m-%dT%H:%M:%SZ}"
        made += [
            change(record, LIST, kind, "verified", "verified", time=time, commit=name) for record in records
        ]
    return made


def _pages(items: list[RecordChange]) -> tuple[str, dict[str, str], tuple[Event, ...]]:
    """Return the month of the newest change, when the build is made, the pages of months, and the events."""
    told = history(items)
    published = replace(_catalog(), history=told, as_of=items[-1].time)
    made = {page.path: str(page.body) for page in changes.further_pages(Words(published))}
    return (
        items[-1].time[:7],
        {path: body for path, body in made.items() if "30-days" not in path},
        told.events,
    )


@settings(max_examples=25, deadline=None)
@given(MERGES, st.data())
def test_each_change_is_on_one_page_and_later_ones_leave_months_that_are_over_as_they_are(
    merges: list[tuple[int, list[str], str, bool]], data: st.DataObject
) -> None:
    with patch.object(changes, "PAGE", 5):
        month, pages, events = _pages(_changes(merges))
        earlier, before, _ = _pages(_changes(merges[: data.draw(st.integers(1, len(merges) - 1))]))
    shown = Counter(number for body in pages.values() for number in re.findall(r' id="e([0-9]+)"', body))
    assert shown == {str(event.seq): 1 for event in events}
    for path, body in pages.items():
        of = {event.time[:7] for event in events if f' id="e{event.seq}"' in body}
        assert of <= {path[len("changes/") :][:7]}
    over = [path for path in before if path < f"changes/{earlier}"]
    assert [before[path] for path in over] == [pages[path] for path in over]
    # Of the month that was not over, what was full stays, except for its way to the next.
    full = [path for path in before if re.fullmatch(f"changes/{earlier}/[0-9]+/", path)]
    for path in full:
        assert (
            before[path].partition('<nav class="hl-pager')[0]
            == pages[path].partition('<nav class="hl-pager')[0]
        )
    assert max(pages) >= f"changes/{month}/"
