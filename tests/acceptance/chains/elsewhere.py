"""Chains by which an account that was stopped is public elsewhere, or a listing is acted upon again (7)."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import Steps, again, chain, on_pier, put_in_place
from tests.acceptance.chains.law import public
from tests.acceptance.hostile.corpus import NEW
from tests.acceptance.signed_world import (
    DAY,
    VERIFIED,
    World,
    name,
    ordinary,
)

TWIN = name("twin", 1)


@chain(7, "account-held", says="which is withheld", hidden=(TWIN, VERIFIED))
def a_withheld_account_becomes_public_on_another_list(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    again(world, TWIN, VERIFIED, account_id="900000000000000009")
    yield None
    world.confirm(TWIN)


@chain(7, "account-held", says="which is under appeal", hidden=(TWIN,))
def an_account_under_appeal_becomes_public_once_more(world: World) -> Steps:
    again(world, TWIN, VERIFIED, account_id="900000000000000009")
    world.review("reviewer-a", TWIN)
    yield None
    world.appeal()
    yield None
    world.review("reviewer-b", TWIN)


def shown(world: World, field: str) -> bool:
    """Say whether the public record has in a field what the withheld one has."""
    return bool(public(world)[NEW].record.data.get(field) == ordinary(TWIN)[field])


def renamed(world: World, field: str) -> str:
    """Publish a record without an id, and let a next claim wait with what another list withholds."""
    world.record(NEW, **({"account_id": None} if field == "account_id" else {}))
    world.confirm(NEW)
    world.record(TWIN)
    on_pier(world, TWIN)
    path = world.next_claim(NEW, field, value=ordinary(TWIN)[field])
    world.confirm(NEW, claim=world.claim_of(path, NEW))
    return path


@chain(7, "account-held", says="which is withheld", aim=lambda world: not shown(world, "handle"))
def a_public_record_takes_the_handle_of_a_withheld_account(world: World) -> Steps:
    path = renamed(world, "handle")
    yield None
    world.withhold(TWIN)
    yield None
    put_in_place(world, path, NEW)


@chain(7, "account-held", says="which is withheld", aim=lambda world: not shown(world, "account_id"))
def a_public_record_takes_the_id_of_a_withheld_account(world: World) -> Steps:
    path = renamed(world, "account_id")
    yield None
    world.withhold(TWIN)
    yield None
    put_in_place(world, path, NEW)


@chain(7, "record-account-changed", says="about one account for good", hidden=(NEW,))
def a_withheld_proposal_becomes_one_about_somebody_else(world: World) -> Steps:
    world.record(NEW)
    yield None
    world.withhold(NEW)
    yield None
    world.edit(NEW, "account_id", value="900000000000000009")


@chain(7, "record-account-changed", "next-claim-member", says="for good", hidden=(NEW,))
def a_proposal_under_appeal_becomes_one_about_somebody_else(world: World) -> Steps:
    world.record(NEW, account_id=None)
    yield None
    world.appeal(NEW)
    yield None
    world.edit(NEW, "handle", value="somebody_else")


@chain(7, "record-deleted", says="is withheld, so it cannot be deleted", hidden=(NEW,))
def a_withheld_proposal_is_deleted_to_free_its_account(world: World) -> Steps:
    world.record(NEW)
    yield None
    world.withhold(NEW)
    yield None
    (world.root / world.path(NEW)).unlink()


# What keeps consumers from acting


def gone(world: World) -> None:
    """Publish a record that is matched by its handle, and see later that the account is gone."""
    world.record(NEW, account_id=None)
    world.confirm(NEW, at="2026-05-20")
    world.commit("Publish", at=DAY)
    world.edit(NEW, "observations", value=[{"date": "2026-05-30", "state": "deleted"}])


@chain(7, "observation-removed", says="consumers would act on nnnn00000001 again")
def an_observation_is_taken_out_while_the_record_is_disputed(world: World) -> Steps:
    gone(world)
    yield None
    world.appeal(NEW)
    yield None
    world.edit(NEW, "observations", value=[{"date": "2026-05-30", "state": "active"}])


@chain(7, "observation-removed", says="consumers would act on nnnn00000001 again", hidden=(NEW,))
def an_observation_is_taken_out_while_the_record_is_withheld(world: World) -> Steps:
    gone(world)
    yield None
    world.withhold(NEW)
    yield None
    world.edit(NEW, "observations", value=[{"date": "2026-05-01", "state": "deleted"}])


@chain(7, "observation-removed", says="consumers would act on nnnn00000001 again")
def a_next_claim_that_was_confirmed_before_is_put_in_place_without_the_observation(world: World) -> Steps:
    world.record(NEW, account_id=None)
    world.confirm(NEW, at="2026-05-20")
    world.commit("Publish", at=DAY)
    path = world.next_claim(NEW, "summary", value="Clearer words.")
    world.confirm(NEW, at="2026-05-25", claim=world.claim_of(path, NEW))
    yield None
    world.edit(NEW, "observations", value=[{"date": "2026-05-30", "state": "renamed"}])
    yield None
    held = world.read(world.path(NEW))
    put_in_place(world, path, NEW)
    kept = {name: part for name, part in world.read(world.path(NEW)).items() if name != "observations"}
    assert held["observations"]
    world.write(world.path(NEW), emit(FileKind.RECORD, kept))
