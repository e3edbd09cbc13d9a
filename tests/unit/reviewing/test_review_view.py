"""What a reviewer is shown: all of the claim, no address, nothing that a terminal obeys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder import resources
from site_builder.load.parsed import claim_digest
from site_builder.report.escape import columns, is_hostile
from site_builder.reviewing.subject import Subject, addressed, skipped, unseen
from site_builder.reviewing.view import draw, opened, warning, wrapped
from tests.instance import VERIFIED, withholding
from tests.unit.reviewing.desks import NEW, NEW_FILE, OLD, edit, open_desk, review, write_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
CLAIM: Final[dict[str, Any]] = {
    "record": RECORD,
    "list": "harbour-list",
    "handle": "H\u0430rbour_Tickets",
    "platform": "telegram-x",
    "account_id": "900000000000000001",
    "categories": ["fraud-category"],
    "summary": "Sold tickets\nfor a ferry.",
    "submitted_by": ["contributor-a", "contributor-b"],
    "sources": ["ferry-report"],
    "affiliations": ["ticket-desk"],
    "salt": "a1b2c3d4e5f6g7h8j9kmnpqrst",
    "context": {"categories": {"fraud-category": "6d" * 32}, "sources": {"ferry-report": "7e" * 32}},
    "replaces": "8f" * 32,
    "batch": "sheet-of-june",
    "relists": ["9m2x0r5t8v4w"],
    "basis": [{"kind": "court-finding", "source": "court-file", "note": "Paragraph 12"}],
    "profile": {
        "display_name": "Harbour Office",
        "created": "2025-11-01",
        "languages": [{"code": "pt-BR", "inferred": "content"}],
        "locations": [{"code": "AQ", "inferred": "self-described"}],
    },
    "previous_handles": [{"handle": "harbour_old", "from": "2025-11-02", "until": "2025-12-03"}],
    "distinct_from": [{"protected": "quay-news", "evidence": "e2"}],
    "links": [{"relation": "successor-of", "record": "0a1b2c3d4e5f", "evidence": "e3"}],
    "evidence": [
        {
            "id": "e1",
            "kind": "report",
            "sensitivity": "none",
            "url": "https://news.example/ferry",
            "captured": "2026-01-10",
            "published": "2026-01-09",
            "shows": ["fraud-category"],
            "summary": "The article names it.",
            "origin": {"file": "desks.xlsx", "sha256": "4e" * 32, "sheet": "June", "line": "12"},
        },
        {
            "id": "e2",
            "kind": "media",
            "sensitivity": "graphic",
            "sha256": "5f" * 32,
            "captured": "2026-01-11",
            "summary": "A picture is described.",
        },
        {
            "id": "e3",
            "kind": "post",
            "sensitivity": "disturbing",
            "archived": "https://archive.example/post",
            "captured": "2026-01-12",
            "summary": "A post is described.",
        },
    ],
}
SUBJECT: Final = Subject(
    claim=CLAIM,
    digest=claim_digest(
        "harbour-list", RECORD, {k: v for k, v in CLAIM.items() if k not in ("list", "record")}
    ),
    list_title="Harbour fraud",
    scope="Ferries that do not run.",
    number=1,
    signatures="required",
    platform="Telegram X",
    categories={
        "fraud-category": {"title": "Ticket fraud", "meaning": "Sells what is not there.", "harm": "fraud"}
    },
    affiliations={},
    sources={
        "ferry-report": {
            "title": "A report",
            "publisher": "Harbour News",
            "date": "2026-01",
            "url": "https://news.example/r",
        },
        "court-file": {"title": "A judgment"},
    },
    captures={"e2": "https://archive.example/picture"},
    notes=("Something to know.",),
)


def text(width: int = 80, skip: str | None = None, subject: Subject = SUBJECT) -> str:
    return "\n".join(line.text for line in draw(subject, width, skip))


def scalars(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from scalars(part)


def test_the_subject_of_these_tests_has_every_member_that_a_claim_can_have() -> None:
    properties = resources.schema("record")["properties"].keys()
    assert properties - {"id", "observations", "appeals", "retractions"} == CLAIM.keys() - {"list", "record"}


def test_everything_that_is_signed_is_shown_but_addresses_on_request() -> None:
    shown = " ".join(text(width=400).split())
    on_request = " ".join(line.text for thing in addressed(SUBJECT, None) for line in opened(thing))
    for scalar in scalars(CLAIM):
        where = shown + on_request if re.match("https:|[0-9a-f]{64}$", scalar) else shown
        assert " ".join(scalar.split()) in where, scalar
    assert SUBJECT.digest in shown
    assert "Something to know." in shown


def test_no_address_is_in_the_text() -> None:
    assert "example/" not in text()
    assert "5f5f" not in text()
    assert "address of the original, not archived, no SHA-256" in text()
    assert "no address of the original, archived, SHA-256 of the capture known" in text()


def test_a_letter_beyond_ascii_in_the_handle_is_named() -> None:
    assert "\u0430 U+0430 CYRILLIC SMALL LETTER A" in text()


def test_an_account_without_a_handle_is_said_to_have_none() -> None:
    claim = {name: value for name, value in CLAIM.items() if name != "handle"}
    said = " ".join(text(200, subject=replace(SUBJECT, claim=claim)).split())
    assert "Handle none: the account is known by its id" in said
    assert f"Account id {CLAIM['account_id']}" in said


def test_what_nobody_explains_is_said_to_be_so() -> None:
    assert "ticket-desk (not explained)" in text()
    assert "fraud-category: Sells what is not there. Harm: fraud." in text(width=200)


def test_what_the_signed_digest_does_not_cover_is_marked() -> None:
    shown = text(width=200)
    for label in ("Harbour fraud", "Ferries that do not run.", "Titled Ticket fraud"):
        assert f"{label} (not signed)" in shown


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_keep_to_the_width_but_for_words_that_are_longer(width: int) -> None:
    for line in text(width).splitlines():
        assert columns(line) <= width or max(map(len, line.split())) > width - 20, line


def test_wide_characters_count_double() -> None:
    assert wrapped("\u4e2d\u6587 \u4e2d\u6587 \u4e2d\u6587", 9) == [
        "\u4e2d\u6587 \u4e2d\u6587",
        "\u4e2d\u6587",
    ]
    assert wrapped("one two\n\nthree", 80) == ["one two", "", "three"]


def test_what_a_terminal_would_obey_is_made_visible_everywhere() -> None:
    hostile = "\x1b]8;;https://evil.example\x07x\u202e\u2066\x9b31m"

    def spoilt(value: Any) -> Any:
        if isinstance(value, str):
            return value + hostile
        if isinstance(value, dict):
            return {key: spoilt(part) for key, part in value.items()}
        return [spoilt(part) for part in value]

    kept = {"id", "sensitivity"}
    claim = {key: spoilt(value) for key, value in CLAIM.items() if key != "evidence"}
    claim["evidence"] = [
        {key: value if key in kept else spoilt(value) for key, value in item.items()}
        for item in CLAIM["evidence"]
    ]
    subject = Subject(
        **{
            name: spoilt(getattr(SUBJECT, name))
            for name in (
                "digest",
                "list_title",
                "scope",
                "platform",
                "categories",
                "sources",
                "captures",
            )
        },
        claim=claim,
        number=1,
        signatures="required",
        affiliations={},
        notes=(hostile,),
    )
    lines = [*draw(subject, 80), *(line for thing in addressed(subject, None) for line in opened(thing))]
    assert not [line for line in lines if any(is_hostile(mark) for mark in line.text)]
    assert "\\u202e" in "".join(line.text for line in lines)


# What is opened


def test_evidence_is_opened_one_by_one_and_then_sources() -> None:
    things = addressed(SUBJECT, None)
    assert [(thing.name, thing.sensitivity) for thing in things] == [
        ("e1 (report)", "none"),
        ("e2 (media)", "graphic"),
        ("e3 (post)", "disturbing"),
        ("source ferry-report", "none"),
    ]
    assert things[1].addresses == (
        ("capture", "https://archive.example/picture"),
        ("SHA-256 of the capture", "5f" * 32),
    )
    assert warning(things[1]) == "e2 (media), graphic: Shows extreme violence or worse."


@pytest.mark.parametrize(("skip", "left"), [("graphic", ["e1", "e3"]), ("disturbing", ["e1"])])
def test_skipped_evidence_cannot_be_opened(skip: str, left: list[str]) -> None:
    assert [thing.name[:2] for thing in addressed(SUBJECT, skip)] == [*left, "so"]
    assert text(skip=skip).count("addresses are not shown") == 3 - len(left)


def test_a_record_with_nothing_but_skipped_evidence_is_not_seen() -> None:
    graphic, disturbing = SUBJECT.evidence[1:]
    assert unseen([graphic], "graphic")
    assert not unseen([graphic, disturbing], "graphic")
    assert unseen([graphic, disturbing], "disturbing")
    assert not unseen([graphic], None)
    assert skipped(None) == frozenset()


# From a tree


def notes(root: Path, record: str, reviewer: str = "reviewer-c", today: str = "2026-02-01") -> str:
    desk = open_desk(root, reviewer, today)
    return "\n".join(desk.subject(desk.items[record]).notes)


def test_the_claim_that_is_shown_is_the_one_that_the_tree_has(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, VERIFIED, "evidence", 0, "archived", value="https://archive.example/1")
    edit(root, VERIFIED, "evidence", 0, "sha256", value="5f" * 32)
    desk = open_desk(root)
    subject = desk.subject(desk.items[OLD])
    body = {key: value for key, value in subject.claim.items() if key not in ("list", "record")}
    assert claim_digest("harbour", OLD, body) == subject.digest == desk.items[OLD].record.claim
    assert subject.captures == {"e1": "https://archive.example/1"}
    assert subject.sources["ferry-report"]["title"].startswith("Report on ferry tickets")
    assert subject.affiliations["ticket-desk"]["title"] == "Ticket Desk"
    assert set(subject.categories) == {"fraud", "impersonation"}


def test_how_many_reviewed_it_is_said_and_not_what_they_said(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    review(root, "reviewer-b", open_desk(root).items[NEW], "reject", "2026-01-25", sign=False)
    said = notes(root, NEW)
    assert "2 reviews of this claim by others so far." in said
    assert "reject" not in said
    assert "reviewer-b" not in said
    desk = open_desk(root)
    shown = "\n".join(desk.subject(desk.items[NEW], show_reviews=True).notes)
    assert "reject by reviewer-b on 2026-01-25" in shown


def test_ones_own_earlier_review_is_told(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    assert "Your verdict on exactly this claim is confirm, since 2026-01-20." in notes(
        root, NEW, "reviewer-a"
    )
    edit(root, NEW_FILE, "summary", value="Another text.")
    assert "Another version of the claim was reviewed by you on 2026-01-20." in notes(root, NEW, "reviewer-a")


def test_look_alikes_are_told_protected_accounts_first(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, VERIFIED, "handle", value="quay_new")
    assert "Could be taken for: The protected account quay_news (Quay News): one edit apart." in notes(
        root, OLD
    )


def test_look_alikes_of_lists_that_the_reviewer_has_not_are_not_told(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    text = (root / NEW_FILE).read_text().replace(NEW, "9n2x0r5t8v4w").replace("ferry_refunds", "ferry_refund")
    for number, folder in enumerate(("harbour", "pier")):
        if folder == "pier":
            (root / "lists/pier").mkdir()
            (root / "lists/pier/list.yaml").write_bytes((root / "lists/harbour/list.yaml").read_bytes())
            text = text.replace("9n2x0r5t8v4w", "9p2x0r5t8v4w")
        name = ("9n2x0r5t8v4w", "9p2x0r5t8v4w")[number]
        file = root / f"lists/{folder}/telegram/{name[:2]}/{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text)
    said = notes(root, NEW)
    assert "Record 9n2x0r5t8v4w on harbour (ferry_refund, proposed): one edit apart." in said
    assert "9p2x0r5t8v4w" not in said


def test_appeals_lapses_and_withholding_are_told(tmp_path: Path) -> None:
    root = write_desk(tmp_path, files={withholding(NEW): "{since: 2026-01-30, by: desk, reason: safety}\n"})
    opened_appeal = {
        "opened": "2026-01-20",
        "ground": "mistaken-identity",
        "due": "2029-01-01",
        "status": "open",
    }
    edit(root, VERIFIED, "appeals", value=[opened_appeal])
    assert "The record is withheld: safety." in notes(root, NEW)
    assert "An appeal is open since 2026-01-20, due 2029-01-01: mistaken-identity." in notes(root, OLD)
    assert "lapsed after 2026-07-21" in notes(root, "0a1b2c3d4e5f", today="2026-07-22")
