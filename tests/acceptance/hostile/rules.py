"""Hostile changes of what decides: policies, the roster, sources; and too much of it at once."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.hostile.corpus import (
    LIST_FILE,
    NEW,
    OVERRIDE_FILE,
    ROSTER_FILE,
    SOURCES_FILE,
    hostile,
)
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    LIST_DATA,
    PUBLIC,
    World,
    roster,
)
from tests.keys import key


@hostile("change-mixed")
def a_policy_comes_with_records(world: World) -> None:
    world.put(FileKind.LIST, LIST_FILE, ("title",), "Another title")
    world.record(NEW)


@hostile("change-mixed")
def protected_accounts_come_with_records(world: World) -> None:
    world.put(FileKind.PROTECTED, "lists/protected/press.yaml", ("title",), "Others")
    world.record(NEW)


@hostile("platform-pattern")
def a_pattern_of_a_platform_keeps_everybody_busy(world: World) -> None:
    name = "a" * 60
    syntax = f"pattern: '(?:a|a){{1,60}}b', syntax: b last, examples: [ab], not_handles: [{name}]"
    skiff = f"skiff:\n  handle: {{{syntax}}}\n  name: Skiff\n"
    world.write("lists/platforms.yaml", skiff)
    account = {"id": "a", "platform": "skiff", "handle": name, "name": "A"}
    world.put(FileKind.PROTECTED, "lists/protected/press.yaml", ("accounts", 0), account)
    world.commit("The base has it already", at=DAY)
    world.write("lists/platforms.yaml", skiff + "  also: [dinghy]\n")


@hostile("policy-weakened", "policy-quorum", "breaker-publish")
def a_quorum_becomes_one(world: World) -> None:
    _policy(world, "quorum", 1)


@hostile("policy-weakened", "breaker-publish")
def a_quorum_becomes_less(world: World) -> None:
    _policy(world, "quorum", 3)
    world.commit("More", at=DAY)
    _policy(world, "quorum", 2)


@hostile("policy-weakened", "policy-signatures")
def signatures_are_waived(world: World) -> None:
    _policy(world, "signatures", "waived")


@hostile("policy-weakened")
def the_list_becomes_an_example(world: World) -> None:
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA | {"example": True}))


@hostile("policy-weakened")
def appeals_may_take_longer(world: World) -> None:
    _policy(world, "appeal_days", 60)


@hostile("policy-weakened")
def a_handle_vouches_longer_than_where_nothing_is_said(world: World) -> None:
    _policy(world, "handle_days", 181)


@hostile("policy-weakened")
def a_ground_no_longer_withholds(world: World) -> None:
    _policy(world, "withhold_on", None)


@hostile("roster-removed", "review-unknown-reviewer", "breaker-remove")
def a_reviewer_is_taken_from_the_roster(world: World) -> None:
    people = roster()
    del people["reviewer-a"]
    world.write(ROSTER_FILE, emit(FileKind.REVIEWERS, people))


@hostile("roster-removed", "breaker-remove")
def a_key_on_the_roster_is_replaced(world: World) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "keys", 0, "key"), key("mole").public)


@hostile("roster-removed")
def a_reviewer_who_left_is_active_again_for_all_the_time(world: World) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-gone", "active"), [{"from": "2025-01-01"}])


@hostile("source-changed", "context-differs")
def a_source_gets_another_meaning(world: World) -> None:
    world.put(FileKind.SOURCES, SOURCES_FILE, ("sources", "ferry-report", "title"), "Another report")


@hostile("affiliation-changed", "context-differs")
def an_affiliation_gets_another_meaning(world: World) -> None:
    world.put(FileKind.SOURCES, SOURCES_FILE, ("affiliations", "ticket-desk", "meaning"), "Runs the army.")


@hostile("category-changed", "context-differs")
def a_category_gets_another_meaning(world: World) -> None:
    world.put(FileKind.LIST, LIST_FILE, ("categories", "fraud", "meaning"), "Does something much worse.")


# Much at once


@hostile("breaker-publish")
def many_records_become_public_at_once(world: World) -> None:
    # One more than may: test_check_honest.py has one less.
    for record in CONFIRMED_ONCE[:11]:
        world.review("reviewer-b", record)


@hostile("breaker-remove")
def many_records_are_retracted_at_once(world: World) -> None:
    for record in PUBLIC[:11]:
        world.edit(record, "retractions", value=[{"date": DAY, "reason": "insufficient-evidence"}])


@hostile("breaker-publish", "override-mismatch")
def an_override_for_another_set_is_used(world: World) -> None:
    many_records_become_public_at_once(world)
    _override(world, "ab" * 32)


@hostile("breaker-publish")
def an_override_of_an_earlier_change_is_used(world: World) -> None:
    many_records_become_public_at_once(world)
    base = world.git("rev-parse", "HEAD")
    world.commit("To know the digest")
    digest = world.check(base).changes[0].override
    assert digest is not None
    world.git("reset", "-q", "--hard", base)
    _override(world, digest)
    world.commit("An override that stands in the base", at=DAY)
    many_records_become_public_at_once(world)


def _policy(world: World, demand: str, value: object) -> None:
    policy = {name: held for name, held in LIST_DATA["policy"].items() if name != demand}
    if value is not None:
        policy[demand] = value
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))


def _override(world: World, digest: str) -> None:
    said = {"digest": digest, "date": DAY, "by": "maintainer-a", "reason": "The annex of a judgment."}
    world.write(OVERRIDE_FILE, emit(FileKind.OVERRIDE, said))
