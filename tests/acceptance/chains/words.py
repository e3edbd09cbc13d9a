"""Chains by which a verdict is revived, put in another order, or cannot be taken back (5)."""

from __future__ import annotations

from typing import Any

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.chains.chain import Steps, branch, chain, merge
from tests.acceptance.hostile.corpus import NEW, ROSTER_FILE
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

HALF = CONFIRMED_ONCE[0]
SECOND = "reviewer-b"


def words(world: World, reviewer: str, record: str) -> list[dict[str, Any]]:
    """Return what a reviewer said of a record."""
    held: list[dict[str, Any]] = world.read(review_path(LIST, reviewer, record))[record]
    return held


def file(world: World, reviewer: str, record: str, word: dict[str, Any]) -> None:
    """File a word as whoever carries it has it."""
    world.add(FileKind.REVIEWS, review_path(LIST, reviewer, record), (record,), word)


def signed(world: World, reviewer: str, record: str, **said: Any) -> dict[str, Any]:
    """Return a word that its reviewer signed and that is in no file yet."""
    path = world.root / review_path(LIST, reviewer, record)
    before = path.read_bytes() if path.exists() else None
    world.review(reviewer, record, **said)
    word = words(world, reviewer, record)[-1]
    path.write_bytes(before) if before is not None else path.unlink()
    return word


# Revived


@chain(
    5, "review-replayed", says="reviewer-b already said confirm of ha1fxxxx0000 on 2026-06-01", hidden=(HALF,)
)
def a_confirmation_that_was_taken_back_the_same_day_is_filed_again(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="withdraw")
    yield None
    file(world, SECOND, HALF, words(world, SECOND, HALF)[0])


@chain(5, "review-replayed", says="reviewer-b already said confirm", hidden=(HALF,))
def a_confirmation_that_became_a_rejection_is_filed_again(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="reject")
    yield None
    file(world, SECOND, HALF, words(world, SECOND, HALF)[0])


@chain(5, "review-replayed", "review-signature-form", says="reviewer-b already said confirm", hidden=(HALF,))
def a_confirmation_is_revived_in_another_form_of_its_signature(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="withdraw")
    yield None
    word = words(world, SECOND, HALF)[0]
    begin, *lines, end, _ = word["signature"].split("\n")
    file(world, SECOND, HALF, word | {"signature": "\n".join((begin, "".join(lines), end, ""))})


@chain(5, "review-signature", says="for another claim, date, instance, number", hidden=(HALF,))
def a_confirmation_is_revived_under_a_higher_number(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="withdraw")
    yield None
    file(world, SECOND, HALF, words(world, SECOND, HALF)[0] | {"number": 3})


@chain(5, "review-signature", says="for another claim, date, instance, number", hidden=(HALF,))
def a_confirmation_is_revived_on_another_day(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="withdraw")
    yield day(3)
    file(world, SECOND, HALF, words(world, SECOND, HALF)[0] | {"number": 3, "date": day(3)})


@chain(5, "review-edited", says="was confirm of", hidden=(HALF,))
def the_withdrawal_and_the_confirmation_change_places(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="withdraw")
    yield None
    path = review_path(LIST, SECOND, HALF)
    held = world.read(path)
    world.write(path, emit(FileKind.REVIEWS, held | {HALF: [*reversed(held[HALF])]}))


