"""Chains by which what a claim refers to is rewritten (4)."""

from __future__ import annotations

from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import Steps, branch, chain, evidence, merge, put_in_place
from tests.acceptance.chains.law import public
from tests.acceptance.hostile.corpus import LIST_FILE, NEW, SOURCES_FILE
from tests.acceptance.signed_world import (
    DAY,
    VERIFIED,
    World,
    ordinary,
)
from tests.instance import completed


def captured(*places: str | None) -> list[dict[str, Any]]:
    """Return evidence whose bytes are pinned, with the addresses of its captures."""
    made = []
    for number, place in enumerate(places):
        item: dict[str, Any] = evidence(DAY)[0] | {"id": f"e{number + 1}", "sha256": f"{number + 1:x}" * 64}
        made.append(item | ({"archived": place} if place else {}))
    return made


# The places of captures, which no signature covers


def leads_to_the_archive(world: World) -> bool:
    places = [item.get("archived", "") for item in public(world)[VERIFIED].record.data["evidence"]]
    return all("elsewhere" not in place for place in places)


@chain(4, "archive-changed", says="the archived address of e1 was reviewed", aim=leads_to_the_archive)
def the_capture_in_a_next_claim_leads_elsewhere_once_it_was_reviewed(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "evidence", value=captured("https://archive.example/1"))
    yield None
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    world.put(FileKind.RECORD, path, ("evidence", 0, "archived"), "https://elsewhere.example/1")


@chain(4, "archive-changed", says="the archived address of e1 was reviewed", aim=leads_to_the_archive)
def the_capture_leads_elsewhere_in_the_promotion(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "evidence", value=captured("https://archive.example/1"))
    yield None
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    put_in_place(world, path, VERIFIED)
    world.edit(VERIFIED, "evidence", 0, "archived", value="https://elsewhere.example/1")


@chain(4, "archive-changed", says="the archived address of e1 was reviewed", aim=leads_to_the_archive)
def a_twin_of_a_reviewed_next_claim_has_another_capture(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "evidence", value=captured("https://archive.example/1"))
    yield None
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    twin = captured("https://elsewhere.example/1")
    world.next_claim(VERIFIED, "evidence", value=twin, end="3d4e5f")


@chain(4, "archive-changed", says="the archived address of e3 was reviewed", aim=leads_to_the_archive)
def a_piece_of_evidence_gets_another_name_and_another_capture_with_it(world: World) -> Steps:
    held = ordinary(VERIFIED)["evidence"]
    world.edit(VERIFIED, "evidence", 1, "archived", value="https://archive.example/1")
    yield None
    renamed = [held[0], held[1] | {"id": "e3", "archived": "https://elsewhere.example/1"}]
    path = world.next_claim(VERIFIED, "evidence", value=renamed)
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    put_in_place(world, path, VERIFIED)


# Words that a signature covers by their digest


def resting(world: World, record: str = NEW, *reviewers: str) -> None:
    """Write a record that rests on entries which no other one uses, reviewed by some."""
    shown = [item | {"shows": ["spare"]} for item in evidence("2026-03-01")]
    world.put(FileKind.SOURCES, SOURCES_FILE, ("affiliations", "spare-desk"), SPARE_DESK)
    fields: dict[str, Any] = {"sources": ["spare-report"], "affiliations": ["spare-desk"]}
    world.record(record, categories=["spare"], evidence=shown, **fields)
    for reviewer in reviewers:
        world.review(reviewer, record)


SPARE_DESK: Final = {"title": "Spare desk", "meaning": "Sells nothing.", "source": "spare-report"}
REWRITTEN: Final = ("source-changed", "context-differs")


