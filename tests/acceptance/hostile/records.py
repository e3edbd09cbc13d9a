"""Hostile changes of records."""

from __future__ import annotations

from site_builder.fmt.edit import remove
from site_builder.load.layout import FileKind
from tests.acceptance.hostile.corpus import (
    NEW,
    SOURCES_FILE,
    forget,
    hostile,
)
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    LIST,
    PROPOSED,
    RETRACTED,
    REVIEWERS,
    VERIFIED,
    WITHHELD,
    World,
    day,
    name,
    ordinary,
)


@hostile("record-claim-unreviewed")
def earlier_handles_are_slipped_into_a_verified_record(world: World) -> None:
    world.correct(VERIFIED, "previous_handles", value=[{"handle": "somebody_else"}])


@hostile("date-future")
def an_observation_of_next_year(world: World) -> None:
    world.edit(VERIFIED, "observations", value=[{"date": day(365), "state": "suspended"}])


@hostile("record-claim-unreviewed", "context-differs")
def an_affiliation_is_slipped_into_a_verified_record(world: World) -> None:
    world.put(FileKind.SOURCES, SOURCES_FILE, ("affiliations", "another"), {"title": "Another"})
    world.correct(VERIFIED, "affiliations", value=["ticket-desk", "another"])


@hostile("record-claim-unreviewed")
def a_claim_is_changed_with_one_review_of_two(world: World) -> None:
    world.correct(VERIFIED, "summary", value="Something else.")
    world.review("reviewer-a", VERIFIED)


@hostile("claim-replaces")
def a_reviewed_claim_is_edited_in_its_place(world: World) -> None:
    world.edit(VERIFIED, "summary", value="Something else.")
    world.confirm(VERIFIED)


@hostile("claim-replaces")
def an_old_claim_comes_back_under_its_old_confirmations(world: World) -> None:
    before = (world.root / world.path(VERIFIED)).read_bytes()
    world.correct(VERIFIED, "summary", value="Less than before.")
    world.confirm(VERIFIED)
    world.commit("Correct", at=DAY)
    world.write(world.path(VERIFIED), before)


@hostile("claim-replaces")
def an_old_claim_comes_back_while_the_record_is_withheld(world: World) -> None:
    before = (world.root / world.path(VERIFIED)).read_bytes()
    world.correct(VERIFIED, "summary", value="Less than before.")
    world.withhold(VERIFIED)
    world.commit("Correct", at=DAY)
    world.write(world.path(VERIFIED), before)


@hostile("claim-replaces")
def a_claim_says_that_it_replaces_an_older_one(world: World) -> None:
    first = world.claim(VERIFIED)
    world.correct(VERIFIED, "summary", value="Less than before.")
    world.confirm(VERIFIED)
    world.commit("Correct", at=DAY)
    world.edit(VERIFIED, "summary", value="More than before.")
    world.edit(VERIFIED, "replaces", value=first)
    world.confirm(VERIFIED)


@hostile("record-account-changed")
def a_reviewed_record_becomes_one_about_another_account(world: World) -> None:
    world.correct(VERIFIED, "account_id", value="900000000000000009")
    world.confirm(VERIFIED)


@hostile("record-account-changed")
def the_id_of_a_reviewed_account_is_taken_out(world: World) -> None:
    world.correct(CONFIRMED_ONCE[0], "summary", value="Something else.")
    path = world.path(CONFIRMED_ONCE[0])
    world.write(path, remove(FileKind.RECORD, (world.root / path).read_bytes(), ("account_id",), path))


@hostile("record-account-changed")
def a_reviewed_record_without_an_id_gets_another_handle(world: World) -> None:
    world.record(NEW, account_id=None)
    world.review("reviewer-a", NEW)
    world.commit("Propose", at=DAY)
    world.correct(NEW, "handle", value="somebody_else")


@hostile("schema-unknown-key")
def a_withheld_record_that_nobody_can_read_says_something_else(world: World) -> None:
    path = world.path(WITHHELD)
    text = (world.root / path).read_text(encoding="utf-8")
    world.write(path, f"{text}nonsense: true\n")
    world.commit("Broken, however that came", at=DAY)
    world.write(path, f"{text}nonsense: true\n".replace("Sold tickets", "Robbed passengers"))


@hostile("next-claim-member")
def a_next_claim_forgets_what_the_account_was_called(world: World) -> None:
    path = world.next_claim(VERIFIED, "handle", value="another_name")
    world.write(path, remove(FileKind.RECORD, (world.root / path).read_bytes(), ("previous_handles",), path))


