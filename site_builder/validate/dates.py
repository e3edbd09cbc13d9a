"""Dates: each is one of the calendar, and what happened later does not come before what happened first."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from site_builder.days import is_day, latest
from site_builder.load.source_tree import REVIEWERS_FILE, Loading
from site_builder.record import is_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.model import RecordData, ReviewerData
    from site_builder.problems import Problem

_FULL_DATE: Final = len("2018-02-16")


class _Pair(NamedTuple):
    """A value that must not be before another: pointer and name of each."""

    pointer: str
    later: str
    later_value: str | None
    earlier: str
    earlier_value: str | None


def check_calendar(loading: Loading, today: str | None) -> Iterator[Problem]:
    """`date-invalid`, `date-future` of sources, whose dates may be months or years; `text` looks at all others."""
    for account_list in loading.tree.lists.values():
        file = f"lists/{account_list.id}/sources.yaml"
        for name, source in account_list.sources.items():
            value = source.get("date", "")
            if len(value) == _FULL_DATE and not is_day(value):
                yield loading.places.problem("date-invalid", file, f"/sources/{name}/date", value=value)
            elif today is not None and value > latest(today)[: len(value)]:
                yield loading.places.problem("date-future", file, f"/sources/{name}/date", value=value)


def check_order(loading: Loading) -> Iterator[Problem]:
    """`date-order` in records and in the roster."""
    tree = loading.tree
    pairs = chain(
        (
            (record.file, pair)
            for record in (*tree.records, *tree.drafts)
            for pair in _record_pairs(record.data)
        ),
        ((REVIEWERS_FILE, pair) for name, entry in tree.reviewers.items() for pair in _periods(name, entry)),
    )
    for file, pair in pairs:
        if pair.later_value and pair.earlier_value and pair.later_value < pair.earlier_value:
            params: dict[str, Any] = pair._asdict()
            yield loading.places.problem("date-order", file, params.pop("pointer"), **params)


def check_retractions(loading: Loading) -> Iterator[Problem]:
    """`retraction-order`: only a reinstated record can be retracted again, and later; `appeal-duplicate`."""
    for record in loading.tree.records:
        seen: set[tuple[str, ...]] = set()
        for index, appeal in enumerate(record.data.get("appeals", ())):
            params: Any = {"opened": appeal["opened"], "ground": appeal["ground"]}
            if is_open(appeal) and (key := tuple(params.values())) in seen:
                yield loading.places.problem("appeal-duplicate", record.file, f"/appeals/{index}", **params)
            elif is_open(appeal):
                seen.add(key)
        reinstated: str | None = ""
        for index, retraction in enumerate(record.data.get("retractions", ())):
            why = None
            if reinstated is None:
                why = "this record is already retracted; delete this retraction"
            elif retraction["date"] < reinstated:
                why = f"retracted {retraction['date']}, before it was reinstated {reinstated}"
            if why is not None:
                pointer = f"/retractions/{index}"
                yield loading.places.problem("retraction-order", record.file, pointer, why=why)
            again = retraction.get("reinstated")
            reinstated = again["date"] if again else None


def _periods(reviewer: str, entry: ReviewerData) -> Iterator[_Pair]:
    periods: Any = {"active": entry["active"], "keys": entry.get("keys", [])}
    for field, items in periods.items():
        for index, period in enumerate(items):
            pointer = f"/{reviewer}/{field}/{index}/until"
            yield _Pair(pointer, "until", period.get("until"), "from", period["from"])


def _record_pairs(data: RecordData) -> Iterator[_Pair]:
    items: Any = data
    for index, item in enumerate(items["evidence"]):
        pointer = f"/evidence/{index}/captured"
        yield _Pair(pointer, "captured", item["captured"], "published", item.get("published"))
    for index, item in enumerate(items.get("appeals", ())):
        pointer = f"/appeals/{index}"
        yield _Pair(f"{pointer}/due", "due", item["due"], "opened", item["opened"])
        yield _Pair(f"{pointer}/decided", "decided", item.get("decided"), "opened", item["opened"])
    for index, item in enumerate(items.get("retractions", ())):
        again = item.get("reinstated", {}).get("date")
        yield _Pair(f"/retractions/{index}/reinstated/date", "reinstated", again, "retracted", item["date"])
    for index, item in enumerate(items.get("previous_handles", ())):
        pointer = f"/previous_handles/{index}/until"
        yield _Pair(pointer, "until", item.get("until"), "from", item.get("from"))
    earlier = items.get("profile", {}).get("created")
    name = "the account's creation"
    for index, item in enumerate(items.get("observations", ())):
        yield _Pair(f"/observations/{index}/date", "observation", item["date"], name, earlier)
        name, earlier = "the observation before it", item["date"]
