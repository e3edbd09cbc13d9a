"""Chains by which an old claim comes back (1), or a next claim is left lying until nobody stands by it (8)."""

from __future__ import annotations

from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import Steps, branch, chain, merge, put_in_place
from tests.acceptance.chains.law import public
from tests.acceptance.hostile.corpus import ROSTER_FILE
from tests.acceptance.signed_world import CONFIRMED_ONCE, DAY, REVIEWERS, VERIFIED, World, day

HALF = CONFIRMED_ONCE[0]
LESS = "Sold tickets for a ferry that runs late."
MORE = "Robbed passengers."


def corrected(world: World, record: str = VERIFIED, summary: str = LESS) -> bytes:
    """Correct a record with a quorum; return its file as it was."""
    before = (world.root / world.path(record)).read_bytes()
    world.correct(record, "summary", value=summary)
    world.confirm(record)
    return before


def says_less(world: World) -> bool:
    return public(world)[VERIFIED].record.data["summary"] == LESS


@chain(1, "claim-replaces", says="has to say replaces", aim=says_less)
def a_corrected_claim_is_put_back(world: World) -> Steps:
    before = corrected(world)
    yield None
    world.write(world.path(VERIFIED), before)


@chain(1, "claim-replaces", says="has to say replaces")
def the_claim_before_the_last_is_put_back(world: World) -> Steps:
    corrected(world, summary=MORE)
    yield None
    middle = corrected(world)
    yield None
    world.write(world.path(VERIFIED), middle)


@chain(1, "claim-replaces", says="has to say replaces", hidden=(VERIFIED,))
def a_corrected_claim_is_put_back_while_the_record_is_withheld(world: World) -> Steps:
    before = corrected(world)
    yield None
    world.withhold(VERIFIED)
    yield None
    world.write(world.path(VERIFIED), before)


@chain(1, "claim-replaces", says="has to say replaces", hidden=(VERIFIED,))
def a_corrected_claim_is_put_back_where_its_reviewers_withdrew_from_the_other(world: World) -> Steps:
    before = corrected(world)
    yield None
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw")
    yield None
    world.write(world.path(VERIFIED), before)


@chain(1, "claim-replaces", says="has to say replaces", aim=says_less)
def the_promotion_of_a_correction_is_reverted(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "summary", value=LESS)
    yield None
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    put_in_place(world, path, VERIFIED)
    yield None
    world.git("revert", "--no-edit", "HEAD", at=day(1))


@chain(1, "claim-replaces", says="has to say replaces", aim=says_less)
def a_branch_from_before_the_correction_is_merged_over_it(world: World) -> Steps:
    branch(world, "old")
    world.edit(VERIFIED, "observations", value=[{"date": DAY, "state": "active"}])
    world.commit("Observe", at=DAY)
    old = (world.root / world.path(VERIFIED)).read_bytes()
    world.git("checkout", "-q", "main")
    corrected(world)
    yield None
    merge(world, "old", "--no-commit", "-s", "ours")
    world.write(world.path(VERIFIED), old)
    world.git("add", "-A")
    world.git("commit", "-q", "--no-edit", at=day(1))


@chain(1, "record-claim-unreviewed", says="public claim of veryxxxx0001 (replaces, summary)", aim=says_less)
def a_corrected_claim_is_put_back_as_the_successor_of_its_correction(world: World) -> Steps:
    old = world.read(world.path(VERIFIED))["summary"]
    corrected(world)
    yield None
    path = world.next_claim(VERIFIED, "summary", value=old)
    yield None
    put_in_place(world, path, VERIFIED)


@chain(1, "claim-replaces", says="has to say replaces", hidden=(HALF,))
def a_proposal_is_put_back_to_the_claim_that_has_a_review_already(world: World) -> Steps:
    before = (world.root / world.path(HALF)).read_bytes()
    world.correct(HALF, "summary", value=LESS)
    yield None
    world.write(world.path(HALF), before)
    world.review("reviewer-b", HALF)


@chain(1, "claim-replaces", says="has to say replaces", aim=says_less)
def an_appeal_is_upheld_by_putting_a_corrected_claim_back(world: World) -> Steps:
    before = corrected(world)
    yield None
    world.appeal()
    yield None
    appealed = world.read(world.path(VERIFIED))["appeals"]
    claim = world.claim(VERIFIED)
    world.write(world.path(VERIFIED), before)
    world.edit(VERIFIED, "appeals", value=appealed)
    world.decide_appeal("upheld", claim=claim)


