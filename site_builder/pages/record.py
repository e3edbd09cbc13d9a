"""The page of one public record.

It holds no commit, no date and no total of the build, and of other records only their ids: it changes when its
record does, or when a record that it links to appears or goes. Its timeline is of the record's own events, each with
the commit that made it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_builder import addresses
from site_builder.handles import profile_url
from site_builder.pages import evidence as evidence_view
from site_builder.pages.appeals import subject
from site_builder.pages.entries import RecordPlace, TimelineEntry, entries
from site_builder.pages.links import Address, address, contact_pair, filled
from site_builder.pages.page import Page, list_feed, make_page
from site_builder.record import references

if TYPE_CHECKING:
    from site_builder.catalog.model import PublicList, PublicRecord
    from site_builder.model import Observation, PublicRow
    from site_builder.wording.words import Term, Words


@dataclass(frozen=True, slots=True)
class Inference:
    """A language or location, and how it was inferred."""

    title: str
    how: str


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A source that the record refers to."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    original: Address | None
    archived: Address | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link to another public record."""

    term: Term
    list: str
    record: str
    path: str
    evidence: str


def record_page(record: PublicRecord, public: PublicList, words: Words) -> Page:
    """Return the page of `record`, which is on the list `public`."""
    row = record.row
    platform = words.platform(row["platform"])
    state = words.term("states", row["state"])
    list_title = public.data["title"]
    forge = words.catalog.instance.get("forge", {})
    source = filled(forge.get("source"), "path", record.source_file, safe="/")
    known = words.catalog.platforms.get(row["platform"])
    return make_page(
        addresses.record_page(public.id, record.id),
        f"{row['handle']} on {platform} \N{MIDDLE DOT} {list_title}",
        f"{row['handle']} on {platform}, list {list_title}. {state.title}: {state.meaning}",
        "record.html",
        feed=list_feed(public.id, list_title, words),
        timeline=_timeline(record, words),
        row=row,
        verdicts=record.verdicts,
        platform=platform,
        list_title=list_title,
        list_path=addresses.list_page(public.id),
        state=state,
        categories=tuple(_category(public, code) for code in row["categories"]),
        evidence=evidence_view.items(row["evidence"], public, words),
        evidence_kinds=_kinds(row, words),
        profile_url=None if known is None else profile_url(known, row["handle"], row.get("account_id")),
        latest=_latest(row, words),
        observations=_observations(row, words),
        profile=_profile(row, words),
        documents=_documents(row, public),
        affiliations=tuple(public.affiliations[name] for name in row.get("affiliations", ())),
        basis=tuple(
            (
                words.term("basis_kinds", item["kind"]),
                item.get("note"),
                public.sources.get(item.get("source", "")),
            )
            for item in row.get("basis", ())
        ),
        relations=tuple(
            Relation(
                words.term("link_relations", link.relation),
                link.list,
                link.record,
                addresses.record_page(link.list, link.record),
                link.evidence,
            )
            for link in record.links
        ),
        rejects=sum(verdict.verdict == "reject" for verdict in record.verdicts),
        appeals=contact_pair(public.data["contacts"]["appeals"], subject=subject(public.id, record.id)),
        appeal_path=addresses.appeal(public.id, record.id),
        source=source,
        edit=filled(forge.get("edit"), "path", record.source_file, safe="/"),
        forge_name=forge.get("name") if source else None,
        example=public.example,
    )


def _timeline(record: PublicRecord, words: Words) -> tuple[TimelineEntry, ...]:
    """Return the record's own events, newest first."""
    history = words.catalog.history
    events = () if history is None else history.timelines.get(record.id, ())
    place = RecordPlace(addresses.record_page(record.list, record.id), record.row["platform"])
    return entries(reversed(events), words, {record.id: place})


def _category(public: PublicList, code: str) -> tuple[str, str]:
    found = public.data["categories"].get(code)
    return (code, "") if found is None else (found["title"], found["meaning"])


def _kinds(row: PublicRow, words: Words) -> str:
    """Return the kinds of evidence with their numbers, such as `court document, 2 posts`, in file order."""
    kinds = Counter(words.term("evidence_kinds", item["kind"]).title for item in row["evidence"])
    return ", ".join(
        title.lower() if count == 1 else f"{title.lower()} \N{MULTIPLICATION SIGN} {count}"
        for title, count in kinds.items()
    )


def _observations(row: PublicRow, words: Words) -> tuple[tuple[Term, Observation], ...]:
    return tuple(
        (words.term("observation_states", item["state"]), item) for item in row.get("observations", ())
    )


def _latest(row: PublicRow, words: Words) -> tuple[Term, Observation] | None:
    """Return the newest observation; of one day, the last in the file."""
    found = sorted(_observations(row, words), key=lambda pair: pair[1]["date"])
    return found[-1] if found else None


def _profile(row: PublicRow, words: Words) -> dict[str, Any]:
    profile = row.get("profile", {})
    return {
        "display_name": profile.get("display_name"),
        "created": profile.get("created"),
        "languages": tuple(
            Inference(words.language(item["code"]), words.term("inferences", item["inferred"]).title)
            for item in profile.get("languages", ())
        ),
        "locations": tuple(
            Inference(item["code"], words.term("inferences", item["inferred"]).title)
            for item in profile.get("locations", ())
        ),
    }


def _documents(row: PublicRow, public: PublicList) -> tuple[RecordSource, ...]:
    named = [name for kind, name, _ in references(row) if kind == "source"]
    found = {name: public.sources[name] for name in named if name in public.sources}
    return tuple(
        RecordSource(
            id=name,
            title=source["title"],
            publisher=source.get("publisher"),
            date=source.get("date"),
            original=address(source.get("url"), linkable=True),
            archived=address(source.get("archived"), linkable=True),
            sha256=source.get("sha256"),
        )
        for name, source in found.items()
    )