@chain(5, "review-removed", says="its reviewer may withdraw it", hidden=(HALF,))
def a_withdrawal_is_reverted(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    world.review(SECOND, HALF, verdict="withdraw")
    yield None
    world.git("revert", "--no-edit", "HEAD", at=day(1))


@chain(5, "review-removed", says="its reviewer may withdraw it", hidden=(HALF,))
def a_withdrawal_gets_lost_in_a_merge(world: World) -> Steps:
    world.review(SECOND, HALF)
    yield None
    branch(world, "side")
    world.record(NEW)
    world.commit("Propose", at=DAY)
    world.git("checkout", "-q", "main")
    world.review(SECOND, HALF, verdict="withdraw")
    yield None
    merge(world, "side", "--no-commit")
    path = review_path(LIST, SECOND, HALF)
    world.git("checkout", "side", "--", path)
    world.git("commit", "-q", "--no-edit", at=day(1))


# In another order


@chain(5, "review-number", says="in a review with the number 2", hidden=(HALF,))
def two_words_are_filed_the_other_way_round(world: World) -> Steps:
    confirmed = signed(world, SECOND, HALF, number=1)
    world.review(SECOND, HALF, verdict="reject", number=2)
    yield None
    file(world, SECOND, HALF, confirmed)


@chain(5, "review-number", says="in a review with the number 3", hidden=(HALF,))
def of_three_words_the_middle_one_is_kept_back(world: World) -> Steps:
    world.review(SECOND, HALF, verdict="reject")
    yield None
    confirmed = signed(world, SECOND, HALF, number=2)
    world.review(SECOND, HALF, verdict="reject", number=3)
    yield None
    file(world, SECOND, HALF, confirmed)


@chain(5, "review-number", says="in a review with the number 1", hidden=(PROPOSED,))
def a_word_that_was_signed_beside_the_withdrawal_has_its_number(world: World) -> Steps:
    confirmed = signed(world, "reviewer-a", PROPOSED)
    world.review("reviewer-a", PROPOSED, verdict="withdraw")
    yield None
    file(world, "reviewer-a", PROPOSED, confirmed)


@chain(5, "review-number", says="or the one before it")
def who_rejected_a_claim_confirms_its_correction_by_an_earlier_word(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "summary", value="Clearer words.")
    confirmed = signed(world, "reviewer-c", VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    world.review("reviewer-c", VERIFIED, verdict="reject")
    yield None
    file(world, "reviewer-c", VERIFIED, confirmed)


# Keys, periods and numbers


@chain(5, "review-number", says="on ha1fxxxx0000 it is at most 201 now", hidden=(HALF,))
def numbers_are_used_up_step_by_step(world: World) -> Steps:
    world.review(SECOND, HALF, verdict="reject", number=100)
    yield None
    world.review(SECOND, HALF, verdict="reject", number=101)
    yield None
    world.review(SECOND, HALF, verdict="reject", number=999_999)


@chain(5, "review-signature", says="marked as stolen", hidden=(HALF,), changed=(ROSTER_FILE,))
def a_stolen_key_speaks_once_more(world: World) -> Steps:
    world.review("reviewer-c", HALF, number=100)
    yield None
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "keys", 0, "stolen"), value=True)
    world.override()
    yield None
    world.review("reviewer-c", HALF, number=150)


@chain(5, "review-key-date", says="or has ended since", hidden=(HALF,), changed=(ROSTER_FILE,))
def a_key_that_was_ended_signs_with_an_earlier_date(world: World) -> Steps:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "keys", 0, "until"), DAY)
    yield None
    world.review("reviewer-c", HALF, at=day(-3))


@chain(
    5,
    "review-after-active",
    says="was no longer active on 2026-06-02",
    hidden=(HALF,),
    changed=(ROSTER_FILE,),
)
def who_has_left_confirms(world: World) -> Steps:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "active", 0, "until"), DAY)
    yield None
    world.review("reviewer-c", HALF, at=day(1))


@chain(5, "review-replayed", says="already said confirm", hidden=(HALF,), changed=(ROSTER_FILE,))
def who_has_left_takes_back_a_confirmation_and_it_is_filed_again(world: World) -> Steps:
    world.review("reviewer-c", HALF)
    yield None
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "active", 0, "until"), DAY)
    yield None
    world.review("reviewer-c", HALF, verdict="withdraw", at=day(1))
    yield None
    file(world, "reviewer-c", HALF, words(world, "reviewer-c", HALF)[0])


# Elsewhere


@chain(5, "review-copied", "review-signature", says="a copy of one under very", hidden=(PROPOSED,))
def a_confirmation_of_another_record_is_copied_before_the_second_comes(world: World) -> Steps:
    world.review("reviewer-a", PROPOSED)
    yield None
    file(world, SECOND, PROPOSED, words(world, SECOND, VERIFIED)[0])


@chain(5, "review-self", says="is in submitted_by of veryxxxx0001")
def who_wrote_a_next_claim_confirms_it_after_another_did(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "submitted_by", value=["contributor-a", "reviewer-c"])
    yield None
    world.review("reviewer-a", VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    world.review("reviewer-c", VERIFIED, claim=world.claim_of(path, VERIFIED))


@chain(5, "review-claim", says="quay has no record tw1nxxxx0001", hidden=(name("twin", 1),))
def a_confirmation_waits_for_the_record_that_it_is_to_be_of(world: World) -> Steps:
    twin = name("twin", 1)
    world.record(twin)
    claim = world.claim(twin)
    (world.root / world.path(twin)).unlink()
    world.record(NEW)
    yield None
    world.review("reviewer-a", twin, claim=claim)
