"""What is left of records that were public: the page of a tombstone, and the pages that lead there.

A tombstone's page says that an id was once on a list, why it is not any more, and what to do about it, and nothing
more. None of these pages is for search engines, whatever the instance lets in elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder import addresses
from site_builder.catalog.model import DeletedList, PublicList
from site_builder.errors import quantity
from site_builder.history.model import RemovedRecord
from site_builder.pages.alphabet import parts
from site_builder.pages.entries import RecordPlace, timeline
from site_builder.pages.links import contact_pair
from site_builder.pages.lists import pager
from site_builder.pages.page import Page, list_feed, make_page
from site_builder.record import account_name
from site_builder.wording import change_words
from site_builder.wording.words import Words


@dataclass(frozen=True, slots=True)
class Holder:
    """The list that a tombstone is on, deleted or not, as its pages need it."""

    id: str
    title: str
    example: bool
    appeals: str
    """Where to write about a removal: the list's own address, else the maintainers'."""
    deleted: bool

    @classmethod
    def of(cls, source: PublicList | DeletedList, words: Words) -> Holder:
        """Return what the pages need of a list."""
        if isinstance(source, PublicList):
            title, appeals = source.data["title"], source.data["contacts"]["appeals"]
        else:
            title, appeals = source.id, words.catalog.instance["contacts"]["maintainers"]
        return cls(
            id=source.id,
            title=title,
            example=source.example,
            appeals=appeals,
            deleted=not isinstance(source, PublicList),
        )


def removed_pages(source: PublicList | DeletedList, words: Words) -> Iterator[Page]:
    """Yield the page of every tombstone of a list, then the pages that lead to them; nothing where it has none."""
    holder = Holder.of(source, words)
    for tombstone in source.removed:
        yield tombstone_page(tombstone, holder, words)
    if source.removed:
        yield from _tables(source.removed, holder, words)


def tombstone_page(tombstone: RemovedRecord, holder: Holder, words: Words) -> Page:
    """Return the page of a removed record."""
    row = tombstone.row
    status = change_words.status(row["state"], words)
    path = addresses.record_page(holder.id, tombstone.id)
    # A place that is not public: the timeline names no commit and no pull request. They would lead whoever reads
    # this page to the very accusation that was taken back.
    where = RecordPlace(path)
    subject = f"Record {tombstone.id} on the list {holder.id}: about its removal"
    return make_page(
        path,
        f"Removed record {tombstone.id} \N{MIDDLE DOT} {holder.title}",
        f"A record of the list {holder.title} that is no longer public. {status.title}: {status.meaning}",
        "tombstone.html",
        indexable=False,
        tombstone=tombstone,
        holder=holder,
        list_path=addresses.list_page(holder.id),
        status=status,
        reason=words.term("removal_reasons", row["reason"]),
        effect=row["effect"],
        advice=change_words.advice(row["effect"], words),
        cleared=(account_name(row), words.platform(row["platform"])) if "platform" in row else None,
        timeline=timeline(tombstone.id, where, words),
        appeal_path=addresses.appeal(holder.id, tombstone.id),
        contact_=contact_pair(holder.appeals, subject=subject),
    )


def _tables(removed: Sequence[RemovedRecord], holder: Holder, words: Words) -> Iterator[Page]:
    history = words.catalog.history
    changed = history is not None and any(event.list == holder.id for event in history.events)
    cut = parts(removed)
    address = addresses.deleted_page if holder.deleted else addresses.removed_page
    places = [address(holder.id, number) for number in range(1, len(cut) + 1)]
    name = "Deleted list" if holder.deleted else "Removed records"
    for number, tombstones in enumerate(cut, 1):
        yield make_page(
            places[number - 1],
            f"{name} \N{MIDDLE DOT} {holder.title}",
            f"Records of the list {holder.title} that were public and are not any more: ids, reasons and dates.",
            "removed.html",
            indexable=False,
            feed=list_feed(holder.id, holder.title, words),
            holder=holder,
            name=name,
            list_path=addresses.list_page(holder.id),
            changes_path=addresses.list_changes(holder.id) if changed else None,
            total=quantity(len(removed), "record"),
            one=len(removed) == 1,
            rows=[_row(tombstone, holder, words) for tombstone in tombstones],
            pager_=pager(places, number),
        )


def _row(tombstone: RemovedRecord, holder: Holder, words: Words) -> dict[str, Any]:
    row = tombstone.row
    return {
        "id": tombstone.id,
        "path": addresses.record_page(holder.id, tombstone.id),
        "status": change_words.status(row["state"], words),
        "reason": words.term("removal_reasons", row["reason"]),
        "effect": words.term("effects", row["effect"]),
        "first_public": row["first_public"][:10],
        "removed": row["removed"][:10],
    }
