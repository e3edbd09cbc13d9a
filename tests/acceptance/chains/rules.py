"""Chains by which rules weaken in silence (6)."""

from __future__ import annotations

from typing import Any

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import PRESS, Steps, branch, chain, merge, policy, protect
from tests.acceptance.hostile.corpus import LIST_FILE, NEW, ROSTER_FILE
from tests.acceptance.signed_world import (
    DAY,
    LIST_DATA,
    SPARE,
    STEWARDS,
    VERIFIED,
    World,
    day,
    ordinary,
)

INSTANCE_FILE = "lists/instance.yaml"
PIER = "lists/pier/list.yaml"
PLATFORMS_FILE = "lists/platforms.yaml"
TWIN = """birdsite:
  handle: {examples: [a_b], not_handles: ['@'], pattern: '[a-z_]{1,20}', syntax: letters}
  name: Birdsite
"""


def instance(world: World, *where: str, value: Any) -> None:
    world.put(FileKind.INSTANCE, INSTANCE_FILE, where, value)


def person(world: World, *where: str | int, value: Any) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, where, value)


def listed(world: World, *where: str, value: Any) -> None:
    world.put(FileKind.LIST, LIST_FILE, where, value)


# Protected accounts


@chain(6, "policy-weakened", says="the account could be listed again", changed=(PRESS,))
def a_protected_account_is_taken_out_again(world: World) -> Steps:
    protect(world, "quay_times")
    yield None
    held = world.read(PRESS)
    world.write(PRESS, emit(FileKind.PROTECTED, held | {"accounts": held["accounts"][:1]}))


@chain(6, "policy-weakened", says="the account could be listed again", changed=(PRESS,))
def the_addition_of_a_protected_account_is_reverted(world: World) -> Steps:
    protect(world, "quay_times")
    yield None
    world.git("revert", "--no-edit", "HEAD", at=day(1))


@chain(6, "policy-weakened", says="becomes quay_tirnes: the account could be listed again", changed=(PRESS,))
def a_protected_account_gets_a_slip_in_its_handle(world: World) -> Steps:
    protect(world, "quay_times")
    yield None
    world.put(FileKind.PROTECTED, PRESS, ("accounts", 1, "handle"), "quay_tirnes")


@chain(6, "policy-weakened", says="the account could be listed again", changed=("lists/protected/more.yaml",))
def a_protected_account_is_lost_on_its_way_to_another_file(world: World) -> Steps:
    more = world.read(PRESS)
    account = more["accounts"][0]
    renamed = {"id": "harbour-times", "platform": "twitter", "handle": "harbour_times", "name": "Times"}
    world.write("lists/protected/more.yaml", emit(FileKind.PROTECTED, more | {"accounts": [renamed]}))
    yield None
    moved = [renamed, account | {"id": "harbour-news-2"}]
    world.write("lists/protected/more.yaml", emit(FileKind.PROTECTED, more | {"accounts": moved}))
    (world.root / PRESS).unlink()


@chain(
    6,
    "policy-weakened",
    says="a platform decides which accounts are the same",
    hidden=(NEW,),
    changed=(PRESS,),
)
def a_protected_account_is_evaded_through_a_twin_of_its_platform(world: World) -> Steps:
    protect(world, "quay_times")
    yield None
    world.write(PLATFORMS_FILE, TWIN)


@chain(6, "protected-account", says="the protected account quay-times", hidden=(NEW,), changed=(PRESS,))
def a_next_claim_takes_the_handle_of_an_account_that_is_protected_since(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "handle", value="quay_times")
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    (world.root / path).unlink()
    yield None
    protect(world, "quay_times")
    yield None
    world.correct(VERIFIED, "handle", value="quay_times")