@hostile("next-claim-member")
def a_next_claim_is_about_another_account(world: World) -> None:
    world.next_claim(VERIFIED, "account_id", value="900000000000000009")


@hostile("next-claim-member")
def a_next_claim_frees_its_writer_to_confirm_it(world: World) -> None:
    world.next_claim(VERIFIED, "submitted_by", value=["contributor-b"])


@hostile("protected-account")
def a_next_claim_is_about_a_protected_account(world: World) -> None:
    world.next_claim(VERIFIED, "handle", value="harbour_news")


@hostile("review-self")
def the_writer_of_a_next_claim_confirms_it(world: World) -> None:
    path = world.next_claim(VERIFIED, "submitted_by", value=["contributor-a", "reviewer-a"])
    world.review("reviewer-a", VERIFIED, claim=world.claim_of(path, VERIFIED))


@hostile("submitter-missing", actor="reviewer-a")
def a_reviewer_writes_a_next_claim_in_anothers_name(world: World) -> None:
    world.next_claim(VERIFIED, "summary", value="Something else.")


@hostile("record-claim-unreviewed")
def a_next_claim_is_promoted_before_its_quorum(world: World) -> None:
    path = world.next_claim(VERIFIED, "summary", value="Something else.")
    world.review("reviewer-a", VERIFIED, claim=world.claim_of(path, VERIFIED))
    world.commit("Propose", at=DAY)
    world.write(world.path(VERIFIED), (world.root / path).read_bytes())
    (world.root / path).unlink()


@hostile("claim-replaces")
def a_stale_next_claim_is_put_in_place(world: World) -> None:
    path = world.next_claim(VERIFIED, "summary", value="Something else.")
    for reviewer in ("reviewer-a", "reviewer-b"):
        world.review(reviewer, VERIFIED, claim=world.claim_of(path, VERIFIED))
    world.correct(VERIFIED, "summary", value="Less than before.")
    world.confirm(VERIFIED)
    world.commit("Two claims, one of which won", at=DAY)
    world.write(world.path(VERIFIED), (world.root / path).read_bytes())
    (world.root / path).unlink()


@hostile("submitter-removed")
def a_name_is_taken_out_of_a_next_claim(world: World) -> None:
    path = world.next_claim(VERIFIED, "submitted_by", value=["contributor-a", "reviewer-a"])
    world.commit("Propose", at=DAY)
    world.put(FileKind.RECORD, path, ("submitted_by",), ["contributor-a"])


@hostile("claim-replaces")
def a_reviewed_next_claim_is_edited(world: World) -> None:
    path = world.next_claim(VERIFIED, "summary", value="Something else.")
    world.review("reviewer-a", VERIFIED, verdict="reject", claim=world.claim_of(path, VERIFIED))
    world.commit("Propose", at=DAY)
    world.put(FileKind.RECORD, path, ("summary",), "Something else!")


@hostile("record-claim-unreviewed")
def a_next_claim_that_somebody_rejects_is_put_in_place(world: World) -> None:
    path = world.next_claim(VERIFIED, "summary", value="Something else.")
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    world.review("reviewer-c", VERIFIED, verdict="reject", claim=world.claim_of(path, VERIFIED))
    world.commit("Propose", at=DAY)
    world.write(world.path(VERIFIED), (world.root / path).read_bytes())
    (world.root / path).unlink()


@hostile("next-claim-member")
def a_next_claim_no_longer_says_that_the_account_was_cleared(world: World) -> None:
    relisted = _relisted(world)
    world.next_claim(relisted, "relists", value=[PROPOSED])


@hostile("next-claim-member")
def a_promoted_claim_no_longer_says_that_the_account_was_cleared(world: World) -> None:
    relisted = _relisted(world)
    world.correct(relisted, "relists", value=[PROPOSED])
    world.confirm(relisted, REVIEWERS)


def _relisted(world: World) -> str:
    world.record(NEW, relists=[RETRACTED])
    world.confirm(NEW, REVIEWERS)
    world.commit("List again", at=DAY)
    return NEW


@hostile("relists-missing")
def a_cleared_account_is_proposed_again_in_silence(world: World) -> None:
    world.record(NEW, account_id=ordinary(RETRACTED)["account_id"])


@hostile("relists-missing")
def a_cleared_account_is_proposed_again_under_an_invented_id(world: World) -> None:
    world.record(NEW, handle=ordinary(RETRACTED)["handle"], account_id="900000000000000009")


