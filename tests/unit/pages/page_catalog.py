"""A catalog made by hand for the pages: every state, kind and sensitivity, text that attacks, several scripts.

Nobody and nothing in it exists. `LONG_LIST` has more records, and more removed ones, than a page holds; `page_history`
has the changes of all.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from site_builder.catalog.model import (
    AppealCounts,
    Catalog,
    CountedReview,
    DeletedList,
    LinkTarget,
    PublicList,
    PublicRecord,
)
from site_builder.derive.row import row_bytes
from site_builder.load.source_tree import packaged
from tests.unit.feeds.feed_catalog import list_data, minimal_row, platforms
from tests.unit.pages import page_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.history.model import History, RecordChange, RemovedRecord
    from site_builder.model import InstanceData, JsonObject

SCRIPT: Final = "<script>alert(1)</script>"
ATTACKS: Final = (
    SCRIPT,
    "{{ 7*7 }}",
    "{% include 'record.html' %}",
    "[x](javascript:alert(1))",
    "</title><img src=x onerror=alert(1)>",
    "</textarea></svg></style><!-- --><base href=//evil.example>",
    '" onmouseover="alert(1)" x="',
    "<!-- handlelists:lists -->",
    "hl" + "0" * 64 + "body",
    "&lt;b&gt; &amp;amp;",
)
"""Each of these has to be seen on a page exactly as it stands here."""
HOSTILE: Final = " ".join(ATTACKS)
HOSTILE_HANDLE: Final = "'\"><b>x</b>"
HOSTILE_URL: Final = 'https://report.example/"onclick="alert(1)?a=1&b=<script>'

FULL: Final = "7k3f9q2m4d1p"
HOSTILE_ID: Final = "0h0st11e0000"
LAPSED: Final = "2zzzzzzzzzzz"
ARABIC: Final = "3zzzzzzzzzzz"
CYRILLIC: Final = "4zzzzzzzzzzz"
LIST: Final = "harbour"
LONG_LIST: Final = "long"
EMPTY_LIST: Final = "empty"
NAMELESS: Final = "70707"
"""The account id of a record of `LONG_LIST` that has no handle."""

_INSTANCE: Final[InstanceData] = {
    "id": "5f0e3c62-8a57-4d0b-9c4e-2b9a0d6b7f11",
    "title": f"Lists & {SCRIPT}",
    "description": f"Lists that do not exist. {HOSTILE}",
    "site_url": "https://lists.example/sub/path/",
    "contacts": {"maintainers": "https://lists.example/contact", "security": "mailto:security@lists.example"},
    "source_public": True,
    "show_reviewers": "names",
    "publish_protected": True,
    "forge": {
        "name": f"Forge {SCRIPT}",
        "repository": "https://forge.example/lists",
        "source": "https://forge.example/lists/blob/main/{path}",
        "edit": "https://forge.example/lists/edit/main/{path}",
        "commit": "https://forge.example/lists/commit/{commit}",
        "pull": "https://forge.example/lists/pull/{number}",
    },
}
PROTECTED: Final = (
    ("chirp", "Harbour_Newz", "9001"),
    ("dotbook", "berth.0000", ""),
)
"""One that is a letter away from the full record's, and one called like an account of another platform."""
_APPEALS: Final = AppealCounts(open=2, overdue=1, upheld=4, dismissed=3, late=1, days=(1, 3, 4, 6, 7, 9, 30))


def evidence(item_id: str, kind: str, sensitivity: str = "none", **members: Any) -> JsonObject:
    """Return an item of evidence with addresses that name its id."""
    return {
        "id": item_id,
        "kind": kind,
        "sensitivity": sensitivity,
        "captured": "2026-01-06",
        "summary": f"What {item_id} shows.",
        "url": f"https://original.example/{item_id}",
        "archived": f"https://archive.example/{item_id}",
        "sha256": f"{item_id[1:]:0>64}",
        **members,
    }


