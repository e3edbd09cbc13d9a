"""Hostile changes of what decides: policies, the roster, sources; and too much of it at once."""

from __future__ import annotations

from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, decision_path
from site_builder.signatures.review import NAMESPACE
from tests.acceptance.hostile.corpus import (
    LIST_FILE,
    NEW,
    ROSTER_FILE,
    SOURCES_FILE,
    hostile,
)
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    DECISION,
    LIST,
    LIST_DATA,
    PUBLIC,
    STEWARDS,
    WITHHELD,
    World,
    day,
    roster,
)
from tests.keys import key
from tests.unit.signatures.crafted import LARGE, P, Q, R, ed25519_line, rsa_line

_UNSIGNED: Final = ("policy-weakened", "decision-signature", "decision-unsigned")
"""Of an override by which a policy asks for less, and one of whose signatures does not count."""


@hostile("change-mixed", "policy-weakened")
def a_policy_comes_with_records(world: World) -> None:
    world.put(FileKind.LIST, LIST_FILE, ("title",), "Another title")
    world.record(NEW)


@hostile("change-mixed")
def protected_accounts_come_with_records(world: World) -> None:
    world.put(FileKind.PROTECTED, "lists/protected/press.yaml", ("title",), "Others")
    world.record(NEW)


@hostile("platform-pattern", "policy-weakened")
def a_pattern_of_a_platform_keeps_everybody_busy(world: World) -> None:
    name = "a" * 60
    syntax = f"pattern: '(?:a|a){{1,60}}b', syntax: b last, examples: [ab], not_handles: [{name}]"
    skiff = f"skiff:\n  handle: {{{syntax}}}\n  name: Skiff\n"
    world.write("lists/platforms.yaml", skiff)
    account = {"id": "a", "platform": "skiff", "handle": name, "name": "A"}
    world.put(FileKind.PROTECTED, "lists/protected/press.yaml", ("accounts", 0), account)
    world.commit("The base has it already", at=DAY)
    world.write("lists/platforms.yaml", skiff + "  also: [dinghy]\n")


@hostile("policy-weakened", "policy-publishes", "policy-quorum", "breaker-publish")
def a_quorum_becomes_one(world: World) -> None:
    _policy(world, "quorum", 1)


@hostile("policy-weakened", "policy-publishes", "breaker-publish")
def a_quorum_becomes_less(world: World) -> None:
    _policy(world, "quorum", 3)
    world.commit("More", at=DAY)
    _policy(world, "quorum", 2)


@hostile("policy-weakened", "policy-signatures")
def signatures_are_waived(world: World) -> None:
    _policy(world, "signatures", "waived")


@hostile("policy-weakened", "breaker-remove")
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


@hostile("rules-forbidden", "review-unknown-reviewer", "breaker-remove")
def a_reviewer_is_taken_from_the_roster(world: World) -> None:
    people = roster()
    del people["reviewer-a"]
    world.write(ROSTER_FILE, emit(FileKind.REVIEWERS, people))


@hostile("rules-forbidden", "breaker-remove")
def a_key_on_the_roster_is_replaced(world: World) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "keys", 0, "key"), key("mole").public)


@hostile("rules-forbidden")
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


@hostile("breaker-publish")
def many_records_become_public_in_two_changes_of_one_week(world: World) -> None:
    for record in CONFIRMED_ONCE[:6]:
        world.review("reviewer-b", record)
    world.commit("Six", at=DAY)
    for record in CONFIRMED_ONCE[6:12]:
        world.review("reviewer-b", record)


@hostile("breaker-remove")
def many_records_are_retracted_at_once(world: World) -> None:
    for record in PUBLIC[:11]:
        world.retract(record, reason="insufficient-evidence")


# Overrides that do not count


@hostile("breaker-publish", "decision-unsigned")
def nobody_signed_the_override(world: World) -> None:
    many_records_become_public_at_once(world)
    world.override(())


@hostile("breaker-publish", "override-mismatch")
def an_override_for_another_set_is_used(world: World) -> None:
    many_records_become_public_at_once(world)
    world.override()
    world.review("reviewer-b", CONFIRMED_ONCE[11])


@hostile("breaker-publish")
def an_override_is_used_again_in_a_later_change(world: World) -> None:
    many_records_become_public_at_once(world)
    world.override()
    world.commit("By an override", at=DAY)
    for record in CONFIRMED_ONCE[:11]:
        world.withhold(record)
    world.commit("Withheld", at=DAY)
    for record in CONFIRMED_ONCE[:11]:
        world.release(record)


@hostile("policy-weakened", "decision-changed")
def an_override_of_the_base_is_edited_for_this_change(world: World) -> None:
    _weaker_by_an_override(world)
    world.commit("By an override", at=DAY)
    _policy(world, "recheck_after_days", 710)
    world.override()


