"""Chains by which something that was stopped is put back by one unsigned change (7)."""

from __future__ import annotations

from site_builder.load.layout import decision_path, review_path
from tests.acceptance.chains.chain import Steps, branch, chain, merge, on_pier
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


@chain(
    7,
    "decision-missing",
    "decision-unused",
    says="the appeal against veryxxxx0001 is decided",
    hidden=(VERIFIED,),
)
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