def full_record() -> PublicRecord:
    """Return a disputed record with everything that a page can show."""
    row = minimal_row(
        FULL,
        LIST,
        example=True,
        account_id="4224729994",
        affiliations=["dredge"],
        appeal={"opened": "2026-03-01", "due": "2026-03-15"},
        basis=[{"kind": "court-finding", "note": "Paragraph 3.", "source": "ruling"}, {"kind": "research"}],
        categories=["impersonation", "fraud"],
        evidence=[
            evidence("e1", "court-document", published="2025-12-01", shows=["fraud", "impersonation"]),
            evidence("e2", "post", shows=["fraud"]),
            evidence("e3", "profile"),
            evidence("e4", "media", "disturbing"),
            evidence("e5", "media", "graphic"),
            evidence("e6", "report", "graphic"),
            evidence("e7", "dataset", url="http://plain.example/e7"),
            evidence("e8", "platform-disclosure", "disturbing"),
        ],
        links=[{"evidence": "e2", "record": LAPSED, "relation": "successor-of"}],
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
            {"handle": "Pier"},
        ],
        profile={
            "created": "2024-05-06",
            "display_name": "أخبار الميناء",
            "languages": [{"code": "ar", "inferred": "content"}, {"code": "zh-Hant", "inferred": "platform"}],
            "locations": [{"code": "NL", "inferred": "self-described"}],
        },
        sources=["ruling"],
        state="disputed",
    )
    verdicts = (
        CountedReview("reviewer-a", "2026-01-10", "confirm"),
        CountedReview(None, "2026-02-11", "confirm"),
        CountedReview("reviewer-c", "2026-02-20", "reject"),
    )
    return record(
        row,
        verdicts=verdicts,
        links=(LinkTarget("successor-of", LONG_LIST, "0128zzzzzzzz", "e2"),),
        source_file=f"lists/{LIST}/chirp/7k/{FULL}.yaml",
    )


def hostile_record() -> PublicRecord:
    """Return a record that attacks in every text that it can hold."""
    return record(
        minimal_row(
            HOSTILE_ID,
            LIST,
            example=True,
            handle=HOSTILE_HANDLE,
            summary=HOSTILE,
            account_id=HOSTILE,
            basis=[{"kind": "research", "note": HOSTILE}],
            evidence=[evidence("e1", "report", summary=HOSTILE, url=HOSTILE_URL, archived=HOSTILE_URL)],
            match={"by": "handle", "handle": HOSTILE_HANDLE, "key": f"twitter:handle:{HOSTILE_HANDLE}"},
            previous_handles=[{"handle": HOSTILE}],
            profile={"display_name": HOSTILE, "languages": [{"code": "en", "inferred": "content"}]},
            sources=["hostile"],
            affiliations=["hostile"],
        ),
        verdicts=(CountedReview(HOSTILE, "2026-01-10", "confirm"),),
        source_file='lists/harbour/chirp/0h/{path}"<script>.yaml',
    )


def record(row: Any, **members: Any) -> PublicRecord:
    """Return a public record with this row."""
    sources = tuple(sorted(row.get("sources", ())))
    made = PublicRecord(row["id"], row["list"], row, row_bytes(row), (), (), None, sources)
    return replace(made, **members)


def catalog(**instance: Any) -> Catalog:
    """Return the catalog; keywords change its instance."""
    return Catalog(
        instance={**_INSTANCE, **instance},  # type: ignore[typeddict-item]  # the caller says what it changes
        as_of="2026-03-09T12:00:00Z",
        commit="a1b2c3d4e5" * 4,
        builder_version="0.0.0",
        platforms=platforms(),
        vocabulary=packaged("vocabulary"),
        lists=(
            _list(EMPTY_LIST, ()),
            _harbour(),
            _list(LONG_LIST, _many(), page_history.many_removed(LONG_LIST)),
        ),
        deleted_lists=(
            DeletedList(page_history.DELETED_LIST, example=False, removed=page_history.deleted_removed()),
        ),
        history=_history(),
        protected=PROTECTED,
    )


def short_catalog(**instance: Any) -> Catalog:
    """Return the catalog with eight records and no change of `LONG_LIST`: a quarter of the pages."""
    whole, history = catalog(**instance), _history()
    changes = [item for item in _changes() if item.list != LONG_LIST]
    return replace(
        whole,
        lists=(*whole.lists[:2], _list(LONG_LIST, _many()[:8])),
        history=page_history.history(changes, history.pending, history.uncommitted),
    )


def without_history(**instance: Any) -> Catalog:
    """Return the catalog of a build that does without git."""
    whole = catalog(**instance)
    return replace(
        whole,
        lists=tuple(replace(public, removed=()) for public in whole.lists),
        deleted_lists=(),
        history=None,
    )


@cache
def _history() -> History:
    pending = [
        page_history.change(ARABIC, LIST, "changed", "verified", "verified", fields=("evidence",)),
        page_history.change(CYRILLIC, LIST, "published", "none", "verified"),
    ]
    pending = [replace(item, time="2026-03-09T12:00:00Z") for item in pending]
    return page_history.history(_changes(), pending, [page_history.UNCOMMITTED])


