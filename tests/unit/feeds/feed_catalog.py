"""A small catalog made by hand, for the feeds' golden files and tests.

Three platforms, three lists and a deleted one, five records, four tombstones, a change of every kind.

Nothing of it depends on the platforms and lists of the instance, so the golden files change only when the feeds do.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from site_builder.catalog.model import Catalog, DeletedList, PublicList, PublicRecord
from site_builder.derive.row import row_bytes
from site_builder.handles import Platforms
from tests.instance import salt_of
from tests.unit.feeds.feed_history import happened, history, tombstone

if TYPE_CHECKING:
    from site_builder.handles.platform import PlatformData
    from site_builder.history.model import History, RemovedRecord
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
            "subdomains": {"chirp.example": "/{label}"},
            "no_account": {"post": ["/statuses/**"]},
            "prefix_urls": {"-": "https://chirp.example/club/{account_id}"},
            "not_hosts": ["mail.example"],
            "reserved": ["home", "About"],
            "addresses": {"https://quay_9.chirp.example/": "handle quay_9"},
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
        "match": {
            "by": "handle",
            "handle": "harbour_news",
            "handle_seen": "2026-01-05",
            "key": "twitter:handle:harbour_news",
        },
        "salt": salt_of(record_id),
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
            "key": "twitter:id:4224729994",
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
            {"handle": "Pier", "until": "2025-08-01"},
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


def public_record(row: Any) -> PublicRecord:
    """Return a public record with this row."""
    return PublicRecord(row["id"], row["list"], row, row_bytes(row), (), (), None)


def public_list(
    list_id: str,
    rows: list[JsonObject],
    *removed: RemovedRecord,
    example: bool = False,
    title: str | None = None,
) -> PublicList:
    """Return a public list with these rows and tombstones, in the order of their ids."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    return PublicList(
        id=list_id,
        data=list_data(title or f"The {list_id} list", example=example),
        sources={
            "ruling": {"title": "Ruling 1", "url": "https://court.example/ruling", "date": "2025-12-01"}
        },
        affiliations={"dredge": {"title": "Operation Dredge", "source": "ruling"}},
        records=tuple(map(public_record, ordered)),
        removed=tuple(sorted(removed, key=lambda item: item.id)),
    )


def catalog(
    *lists: PublicList, deleted: tuple[DeletedList, ...] = (), changes: History | None = None
) -> Catalog:
    """Return a catalog with these lists; without any, the one of the golden files, with its history."""
    if not lists:
        return _golden()
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
            },
            "effects": {
                "undo": {
                    "title": "Undo",
                    "meaning": "The listing was wrong. Reverse what was done because of it.",
                },
                "stop-relying": {
                    "title": "Stop relying on it",
                    "meaning": "The listing is no longer vouched for. Take no new action because of it.",
                },
            },
            "unreadable": {
                "no-account": {"title": "No account", "meaning": "An address that names no account."}
            },
            "states": {
                code: {"title": code.capitalize()} for code in ("disputed", "lapsed", "retracted", "verified")
            },
            "removal_reasons": {
                "absent": {"title": "Absent", "meaning": "The record is no longer in the source."},
                "mistaken-identity": {
                    "title": "Mistaken identity",
                    "meaning": "The account belonged to somebody other than the record claimed.",
                },
            },
        },
        lists=lists,
        deleted_lists=deleted,
        history=changes,
    )


@cache
def _golden() -> Catalog:
    made = catalog(*_lists(), deleted=_DELETED, changes=_history())
    instance: InstanceData = {**made.instance, "publish_protected": True}
    return replace(made, instance=instance, protected=(("chirp", "Harbour_Desk", "900"),))


def private_catalog() -> Catalog:
    """Return the same catalog of an instance whose source is not public."""
    return replace(catalog(), commit=None)


def bare_catalog() -> Catalog:
    """Return the same lists as a build without history has them: no tombstones, no deleted list, no changes."""
    return catalog(*(replace(public, removed=()) for public in _lists()))


