"""Chains by which what a claim refers to is rewritten (4)."""

from __future__ import annotations

from typing import Any

from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import Steps, chain, evidence, put_in_place
from tests.acceptance.chains.law import public
from tests.acceptance.signed_world import (
    DAY,
    VERIFIED,
    World,
    ordinary,
)


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
