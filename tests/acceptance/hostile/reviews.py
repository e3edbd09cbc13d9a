"""Hostile changes of reviews."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.hostile.corpus import (
    NEW,
    ROSTER_FILE,
    hostile,
)
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    LIST,
    PROPOSED,
    VERIFIED,
    World,
    day,
    roster,
)
from tests.keys import key


@hostile("review-self")
def a_submitter_confirms_the_own_claim(world: World) -> None:
    world.record(NEW, submitted_by=["contributor-a", "reviewer-a"])
    world.review("reviewer-a", NEW)


@hostile("review-not-on-roster", "review-unknown-reviewer")
def a_stranger_confirms(world: World) -> None:
    world.review("stranger", PROPOSED)


@hostile("review-not-for-list")
def a_reviewer_of_another_list_confirms(world: World) -> None:
    world.review("reviewer-elsewhere", PROPOSED)


@hostile("review-before-active")
def a_reviewer_confirms_before_being_active(world: World) -> None:
    world.review("reviewer-soon", PROPOSED)


@hostile("review-after-active")
def a_reviewer_confirms_after_having_left(world: World) -> None:
    world.review("reviewer-gone", PROPOSED)


@hostile("review-copied", "review-signature")
def a_review_is_copied_from_another_record(world: World) -> None:
    other = world.read(review_path(LIST, "reviewer-a", VERIFIED))[VERIFIED][0]
    world.add(FileKind.REVIEWS, review_path(LIST, "reviewer-a", PROPOSED), (PROPOSED,), other)


@hostile("review-signature")
def a_reject_is_turned_into_a_confirm(world: World) -> None:
    world.review("reviewer-a", PROPOSED, signed={"verdict": "reject"})


@hostile("review-signature")
def the_date_of_a_review_is_changed(world: World) -> None:
    world.review("reviewer-a", PROPOSED, signed={"date": day(-5)})


@hostile("review-signature")
def a_signature_over_an_old_claim_is_filed_for_the_new_one(world: World) -> None:
    old = world.claim(PROPOSED)
    world.edit(PROPOSED, "summary", value="Something else.")
    world.review("reviewer-a", PROPOSED, signed={"claim": old})


@hostile("review-claim")
def an_honest_review_of_an_old_claim_is_filed(world: World) -> None:
    old = world.claim(PROPOSED)
    world.edit(PROPOSED, "summary", value="Something else.")
    world.review("reviewer-a", PROPOSED, claim=old)


@hostile("review-namespace")
def a_signature_made_for_git_is_filed(world: World) -> None:
    world.review("reviewer-a", PROPOSED, namespace="git")


@hostile("review-key-other")
def a_reviewer_signs_for_another(world: World) -> None:
    world.review("reviewer-a", PROPOSED, signer="reviewer-b")


@hostile("review-key-other")
def a_review_is_filed_under_another_reviewer(world: World) -> None:
    world.review("reviewer-b", PROPOSED, filed_as="reviewer-a")


@hostile("review-key-unknown")
def a_key_that_nobody_has_signs(world: World) -> None:
    world.review("reviewer-a", PROPOSED, signer="somebody")


@hostile("review-key-date")
def a_key_that_has_expired_signs(world: World) -> None:
    world.review("reviewer-rekeyed", PROPOSED)


@hostile("review-key-date")
def a_stolen_key_that_was_ended_dates_back(world: World) -> None:
    world.review("reviewer-robbed", PROPOSED, at=day(-5))


@hostile("review-replayed")
def a_confirmation_is_put_after_its_withdrawal(world: World) -> None:
    path = review_path(LIST, "reviewer-a", VERIFIED)
    world.review("reviewer-a", VERIFIED, verdict="withdraw", at=DAY)
    world.commit("Withdrawn", at=DAY)
    world.add(FileKind.REVIEWS, path, (VERIFIED,), world.read(path)[VERIFIED][0])


@hostile("review-replayed")
def a_confirmation_is_put_after_its_withdrawal_of_the_same_day(world: World) -> None:
    path = review_path(LIST, "reviewer-a", PROPOSED)
    world.review("reviewer-a", PROPOSED, at=DAY)
    world.review("reviewer-a", PROPOSED, verdict="withdraw", at=DAY)
    world.commit("Confirmed and withdrawn", at=DAY)
    world.add(FileKind.REVIEWS, path, (PROPOSED,), world.read(path)[PROPOSED][0])


@hostile("review-number")
def an_old_answer_is_filed_after_a_newer_one(world: World) -> None:
    world.review("reviewer-a", PROPOSED, verdict="reject", at=DAY, number=2)
    world.commit("Rejected", at=DAY)
    world.review("reviewer-a", PROPOSED, at=day(-2), number=1)


@hostile("review-number")
def a_confirmation_has_the_number_of_a_withdrawal(world: World) -> None:
    world.review("reviewer-a", PROPOSED, verdict="withdraw", at=DAY)
    world.commit("Withdrawn before there was anything to withdraw", at=DAY)
    world.review("reviewer-a", PROPOSED, at=DAY, number=1)


@hostile("review-number")
def a_number_is_far_above_the_last(world: World) -> None:
    world.review("reviewer-a", PROPOSED, number=101)


@hostile("review-number")
def a_rejection_uses_up_the_numbers(world: World) -> None:
    world.review("reviewer-a", PROPOSED, verdict="reject", number=999_999)


@hostile("review-signature")
def the_number_of_a_review_is_changed(world: World) -> None:
    world.review("reviewer-a", PROPOSED, number=2, signed={"number": 1})


@hostile("review-signature")
def a_review_was_signed_for_another_instance(world: World) -> None:
    world.review("reviewer-a", PROPOSED, signed={"instance": "1b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d"})


@hostile("review-signature-form")
def a_signature_is_wrapped_anew(world: World) -> None:
    world.review("reviewer-a", PROPOSED)
    path = review_path(LIST, "reviewer-a", PROPOSED)
    (whole,) = world.read(path)[PROPOSED]
    begin, *lines, end, _ = whole["signature"].split("\n")
    (world.root / path).unlink()
    other = {**whole, "signature": "\n".join((begin, "".join(lines), end, ""))}
    world.add(FileKind.REVIEWS, path, (PROPOSED,), other)


@hostile("review-signature")
def a_stolen_key_rejects(world: World) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-a", "keys", 0, "stolen"), value=True)
    world.commit("The key was stolen", at=DAY)
    world.review("reviewer-a", VERIFIED, verdict="reject", at=DAY)


@hostile("policy-weakened", "policy-publishes")
def a_rejection_is_silenced_by_calling_its_key_stolen(world: World) -> None:
    world.review("reviewer-c", VERIFIED, verdict="reject", at=DAY)
    world.commit("A rejection", at=DAY)
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "keys", 0, "stolen"), value=True)


@hostile("policy-weakened")
def a_withdrawal_is_silenced_by_taking_the_list_away(world: World) -> None:
    world.review("reviewer-c", VERIFIED, verdict="withdraw", at=DAY)
    world.commit("A withdrawal", at=DAY)
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "lists"), value=["pier"])


@hostile("rules-forbidden")
def a_stolen_key_is_called_good_again(world: World) -> None:
    world.put(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-c", "keys", 0, "stolen"), value=True)
    world.commit("The key was stolen", at=DAY)
    world.write(ROSTER_FILE, emit(FileKind.REVIEWERS, roster()))


@hostile("review-unsigned")
def a_review_is_not_signed(world: World) -> None:
    review = {"claim": world.claim(PROPOSED), "date": DAY, "verdict": "confirm", "number": 1}
    world.add(FileKind.REVIEWS, review_path(LIST, "reviewer-a", PROPOSED), (PROPOSED,), review)


@hostile("review-signature")
def a_signature_is_garbage(world: World) -> None:
    review = {
        "claim": world.claim(PROPOSED),
        "date": DAY,
        "verdict": "confirm",
        "number": 1,
        "signature": "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n",
    }
    world.add(FileKind.REVIEWS, review_path(LIST, "reviewer-a", PROPOSED), (PROPOSED,), review)


@hostile("review-date")
def a_review_is_dated_long_ago(world: World) -> None:
    world.review("reviewer-a", PROPOSED, at=day(-40))


@hostile("review-date")
def a_review_is_dated_tomorrow(world: World) -> None:
    world.review("reviewer-a", PROPOSED, at=day(2))


@hostile("review-edited")
def a_review_is_edited(world: World) -> None:
    path = review_path(LIST, "reviewer-a", CONFIRMED_ONCE[0])
    world.put(FileKind.REVIEWS, path, (CONFIRMED_ONCE[0], 0, "verdict"), "reject")


@hostile("review-removed")
def a_review_is_removed(world: World) -> None:
    path = review_path(LIST, "reviewer-a", CONFIRMED_ONCE[0])
    kept = {name: value for name, value in world.read(path).items() if name != CONFIRMED_ONCE[0]}
    world.write(path, emit(FileKind.REVIEWS, kept))


@hostile("review-removed", "breaker-remove")
def a_whole_file_of_reviews_is_removed(world: World) -> None:
    (world.root / review_path(LIST, "reviewer-a", VERIFIED)).unlink()


@hostile("change-mixed", "policy-weakened", "review-not-on-roster")
def a_reviewer_adds_themself_and_confirms(world: World) -> None:
    entry = {
        "lists": [LIST],
        "active": [{"from": "2026-01-01"}],
        "keys": [{"key": key("mole").public, "from": "2026-01-01"}],
    }
    world.write(ROSTER_FILE, emit(FileKind.REVIEWERS, roster() | {"mole": entry}))
    world.review("mole", PROPOSED)
