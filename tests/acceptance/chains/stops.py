"""Chains by which something that was stopped is put back by one unsigned change (7)."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, decision_path, review_path
from tests.acceptance.chains.chain import Steps, again, branch, chain, merge, on_pier, put_in_place
from tests.acceptance.chains.law import public
from tests.acceptance.hostile.corpus import NEW, forget
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    LIST,
    PROPOSED,
    VERIFIED,
    World,
    day,
    name,
    ordinary,
)
from tests.instance import withholding

HALF = CONFIRMED_ONCE[0]
TWIN = name("twin", 1)


def is_disputed(world: World) -> bool:
    return public(world)[VERIFIED].derived.state == "disputed"


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def a_withholding_is_deleted_as_if_nobody_had_put_it_there(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.release(VERIFIED, None)


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def a_withholding_is_reverted(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.git("revert", "--no-edit", "HEAD", at=day(1))


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def a_withholding_is_moved_to_another_record(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    (world.root / withholding(VERIFIED)).rename(world.root / withholding(PROPOSED))


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def a_branch_from_before_the_withholding_takes_its_place(world: World) -> Steps:
    branch(world, "old")
    world.edit(VERIFIED, "observations", value=[{"date": DAY, "state": "active"}])
    world.commit("Observe", at=DAY)
    world.git("checkout", "-q", "main")
    world.withhold(VERIFIED)
    yield None
    world.git("checkout", "-q", "old")
    world.git("merge", "-q", "-s", "ours", "-m", "Merge main", "main", at=day(1))
    world.git("checkout", "-q", "-B", "main")


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def a_withholding_that_nobody_can_read_is_deleted(world: World) -> Steps:
    world.write(f"lists/withheld/{VERIFIED} copy.yaml", "")
    yield None
    (world.root / f"lists/withheld/{VERIFIED} copy.yaml").unlink()


@chain(7, "withholding-changed", says="what withholds veryxxxx0001 never changes", hidden=(VERIFIED,))
def a_withholding_is_emptied(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.write(withholding(VERIFIED), "")


@chain(7, "record-deleted", "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def a_withheld_record_is_deleted_with_what_withholds_it(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.release(VERIFIED, None)
    (world.root / world.path(VERIFIED)).unlink()


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def of_two_withholdings_a_decision_about_one_frees_both(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.write(withholding(VERIFIED, "3d4e5f"), (world.root / withholding(VERIFIED)).read_bytes())
    yield None
    (world.root / withholding(VERIFIED, "3d4e5f")).unlink()
    world.release(VERIFIED)


@chain(7, "decision-missing", says="veryxxxx0001 is released", hidden=(VERIFIED,))
def the_withholding_of_march_has_the_name_that_was_released_in_january(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.release(VERIFIED)
    yield None
    world.withhold(VERIFIED, at=day(60))
    yield day(60)
    world.release(VERIFIED, None)


@chain(
    7,
    "decision-missing",
    "decision-date",
    "decision-signature",
    "decision-unsigned",
    says="dated 2026-06-01, but it must be at most 30 days before 2026-07-31",
    hidden=(VERIFIED,),
)
def the_withholding_of_march_is_freed_by_the_release_of_january(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.release(VERIFIED)
    yield None
    world.withhold(VERIFIED, at=day(60))
    yield day(60)
    (decided,) = (world.root / "lists/decisions").iterdir()
    world.write(decision_path(name("dec1", 9)), decided.read_bytes())
    world.release(VERIFIED, None)


@chain(7, "decision-missing", says="retracted, which is for a steward", hidden=(VERIFIED,))
def consumers_are_told_to_reverse_what_was_only_doubted(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.retract(VERIFIED, steward=None)


@chain(7, "decision-missing", says="the appeal against veryxxxx0001 is decided", aim=is_disputed)
def an_appeal_is_dismissed_by_nobody_at_all(world: World) -> Steps:
    world.appeal()
    yield None
    world.decide_appeal("dismissed", by="nobody-at-all", steward=None)


@chain(7, "decision-part", says="steward-a wrote the listing", hidden=(NEW,))
def an_appeal_is_dismissed_by_a_steward_who_wrote_the_listing(world: World) -> Steps:
    world.record(NEW, submitted_by=["steward-a"])
    yield None
    world.appeal(NEW, ground="legal-order")
    yield None
    world.decide_appeal("dismissed", NEW, by="appeals-desk")


@chain(7, "decision-missing", says="the appeal against veryxxxx0001 is decided", hidden=(VERIFIED,))
def the_decision_about_a_silly_appeal_dismisses_the_other_one_of_that_day(world: World) -> Steps:
    world.appeal(ground="legal-order")
    yield None
    world.appeal(ground="out-of-scope")
    yield None
    order, silly = world.read(world.path(VERIFIED))["appeals"]
    world.edit(VERIFIED, "appeals", value=[silly])
    world.decide_appeal("dismissed")
    (dismissed,) = world.read(world.path(VERIFIED))["appeals"]
    world.edit(VERIFIED, "appeals", value=[order | {**dismissed, "ground": "legal-order"}, silly])


@chain(7, "appeal-changed", says="an appeal cannot be rewritten", hidden=(VERIFIED,))
def an_order_of_a_court_becomes_another_ground(world: World) -> Steps:
    world.appeal(ground="legal-order")
    yield None
    world.edit(VERIFIED, "appeals", 0, "ground", value="out-of-scope")


@chain(7, "appeal-changed", says="an appeal cannot be rewritten", hidden=(VERIFIED,))
def a_next_claim_is_put_in_place_without_the_appeals(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "summary", value="Clearer words.")
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    world.appeal(ground="legal-order")
    yield None
    world.write(world.path(VERIFIED), (world.root / path).read_bytes())
    (world.root / path).unlink()


# Rejections


def rejected(world: World) -> None:
    for reviewer in ("reviewer-b", "reviewer-c"):
        world.review(reviewer, HALF, verdict="reject")


@chain(7, "record-id-used", says="the id of a record that was deleted", hidden=(HALF,))
def a_rejected_proposal_comes_back_with_other_words(world: World) -> Steps:
    rejected(world)
    yield None
    (world.root / world.path(HALF)).unlink()
    yield None
    world.record(HALF, summary="Sold tickets.")
    world.confirm(HALF)


@chain(7, "record-id-used", says="the id of a record that was deleted", hidden=(HALF,))
def a_rejected_proposal_comes_back_on_another_list(world: World) -> Steps:
    rejected(world)
    yield None
    held = (world.root / world.path(HALF)).read_bytes()
    (world.root / world.path(HALF)).unlink()
    yield None
    world.write(world.path(HALF), held)
    on_pier(world, HALF)


@chain(7, "record-id-used", says="the id of a record that was deleted", hidden=(HALF,))
def a_rejected_proposal_comes_back_a_year_and_many_changes_later(world: World) -> Steps:
    rejected(world)
    yield None
    (world.root / world.path(HALF)).unlink()
    yield None
    world.commit("A tick", at=day(200))
    world.commit("A tick", at=day(300))
    world.record(NEW)
    yield day(365)
    world.record(HALF, summary="Sold tickets.")


@chain(7, "review-removed", says="its reviewer may withdraw it", hidden=(HALF,))
def the_rejections_of_a_deleted_proposal_are_tidied_away(world: World) -> Steps:
    rejected(world)
    yield None
    (world.root / world.path(HALF)).unlink()
    yield None
    forget(world, HALF)


@chain(7, "review-removed", says="its reviewer may withdraw it", hidden=(HALF,))
def a_merge_takes_the_side_without_the_rejections(world: World) -> Steps:
    path = review_path(LIST, "reviewer-c", HALF)
    branch(world, "old")
    world.review("reviewer-c", CONFIRMED_ONCE[1])
    world.commit("Another review in the same file", at=DAY)
    world.git("checkout", "-q", "main")
    rejected(world)
    yield None
    merge(world, "old", "--no-commit", "-s", "ours")
    held = world.git("show", f"old:{path}") + "\n"
    world.write(path, held)
    world.git("commit", "-q", "-a", "--no-edit", at=day(1))


# The same account, or the same words, elsewhere


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


@chain(7, "record-account-changed", says="about one account for good", hidden=(NEW,))
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