@hostile("relists-missing")
def a_cleared_account_is_proposed_again_on_another_list(world: World) -> None:
    world.record(NEW, account_id=ordinary(RETRACTED)["account_id"])
    path = world.root / world.path(NEW)
    target = world.root / world.path(NEW).replace(f"/{LIST}/", "/pier/")
    target.parent.mkdir(parents=True)
    path.rename(target)


@hostile("relists-missing")
def a_cleared_account_is_proposed_again_by_its_earlier_handle(world: World) -> None:
    world.record(name("older", 1), previous_handles=[{"handle": "quay_before"}])
    world.commit("Propose", at=DAY)
    world.edit(name("older", 1), "retractions", value=[{"date": DAY, "reason": "mistaken-identity"}])
    world.commit("Retract", at=DAY)
    world.record(NEW, handle="quay_before", account_id=None)


@hostile("relists-missing")
def a_record_is_corrected_into_a_cleared_account(world: World) -> None:
    world.record(NEW, account_id=None)
    world.commit("Propose", at=DAY)
    world.next_claim(NEW, "account_id", value=ordinary(RETRACTED)["account_id"])


@hostile("duplicate-account")
def a_next_claim_takes_the_id_of_another_record(world: World) -> None:
    world.record(NEW, account_id=None)
    world.review("reviewer-a", NEW)
    world.commit("Propose", at=DAY)
    world.next_claim(NEW, "account_id", value=ordinary(VERIFIED)["account_id"])


@hostile("duplicate-handle")
def a_next_claim_takes_the_handle_of_another_record(world: World) -> None:
    world.record(NEW, account_id=None)
    world.commit("Propose", at=DAY)
    world.next_claim(VERIFIED, "handle", value=ordinary(NEW)["handle"])


@hostile("duplicate-account")
def an_id_is_proposed_that_is_the_handle_of_another_record(world: World) -> None:
    world.record(name("digits", 1), handle="900000000000077", account_id=None)
    world.commit("Propose", at=DAY)
    world.record(NEW, account_id="900000000000077")


@hostile("archive-changed")
def the_capture_of_reviewed_evidence_leads_elsewhere(world: World) -> None:
    world.edit(VERIFIED, "evidence", 1, "archived", value="https://archive.example/1")
    world.commit("Archive", at=DAY)
    world.edit(VERIFIED, "evidence", 1, "archived", value="https://elsewhere.example/2")


@hostile("record-deleted", "review-removed")
def a_public_record_is_deleted(world: World) -> None:
    (world.root / world.path(VERIFIED)).unlink()
    forget(world, VERIFIED)


@hostile("record-deleted", "review-removed")
def a_retracted_record_is_deleted(world: World) -> None:
    (world.root / world.path(RETRACTED)).unlink()
    forget(world, RETRACTED)


@hostile("record-moved")
def a_public_record_is_moved_to_another_list(world: World) -> None:
    target = world.path(VERIFIED).replace(LIST, "pier")
    (world.root / target).parent.mkdir(parents=True)
    (world.root / world.path(VERIFIED)).rename(world.root / target)


@hostile("record-deleted")
def the_id_of_a_public_record_is_changed(world: World) -> None:
    text = (world.root / world.path(VERIFIED)).read_text(encoding="utf-8")
    (world.root / world.path(VERIFIED)).unlink()
    world.write(world.path(NEW), text.replace(VERIFIED, NEW))


@hostile("record-path")
def the_id_in_the_file_of_a_public_record_is_changed(world: World) -> None:
    text = (world.root / world.path(VERIFIED)).read_text(encoding="utf-8")
    world.write(world.path(VERIFIED), text.replace(VERIFIED, NEW))


@hostile("submitter-removed")
def a_submitter_is_taken_out(world: World) -> None:
    world.edit(PROPOSED, "submitted_by", value=["contributor-b"])


@hostile("submitter-missing", actor="reviewer-a")
def a_reviewer_proposes_without_being_named(world: World) -> None:
    world.record(NEW)


@hostile("duplicate-account")
def an_account_is_listed_a_second_time(world: World) -> None:
    world.record(NEW, account_id=ordinary(VERIFIED)["account_id"])


@hostile("protected-lookalike")
def a_protected_account_is_nearly_listed(world: World) -> None:
    world.record(NEW, handle="harb0ur_news")


@hostile("protected-account")
def a_protected_account_is_listed(world: World) -> None:
    world.record(NEW, handle="Harbour_News")
