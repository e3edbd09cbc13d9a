"""The pages of a list: its own with scope, policy and the first records, and further pages of records."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final, Literal

from site_builder import addresses
from site_builder.catalog.model import PublicList, PublicRecord
from site_builder.downloads import FORMS, downloads
from site_builder.errors import file_size, quantity
from site_builder.history.model import Event
from site_builder.model import HANDLE_DAYS
from site_builder.pages.alphabet import Letter, Part, alphabetical, letters, whole_ranges
from site_builder.pages.columns import columns
from site_builder.pages.entries import (
    RecordPlace,
    events_by_list,
    latest,
    listed_since,
    pending_notice,
    recent,
)
from site_builder.pages.facets import TIES, category_title, facets, row_groups
from site_builder.pages.links import contact_pair
from site_builder.pages.operations import about, overview, states
from site_builder.pages.page import Page, list_feed, make_page, shortened
from site_builder.wording.words import Words

_MOST_RANGES: Final = 300
"""Parts of a facet's group that its first page leads to at once."""


@dataclass(frozen=True, slots=True)
class Section:
    """Records that are shown together, cut into parts with an address each."""

    public: PublicList
    name: str
    parts: tuple[Part, ...]
    addresses: Sequence[str]

    @classmethod
    def of(
        cls,
        public: PublicList,
        name: str,
        records: Sequence[PublicRecord],
        first: str,
        further: Callable[[str], str],
    ) -> Section:
        """Return records cut for pages: `first` is the address of the first, `further` gives those of others."""
        parts = alphabetical(records)
        return cls(public, name, parts, [first, *(further(part.first) for part in parts[1:])])


def pager(parts: Sequence[str], number: int) -> dict[str, Any]:
    """Return where a part is among all, which are given by their addresses below the site root."""
    return {
        "number": number,
        "total": len(parts),
        "previous": parts[number - 2] if number > 1 else None,
        "following": parts[number] if number < len(parts) else None,
    }


def list_page(
    public: PublicList, words: Words, events: Sequence[Event], where: Mapping[str, RecordPlace]
) -> Page:
    """Return the list's own page. `events` are the list's, oldest first, `where` the places of their records."""
    data = public.data
    whole = _all_records(public)
    site_url = words.catalog.instance["site_url"]
    subject = f"The list {public.id}"
    return make_page(
        addresses.list_page(public.id),
        data["title"],
        shortened(data["scope"]),
        "list.html",
        feed=list_feed(public.id, data["title"], words),
        pending=pending_notice(words),
        downloads=[(FORMS[name], path) for name, path in downloads(words.catalog, public.id).items()],
        recent=recent(public.id, len(public.removed), events),
        history=words.catalog.history is not None,
        latest=latest(events, words, where),
        changes_path=addresses.list_changes(public.id) if events else None,
        public=public,
        data=data,
        as_of=words.catalog.today,
        categories=tuple(
            (code, item, words.term("harms", item["harm"]))
            for code, item in sorted(data["categories"].items())
        ),
        handle_days=data["policy"].get("handle_days", HANDLE_DAYS),
        withhold_on=tuple(
            words.term("appeal_grounds", code) for code in sorted(data["policy"].get("withhold_on", ()))
        ),
        legal_basis=words.term("legal_bases", data["legal_basis"]),
        contacts={
            name: contact_pair(data["contacts"][name], subject=subject) for name in ("appeals", "intake")
        },
        ndjson_size=file_size(sum(len(entry.row_bytes) for entry in public.entries)),
        curl=f"curl -O {shlex.quote(f'{site_url}{addresses.list_feeds(public.id)}records.ndjson')}",
        states=states(public.records, words),
        facets=facets(public, words),
        rows=_rows(whole.parts[0].records, public, words, "filter" if len(whole.parts) == 1 else "")
        if whole.parts
        else (),
        pager_=pager(whole.addresses, 1),
        letters=_letters(whole),
        whole=len(whole.parts) == 1,
        columns=columns(public)[0] if len(whole.parts) > 1 else None,
    )


