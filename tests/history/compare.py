"""Comparing two histories, so that the first difference can be read; and replaying one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def assert_same(
    got: tuple[Sequence[Mapping[str, Any]], Mapping[str, tuple[str, str]]],
    wanted: tuple[Sequence[Mapping[str, Any]], Mapping[str, tuple[str, str]]],
    where: Mapping[str, str] | None = None,
) -> None:
    """Fail at the first event that differs, saying how; then compare the maps.

    `where` says for a time in which commit to look.
    """
    events, wanted_events = got[0], wanted[0]
    for index in range(max(len(events), len(wanted_events))):
        mine = dict(events[index]) if index < len(events) else None
        other = dict(wanted_events[index]) if index < len(wanted_events) else None
        if mine != other:
            at = (where or {}).get(str((other or mine or {}).get("time")), "")
            raise AssertionError(_difference(index, mine, other, at))
    assert dict(got[1]) == dict(wanted[1])


def _difference(index: int, got: dict[str, Any] | None, wanted: dict[str, Any] | None, at: str) -> str:
    lines = [f"event {index + 1} differs {at}", f"  got:    {got}", f"  wanted: {wanted}"]
    if got is not None and wanted is not None:
        names = sorted(got.keys() | wanted.keys())
        differ = [name for name in names if got.get(name) != wanted.get(name)]
        lines.append(f"  members: {', '.join(differ)}")
    return "\n".join(lines)


def replayed(events: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return the map of id to state or status and digest that the events leave; check numbers."""
    left: dict[str, tuple[str, str]] = {}
    for seq, event in enumerate(events, 1):
        assert event["seq"] == seq
        assert event["from"] == left.get(event["record"], ("none", ""))[0]
        left[event["record"]] = (event["to"], event["sha256"])
    return left