@chain(4, *REWRITTEN, says="uses the source spare-report", hidden=(NEW,))
def a_source_is_rewritten_between_two_confirmations(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    world.put(FileKind.SOURCES, SOURCES_FILE, ("sources", "spare-report", "title"), "A murder")


@chain(4, "affiliation-changed", "context-differs", says="uses the affiliation spare-desk", hidden=(NEW,))
def an_affiliation_is_rewritten_between_two_confirmations(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    world.put(FileKind.SOURCES, SOURCES_FILE, ("affiliations", "spare-desk", "meaning"), "Runs the army.")


@chain(4, "affiliation-changed", "context-differs", says="uses the affiliation spare-desk", hidden=(NEW,))
def an_affiliation_rests_on_another_source_between_two_confirmations(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    world.put(FileKind.SOURCES, SOURCES_FILE, ("affiliations", "spare-desk", "source"), "ferry-report")


@chain(4, "category-changed", "context-differs", says="uses the category spare", hidden=(NEW,))
def the_meaning_of_a_category_is_rewritten_between_two_confirmations(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")


@chain(4, "category-changed", "context-differs", says="uses the category spare", hidden=(NEW,))
def the_harm_of_a_category_becomes_another_between_two_confirmations(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "harm"), "fraud")


@chain(4, *REWRITTEN, says="uses the source spare-report", hidden=(NEW,))
def a_source_is_rewritten_while_a_record_that_was_public_is_withdrawn(world: World) -> Steps:
    resting(world, NEW, "reviewer-a", "reviewer-b")
    yield None
    world.review("reviewer-a", NEW, verdict="withdraw")
    yield None
    world.put(FileKind.SOURCES, SOURCES_FILE, ("sources", "spare-report", "title"), "A murder")


@chain(4, "category-changed", says="uses the category spare", hidden=(NEW,))
def a_category_is_rewritten_while_a_record_that_was_public_is_withheld(world: World) -> Steps:
    resting(world, NEW, "reviewer-a", "reviewer-b")
    yield None
    world.withhold(NEW)
    yield None
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")


@chain(
    4,
    "source-changed",
    "source-unknown",
    "context-differs",
    says="uses the source spare-report",
    hidden=(NEW,),
)
def a_source_is_taken_out_to_be_added_with_other_words(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    held = world.read(SOURCES_FILE)
    del held["sources"]["spare-report"]
    world.write(SOURCES_FILE, emit(FileKind.SOURCES, held))


@chain(
    4,
    "context-differs",
    says="spare of categories is not the one that the context has",
    hidden=(NEW,),
    changed=(LIST_FILE,),
)
def the_words_are_rewritten_while_nobody_has_reviewed_and_the_old_ones_are_signed(world: World) -> Steps:
    resting(world)
    yield None
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")
    yield None
    world.confirm(NEW)


@chain(
    4,
    "context-differs",
    says="spare of categories is not the one that the context has",
    hidden=(NEW,),
    changed=(LIST_FILE,),
)
def the_words_are_rewritten_while_the_record_is_deleted(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    yield None
    held = (world.root / world.path(NEW)).read_bytes()
    (world.root / world.path(NEW)).unlink()
    yield None
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")
    yield None
    world.write(world.path(NEW), held)
    world.review("reviewer-b", NEW)


@chain(4, "category-changed", says="uses the category spare")
def the_words_are_rewritten_that_a_reviewed_next_claim_names(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "categories", value=["fraud", "spare"])
    made = completed(world.read(path), world.read(LIST_FILE), world.read(SOURCES_FILE))
    world.put(FileKind.RECORD, path, ("context",), made["context"])
    yield None
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")


@chain(
    4,
    "context-differs",
    says="spare of categories is not the one that the context has",
    hidden=(NEW,),
    changed=(LIST_FILE,),
)
def one_branch_confirms_and_the_other_rewrites(world: World) -> Steps:
    resting(world)
    yield None
    branch(world, "confirm")
    world.confirm(NEW)
    world.commit("Confirm", at=DAY)
    branch(world, "rewrite", "main")
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")
    world.commit("Rewrite", at=DAY)
    merge(world, "rewrite")
    yield None
    merge(world, "confirm")


@chain(4, "category-changed", "context-differs", says="uses the category spare")
def one_branch_rewrites_and_the_other_confirms(world: World) -> Steps:
    resting(world)
    yield None
    branch(world, "rewrite")
    world.put(FileKind.LIST, LIST_FILE, ("categories", "spare", "meaning"), "Kills people.")
    world.commit("Rewrite", at=DAY)
    branch(world, "confirm", "main")
    world.confirm(NEW)
    world.commit("Confirm", at=DAY)
    merge(world, "confirm")
    yield None
    merge(world, "rewrite")


@chain(4, "source-changed", says="uses the source spare-report", hidden=(NEW,))
def the_capture_of_a_source_leads_elsewhere(world: World) -> Steps:
    resting(world, NEW, "reviewer-a")
    where = ("sources", "spare-report", "archived")
    yield None
    world.put(FileKind.SOURCES, SOURCES_FILE, where, "https://archive.example/r")
    yield None
    world.put(FileKind.SOURCES, SOURCES_FILE, where, "https://elsewhere.example/r")