def further_pages(public: PublicList, words: Words) -> Iterator[Page]:
    """Yield the pages of records beyond the list's own: its other parts, its letters, each group of each facet."""
    whole = _all_records(public)
    yield from islice(_section_pages(whole, words), 1, None)
    for letter in _letters(whole):
        yield _letter_page(letter, whole)
    ways = facets(public, words)
    for facet in ways:
        for group in facet.groups:
            address = partial(addresses.facet_page, public.id, facet.name, group.value)
            section = Section.of(public, f"{facet.title}: {group.title}", group.members, address(), address)
            yield from _section_pages(section, words, about(facet, group, public, words))
    ties = [facet for facet in ways if facet.name in TIES and facet.groups]
    if ties:
        yield overview(public, ties, words)


def _all_records(public: PublicList) -> Section:
    further = partial(addresses.browse_page, public.id)
    return Section.of(public, "All records", public.records, addresses.list_page(public.id), further)


def _letters(whole: Section) -> tuple[Letter, ...]:
    return letters(whole.parts) if len(whole.parts) > 1 else ()


def _letter_page(letter: Letter, whole: Section) -> Page:
    public = whole.public
    title = public.data["title"]
    return make_page(
        addresses.letter_page(public.id, letter.value),
        f"{letter.title} \N{MIDDLE DOT} {title}",
        f"Records of the list {title} by handle: {letter.title}.",
        "letter.html",
        example=public.example,
        name=letter.title,
        list_title=title,
        list_path=addresses.list_page(public.id),
        ranges=tuple((whole.addresses[item.part - 1], item) for item in letter.ranges),
    )


def _section_pages(section: Section, words: Words, said: Mapping[str, Any] | None = None) -> Iterator[Page]:
    """Yield the pages of a section; `said` is what the first says above its records: see `operations.about`."""
    public, name = section.public, section.name
    title = public.data["title"]
    ranges = whole_ranges(section.parts) if 1 < len(section.parts) <= _MOST_RANGES else ()
    for number, part in enumerate(section.parts, 1):
        yield make_page(
            section.addresses[number - 1],
            f"{name} \N{MIDDLE DOT} {title}",
            f"{name}. Records of the list {title}.",
            "records.html",
            example=public.example,
            name=name,
            list_title=title,
            list_path=addresses.list_page(public.id),
            about=said if number == 1 else None,
            above=addresses.operations_page(public.id) if said else None,
            rows=_rows(part.records, public, words, "since" if said else ""),
            pager_=pager(section.addresses, number),
            ranges=tuple(zip(section.addresses, ranges, strict=False)) if number == 1 else (),
        )


def _rows(
    records: Sequence[PublicRecord], public: PublicList, words: Words, view: Literal["filter", "since", ""]
) -> list[dict[str, Any]]:
    """Return records as the rows of a table: for a page's filter with `groups`, see `row_groups`.

    `day` is that of the newest confirmation, or for `since` the one since which the record is listed.
    """
    return [
        {
            "path": addresses.record_page(public.id, record.id),
            "account": record.row.get("handle") or words.account(record.row),
            "platform": words.platform(record.row["platform"]),
            "categories": [category_title(public, code) for code in record.row["categories"]],
            "state": words.term("states", record.row["state"]),
            "day": listed_since(record.id, words) if view == "since" else record.row["confirms"]["newest"],
            "groups": row_groups(record) if view == "filter" else {},
        }
        for record in records
    ]


def glances(words: Words) -> list[dict[str, Any]]:
    """Return every list at a glance, ordered by id, for the home page and the overview."""
    events = events_by_list(words)
    return [
        {
            "path": addresses.list_page(public.id),
            "title": public.data["title"],
            "scope": public.data["scope"],
            "example": public.example,
            "total": quantity(len(public.records), "public record"),
            "states": states(public.records, words),
            "recent": recent(public.id, len(public.removed), events.get(public.id, ())),
        }
        for public in words.catalog.lists
    ]
