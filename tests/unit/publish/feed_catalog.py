"""A small catalog made by hand, for the feeds' golden files and tests: three platforms, three lists, five records.

Nothing of it depends on the platforms and lists of the instance, so the golden files change only when the feeds do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from site_builder.catalog.model import Catalog, PublicList, PublicRecord
from site_builder.derive.row import row_bytes
from site_builder.handles import PlatformData, Platforms

if TYPE_CHECKING:
    from site_builder.model import InstanceData, JsonObject, ListData

HOSTILE_SUMMARY: Final = (
    '=HYPERLINK("https://a.example";"x")\n<script>alert(1)</script> {{ 7*7 }} \u202eevil; @x, \\n \x1b[31m'
)

_PLATFORMS: Final[dict[str, PlatformData]] = {
    "chirp": {
        "name": "Chirp",
        "also": ["peep"],
        "handle": {
            "pattern": "[A-Za-z0-9_]{1,15}",
            "syntax": "1 to 15 letters, digits and underscores",
            "max_length": 15,
            "fold": ["lower"],
            "examples": ["Harbour_News", "quay_9"],
            "not_handles": ["harbour news", "@quay", ""],
        },
        "account_id": {
            "pattern": "[1-9][0-9]{0,19}",
            "syntax": "a whole number",
            "examples": ["4224729994"],
            "not_ids": ["01"],
        },
        "profile": {
            "handle_url": "https://chirp.example/{handle}",
            "account_id_url": "https://chirp.example/i/{account_id}",
            "hosts": ["www.chirp.example", "chirp.example"],
            "paths": ["/i/{account_id}", "/{handle}/**"],
            "reserved": ["home", "About"],
        },
    },
    "dotbook": {
        "name": "Dotbook",
        "handle": {
            "pattern": "[A-Za-z0-9.]{5,50}",
            "syntax": "5 to 50 letters, digits and dots",
            "fold": ["drop-dots", "lower"],
            "examples": ["harbour.watch"],
            "not_handles": ["a.b"],
        },
    },
    "kanal": {
        "name": "Kanal",
        "handle": {
            "pattern": "[^ -\\u002f]{3,30}",
            "syntax": "3 to 30 characters",
            "fold": ["nfkc-casefold"],
            "examples": ["Новости", "Straße"],
            "not_handles": ["a b"],
        },
    },
}

_INSTANCE: Final[InstanceData] = {
    "id": "5f0e3c62-8a57-4d0b-9c4e-2b9a0d6b7f11",
    "title": "Example lists",
    "description": "Lists that do not exist.",
    "site_url": "https://lists.example/sub/path/",
    "contacts": {"maintainers": "https://lists.example/contact", "security": "mailto:security@lists.example"},
    "source_public": True,
    "show_reviewers": "count",
}


def platforms() -> Platforms:
    """Return three platforms, one for each fold step."""
    built, faults = Platforms.build(_PLATFORMS)
    assert not faults
    return built


def list_data(title: str, *, example: bool) -> ListData:
    """Return a list's own facts, with members that feeds leave out among them."""
    return {
        "title": title,
        "scope": "Accounts that pretend to be a harbour.",
        "categories": {
            "impersonation": {
                "title": "Impersonation",
                "meaning": "Poses as a harbour.",
                "harm": "impersonation",
            },
            "fraud": {"title": "Fraud", "meaning": "Sells berths that do not exist.", "harm": "fraud"},
        },
        "policy": {
            "quorum": 2,
            "signatures": "waived" if example else "required",
            "min_evidence": 1,
            "require_archive": False,
            "require_account_id": False,
            "recheck_after_days": 365,
            "appeal_days": 14,
            "max_change_percent": 20,
        },
        "contacts": {"intake": "mailto:intake@lists.example", "appeals": "https://lists.example/appeals"},
        "controller": "The harbour office of nowhere.",
        "legal_basis": "public-interest",
        "retention": "Ten years.",
        "notification": "Listed accounts are told.",
        "license": "CC-BY-4.0",
        "example": example,
    }


def minimal_row(record_id: str, list_id: str, *, example: bool = False, **members: Any) -> JsonObject:
    """Return a row with the members that every listing has, and those given."""
    return {
        "id": record_id,
        "list": list_id,
        "platform": "chirp",
        "handle": "Harbour_News",
        "categories": ["impersonation"],
        "summary": "Posed as the harbour's news.",
        "evidence": [
            {
                "id": "e1",
                "kind": "report",
                "sensitivity": "none",
                "captured": "2026-01-05",
                "summary": "Names the account.",
                "url": "https://report.example/1",
            }
        ],
        "state": "verified",
        "actionable": not example and members.get("state", "verified") == "verified",
        "example": example,
        "confirms": {"count": 2, "first": "2026-01-10", "newest": "2026-02-11"},
        "match": {"by": "handle", "handle": "harbour_news", "handle_seen": "2026-01-05"},
        "valid_until": "2027-02-11",
        **members,
    }


