"""The page of one public record.

It holds no commit, no date and no total of the build, and of other records only name and state: it changes when its
record does, or when name or state of a record that it links to does. Its timeline is of the record's own events, each
with the commit that made it.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from site_builder import addresses
from site_builder.catalog.model import PublicList, PublicRecord
from site_builder.handles import profile_url
from site_builder.model import Evidence, Observation, PublicRow
from site_builder.pages.drawing import neighbours
from site_builder.pages.entries import RecordPlace, listed_since, timeline
from site_builder.pages.facets import category_title
from site_builder.pages.links import MISTAKE, address, contact_pair, filled
from site_builder.pages.operations import document
from site_builder.pages.page import Page, make_page
from site_builder.record import absence, references
from site_builder.wording.words import Term, Words


def record_page(record: PublicRecord, public: PublicList, words: Words) -> Page:
    """Return the page of `record`, which is on the list `public`."""
    row = record.row
    platform = words.platform(row["platform"])
    state = words.term("states", row["state"])
    list_title = public.data["title"]
    forge = words.catalog.instance.get("forge", {})
    source = filled(forge.get("source"), "path", record.source_file, safe="/")
    known = words.catalog.platforms.get(row["platform"])
    subject = MISTAKE.format(list=public.id, record=record.id)
    path = addresses.record_page(public.id, record.id)
    return make_page(
        path,
        f"{words.account(row)} \N{MIDDLE DOT} {list_title}",
        f"{words.account(row)}, list {list_title}. {state.title}: {state.meaning}",
        "record.html",
        card=(f"A listing on {list_title}", "See the evidence and how to object."),
        timeline=timeline(record.id, RecordPlace(path, row["platform"]), words),
        row=row,
        verdicts=record.verdicts,
        platform=platform,
        list_title=list_title,
        list_path=addresses.list_page(public.id),
        state=state,
        categories=tuple(_category(public, code) for code in row["categories"]),
        evidence=[evidence(item, public, words) for item in row["evidence"]],
        evidence_kinds=_kinds(row, words),
        profile_url=None if known is None else profile_url(known, row.get("handle"), row.get("account_id")),
        latest=_latest(row, words),
        absence=absence(row.get("observations", ())),
        observations=_observations(row, words),
        columns=[
            name
            for name in ("followers", "following", "posts")
            if any(name in item for item in row.get("observations", ()))
        ],
        name_length=len(row.get("handle") or row["account_id"]),
        profile=_profile(row, words),
        documents=_documents(row, public),
        affiliations=tuple(
            (addresses.facet_page(public.id, "operation", name), public.affiliations[name])
            for name in row.get("affiliations", ())
        ),
        near=neighbours(record, words),
        basis=tuple(
            (
                words.term("basis_kinds", item["kind"]),
                item.get("note"),
                public.sources.get(item.get("source", "")),
            )
            for item in row.get("basis", ())
        ),
        relations=[
            (
                words.term("link_relations", link.relation),
                link,
                addresses.record_page(link.list, link.record),
                words.account(linked),
                words.term("states", linked["state"]),
            )
            for link in record.links
            if (linked := words.row(link.record)) is not None
        ],
        since=listed_since(record.id, words),
        cite=_citation(record, path, words),
        rejects=sum(verdict.verdict == "reject" for verdict in record.verdicts),
        appeals=contact_pair(public.data["contacts"]["appeals"], subject=subject),
        appeal_path=addresses.appeal(public.id, record.id),
        source=source,
        edit=filled(forge.get("edit"), "path", record.source_file, safe="/"),
        forge_name=forge.get("name") if source else None,
        example=public.example,
    )


def _citation(record: PublicRecord, path: str, words: Words) -> str:
    """Return how a record is cited: address, day of its newest event, SHA-256 of its row as published."""
    history = words.catalog.history
    events = () if history is None else history.timelines.get(record.id, ())
    newest = f", as changed on {events[-1].time[:10]}" if events else ""
    digest = hashlib.sha256(record.row_bytes).hexdigest()
    instance = words.catalog.instance
    return f"{instance['title']}, record {record.id}, {instance['site_url']}{path}{newest}, SHA-256 {digest}"


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
    profile: Any = row.get("profile", {})

    def inferred(field: str, title: Callable[[str], str]) -> list[tuple[str, str]]:
        """Return languages or locations, each with how it was inferred."""
        items = profile.get(field, ())
        return [(title(item["code"]), words.term("inferences", item["inferred"]).title) for item in items]

    return {
        "display_name": profile.get("display_name"),
        "created": profile.get("created"),
        "languages": inferred("languages", words.language),
        "locations": inferred("locations", str),
    }


def _documents(row: PublicRow, public: PublicList) -> list[tuple[str, dict[str, Any]]]:
    """Return the sources that the record refers to, each after the address of its page."""
    names = dict.fromkeys(name for kind, name, _ in references(row) if kind == "source")
    return [
        (addresses.facet_page(public.id, "source", name), document(public.sources[name]))
        for name in names
        if name in public.sources
    ]


def evidence(item: Evidence, public: PublicList, words: Words) -> dict[str, Any]:
    """Return one piece of evidence as it is shown: of a graphic one no addresses, dates or categories.

    A disturbing one is opened by hand, after a warning.
    """
    kind = words.term("evidence_kinds", item["kind"])
    sensitivity = words.term("sensitivities", item["sensitivity"])
    shown: dict[str, Any] = {
        "id": item["id"],
        "kind": kind,
        "sensitivity": sensitivity,
        "summary": item["summary"],
        "sha256": item.get("sha256"),
    }
    if sensitivity.code == "graphic":
        return shown
    # What the account itself published is never linked, nor is its capture (vocabulary: link: false).
    linkable = words.catalog.vocabulary["evidence_kinds"].get(kind.code, {}).get("link", False)
    return shown | {
        "captured": item["captured"],
        "published": item.get("published"),
        "original": address(item.get("url"), linkable=linkable),
        "archived": address(item.get("archived"), linkable=linkable),
        "shows": [category_title(public, code) for code in item.get("shows", ())],
    }
