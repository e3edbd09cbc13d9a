"""The documents and operations that the records refer to: what stands in `sources.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `kind` is its evidence kind, `out` the day from which it could be read."""

    kind: str
    title: str
    publisher: str
    date: str
    out: str
    url: str


DOCUMENTS: Final = {
    "tidewatch-2015": Document(
        "report", "Lights without keepers: three harbour pages and their ledger",
        "Tidewatch Institute", "2015-01-19", "2015-01-19",
        "https://tidewatch.example/reports/lights-without-keepers",
    ),
    "tribunal-2019": Document(
        "court-document", "Harbour Authority v. Lantern Freight and others, judgment of 14 May 2019, VB 114/2019",
        "Tribunal of Varn Bay", "2019-05-14", "2019-05-14",
        "https://tribunal.varnbay.example/judgments/vb-114-2019",
    ),
    "disclosure-2021": Document(
        "platform-disclosure", "Joint notice of four platforms on removed accounts, autumn 2021",
        "Open Platforms Forum", "2021-10", "2021-10-06",
        "https://platforms-forum.example/notices/2021-autumn",
    ),
    "dataset-2023": Document(
        "dataset", "Same wind: posting times, shared texts and warnings of 4,100 accounts, version 2",
        "Tidewatch Institute", "2023", "2023-03-15",
        "https://data.tidewatch.example/same-wind/v2",
    ),
    "port-notice-2024": Document(
        "report", "Notice to harbour users 3/2024 with schedules of warnings and designations",
        "Lantern Coast Port Authority", "2024-02-01", "2024-02-01",
        "https://ports.example/notices/3-2024",
    ),
    "coastline-2025": Document(
        "report", "The northwind papers, a series in six parts",
        "Coastline Reporting Collective", "2025-06", "2025-06-23",
        "https://coastline.example/northwind-papers",
    ),
    "tidewatch-2026": Document(
        "report", "Ten years of northwind: structure, rhythm and money of a network",
        "Tidewatch Institute", "2026-01-13", "2026-01-13",
        "https://tidewatch.example/reports/ten-years-of-northwind",
    ),
}  # fmt: skip

AFFILIATIONS: Final = {
    "harbour-lights": (
        "Harbour Lights",
        "Three pages and their helpers, paid by the post in 2013 to 2015, from which the later network grew.",
        "tidewatch-2015",
    ),
    "northwind-desk": (
        "Northwind Desk",
        "A room of writers that supplied pages in ten languages and hid that they had one author.",
        "coastline-2025",
    ),
    "gale-relay": (
        "Gale Relay",
        "A program and the accounts that it drove, which repeated the desk's posts so that they looked popular.",
        "dataset-2023",
    ),
    "lantern-freight": (
        "Lantern Freight",
        "A scheme that took deposits for cargo space, auctions and work at sea that did not exist.",
        "tribunal-2019",
    ),
    "skerry-mutual": (
        "Skerry Mutual",
        "Collections in the name of relief services. What was collected went to the freight scheme's collector.",
        "coastline-2025",
    ),
    "barometer": (
        "The Barometer",
        "Accounts that gave storm warnings which no weather service had given, often before a vote or auction.",
        "port-notice-2024",
    ),
    "stormglass": (
        "Stormglass",
        "A group that sent prepared messages to newsrooms and offices that had reported on the network.",
        "coastline-2025",
    ),
    "breakwater": (
        "Breakwater",
        "A group that called for damage to locks and harbour works.",
        "port-notice-2024",
    ),
}


def sources_file() -> dict[str, object]:
    """Return what `sources.yaml` holds, keys in the order of its schema."""
    return {
        "sources": {
            name: {
                "title": item.title,
                "publisher": item.publisher,
                "date": item.date,
                "url": item.url,
                "archived": f"https://archive.example/documents/{name}",
            }
            for name, item in sorted(DOCUMENTS.items())
        },
        "affiliations": {
            name: {"title": title, "meaning": meaning, "source": source}
            for name, (title, meaning, source) in sorted(AFFILIATIONS.items())
        },
    }