_DELETED: Final = (
    DeletedList(
        "pier",
        example=False,
        removed=(
            tombstone(
                "3x3x3x3x3x3x",
                "pier",
                effect="stop-relying",
                reason="absent",
                removed="2026-03-02T08:00:00Z",
                state="withdrawn",
            ),
        ),
    ),
)


def _lists() -> tuple[PublicList, ...]:
    folded = {"by": "handle", "handle": "harbourwatch", "key": "dotbook:handle:harbourwatch"}
    return (
        public_list("empty", []),
        public_list(
            "harbour",
            [
                full_row(),
                minimal_row("9m2x0r5t8v4w", "harbour"),
                minimal_row("0a1b2c3d4e5f", "harbour", state="lapsed", valid_until="2026-03-08"),
            ],
            tombstone(
                "4h4h4h4h4h4h",
                "harbour",
                handle="Quay_Poet",
                platform="chirp",
                salt=salt_of("4h4h4h4h4h4h"),
            ),
            tombstone("57e57e57e57e", "harbour", removed="2026-02-12T07:00:00Z"),
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
            tombstone(
                "6e6e6e6e6e6e",
                "quay",
                effect="stop-relying",
                example=True,
                reason="safety",
                removed="2026-03-03T00:00:00Z",
                state="withheld",
            ),
            example=True,
        ),
    )


def _history() -> History:
    """Return a change of every kind; the newest of each record leads to its row."""
    first, commit = "2026-01-20T10:00:00Z", "b" * 40
    landed = {"commit": "0123456789" * 4, "pull_request": 12}
    rely = {"effect": "stop-relying"}
    changes = [
        *(
            happened(first, "published", record, list_id, commit=commit)
            for record, list_id in (
                ("0a1b2c3d4e5f", "harbour"),
                ("1z1z1z1z1z1z", "quay"),
                ("2y2y2y2y2y2y", "quay"),
                ("3x3x3x3x3x3x", "pier"),
                ("4h4h4h4h4h4h", "harbour"),
                ("6e6e6e6e6e6e", "quay"),
                ("7k3f9q2m4d1p", "harbour"),
                ("57e57e57e57e", "harbour"),
                ("9m2x0r5t8v4w", "harbour"),
            )
        ),
        happened("2026-02-01T12:00:00Z", "observed", "7k3f9q2m4d1p", "harbour", fields=("observations",)),
        happened("2026-02-03T12:00:00Z", "withheld", "9m2x0r5t8v4w", "harbour", **landed),
        happened("2026-02-12T07:00:00Z", "retracted", "57e57e57e57e", "harbour", **landed),
        happened("2026-02-12T07:00:00Z", "renamed", "7k3f9q2m4d1p", "harbour", fields=("handle", "match")),
        happened("2026-02-14T07:00:00Z", "published", "9m2x0r5t8v4w", "harbour", before="withheld", **landed),
        happened("2026-02-20T09:30:00Z", "retracted", "4h4h4h4h4h4h", "harbour", **landed),
        happened(
            "2026-02-25T09:30:00Z",
            "changed",
            "4h4h4h4h4h4h",
            "harbour",
            before="retracted",
            after="retracted",
            fields=("handle", "platform"),
            reason="mistaken-identity",
            effect="undo",
        ),
        happened("2026-03-01T16:00:00Z", "state", "7k3f9q2m4d1p", "harbour", after="disputed"),
        happened("2026-03-02T08:00:00Z", "withdrawn", "3x3x3x3x3x3x", "pier", reason="absent", **rely),
        happened("2026-03-03T00:00:00Z", "withheld", "6e6e6e6e6e6e", "quay", reason="safety", **rely),
        happened("2026-03-04T00:00:00Z", "changed", "1z1z1z1z1z1z", "quay", fields=("evidence", "summary")),
        happened("2026-03-09T00:00:01Z", "lapsed", "0a1b2c3d4e5f", "harbour", after="lapsed"),
    ]
    entries = [entry for public in _lists() for entry in public.entries]
    return history(
        changes,
        [*entries, *_DELETED[0].removed],
        pending=[happened("2026-03-09T12:00:00Z", "published", "8f8f8f8f8f8f", "quay")],
        uncommitted=("lists/quay/chirp/8f/8f8f8f8f8f8f.yaml",),
    )
