"""Operations and documents: what the pages of the records that name one say of it, and the overview of a list's.

Only what a public record refers to has a page. It says what `sources.yaml` says, and what public records add up to.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from site_builder import addresses
from site_builder.catalog.model import PublicList, PublicRecord
from site_builder.errors import quantity
from site_builder.model import PUBLIC_STATES, Source
from site_builder.pages.drawing import timeline_of
from site_builder.pages.facets import TIES, Facet, Group
from site_builder.pages.links import address
from site_builder.pages.page import Page, list_feed, make_page
from site_builder.wording.words import Term, Words

_MOST: Final = 1000
"""Operations, or documents, that the overview leads to."""


def about(facet: Facet, group: Group, public: PublicList, words: Words) -> dict[str, Any] | None:
    """Return what is said of an operation or a document above its records; None of a group of another facet."""
    if facet.name not in TIES:
        return None
    name, records, found = group.value, group.members, public.affiliations.items()
    operation = public.affiliations[name] if facet.name == "operation" else None
    source = operation.get("source", "") if operation else name
    platforms = Counter(record.row["platform"] for record in records)
    return {
        "kind": facet.title,
        "title": (operation or public.sources[name])["title"],
        "meaning": operation and operation.get("meaning"),
        "total": quantity(len(records), "public account"),
        "states": states(records, words),
        "platforms": tuple((words.platform(code), count) for code, count in sorted(platforms.items())),
        "document": document(public.sources[source]) if source in public.sources else None,
        "document_path": operation and addresses.facet_page(public.id, "source", source),
        "operations": tuple(
            (addresses.facet_page(public.id, "operation", code), item["title"])
            for code, item in found
            if not operation and item.get("source") == name
        ),
        "filter": f"{addresses.list_page(public.id)}?{facet.name}={name}#records"
        if group in facet.chips
        else None,
        "drawing": timeline_of(records, words) if operation else None,
    }


def document(source: Source) -> dict[str, Any]:
    """Return a document as it is shown."""
    return {
        "title": source["title"],
        "publisher": source.get("publisher"),
        "date": source.get("date"),
        "original": address(source.get("url"), linkable=True),
        "archived": address(source.get("archived"), linkable=True),
        "sha256": source.get("sha256"),
    }


def states(records: Sequence[PublicRecord], words: Words) -> tuple[tuple[Term, int], ...]:
    """Return how many records are in each public state, zero included."""
    counts = Counter(record.row["state"] for record in records)
    return tuple((words.term("states", state), counts[state]) for state in PUBLIC_STATES)


def overview(public: PublicList, ways: Sequence[Facet], words: Words) -> Page:
    """Return the page that leads to all operations and documents, the largest first."""
    title = public.data["title"]
    return make_page(
        addresses.operations_page(public.id),
        f"Operations and sources \N{MIDDLE DOT} {title}",
        f"The operations and documents that records of the list {title} refer to.",
        "operations.html",
        feed=list_feed(public.id, title, words),
        example=public.example,
        list_title=title,
        list_path=addresses.list_page(public.id),
        ties=tuple(
            (
                facet.title,
                tuple((group.value, group.title, len(group.members)) for group in facet.groups[:_MOST]),
                len(facet.groups[_MOST:]),
                f"{addresses.list_page(public.id)}{facet.folder}/",
            )
            for facet in ways
        ),
    )
