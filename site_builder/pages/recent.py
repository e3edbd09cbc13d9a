"""What happened lately: the latest changes, when a list last changed, and work that is not committed yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.errors import quantity
from site_builder.history.model import REMOVALS
from site_builder.pages.entries import RecordPlace, TimelineEntry, entries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from site_builder.history.model import Event
    from site_builder.wording.words import Words

LATEST: Final = 6
"""Changes that the home page and a list's own page show."""


@dataclass(frozen=True, slots=True)
class Recent:
    """When a list last changed and last lost a record (UTC days), and how many removed records it has."""

    change: str | None
    removal: str | None
    removed: int
    removed_text: str
    removed_path: str


def events_by_list(words: Words) -> Mapping[str, Sequence[Event]]:
    """Return the events of each list that has any, oldest first; nothing without a history."""
    found: dict[str, list[Event]] = {}
    history = words.catalog.history
    for event in () if history is None else history.events:
        found.setdefault(event.list, []).append(event)
    return found


def recent(list_id: str, removed: int, events: Sequence[Event]) -> Recent:
    """Return what happened lately on a list that has `removed` tombstones and these events, oldest first."""
    removals = [event.time[:10] for event in events if event.kind in REMOVALS]
    return Recent(
        change=events[-1].time[:10] if events else None,
        removal=removals[-1] if removals else None,
        removed=removed,
        removed_text=quantity(removed, "removed record"),
        removed_path=addresses.removed_page(list_id, 1),
    )


def latest(
    events: Sequence[Event], words: Words, where: Mapping[str, RecordPlace]
) -> tuple[TimelineEntry, ...]:
    """Return the entries of the last few events, newest first."""
    return entries(reversed(events[-LATEST:]), words, where)


def pending_notice(words: Words) -> str | None:
    """Return what a page says where it shows work that is not committed; None where there is none.

    Names no file: it may be one of a record that is not public.
    """
    history = words.catalog.history
    if history is None or not (history.pending or history.uncommitted):
        return None
    if not history.pending:
        return "This build is made with uncommitted work. It changes no public record."
    changes = quantity(len(history.pending), "uncommitted change")
    verb = "is" if len(history.pending) == 1 else "are"
    return f"This build shows {changes} that {verb} not part of the published history."