@chain(6, "protected-account", says="the protected account quay-times", hidden=(VERIFIED,), changed=(PRESS,))
def an_account_that_was_protected_while_it_was_withheld_is_released(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    protect(world, ordinary(VERIFIED)["handle"])
    yield None
    world.release(VERIFIED)


# The list


@chain(6, "policy-weakened", "breaker-remove", says="/policy/recheck_after_days was 365 and becomes 1")
def everything_is_to_be_checked_again_within_a_day(world: World) -> Steps:
    world.record(NEW)
    yield None
    policy(world, LIST_FILE, recheck_after_days=1)


@chain(6, "policy-weakened", says="/policy/min_evidence was 2 and becomes 1", changed=(LIST_FILE,))
def a_demand_is_raised_and_then_lowered(world: World) -> Steps:
    policy(world, LIST_FILE, min_evidence=2)
    yield None
    policy(world, LIST_FILE, min_evidence=1)


@chain(6, "policy-weakened", says="/policy/appeal_days was 7 and becomes 14", changed=(LIST_FILE,))
def appeals_are_quicker_and_then_as_slow_as_before(world: World) -> Steps:
    policy(world, LIST_FILE, appeal_days=7)
    yield None
    policy(world, LIST_FILE, appeal_days=14)


@chain(
    6,
    "policy-weakened",
    says="/policy/require_archive was true and becomes false",
    changed=(PIER,),
)
def archives_are_required_and_then_not(world: World) -> Steps:
    policy(world, PIER, require_archive=True)
    yield None
    policy(world, PIER, require_archive=False)


@chain(6, "policy-weakened", says="/publish_profile is added, display_name", changed=(LIST_FILE,))
def profiles_are_shown_less_and_then_more(world: World) -> Steps:
    listed(world, "publish_profile", value=["display_name", "locations"])
    world.override()
    yield None
    world.write(LIST_FILE, emit(FileKind.LIST, LIST_DATA))
    yield None
    listed(world, "publish_profile", value=["display_name"])


@chain(
    6,
    *("policy-weakened", "policy-publishes", "breaker-publish"),
    says="/policy/quorum was 3 and becomes 2",
    hidden=(VERIFIED,),
    changed=(LIST_FILE,),
)
def the_quorum_is_raised_so_that_two_rejections_are_too_few_and_lowered_again(world: World) -> Steps:
    for reviewer in ("reviewer-b", "reviewer-c"):
        world.review(reviewer, VERIFIED, verdict="reject")
    yield None
    policy(world, LIST_FILE, quorum=3)
    world.override()
    yield None
    policy(world, LIST_FILE, quorum=2)


@chain(
    6,
    *("policy-weakened", "policy-publishes", "breaker-publish"),
    says="/example was true and becomes false",
    changed=(LIST_FILE,),
)
def an_example_becomes_real(world: World) -> Steps:
    listed(world, "example", value=True)
    world.override()
    yield None
    listed(world, "retention", value="Until the end of the test.")
    yield None
    listed(world, "example", value=False)


@chain(6, "policy-weakened", says="the file is added", hidden=(NEW,))
def a_new_example_list_that_waives_signatures_is_to_publish_a_real_person(world: World) -> Steps:
    world.record(NEW)
    yield None
    waived = LIST_DATA["policy"] | {"signatures": "waived", "quorum": 1}
    world.write("lists/jetty/list.yaml", emit(FileKind.LIST, LIST_DATA | {"example": True, "policy": waived}))


@chain(6, "policy-weakened", says="no signature covers it", changed=(LIST_FILE,))
def the_title_of_a_new_category_turns_once_it_is_used(world: World) -> Steps:
    entry = {"title": "Late ferries", "meaning": "Sells tickets of late ferries.", "harm": "other"}
    listed(world, "categories", "late", value=entry)
    yield None
    listed(world, "categories", "late", "title", value="Killers")


@chain(
    6,
    *("policy-weakened", "policy-publishes"),
    says="/policy/withhold_on was legal-order and becomes safety",
    hidden=(VERIFIED,),
)
def the_ground_that_withholds_a_record_is_taken_out(world: World) -> Steps:
    world.appeal(ground="legal-order")
    yield None
    policy(world, LIST_FILE, withhold_on=["safety"])


@chain(6, "policy-weakened", says="/scope was Accounts that sell", changed=(LIST_FILE,))
def a_merge_brings_another_scope_along(world: World) -> Steps:
    branch(world, "side")
    listed(world, "scope", value="Accounts that we do not like.")
    world.commit("Scope", at=DAY)
    world.git("checkout", "-q", "main")
    listed(world, "retention", value="For a little longer.")
    yield None
    merge(world, "side", "-X", "theirs")


# The instance


@chain(6, "rules-forbidden", "breaker-remove", says="every signature names it", changed=(INSTANCE_FILE,))
def the_id_of_the_instance_changes_among_other_things(world: World) -> Steps:
    instance(world, "max_files", value=99_999)
    yield None
    instance(world, "id", value="1b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d")


@chain(6, "rules-forbidden", says="/epoch was 1 and becomes 0", changed=(INSTANCE_FILE,))
def the_epoch_goes_back(world: World) -> Steps:
    instance(world, "epoch", value=1)
    world.override()
    yield None
    instance(world, "epoch", value=0)


@chain(6, "policy-weakened", says="it is where consumers look", changed=(INSTANCE_FILE,))
def the_site_moves_to_another_address(world: World) -> Steps:
    instance(world, "max_files", value=88_888)
    yield None
    instance(world, "site_url", value="https://elsewhere.example/")


@chain(6, "policy-weakened", says="is sent there", changed=(LIST_FILE,))
def who_wants_to_be_taken_off_is_sent_elsewhere(world: World) -> Steps:
    listed(world, "notification", value="Nobody is told.")
    yield None
    listed(world, "contacts", "appeals", value="mailto:nobody@elsewhere.example")


@chain(6, "policy-weakened", "decision-unsigned", says="2 of 3 signatures", changed=(INSTANCE_FILE,))
def the_number_of_stewards_is_lowered_by_as_many_as_it_leaves(world: World) -> Steps:
    instance(world, "override_quorum", value=3)
    world.override((*STEWARDS, SPARE))
    yield None
    instance(world, "override_quorum", value=1)
    world.override(decision="dddd00000002")
