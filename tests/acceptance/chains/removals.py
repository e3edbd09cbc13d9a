"""Chains by which withholdings and duplicates take a record off, or put it back (9)."""

from __future__ import annotations

from typing import Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import Steps, again, branch, chain, merge, on_pier, policy, protect
from tests.acceptance.chains.law import public
from tests.acceptance.hostile.corpus import NEW
from tests.acceptance.signed_world import DAY, VERIFIED, World, day, ordinary
from tests.instance import withholding

PIER: Final = "lists/pier/list.yaml"


def is_listed(world: World) -> bool:
    return public(world)[VERIFIED].derived.state == "verified"


def two_withhold(world: World) -> None:
    """Let two people withhold a record on two branches, by files of one name that differ; the first lands."""
    branch(world, "other")
    world.withhold(VERIFIED, reason="safety")
    world.commit("The other withholding", at=DAY)
    world.git("checkout", "-q", "main")
    world.withhold(VERIFIED)


@chain(9, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def two_withholdings_conflict_and_whoever_merges_deletes_both(world: World) -> Steps:
    two_withhold(world)
    yield None
    merge(world, "other", "--no-commit", "-s", "ours")
    world.git("rm", "-qf", withholding(VERIFIED))
    world.git("commit", "-q", "--no-edit", at=day(1))


@chain(
    9,
    "withholding-changed",
    says="never changes; restore it, and put another file beside it",
    hidden=(VERIFIED,),
)
def two_withholdings_conflict_and_whoever_merges_keeps_the_other(world: World) -> Steps:
    two_withhold(world)
    yield None
    merge(world, "other", "-X", "theirs")


@chain(9, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def of_two_withholdings_that_were_merged_one_is_tidied_away(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.write(withholding(VERIFIED, "3d4e5f"), (world.root / withholding(VERIFIED)).read_bytes())
    yield None
    (world.root / withholding(VERIFIED)).unlink()


@chain(9, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def what_cannot_be_read_is_deleted_because_nobody_can_read_it(world: World) -> Steps:
    world.write(withholding(VERIFIED), "<<<<<<< main\nsince: 2026-06-01\n=======\n>>>>>>> other\n")
    yield None
    (world.root / withholding(VERIFIED)).unlink()


# What is put beside a record so that it no longer validates, and is withheld as invalid


@chain(9, "duplicate-account", says="lists the account id", aim=is_listed)
def a_proposal_on_another_list_moves_beside_the_record_that_it_copies(world: World) -> Steps:
    again(world, NEW, VERIFIED)
    path = on_pier(world, NEW)
    yield None
    (world.root / path).rename(world.root / world.path(NEW))


@chain(9, "duplicate-handle", says="has the handle", aim=is_listed)
def a_proposal_gets_the_handle_of_a_public_record_in_its_last_change(world: World) -> Steps:
    world.record(NEW, account_id=None)
    yield None
    world.edit(NEW, "handle", value=ordinary(VERIFIED)["handle"].upper())


@chain(9, "duplicate-account", says="lists the account id", aim=is_listed)
def a_next_claim_of_a_proposal_takes_the_id_of_a_public_record(world: World) -> Steps:
    world.record(NEW, account_id=None)
    yield None
    world.next_claim(NEW, "account_id", value=ordinary(VERIFIED)["account_id"])


@chain(9, "protected-account", says="which must never be listed", aim=is_listed)
def a_public_record_becomes_one_of_a_protected_account(world: World) -> Steps:
    world.record(NEW)
    yield None
    protect(world, ordinary(VERIFIED)["handle"])


@chain(9, "policy-account-id", says="account_id is missing, but the list requires it")
def a_demand_is_raised_that_a_public_record_does_not_meet(world: World) -> Steps:
    world.record(NEW, account_id=None)
    path = on_pier(world, NEW)
    yield None
    assert path
    policy(world, PIER, require_account_id=True)


@chain(9, "record-id-duplicate", says=f"has the id {VERIFIED} too", aim=is_listed)
def a_record_of_another_list_has_the_id_of_a_public_one(world: World) -> Steps:
    world.record(NEW)
    yield None
    made = ordinary(VERIFIED) | {"handle": "somebody_else", "account_id": "900000000000000009"}
    world.write(world.path(VERIFIED).replace("/quay/", "/pier/"), emit(FileKind.RECORD, made))