@chain(1, "schema-missing", says="platform", aim=says_less)
def a_file_is_broken_so_that_it_can_be_repaired_to_the_old_claim(world: World) -> Steps:
    corrected(world)
    yield None
    world.withhold(VERIFIED)
    yield None
    world.release(VERIFIED)
    yield None
    text = (world.root / world.path(VERIFIED)).read_text(encoding="utf-8")
    world.write(world.path(VERIFIED), text.replace("platform: twitter\n", ""))


# 8: insurance


def insured(world: World, summary: str = MORE) -> str:
    """Leave a next claim lying that a quorum has confirmed; return its path."""
    path = world.next_claim(VERIFIED, "summary", value=summary)
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    return path


def does_not_say_more(world: World) -> bool:
    record = public(world).get(VERIFIED)
    return record is None or record.record.data["summary"] != MORE


@chain(8, "record-claim-unreviewed", says="has 0 of 2 confirmations", aim=does_not_say_more)
def a_next_claim_is_promoted_after_its_reviewers_withdrew(world: World) -> Steps:
    path = insured(world)
    yield None
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw", claim=world.claim_of(path, VERIFIED))
    yield None
    put_in_place(world, path, VERIFIED)


@chain(8, "record-claim-unreviewed", says="has 1 of 2 confirmations", hidden=(VERIFIED,))
def a_next_claim_is_promoted_after_a_reviewer_withdrew_from_the_listing_itself(world: World) -> Steps:
    path = insured(world)
    yield None
    world.review("reviewer-a", VERIFIED, verdict="withdraw")
    yield None
    put_in_place(world, path, VERIFIED)


@chain(8, "record-claim-unreviewed", says="1 reviewer rejected", aim=does_not_say_more)
def a_next_claim_is_promoted_after_somebody_rejected_it(world: World) -> Steps:
    path = insured(world)
    yield None
    world.review("reviewer-c", VERIFIED, verdict="reject", claim=world.claim_of(path, VERIFIED))
    yield None
    put_in_place(world, path, VERIFIED)


@chain(8, "claim-replaces", says="has to say replaces", aim=says_less)
def a_next_claim_is_promoted_after_the_record_was_corrected_otherwise(world: World) -> Steps:
    path = insured(world)
    yield None
    corrected(world)
    yield None
    put_in_place(world, path, VERIFIED)


@chain(8, "claim-replaces", says="this next claim of veryxxxx0001 was reviewed", aim=says_less)
def a_stale_next_claim_is_made_the_successor_of_the_correction(world: World) -> Steps:
    path = insured(world)
    yield None
    corrected(world)
    yield None
    world.put(FileKind.RECORD, path, ("replaces",), world.claim(VERIFIED))


@chain(8, "retracted-changed", says="retracted for good", hidden=(VERIFIED,))
def a_next_claim_is_promoted_after_the_retraction(world: World) -> Steps:
    path = insured(world)
    yield None
    world.retract(VERIFIED)
    yield None
    put_in_place(world, path, VERIFIED)


@chain(
    8, "record-claim-unreviewed", says="has 1 of 2 confirmations", hidden=(VERIFIED,), changed=(ROSTER_FILE,)
)
def a_next_claim_is_promoted_after_the_period_of_a_reviewer_was_ended_before_it(world: World) -> Steps:
    path = insured(world)
    yield None
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "active", 0, "until"), day(-40))
    world.override()
    yield None
    put_in_place(world, path, VERIFIED)


@chain(8, "record-claim-unreviewed", says="has 1 of 2 confirmations", changed=(ROSTER_FILE,))
def a_next_claim_is_promoted_after_a_key_that_confirmed_it_was_stolen(world: World) -> Steps:
    path = insured(world)
    yield None
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "keys", 0, "stolen"), value=True)
    world.override()
    yield None
    put_in_place(world, path, VERIFIED)


@chain(8, "record-claim-unreviewed", says="has 0 of 2 confirmations", aim=does_not_say_more)
def a_next_claim_comes_back_from_where_its_reviewers_could_not_see_it(world: World) -> Steps:
    path = insured(world)
    yield None
    held, claim = (world.root / path).read_bytes(), world.claim_of(path, VERIFIED)
    (world.root / path).unlink()
    yield None
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw", claim=claim)
    yield None
    world.write(world.path(VERIFIED), held)