@hostile("decision-changed")
def an_override_is_deleted_later(world: World) -> None:
    _weaker_by_an_override(world)
    world.commit("By an override", at=DAY)
    (world.root / decision_path(DECISION)).unlink()


@hostile("decision-changed")
def the_reason_of_a_decision_is_edited_later(world: World) -> None:
    _weaker_by_an_override(world)
    world.commit("By an override", at=DAY)
    world.put(FileKind.DECISION, decision_path(DECISION), ("reason",), "Another.")


@hostile(*_UNSIGNED)
def an_override_is_copied_under_another_id(world: World) -> None:
    _weaker_by_an_override(world)
    content = (world.root / decision_path(DECISION)).read_bytes()
    (world.root / decision_path(DECISION)).unlink()
    world.write(decision_path("dddd00000002"), content)


@hostile(*_UNSIGNED)
def one_steward_signs_twice(world: World) -> None:
    _weaker_by_an_override(world, ("steward-a", "steward-a"))


@hostile("policy-weakened", "decision-unsigned")
def one_steward_signs_alone(world: World) -> None:
    _weaker_by_an_override(world, ("steward-a",))


@hostile("policy-weakened", "decision-unsigned")
def a_change_lowers_the_number_of_stewards_that_it_needs(world: World) -> None:
    world.put(FileKind.INSTANCE, "lists/instance.yaml", ("override_quorum",), 3)
    world.commit("Three", at=DAY)
    world.put(FileKind.INSTANCE, "lists/instance.yaml", ("override_quorum",), 1)
    _weaker_by_an_override(world)


@hostile(*_UNSIGNED)
def a_contributor_signs_under_a_stewards_name(world: World) -> None:
    _weaker_by_an_override(world, ("steward-a",))
    world.decide("steward-b", signer="mole")


@hostile(*_UNSIGNED)
def a_reviewer_who_is_no_steward_signs(world: World) -> None:
    _weaker_by_an_override(world, ("steward-a", "reviewer-a"))


@hostile(*_UNSIGNED)
def a_steward_whom_the_change_adds_signs(world: World) -> None:
    entry = roster()["steward-b"] | {"keys": [{"key": key("steward-c").public, "from": "2025-01-01"}]}
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("steward-c",), entry)
    _weaker_by_an_override(world, ("steward-a", "steward-c"))


@hostile(*_UNSIGNED)
def a_review_is_carried_over_as_a_decision(world: World) -> None:
    _weaker_by_an_override(world, ("steward-a",))
    world.decide("steward-b", namespace=NAMESPACE)


@hostile(*_UNSIGNED)
def a_steward_signed_for_another_instance(world: World) -> None:
    _weaker_by_an_override(world, ("steward-a",))
    world.decide("steward-b", signed={"instance": "21b5228a-84d1-4af4-9330-651fb278bd0f"})


@hostile("policy-weakened", "decision-date")
def an_override_is_forty_days_old(world: World) -> None:
    _weaker_by_an_override(world, date=day(-40))


@hostile("policy-weakened", "decision-date")
def an_override_is_dated_ahead(world: World) -> None:
    _weaker_by_an_override(world, date=day(2))


@hostile("policy-weakened", "override-mismatch")
def the_rules_change_after_the_override_was_signed(world: World) -> None:
    _weaker_by_an_override(world)
    world.put(FileKind.LIST, LIST_FILE, ("title",), "Another title")


@hostile("policy-weakened", "override-mismatch")
def the_rules_changed_before_the_override_is_used(world: World) -> None:
    _weaker_by_an_override(world)
    world.git("stash", "-q", "-u")
    world.put(FileKind.PROTECTED, "lists/protected/press.yaml", ("title",), "Others")
    world.commit("Other rules", at=DAY)
    world.git("stash", "pop", "-q")


@hostile("policy-weakened", "decision-signature-form", "decision-unsigned")
def a_signature_is_written_in_another_form(world: World) -> None:
    _weaker_by_an_override(world)
    path, where = decision_path(DECISION), ("signatures", 0, "signature")
    held = world.read(path)["signatures"][0]["signature"]
    world.put(FileKind.DECISION, path, where, held.rstrip("\n"))


@hostile("policy-weakened", "decision-unsigned", "breaker-remove")
def the_lists_become_examples_in_the_change_that_nobody_signed(world: World) -> None:
    _only_examples(world)
    world.override(())


@hostile("policy-weakened", "policy-publishes", "decision-unsigned", "breaker-publish")
def a_list_stops_being_an_example_in_the_change_that_nobody_signed(world: World) -> None:
    _only_examples(world)
    world.commit("Examples", at=DAY)
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA))
    world.override(())