def full_row() -> JsonObject:
    """Return a row with every member."""
    return minimal_row(
        "7k3f9q2m4d1p",
        "harbour",
        account_id="4224729994",
        affiliations=["dredge"],
        appeal={"opened": "2026-03-01", "due": "2026-03-15"},
        basis=[{"kind": "court-finding", "note": "Paragraph 3.", "source": "ruling"}, {"kind": "research"}],
        categories=["impersonation", "fraud"],
        evidence=[
            {
                "archived": "https://archive.example/ruling",
                "captured": "2026-01-05",
                "id": "e1",
                "kind": "court-document",
                "published": "2025-12-01",
                "sensitivity": "none",
                "sha256": "0" * 64,
                "shows": ["fraud"],
                "summary": "Names the account.",
                "url": "https://court.example/ruling?a;=b",
            },
            {
                "captured": "2026-01-06",
                "id": "e2",
                "kind": "post",
                "sensitivity": "disturbing",
                "summary": "Offers a berth.",
                "url": "https://chirp.example/Harbour_News/1",
            },
            {
                "archived": "https://archive.example/graphic",
                "captured": "2026-01-07",
                "id": "e3",
                "kind": "report",
                "sensitivity": "graphic",
                "summary": "Shows a collision.",
            },
        ],
        links=[{"evidence": "e2", "record": "9m2x0r5t8v4w", "relation": "successor-of"}],
        match={
            "account_id": "4224729994",
            "by": "account_id",
            "handle": "harbour_news",
            "handle_seen": "2026-02-01",
        },
        observations=[
            {
                "date": "2026-02-01",
                "evidence": "e2",
                "followers": 147000,
                "following": 0,
                "posts": 12,
                "state": "active",
            },
            {"date": "2026-03-01", "state": "suspended"},
        ],
        previous_handles=[
            {"from": "2025-01-01", "handle": "Quay", "until": "2025-06-30"},
            {"handle": "Pier"},
        ],
        profile={
            "created": "2024-05-06",
            "display_name": "أخبار الميناء",
            "languages": [{"code": "ar", "inferred": "content"}, {"code": "en", "inferred": "platform"}],
            "locations": [{"code": "NL", "inferred": "self-described"}],
        },
        sources=["ruling"],
        state="disputed",
    )


def public_record(row: JsonObject) -> PublicRecord:
    """Return a public record with this row."""
    return PublicRecord(row["id"], row["list"], row, row_bytes(row), (), (), None)


def public_list(list_id: str, rows: list[JsonObject], *, example: bool = False) -> PublicList:
    """Return a public list with these rows, in the order of their ids."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    return PublicList(
        id=list_id,
        data=list_data(f"The {list_id} list", example=example),
        sources={
            "ruling": {"title": "Ruling 1", "url": "https://court.example/ruling", "date": "2025-12-01"}
        },
        affiliations={"dredge": {"title": "Operation Dredge", "source": "ruling"}},
        records=tuple(map(public_record, ordered)),
    )


def catalog(*lists: PublicList) -> Catalog:
    """Return a catalog with these lists; without any, the one of the golden files."""
    return Catalog(
        instance=_INSTANCE,
        as_of="2026-03-09T12:00:00Z",
        commit="a1b2c3d4e5" * 4,
        builder_version="0.0.0",
        platforms=platforms(),
        vocabulary={
            "evidence_kinds": {
                kind: {"link": kind not in {"media", "post", "profile"}}
                for kind in (
                    "court-document",
                    "dataset",
                    "media",
                    "platform-disclosure",
                    "post",
                    "profile",
                    "report",
                )
            }
        },
        lists=lists or _lists(),
    )


def private_catalog() -> Catalog:
    """Return the same catalog of an instance whose source is not public."""
    return replace(catalog(), commit=None)


def _lists() -> tuple[PublicList, ...]:
    folded = {"by": "handle", "handle": "harbourwatch"}
    return (
        public_list("empty", []),
        public_list(
            "harbour",
            [
                full_row(),
                minimal_row("9m2x0r5t8v4w", "harbour"),
                minimal_row("0a1b2c3d4e5f", "harbour", state="lapsed", valid_until="2026-03-08"),
            ],
        ),
        public_list(
            "quay",
            [
                minimal_row("1z1z1z1z1z1z", "quay", example=True, summary=HOSTILE_SUMMARY),
                minimal_row(
                    "2y2y2y2y2y2y",
                    "quay",
                    example=True,
                    platform="dotbook",
                    handle="harbour.watch",
                    match=folded,
                ),
            ],
            example=True,
        ),
    )
