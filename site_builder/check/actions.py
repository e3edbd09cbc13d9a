"""Actions: in a word each, what a change does to one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.record import is_open, is_reinstated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.check.side import Pair, Side
    from site_builder.derive.states import DerivedRecord
    from site_builder.model import RecordId


def actions_on(pair: Pair, record: RecordId, *, reviewed: bool) -> Iterator[str]:
    """Yield what the change does to a record by its file, its reviews or the emergency stop; nothing by the rules."""
    before, after = pair.before.items.get(record), pair.after.items.get(record)
    if after is None and record in pair.after.atlas.records:
        # Its file is there and cannot be read: the problems say why.
        yield "edited"
    elif before is None or after is None:
        yield "added" if before is None else "deleted"
    else:
        yield from _content(before, after)
    if reviewed:
        yield "reviewed"
    if after is not None:
        yield from _removals(_data(before), _data(after))
    was, now = _withheld(pair.before, record), _withheld(pair.after, record)
    if was != now:
        yield "withheld" if now else "released"


def _content(before: DerivedRecord, after: DerivedRecord) -> Iterator[str]:
    old, new = _data(before), _data(after)
    if before.record.claim != after.record.claim:
        yield "edited"
    elif old["evidence"] != new["evidence"]:
        yield "archived"
    if old.get("observations") != new.get("observations"):
        yield "observed"


def _removals(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    was, now = old.get("retractions", []), new.get("retractions", [])
    if len(now) > len(was):
        yield "retracted"
    if sum(map(is_reinstated, now)) > sum(map(is_reinstated, was)):
        yield "reinstated"
    was, now = old.get("appeals", []), new.get("appeals", [])
    if len(now) > len(was):
        yield "appealed"
    if len(now) - sum(map(is_open, now)) > len(was) - sum(map(is_open, was)):
        yield "decided"


def _data(item: DerivedRecord | None) -> dict[str, Any]:
    data: Any = item.record.data if item is not None else {}
    return dict(data)


def _withheld(side: Side, record: RecordId) -> bool:
    return record in side.tree.withheld
