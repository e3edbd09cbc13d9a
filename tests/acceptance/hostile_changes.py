"""Changes that somebody careless, hostile or bribed might propose, and the errors that refuse each.

A case is laid on the world of `signed_world`, committed and checked against the commit before. The codes are all
errors of the run, no more and no fewer.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    LIST,
    LIST_DATA,
    PROPOSED,
    PUBLIC,
    RETRACTED,
    REVIEWERS,
    VERIFIED,
    World,
    day,
    ordinary,
    roster,
)
from tests.keys import key

Move = Callable[[World], None]
_ROSTER: Final = "lists/reviewers.yaml"
_LIST: Final = f"lists/{LIST}/list.yaml"
_SOURCES: Final = f"lists/{LIST}/sources.yaml"
_OVERRIDE: Final = "lists/override.yaml"
_NEW: Final = "nnnn00000001"


@dataclass(frozen=True, slots=True)
class Case:
    """One change: what is done, the codes of its errors, and what else the check is told."""

    move: Move
    codes: frozenset[str]
    options: dict[str, Any] = field(default_factory=dict)
    at: str = day(1)


CASES: Final[dict[str, Case]] = {}


def hostile(*codes: str, at: str = day(1), **options: Any) -> Callable[[Move], Move]:
    def enter(move: Move) -> Move:
        CASES[move.__name__.replace("_", "-")] = Case(move, frozenset(codes), options, at)
        return move

    return enter


# Reviews


@hostile("review-self")
def a_submitter_confirms_the_own_claim(world: World) -> None:
    world.record(_NEW, submitted_by=["contributor-a", "reviewer-a"])
    world.review("reviewer-a", _NEW)


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


@hostile("review-replayed")
def an_old_answer_is_filed_after_a_newer_one(world: World) -> None:
    world.review("reviewer-a", PROPOSED, verdict="reject", at=DAY)
    world.commit("Rejected", at=DAY)
    world.review("reviewer-a", PROPOSED, at=day(-2))


@hostile("review-unsigned")
def a_review_is_not_signed(world: World) -> None:
    review = {"claim": world.claim(PROPOSED), "date": DAY, "verdict": "confirm"}
    world.add(FileKind.REVIEWS, review_path(LIST, "reviewer-a", PROPOSED), (PROPOSED,), review)


@hostile("review-signature")
def a_signature_is_garbage(world: World) -> None:
    review = {
        "claim": world.claim(PROPOSED),
        "date": DAY,
        "verdict": "confirm",
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


@hostile("change-mixed", "review-not-on-roster")
def a_reviewer_adds_themself_and_confirms(world: World) -> None:
    entry = {
        "lists": [LIST],
        "active": [{"from": "2026-01-01"}],
        "keys": [{"key": key("mole").public, "from": "2026-01-01"}],
    }
    world.write(_ROSTER, emit(FileKind.REVIEWERS, roster() | {"mole": entry}))
    world.review("mole", PROPOSED)


# Records


@hostile("record-claim-unreviewed")
def earlier_handles_are_slipped_into_a_verified_record(world: World) -> None:
    world.edit(VERIFIED, "previous_handles", value=[{"handle": "somebody_else"}])


@hostile("record-claim-unreviewed")
def an_affiliation_is_slipped_into_a_verified_record(world: World) -> None:
    world.put(FileKind.SOURCES, _SOURCES, ("affiliations", "another"), {"title": "Another"})
    world.edit(VERIFIED, "affiliations", value=["ticket-desk", "another"])


@hostile("record-claim-unreviewed")
def a_claim_is_changed_with_one_review_of_two(world: World) -> None:
    world.edit(VERIFIED, "summary", value="Something else.")
    world.review("reviewer-a", VERIFIED)


@hostile("archive-changed")
def the_capture_of_reviewed_evidence_leads_elsewhere(world: World) -> None:
    world.edit(VERIFIED, "evidence", 1, "archived", value="https://archive.example/1")
    world.commit("Archive", at=DAY)
    world.edit(VERIFIED, "evidence", 1, "archived", value="https://elsewhere.example/2")


@hostile("record-deleted")
def a_public_record_is_deleted(world: World) -> None:
    (world.root / world.path(VERIFIED)).unlink()
    _forget(world, VERIFIED)


@hostile("record-deleted")
def a_retracted_record_is_deleted(world: World) -> None:
    (world.root / world.path(RETRACTED)).unlink()
    _forget(world, RETRACTED)


@hostile("record-moved", "review-unknown-record")
def a_public_record_is_moved_to_another_list(world: World) -> None:
    target = world.path(VERIFIED).replace(LIST, "pier")
    (world.root / target).parent.mkdir(parents=True)
    (world.root / world.path(VERIFIED)).rename(world.root / target)


@hostile("record-id-changed", "review-unknown-record")
def the_id_of_a_public_record_is_changed(world: World) -> None:
    text = (world.root / world.path(VERIFIED)).read_text(encoding="utf-8")
    (world.root / world.path(VERIFIED)).unlink()
    world.write(world.path(_NEW), text.replace(VERIFIED, _NEW))


@hostile("record-path")
def the_id_in_the_file_of_a_public_record_is_changed(world: World) -> None:
    text = (world.root / world.path(VERIFIED)).read_text(encoding="utf-8")
    world.write(world.path(VERIFIED), text.replace(VERIFIED, _NEW))


@hostile("submitter-removed")
def a_submitter_is_taken_out(world: World) -> None:
    world.edit(PROPOSED, "submitted_by", value=["contributor-b"])


@hostile("submitter-missing", actor="reviewer-a")
def a_reviewer_proposes_without_being_named(world: World) -> None:
    world.record(_NEW)


@hostile("duplicate-account")
def an_account_is_listed_a_second_time(world: World) -> None:
    world.record(_NEW, account_id=ordinary(VERIFIED)["account_id"])


@hostile("protected-lookalike")
def a_protected_account_is_nearly_listed(world: World) -> None:
    world.record(_NEW, handle="harb0ur_news")


@hostile("protected-account")
def a_protected_account_is_listed(world: World) -> None:
    world.record(_NEW, handle="Harbour_News")


# Retractions and appeals


@hostile("retraction-changed")
def a_retraction_is_removed(world: World) -> None:
    world.record(RETRACTED)


@hostile("retraction-changed")
def the_reason_of_a_retraction_is_changed(world: World) -> None:
    world.edit(RETRACTED, "retractions", 0, "reason", value="duplicate")


@hostile("retraction-date")
def a_retraction_is_dated_back(world: World) -> None:
    world.edit(VERIFIED, "retractions", value=[{"date": day(-60), "reason": "mistaken-identity"}])


@hostile("appeal-due")
def an_appeal_may_wait_for_years(world: World) -> None:
    _appeal(world, due=day(900))


@hostile("appeal-date")
def an_appeal_is_opened_next_month(world: World) -> None:
    _appeal(world, opened=day(30), due=day(40))


@hostile("appeal-changed")
def an_open_appeal_gets_more_time(world: World) -> None:
    _appeal(world)
    world.commit("Appeal", at=DAY)
    world.edit(VERIFIED, "appeals", 0, "due", value=day(300))


@hostile("appeal-changed")
def an_open_appeal_is_forgotten(world: World) -> None:
    _appeal(world)
    world.commit("Appeal", at=DAY)
    world.record(VERIFIED)


@hostile("appeal-decider")
def a_reviewer_who_confirmed_decides(world: World) -> None:
    _appeal(world, status="dismissed", decided=DAY, decided_by="reviewer-a", reason="No.")


@hostile("appeal-decider")
def a_submitter_decides(world: World) -> None:
    _appeal(world, status="dismissed", decided=DAY, decided_by="contributor-a", reason="No.")


@hostile("appeal-upheld")
def an_appeal_is_upheld_and_nothing_happens(world: World) -> None:
    _appeal(world, status="upheld", decided=DAY, decided_by="maintainer-b", reason="Right.")


# The rules


@hostile("change-mixed")
def a_policy_comes_with_records(world: World) -> None:
    world.put(FileKind.LIST, _LIST, ("title",), "Another title")
    world.record(_NEW)


@hostile("change-mixed")
def protected_accounts_come_with_records(world: World) -> None:
    world.put(FileKind.PROTECTED, "lists/protected/press.yaml", ("title",), "Others")
    world.record(_NEW)


@hostile("policy-weakened", "policy-quorum", "breaker-publish")
def a_quorum_becomes_one(world: World) -> None:
    _policy(world, "quorum", 1)


@hostile("policy-weakened", "breaker-publish")
def a_quorum_becomes_less(world: World) -> None:
    _policy(world, "quorum", 3)
    world.commit("More", at=DAY)
    _policy(world, "quorum", 2)


@hostile("policy-weakened", "policy-signatures")
def signatures_are_waived(world: World) -> None:
    _policy(world, "signatures", "waived")


@hostile("policy-weakened")
def the_list_becomes_an_example(world: World) -> None:
    world.write(_LIST, emit(FileKind.LIST, LIST_DATA | {"example": True}))


@hostile("policy-weakened")
def appeals_may_take_longer(world: World) -> None:
    _policy(world, "appeal_days", 60)


@hostile("policy-weakened")
def a_ground_no_longer_withholds(world: World) -> None:
    _policy(world, "withhold_on", None)


@hostile("roster-removed", "review-unknown-reviewer", "breaker-remove")
def a_reviewer_is_taken_from_the_roster(world: World) -> None:
    people = roster()
    del people["reviewer-a"]
    world.write(_ROSTER, emit(FileKind.REVIEWERS, people))


@hostile("roster-removed", "breaker-remove")
def a_key_on_the_roster_is_replaced(world: World) -> None:
    world.put(FileKind.REVIEWERS, _ROSTER, ("reviewer-a", "keys", 0, "key"), key("mole").public)


@hostile("roster-removed")
def a_reviewer_who_left_is_active_again_for_all_the_time(world: World) -> None:
    world.put(FileKind.REVIEWERS, _ROSTER, ("reviewer-gone", "active"), [{"from": "2025-01-01"}])


@hostile("source-changed")
def a_source_gets_another_meaning(world: World) -> None:
    world.put(FileKind.SOURCES, _SOURCES, ("sources", "ferry-report", "title"), "Another report")


@hostile("affiliation-changed")
def an_affiliation_gets_another_meaning(world: World) -> None:
    world.put(FileKind.SOURCES, _SOURCES, ("affiliations", "ticket-desk", "meaning"), "Runs the army.")


@hostile("category-changed")
def a_category_gets_another_meaning(world: World) -> None:
    world.put(FileKind.LIST, _LIST, ("categories", "fraud", "meaning"), "Does something much worse.")


# Much at once


@hostile("breaker-publish")
def many_records_become_public_at_once(world: World) -> None:
    # One more than may: test_check_honest.py has one less.
    for record in CONFIRMED_ONCE[:11]:
        world.review("reviewer-b", record)


@hostile("breaker-remove")
def many_records_are_retracted_at_once(world: World) -> None:
    for record in PUBLIC[:11]:
        world.edit(record, "retractions", value=[{"date": DAY, "reason": "insufficient-evidence"}])


@hostile("breaker-publish", "override-mismatch")
def an_override_for_another_set_is_used(world: World) -> None:
    many_records_become_public_at_once(world)
    _override(world, "ab" * 32)


@hostile("breaker-publish")
def an_override_of_an_earlier_change_is_used(world: World) -> None:
    many_records_become_public_at_once(world)
    base = world.git("rev-parse", "HEAD")
    world.commit("To know the digest")
    digest = world.check(base).changes[0].override
    assert digest is not None
    world.git("reset", "-q", "--hard", base)
    _override(world, digest)
    world.commit("An override that stands in the base", at=DAY)
    many_records_become_public_at_once(world)


# Files


@hostile("change-symlink", "file-kind")
def a_symbolic_link_leads_out(world: World) -> None:
    (world.root / "lists" / LIST / "twitter" / "link.yaml").symlink_to("/etc/passwd")


@hostile("change-symlink", "file-kind", "review-removed", "breaker-remove")
def a_file_of_reviews_becomes_a_link(world: World) -> None:
    path = world.root / review_path(LIST, "reviewer-a", VERIFIED)
    path.unlink()
    path.symlink_to("../reviewer-b/ve.yaml")


@hostile("change-submodule", "file-kind")
def a_submodule_is_brought(world: World) -> None:
    head = world.git("rev-parse", "HEAD")
    world.git("update-index", "--add", "--cacheinfo", f"160000,{head},lists/{LIST}/twitter/aa/module.yaml")


@hostile("change-executable")
def a_record_becomes_executable(world: World) -> None:
    (world.root / world.path(PROPOSED)).chmod(0o755)


@hostile("change-path")
def a_path_climbs_out(world: World) -> None:
    _raw_tree(world, "..")


@hostile("change-path")
def a_path_reaches_into_git(world: World) -> None:
    _raw_tree(world, ".GIT")


@hostile("change-path")
def a_path_holds_control_characters(world: World) -> None:
    world.write(f"lists/{LIST}/twitter/aa/\u202egnp.yaml", "x: y\n")


@hostile("change-case", "record-path", "record-id-duplicate", "duplicate-account")
def two_paths_differ_by_case(world: World) -> None:
    text = (world.root / world.path(PROPOSED)).read_text(encoding="utf-8")
    world.write(world.path(PROPOSED).replace("/twitter/", "/Twitter/"), text)


@hostile("change-builder")
def a_workflow_is_smuggled_among_records(world: World) -> None:
    world.record(_NEW)
    world.write(".github/workflows/check.yml", "on: push\n")


@hostile("change-builder")
def a_schema_is_smuggled_among_records(world: World) -> None:
    world.record(_NEW)
    world.write("schemas/record.schema.json", "true\n")


@hostile("change-builder")
def the_builder_is_smuggled_among_reviews(world: World) -> None:
    world.review("reviewer-a", PROPOSED)
    world.write("site_builder/engine.py", "print('another')\n")


@hostile("change-builder")
def git_is_told_to_change_files_on_their_way(world: World) -> None:
    world.record(_NEW)
    world.write(f"lists/{LIST}/.gitattributes", "*.yaml ident\n")


@hostile("change-size")
def ten_thousand_files_are_changed(world: World) -> None:
    for number in range(10_000):
        world.write(f"lists/{LIST}/twitter/x{number % 100}/{number}.yaml", "a: b\n")


@hostile("commit-future", at="2027-06-01")
def a_commit_is_dated_next_year(world: World) -> None:
    world.record(_NEW)


def _appeal(world: World, **fields: str) -> None:
    appeal = {"opened": DAY, "ground": "mistaken-identity", "due": day(14), "status": "open"} | fields
    world.edit(VERIFIED, "appeals", value=[appeal])


def _policy(world: World, demand: str, value: object) -> None:
    policy = {name: held for name, held in LIST_DATA["policy"].items() if name != demand}
    if value is not None:
        policy[demand] = value
    world.write(_LIST, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))


def _override(world: World, digest: str) -> None:
    said = {"digest": digest, "date": DAY, "by": "maintainer-a", "reason": "The annex of a judgment."}
    world.write(_OVERRIDE, emit(FileKind.OVERRIDE, said))


def _forget(world: World, record: str) -> None:
    """Take a record's reviews out, as a deletion does."""
    for reviewer in REVIEWERS:
        path = review_path(LIST, reviewer, record)
        if (world.root / path).exists():
            kept = {name: value for name, value in world.read(path).items() if name != record}
            if kept:
                world.write(path, emit(FileKind.REVIEWS, kept))
            else:
                (world.root / path).unlink()


def _raw_tree(world: World, name: str) -> None:
    """Commit a tree that git itself would not make: with a folder of this name beside lists/."""
    blob = world.git("hash-object", "-w", "README.md")

    def tree(*entries: tuple[str, str, str]) -> str:
        data = b"".join(f"{mode} {path}\0".encode() + bytes.fromhex(sha) for mode, path, sha in entries)
        command = ["git", "-C", str(world.root), "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
        done = subprocess.run(command, input=data, capture_output=True, check=True)
        return done.stdout.decode().strip()

    inner = tree(("100644", "evil.yaml", blob))
    listed = world.git("ls-tree", "HEAD").splitlines()
    entries = [(line.split()[0].lstrip("0"), line.split("\t")[1], line.split()[2]) for line in listed]
    whole = tree(*sorted([*entries, ("40000", name, inner)], key=lambda entry: entry[1]))
    commit = world.git("commit-tree", whole, "-p", "HEAD", "-m", "Raw", at=day(1))
    world.git("update-ref", "HEAD", commit)