def _changes() -> Iterator[RecordChange]:
    for number, item in enumerate(_many()[:130]):
        yield page_history.change(
            item.id,
            LONG_LIST,
            "published",
            "none",
            item.row["state"],
            commit=page_history.commit(1000 + number),
        )
    for number, stone in enumerate(page_history.many_removed(LONG_LIST)):
        yield from page_history.removal(stone, 2000 + 2 * number)
    for number, stone in enumerate(page_history.deleted_removed()):
        yield from page_history.removal(stone, 3000 + 2 * number)
    for record_id in (HOSTILE_ID, LAPSED, ARABIC):
        yield page_history.change(
            record_id, LIST, "published", "none", "verified", commit=page_history.commit(7)
        )
    yield from page_history.full_timeline(FULL, LIST)
    for number, stone in enumerate(_removed()):
        yield from page_history.removal(stone, 4000 + 2 * number)
    yield page_history.change(
        page_history.CLEARED,
        LIST,
        "changed",
        "retracted",
        "retracted",
        fields=("handle", "platform"),
        reason="mistaken-identity",
        effect="undo",
        commit=page_history.commit(5000),
    )


def _removed() -> tuple[RemovedRecord, ...]:
    return page_history.harbour_removed(LIST, HOSTILE_HANDLE)


def _list(
    list_id: str, records: tuple[PublicRecord, ...], removed: tuple[RemovedRecord, ...] = ()
) -> PublicList:
    return PublicList(list_id, list_data(f"The {list_id} list", example=False), {}, {}, records, removed)


def _harbour() -> PublicList:
    data = list_data(f"Harbour {HOSTILE}", example=True)
    data["scope"] = HOSTILE
    data["controller"] = HOSTILE
    data["publish_profile"] = ["display_name", "locations"]
    data["policy"]["withhold_on"] = ["safety", "legal-order"]
    data["categories"]["fraud"] = {"title": f"Fraud {HOSTILE}", "meaning": HOSTILE, "harm": "fraud"}
    records = (
        hostile_record(),
        record(
            minimal_row(
                LAPSED,
                LIST,
                example=True,
                handle="A" * 300,
                state="lapsed",
                valid_until="2026-03-08",
                categories=["fraud"],
            )
        ),
        record(
            minimal_row(
                ARABIC,
                LIST,
                example=True,
                platform="kanal",
                handle="ميناء_الشمال",
                summary="انتحل صفة الميناء (Harbour 9).",
            )
        ),
        record(
            minimal_row(
                CYRILLIC,
                LIST,
                example=True,
                platform="kanal",
                handle="новости_порта",
                summary="Выдавал себя за порт.",
            )
        ),
        full_record(),
    )
    return PublicList(
        LIST,
        data,
        {
            "hostile": {"title": HOSTILE, "publisher": HOSTILE, "url": HOSTILE_URL},
            "ruling": {
                "title": "Ruling 1",
                "publisher": "Court of the harbour",
                "url": "https://court.example/ruling",
                "archived": "https://archive.example/ruling",
                "sha256": "f" * 64,
                "date": "2025-12",
            },
        },
        {
            "dredge": {"title": "Operation Dredge", "meaning": "Sells berths.", "source": "ruling"},
            "hostile": {"title": HOSTILE, "meaning": HOSTILE},
        },
        tuple(sorted(records, key=lambda item: item.id)),
        _removed(),
        _APPEALS,
    )


@cache
def _many() -> tuple[PublicRecord, ...]:
    """Return 450 records whose ids begin evenly; of the last one's account only the id is known."""
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    ids = sorted(f"{alphabet[number % 32]}{number:03d}zzzzzzzz" for number in range(450))
    rows = [
        minimal_row(
            item,
            LONG_LIST,
            handle=f"berth_{item[:4]}",
            state=("verified", "lapsed")[index % 9 == 0],
            platform=("chirp", "dotbook")[index % 3 == 0],
            confirms={"count": 2, "first": "2025-01-10", "newest": f"2025-{index % 12 + 1:02d}-11"},
        )
        for index, item in enumerate(ids)
    ]
    match = {"by": "account_id", "account_id": NAMELESS, "key": f"chirp:id:{NAMELESS}"}
    del rows[-1]["handle"]
    rows[-1] |= {"account_id": NAMELESS, "match": match}
    return tuple(map(record, rows))