@hostile("decision-unsigned")
def a_release_is_decided_by_nobody(world: World) -> None:
    world.release(WITHHELD, None)
    world.decision(kind="release", subject={"withholding": f"{WITHHELD}.0a1b2c.yaml"})


def _weaker_by_an_override(world: World, stewards: tuple[str, ...] = STEWARDS, **fields: Any) -> None:
    _policy(world, "recheck_after_days", 700)
    world.override(stewards, **fields)


def _only_examples(world: World) -> None:
    policy = LIST_DATA["policy"] | {"signatures": "waived"}
    for name in (LIST, "pier"):
        data = LIST_DATA | {"policy": policy, "example": True}
        world.write(f"lists/{name}/list.yaml", emit(FileKind.LIST, data))


def _policy(world: World, demand: str, value: object) -> None:
    policy = {name: held for name, held in LIST_DATA["policy"].items() if name != demand}
    if value is not None:
        policy[demand] = value
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))


@hostile("policy-weakened", "policy-publishes", "decision-unsigned", "breaker-publish")
def an_example_turns_real(world: World) -> None:
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA | {"example": True}))
    world.commit("An example", at=DAY)
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA))
    world.override(())


@hostile("stewards-lost", "policy-weakened")
def two_stewards_are_taken_off(world: World) -> None:
    for steward in STEWARDS:
        world.put(FileKind.REVIEWERS, ROSTER_FILE, (steward, "steward"), value=False)


@hostile("stewards-lost")
def the_periods_of_two_stewards_end(world: World) -> None:
    for steward in STEWARDS:
        world.put(FileKind.REVIEWERS, ROSTER_FILE, (steward, "active", 0, "until"), DAY)


@hostile("stewards-lost")
def the_periods_of_two_stewards_end_soon(world: World) -> None:
    for steward in STEWARDS:
        world.put(FileKind.REVIEWERS, ROSTER_FILE, (steward, "active", 0, "until"), day(9))


@hostile("stewards-lost")
def the_keys_of_two_stewards_end_one_after_the_other(world: World) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, (STEWARDS[0], "keys", 0, "until"), day(9))
    world.commit("One", at=DAY)
    world.put(FileKind.REVIEWERS, ROSTER_FILE, (STEWARDS[1], "keys", 0, "until"), day(8))


@hostile("rules-forbidden", "breaker-remove")
def the_instance_gets_another_id(world: World) -> None:
    world.put(FileKind.INSTANCE, "lists/instance.yaml", ("id",), "1b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d")


def _joins(world: World, *keys: str) -> None:
    """Let a reviewer join with some keys."""
    entry = {
        "lists": [LIST],
        "active": [{"from": DAY}],
        "keys": [{"key": item, "from": DAY} for item in keys],
    }
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-d",), entry)


@hostile("roster-key-shared", "policy-weakened")
def a_reviewer_joins_with_the_negative_of_a_key(world: World) -> None:
    raw = key("reviewer-a").blob[-32:]
    _joins(world, ed25519_line(raw[:-1] + bytes([raw[-1] ^ 0x80])))


@hostile("roster-key-shared", "policy-weakened")
def a_reviewer_joins_with_an_older_modulus_under_another_exponent(world: World) -> None:
    old = {"key": rsa_line(P * Q), "from": DAY}
    world.add(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "keys"), old)
    world.commit("A second key", at=DAY)
    _joins(world, rsa_line(P * Q, 3))


@hostile("roster-key-invalid", "policy-weakened")
def a_reviewer_joins_with_a_prime_for_a_modulus(world: World) -> None:
    _joins(world, key("d").public, rsa_line(LARGE))


@hostile("roster-key-invalid", "policy-weakened")
def a_reviewer_gets_a_key_whose_factor_is_in_an_older_one(world: World) -> None:
    _joins(world, rsa_line(P * Q))
    world.commit("A reviewer joins", at=DAY)
    new = {"key": rsa_line(P * R), "from": DAY}
    world.add(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-d", "keys"), new)


@hostile("decision-unused")
def a_decision_is_filed_alone_and_so_used_up(world: World) -> None:
    world.settle("release", {"withholding": f"{WITHHELD}.0a1b2c.yaml"}, "steward-a")


@hostile("breaker-publish")
def ten_are_published_and_taken_back_for_the_next_ten(world: World) -> None:
    for record in CONFIRMED_ONCE[:8]:
        world.review("reviewer-b", record)
    world.commit("Eight", at=DAY)
    for record in CONFIRMED_ONCE[:8]:
        world.review("reviewer-b", record, verdict="withdraw")
    world.commit("And back", at=DAY)
    for record in CONFIRMED_ONCE[8:12]:
        world.review("reviewer-b", record)
