"""Chains by which the roster weakens in silence, or an override is no decision of the stewards (6)."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, decision_path
from tests.acceptance.chains.chain import Steps, chain, policy
from tests.acceptance.chains.rules import person
from tests.acceptance.hostile.corpus import LIST_FILE, NEW, ROSTER_FILE
from tests.acceptance.signed_world import (
    DAY,
    DECISION,
    SPARE,
    STEWARDS,
    VERIFIED,
    World,
    day,
    roster,
)
from tests.keys import key


@chain(6, "policy-weakened", says="/mole is added, active", hidden=(NEW,))
def a_reviewer_is_added_before_the_confirmation_that_they_are_needed_for(world: World) -> Steps:
    world.record(NEW)
    world.review("reviewer-a", NEW)
    yield None
    person(world, "mole", value=roster()["reviewer-a"] | {"keys": [{"key": key("mole").public, "from": DAY}]})


@chain(6, "policy-weakened", says="/reviewer-a/keys/1 is added", changed=(ROSTER_FILE,))
def a_key_that_was_lost_is_followed_by_a_strangers(world: World) -> Steps:
    person(world, "reviewer-a", "keys", 0, "until", value=DAY)
    yield None
    world.add(
        FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "keys"), {"key": key("mole").public, "from": DAY}
    )


@chain(6, "policy-weakened", says="/reviewer-c/active/1 is added", changed=(ROSTER_FILE,))
def a_period_is_added_that_begins_before_it_was_written(world: World) -> Steps:
    person(world, "reviewer-c", "active", 0, "until", value=day(-10))
    yield None
    world.add(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "active"), {"from": day(-9)})


@chain(6, "rules-forbidden", says="an end comes at once, and is never put off", changed=(ROSTER_FILE,))
def the_end_of_a_period_is_put_off(world: World) -> Steps:
    person(world, "reviewer-c", "active", 0, "until", value=DAY)
    yield None
    person(world, "reviewer-c", "active", 0, "until", value=day(300))


@chain(6, "rules-forbidden", says="an end comes at once, and is never put off", changed=(ROSTER_FILE,))
def the_end_of_a_key_is_reverted(world: World) -> Steps:
    person(world, "reviewer-c", "keys", 0, "until", value=DAY)
    yield None
    world.git("revert", "--no-edit", "HEAD", at=day(1))


@chain(6, "rules-forbidden", says="words of other days would count", changed=(ROSTER_FILE,))
def a_period_begins_earlier_than_it_did(world: World) -> Steps:
    person(world, "reviewer-c", "active", 0, "until", value=DAY)
    yield None
    person(world, "reviewer-c", "active", 0, "from", value="2025-01-01")


def two_rejections(world: World) -> None:
    for reviewer in ("reviewer-c", "reviewer-gone"):
        world.review(reviewer, VERIFIED, verdict="reject")


@chain(6, "policy-weakened", "policy-publishes", says="also those against a listing", hidden=(VERIFIED,))
def a_rejection_falls_silent_because_its_reviewer_may_no_longer_review_here(world: World) -> Steps:
    two_rejections(world)
    yield None
    person(world, "reviewer-c", "lists", value=["pier"])


@chain(
    6,
    "rules-forbidden",
    "policy-publishes",
    "review-unknown-reviewer",
    says="never happens",
    hidden=(VERIFIED,),
)
def a_rejection_falls_silent_because_its_reviewer_is_gone(world: World) -> Steps:
    two_rejections(world)
    yield None
    people = {name: entry for name, entry in roster().items() if name != "reviewer-gone"}
    world.write(ROSTER_FILE, emit(FileKind.REVIEWERS, people))


@chain(6, "stewards-lost", says="only 1 steward could sign then", changed=(ROSTER_FILE,))
def stewards_leave_one_by_one(world: World) -> Steps:
    person(world, SPARE, "active", 0, "until", value=DAY)
    yield None
    person(world, STEWARDS[1], "keys", 0, "until", value=DAY)


# Overrides


def weaker(world: World, days: int = 700) -> None:
    policy(world, LIST_FILE, recheck_after_days=days)


@chain(6, "policy-weakened", "decision-changed", says="a decision is never changed", changed=(LIST_FILE,))
def an_override_is_used_again_two_years_later(world: World) -> Steps:
    weaker(world)
    world.override()
    yield None
    weaker(world, 365)
    world.override(decision="dddd00000002")
    yield day(730)
    weaker(world)
    world.put(FileKind.DECISION, decision_path(DECISION), ("reason",), "The annex.")


@chain(
    6,
    *("policy-weakened", "decision-date", "decision-signature", "decision-unsigned"),
    says="must be at most 30 days before",
    changed=(LIST_FILE,),
)
def an_override_is_copied_under_another_id_two_years_later(world: World) -> Steps:
    weaker(world)
    world.override()
    yield None
    weaker(world, 365)
    world.override(decision="dddd00000002")
    yield None
    world.record(NEW)
    yield day(730)
    weaker(world)
    world.write(decision_path("dddd00000003"), (world.root / decision_path(DECISION)).read_bytes())


@chain(6, "override-mismatch", says="the override is of the set")
def an_override_comes_before_the_change_that_it_is_for(world: World) -> Steps:
    world.record(NEW)
    yield None
    weaker(world)
    world.override()
    weaker(world, 365)


@chain(6, "policy-weakened", "decision-signature", "decision-unsigned", says="0 of 2 signatures")
def a_contributor_decides_in_the_name_of_two_stewards(world: World) -> Steps:
    world.record(NEW)
    yield None
    weaker(world)
    world.override(())
    for steward in STEWARDS:
        world.decide(steward, signer="mole")


@chain(6, "policy-weakened", "override-mismatch", says="the override is of the set", changed=(LIST_FILE,))
def an_override_lets_more_through_than_was_signed(world: World) -> Steps:
    weaker(world, 400)
    world.override()
    yield None
    weaker(world)
    world.override(decision="dddd00000002")
    policy(world, LIST_FILE, recheck_after_days=700, max_change_percent=100)
