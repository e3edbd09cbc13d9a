"""The pages of a list: its own with scope, policy and the first records, and further pages of records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from site_builder.publish.pages import paths
from site_builder.publish.pages.evidence import category_title
from site_builder.publish.pages.facets import facets, languages, state_counts
from site_builder.publish.pages.links import contact_pair
from site_builder.publish.pages.page import Page, make_page
from site_builder.publish.pages.parts import parts
from site_builder.publish.pages.recent import Recent, events_by_list, latest, recent
from site_builder.publish.pages.subscriptions import list_feed
from site_builder.publish.pages.words import Term, Words, quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from site_builder.catalog.model import PublicList, PublicRecord
    from site_builder.history.model import Event
    from site_builder.publish.pages.entries import Place

_DESCRIPTION: Final = 160
"""Characters of a list's scope that go into its page's description."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a table. `groups` are its values by facet, separated by spaces, for the filter."""

    path: str
    handle: str
    platform: str
    categories: tuple[str, ...]
    state: Term
    newest: str
    groups: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a part stands among its neighbours; addresses are below the site root."""

    number: int
    total: int
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """Records that are shown together, cut into parts; `address` gives the page of a part, from 1."""

    public: PublicList
    name: str
    parts: tuple[tuple[PublicRecord, ...], ...]
    address: Callable[[int], str]

    def pager(self, number: int) -> Pager:
        """Return where a part stands among its neighbours."""
        total = len(self.parts)
        return Pager(
            number=number,
            total=total,
            previous=self.address(number - 1) if number > 1 else None,
            following=self.address(number + 1) if number < total else None,
        )


def list_page(public: PublicList, words: Words, events: Sequence[Event], where: Mapping[str, Place]) -> Page:
    """Return the list's own page. `events` are the list's, oldest first, `where` the places of their records."""
    data = public.data
    whole = _all_records(public)
    subject = f"The list {public.id}"
    return make_page(
        paths.list_page(public.id),
        data["title"],
        _shortened(data["scope"]),
        "list.html",
        feed=list_feed(public.id, data["title"], words),
        recent=recent(public.id, len(public.removed), events),
        history=words.catalog.history is not None,
        latest=latest(events, words, where),
        changes_path=paths.changes_by("list", public.id) if events else None,
        public=public,
        data=data,
        as_of=words.catalog.today,
        categories=tuple(
            (code, item, words.term("harms", item["harm"]))
            for code, item in sorted(data["categories"].items())
        ),
        withhold_on=tuple(
            words.term("appeal_grounds", code) for code in sorted(data["policy"].get("withhold_on", ()))
        ),
        legal_basis=words.term("legal_bases", data["legal_basis"]),
        contacts={
            name: contact_pair(target, subject=subject) for name, target in sorted(data["contacts"].items())
        },
        states=_states(public.records, words),
        facets=facets(public, words),
        rows=_rows(whole.parts[0], public, words),
        pager_=whole.pager(1),
        whole=len(whole.parts) == 1,
    )


def further_pages(public: PublicList, words: Words) -> Iterator[Page]:
    """Yield the pages of records beyond the list's own: its other parts, then each group of each facet."""
    yield from islice(_section_pages(_all_records(public), words), 1, None)
    for facet in facets(public, words):
        for group in facet.groups:
            address = partial(paths.facet_page, public.id, facet.name, group.value)
            name = f"{facet.title}: {group.title}"
            yield from _section_pages(Section(public, name, parts(group.records), address), words)


def _all_records(public: PublicList) -> Section:
    return Section(public, "All records", parts(public.records), partial(paths.browse_page, public.id))


def _section_pages(section: Section, words: Words) -> Iterator[Page]:
    public, name = section.public, section.name
    title = public.data["title"]
    for number, records in enumerate(section.parts, 1):
        yield make_page(
            section.address(number),
            f"{name} \N{MIDDLE DOT} {title}",
            f"{name}. Records of the list {title}.",
            "records.html",
            feed=list_feed(public.id, title, words),
            public=public,
            name=name,
            list_title=title,
            list_path=paths.list_page(public.id),
            rows=_rows(records, public, words),
            pager_=section.pager(number),
        )


def _rows(records: Sequence[PublicRecord], public: PublicList, words: Words) -> tuple[Row, ...]:
    return tuple(
        Row(
            path=paths.record_page(public.id, record.id),
            handle=record.row["handle"],
            platform=words.platform(record.row["platform"]),
            categories=tuple(category_title(public, code) for code in record.row["categories"]),
            state=words.term("states", record.row["state"]),
            newest=record.row["confirms"]["newest"],
            groups={
                "platform": record.row["platform"],
                "state": record.row["state"],
                "category": " ".join(record.row["categories"]),
                "language": " ".join(code.lower() for code in languages(record.row)),
            },
        )
        for record in records
    )


def _states(records: Sequence[PublicRecord], words: Words) -> tuple[tuple[Term, int], ...]:
    return tuple((words.term("states", code), count) for code, count in state_counts(records).items())


def _shortened(text: str) -> str:
    """Return the text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return (
        line
        if len(line) <= _DESCRIPTION
        else line[:_DESCRIPTION].rpartition(" ")[0] + "\N{HORIZONTAL ELLIPSIS}"
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """A list at a glance, for the home page and the overview."""

    id: str
    path: str
    title: str
    scope: str
    example: bool
    total: str
    states: tuple[tuple[Term, int], ...]
    recent: Recent


def glances(words: Words) -> tuple[Glance, ...]:
    """Return every list at a glance, ordered by id."""
    events = events_by_list(words)
    return tuple(
        Glance(
            id=public.id,
            path=paths.list_page(public.id),
            title=public.data["title"],
            scope=public.data["scope"],
            example=public.example,
            total=quantity(len(public.records), "public record"),
            states=_states(public.records, words),
            recent=recent(public.id, len(public.removed), events.get(public.id, ())),
        )
        for public in words.catalog.lists
    )
