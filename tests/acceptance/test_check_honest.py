"""Changes that people make in good faith: each is accepted, and what it does is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.check.gate import check_since
from site_builder.check.patterns import AGREE_CLAIMS, MANY_PROPOSALS, PAIR_CONFIRMS
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from site_builder.problems import Severity
from site_builder.rules.change import CHANGE_RULES
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    LIST,
    LIST_DATA,
    NOW,
    PROPOSED,
    PUBLIC,
    RETRACTED,
    STEWARDS,
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
    name,
    ordinary,
    roster,
)
from tests.instance import withholding
from tests.keys import key
from tests.raw_tree import commit_tree

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.check.run import Checked
    from site_builder.report.context import RecordReport

_ROSTER: Final = "lists/reviewers.yaml"
_LIST: Final = f"lists/{LIST}/list.yaml"
_SOURCES: Final = f"lists/{LIST}/sources.yaml"
_NEW: Final = name("fresh", 1)
Move = Callable[[World], None]
CASES: Final[dict[str, tuple[Move, frozenset[str]]]] = {}


def honest(*warnings: str) -> Callable[[Move], Move]:
    def enter(move: Move) -> Move:
        CASES[move.__name__.replace("_", "-")] = (move, frozenset(warnings))
        return move

    return enter


@honest()
def a_record_is_proposed(world: World) -> None:
    world.record(_NEW)


@honest()
def a_record_is_proposed_with_its_source(world: World) -> None:
    world.put(FileKind.SOURCES, _SOURCES, ("sources", "new-report"), {"title": "A new report"})
    world.record(_NEW, sources=["new-report"])


@honest()
def a_record_is_proposed_and_confirmed_at_once(world: World) -> None:
    world.record(_NEW)
    world.confirm(_NEW)


@honest()
def a_reviewer_rejects(world: World) -> None:
    world.review("reviewer-c", VERIFIED, verdict="reject")


@honest()
def a_reviewer_withdraws(world: World) -> None:
    world.review("reviewer-a", VERIFIED, verdict="withdraw")


@honest()
def who_left_long_ago_rejects(world: World) -> None:
    world.review("reviewer-gone", VERIFIED, verdict="reject", at=day(-300))


@honest()
def a_submitter_rejects_the_own_claim(world: World) -> None:
    world.record(_NEW, submitted_by=["contributor-a", "reviewer-a"])
    world.review("reviewer-a", _NEW, verdict="reject")


@honest()
def a_rejection_is_signed_with_a_key_that_has_ended(world: World) -> None:
    world.review("reviewer-robbed", PROPOSED, verdict="reject")


@honest()
def a_withdrawal_comes_before_what_it_withdraws(world: World) -> None:
    world.review("reviewer-a", PROPOSED, verdict="withdraw", number=2)
    world.review("reviewer-a", PROPOSED, verdict="reject", number=2)
    world.review("reviewer-a", PROPOSED, verdict="withdraw", number=1)


@honest()
def a_rejection_ends_by_a_confirmation_with_a_gap_before_its_number(world: World) -> None:
    world.review("reviewer-c", VERIFIED, verdict="reject", at=DAY)
    world.commit("A rejection", at=DAY)
    world.review("reviewer-c", VERIFIED, number=101)


@honest()
def a_key_was_stolen(world: World) -> None:
    world.put(FileKind.REVIEWERS, _ROSTER, ("reviewer-c", "keys", 0, "stolen"), value=True)
    world.override()


@honest()
def a_proposal_is_edited(world: World) -> None:
    world.edit(PROPOSED, "summary", value="Clearer words.")


@honest()
def a_proposal_that_somebody_reviewed_is_corrected(world: World) -> None:
    world.correct(CONFIRMED_ONCE[0], "summary", value="Clearer words.")


@honest()
def an_account_id_is_found_for_a_reviewed_proposal(world: World) -> None:
    world.record(_NEW, account_id=None)
    world.review("reviewer-a", _NEW)
    world.commit("Propose", at=DAY)
    world.correct(_NEW, "account_id", value="900000000000000009")


@honest()
def a_renamed_account_gets_its_handle_beside_its_id(world: World) -> None:
    world.correct(VERIFIED, "handle", value="another_name")
    world.confirm(VERIFIED)


@honest()
def a_next_claim_waits_beside_a_public_record(world: World) -> None:
    world.next_claim(VERIFIED, "summary", value="Clearer words.")


@honest()
def a_next_claim_is_confirmed_and_promoted(world: World) -> None:
    path = world.next_claim(VERIFIED, "summary", value="Clearer words.")
    world.review("reviewer-a", VERIFIED, claim=world.claim_of(path, VERIFIED))
    world.commit("Propose and review", at=DAY)
    world.review("reviewer-b", VERIFIED, claim=world.claim_of(path, VERIFIED))
    world.write(world.path(VERIFIED), (world.root / path).read_bytes())
    (world.root / path).unlink()


@honest()
def a_rejection_of_the_claim_before_comes_after_the_correction(world: World) -> None:
    before = world.claim(VERIFIED)
    world.correct(VERIFIED, "summary", value="Clearer words.")
    world.confirm(VERIFIED)
    world.commit("Correct", at=DAY)
    world.review("reviewer-c", VERIFIED, verdict="reject", claim=before)


@honest("next-claim-stale")
def one_of_two_next_claims_is_promoted_whoever_wrote_them(world: World) -> None:
    path = world.next_claim(VERIFIED, "submitted_by", value=["contributor-a", "contributor-y"])
    world.next_claim(VERIFIED, "submitted_by", value=["contributor-a", "contributor-z"], end="3d4e5f")
    world.commit("Propose", at=DAY)
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    world.write(world.path(VERIFIED), (world.root / path).read_bytes())
    (world.root / path).unlink()


@honest()
def a_next_claim_that_nobody_wanted_is_deleted(world: World) -> None:
    path = world.next_claim(VERIFIED, "summary", value="Clearer words.")
    world.commit("Propose", at=DAY)
    (world.root / path).unlink()


@honest("review-unknown-record")
def a_proposal_that_was_never_public_is_deleted_and_its_reviews_stay(world: World) -> None:
    (world.root / world.path(CONFIRMED_ONCE[0])).unlink()


@honest()
def a_deleted_proposal_comes_back_as_it_was(world: World) -> None:
    held = (world.root / world.path(CONFIRMED_ONCE[0])).read_bytes()
    (world.root / world.path(CONFIRMED_ONCE[0])).unlink()
    world.commit("Delete", at=DAY)
    world.write(world.path(CONFIRMED_ONCE[0]), held)


@honest()
def an_archive_is_added_to_reviewed_evidence(world: World) -> None:
    world.edit(VERIFIED, "evidence", 1, "archived", value="https://archive.example/1")


@honest()
def the_archive_of_a_source_is_added(world: World) -> None:
    where = ("sources", "ferry-report", "archived")
    world.put(FileKind.SOURCES, _SOURCES, where, "https://archive.example/r")


@honest()
def a_public_claim_is_changed_with_all_its_reviews(world: World) -> None:
    world.correct(VERIFIED, "summary", value="Clearer words.")
    world.confirm(VERIFIED)


@honest()
def a_public_claim_is_changed_while_it_is_withheld(world: World) -> None:
    world.correct(VERIFIED, "summary", value="Clearer words.")
    world.confirm(VERIFIED)
    world.withhold(VERIFIED)


@honest()
def what_the_platform_shows_is_observed(world: World) -> None:
    world.edit(VERIFIED, "observations", value=[{"date": DAY, "state": "suspended"}])


@honest()
def a_record_is_retracted(world: World) -> None:
    world.retract(VERIFIED)


@honest()
def a_record_is_retracted_and_its_account_named_at_once(world: World) -> None:
    world.retract(VERIFIED, public_handle=True)


@honest()
def a_retracted_record_names_its_account_at_the_persons_wish(world: World) -> None:
    world.name_cleared(RETRACTED)


@honest()
def a_retracted_record_no_longer_names_its_account(world: World) -> None:
    world.name_cleared(RETRACTED)
    world.commit("Name", at=DAY)
    world.edit(RETRACTED, "retractions", 0, "public_handle", value=False)


@honest()
def the_account_of_a_retracted_record_is_proposed_again(world: World) -> None:
    cleared = ordinary(RETRACTED)
    again = {name: cleared[name] for name in ("handle", "account_id")}
    later = ordinary(RETRACTED)["evidence"][0] | {"captured": "2026-05-25"}
    world.record(name("again", 1), **again, relists=[RETRACTED], evidence=[later])


@honest()
def an_appeal_is_opened(world: World) -> None:
    world.appeal()


@honest()
def an_appeal_is_dismissed_by_a_steward(world: World) -> None:
    world.appeal()
    world.commit("Appeal", at=DAY)
    world.decide_appeal("dismissed")


@honest()
def an_appeal_is_upheld_and_the_record_retracted(world: World) -> None:
    world.appeal()
    world.commit("Appeal", at=DAY)
    world.retract(VERIFIED)
    world.decide_appeal("upheld")


@honest()
def an_appeal_is_upheld_by_another_claim(world: World) -> None:
    world.appeal()
    world.commit("Appeal", at=DAY)
    world.decide_appeal("upheld")
    world.correct(VERIFIED, "summary", value="Less than before.")
    world.confirm(VERIFIED)


@honest()
def any_number_of_records_is_withheld_by_one_person(world: World) -> None:
    for record in PUBLIC:
        world.withhold(record, reason="safety")


@honest("change-symlink", "file-kind")
def a_link_withholds(world: World) -> None:
    (world.root / withholding(VERIFIED)).symlink_to("nothing")


@honest("change-executable", "yaml-document")
def an_empty_program_withholds(world: World) -> None:
    world.write(withholding(VERIFIED), "")
    (world.root / withholding(VERIFIED)).chmod(0o755)


@honest("schema-value", "schema-unknown-key")
def what_is_badly_written_withholds(world: World) -> None:
    world.write(withholding(VERIFIED), "{reason:  because,  since: 2026-06-01, by: x, why: y}\n")


@honest("file-unexpected")
def a_file_of_another_name_withholds(world: World) -> None:
    world.write(f"lists/withheld/{VERIFIED}", "stop\n")


@honest()
def a_record_is_no_longer_withheld(world: World) -> None:
    world.release(WITHHELD)


@honest()
def a_reviewer_joins(world: World) -> None:
    entry = {"lists": [LIST], "active": [{"from": DAY}], "keys": [{"key": key("d").public, "from": DAY}]}
    world.write(_ROSTER, emit(FileKind.REVIEWERS, roster() | {"reviewer-d": entry}))
    world.override()


@honest()
def a_reviewer_leaves(world: World) -> None:
    world.put(FileKind.REVIEWERS, _ROSTER, ("reviewer-a", "active", 0, "until"), DAY)


@honest()
def a_reviewer_gets_a_new_key(world: World) -> None:
    world.put(FileKind.REVIEWERS, _ROSTER, ("reviewer-a", "keys", 0, "until"), DAY)
    new = {"key": key("reviewer-a-2").public, "from": day(1)}
    world.add(FileKind.REVIEWERS, _ROSTER, ("reviewer-a", "keys"), new)
    world.override()


@honest()
def a_steward_leaves_at_the_end_of_the_month_and_another_next_year(world: World) -> None:
    world.put(FileKind.REVIEWERS, _ROSTER, (STEWARDS[1], "active", 0, "until"), day(300))
    world.commit("Next year", at=DAY)
    world.put(FileKind.REVIEWERS, _ROSTER, (STEWARDS[0], "active", 0, "until"), day(29))


@honest()
def the_keys_of_stewards_end_and_the_next_ones_are_there_already(world: World) -> None:
    for steward in STEWARDS:
        world.put(FileKind.REVIEWERS, _ROSTER, (steward, "keys", 0, "until"), day(20))
        new = {"key": key(f"{steward}-2").public, "from": day(15)}
        world.add(FileKind.REVIEWERS, _ROSTER, (steward, "keys"), new)
    world.override()


@honest()
def a_policy_demands_more(world: World) -> None:
    policy = LIST_DATA["policy"] | {"min_evidence": 2, "appeal_days": 7, "quorum": 3}
    world.write(_LIST, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))
    for record in PUBLIC:  # what is withheld is not taken back
        world.withhold(record)


@honest()
def a_category_is_added(world: World) -> None:
    more = {"title": "More", "meaning": "Something else.", "harm": "other"}
    world.put(FileKind.LIST, _LIST, ("categories", "more"), more)


@honest()
def a_category_that_nobody_uses_is_reworded(world: World) -> None:
    world.put(FileKind.LIST, _LIST, ("categories", "spare", "meaning"), "Still nothing.")


@honest("quorum-out-of-reach")
def a_list_is_founded(world: World) -> None:
    world.write("lists/wharf/list.yaml", emit(FileKind.LIST, LIST_DATA))
    world.override()


@honest()
def the_builder_is_changed_alone(world: World) -> None:
    world.write("site_builder/engine.py", "print('a better one')\n")


@honest()
def ten_records_become_public(world: World) -> None:
    for record in CONFIRMED_ONCE[:10]:
        world.review("reviewer-b", record)


@honest()
def a_reviewed_set_becomes_public_by_an_override(world: World) -> None:
    _publish_all(world)
    world.override()


@honest()
def a_policy_demands_less_by_an_override(world: World) -> None:
    policy = LIST_DATA["policy"] | {"recheck_after_days": 700}
    world.write(_LIST, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))
    world.override()


@honest()
def an_override_comes_after_another_one(world: World) -> None:
    a_policy_demands_less_by_an_override(world)
    world.commit("By an override", at=DAY)
    policy = LIST_DATA["policy"] | {"recheck_after_days": 710}
    world.write(_LIST, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))
    world.override(decision="dddd00000002", date=day(-30))


@honest()
def an_override_of_examples_that_waive_signatures_is_unsigned(world: World) -> None:
    policy = LIST_DATA["policy"] | {"signatures": "waived"}
    for days, at in ((365, DAY), (700, day(1))):
        data = LIST_DATA | {"policy": policy | {"recheck_after_days": days}, "example": True}
        for list_id in (LIST, "pier"):
            world.write(f"lists/{list_id}/list.yaml", emit(FileKind.LIST, data))
        if at == DAY:
            world.commit("Examples", at=at)
    world.override(())


@honest("change-format")
def a_record_is_written_by_hand(world: World) -> None:
    world.record(_NEW)
    text = (world.root / world.path(_NEW)).read_text(encoding="utf-8")
    world.write(world.path(_NEW), text.replace("categories: [fraud]", "categories:\n- fraud"))


@honest("record-lookalike")
def an_account_that_looks_like_a_retracted_one_is_proposed(world: World) -> None:
    handle = ordinary(RETRACTED)["handle"]
    world.record(_NEW, handle=f"{handle}x")


@honest("record-lookalike")
def an_account_looks_like_the_earlier_handle_of_another(world: World) -> None:
    world.record(PROPOSED, previous_handles=[{"handle": "ferry_tickets"}])
    world.commit("An earlier handle", at=DAY)
    world.record(_NEW, handle="ferry_ticket5")


@honest("server-unknown")
def an_account_is_on_a_server_that_nobody_knows(world: World) -> None:
    world.record(_NEW, platform="mastodon", handle="desk@nowhere.example", account_id=None)


@honest("protected-similar")
def an_account_is_near_a_protected_one(world: World) -> None:
    world.record(_NEW, handle="harbour_new")


@honest("many-proposals")
def one_person_proposes_a_lot(world: World) -> None:
    for number in range(MANY_PROPOSALS):
        world.record(name("fresh", number))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.mark.parametrize("case", CASES)
def test_an_honest_change_is_accepted(base: World, tmp_path: Path, case: str) -> None:
    move, warnings = CASES[case]
    world = base.copy(tmp_path / "repository")
    move(world)
    world.commit(case)
    found = [(item.code, item.severity) for item in world.check().problems]
    assert [code for code, severity in found if severity is Severity.ERROR] == []
    assert {code for code, _ in found} == warnings


def test_the_corpora_have_every_rule_that_warns() -> None:
    told = {code for _, warnings in CASES.values() for code in warnings}
    warning = {rule.code for rule in CHANGE_RULES if rule.severity is Severity.WARNING}
    assert warning - told == {"base-not-first-parent", "reviewer-pair", "reviewers-agree"}


def test_an_override_that_is_used_is_told(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    a_reviewed_set_becomes_public_by_an_override(world)
    world.commit("By an override")
    (change,) = world.check().changes
    assert (change.override, change.overridden) == (None, True)
    world.review("reviewer-c", PROPOSED)
    world.commit("With the override of the last change")
    (change,) = world.check().changes
    assert (change.override, change.overridden) == (None, False)


def test_two_who_always_agree_are_named(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    records = [name("agree", number) for number in range(AGREE_CLAIMS)]
    for record in records:
        world.record(record)
        world.review("reviewer-a", record, verdict="reject", at=day(-20))
        world.review("reviewer-b", record, verdict="reject", at=day(-20))
    world.commit("Many rejections")
    assert "reviewers-agree" in {item.code for item in world.check().problems}
    world.review("reviewer-c", PROPOSED)
    world.commit("One alone")
    assert world.check().problems.items == ()


def test_the_pair_is_told_where_its_confirmations_come_one_by_one(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    for number in range(PAIR_CONFIRMS):
        record = name("pair", number)
        world.record(record)
        world.confirm(record)
        world.commit(f"Record {number}")
    assert "reviewer-pair" in {item.code for item in world.check().problems}


def test_reviews_of_two_branches_merge_without_conflict(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    tip = world.git("rev-parse", "HEAD")
    for reviewer in ("reviewer-b", "reviewer-c"):
        world.git("switch", "-q", "-c", reviewer, tip)
        for record in (PROPOSED, *CONFIRMED_ONCE[:5]):
            world.review(reviewer, record)
        world.commit(f"Reviews by {reviewer}")
        assert world.check(tip).problems.errors == 0
    world.git("merge", "-q", "--no-ff", "-m", "Both", "reviewer-b", at=day(1))
    checked = world.check(tip)
    assert checked.problems.errors == 0
    assert _of(checked, PROPOSED).after == "verified"


def test_the_summary_says_what_is_missing(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    policy = LIST_DATA["policy"] | {"require_archive": True}
    for record in (*PUBLIC, *CONFIRMED_ONCE, PROPOSED, RETRACTED, WITHHELD):
        for index in (0, 1):
            world.edit(record, "evidence", index, "archived", value="https://archive.example/1")
    world.write(_LIST, emit(FileKind.LIST, LIST_DATA | {"policy": policy}))
    world.commit("A stricter list, as if it had been so from the first day", at=DAY)
    world.record(_NEW)
    world.review("reviewer-a", _NEW)
    world.commit()
    found = _of(world.check(), _NEW)
    assert (found.before, found.after, found.confirms, found.needed) == (None, "proposed", 1, 2)
    assert found.missing == ("archive missing for e1", "archive missing for e2")


def test_a_record_that_cannot_be_read_is_not_said_to_be_deleted(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    world.write(world.path(VERIFIED), "id: [\n")
    world.commit("Broken")
    found = _of(world.check(), VERIFIED)
    assert (found.actions, found.before, found.after, found.removed) == (
        ("edited",),
        "verified",
        "unreadable",
        True,
    )


def test_each_commit_since_the_last_publication_is_judged_by_its_parents_rules(
    base: World, tmp_path: Path
) -> None:
    world = base.copy(tmp_path / "repository")
    since = world.git("rev-parse", "HEAD")
    a_reviewer_joins(world)
    world.commit("Roster")
    world.review("reviewer-d", PROPOSED, at=day(1), signer="d")
    world.commit("Review by the new one")
    # In one change it would be a reviewer who adds themself and confirms.
    assert {item.code for item in world.check(since).problems} == {"change-mixed", "review-not-on-roster"}
    head = world.git("rev-parse", "HEAD")
    checked = check_since(world.repository, since, head, NOW)
    assert checked.problems.items == ()
    assert [len(change.records) for change in checked.changes] == [0, 1]
    world.git("switch", "-q", "--orphan", "other")
    world.commit("Another past")
    codes = {
        item.code
        for item in check_since(world.repository, head, world.git("rev-parse", "HEAD"), NOW).problems
    }
    assert codes == {"since-not-on-line"}
    assert {item.code for item in world.check(since).problems} == {"base-not-ancestor"}


def test_a_base_that_was_merged_in_is_told_and_never_published_over(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    tip = world.git("rev-parse", "HEAD")
    world.git("switch", "-q", "-c", "proposal", "HEAD~1")
    world.record(_NEW)
    world.commit("Propose")
    world.git("merge", "-q", "--no-ff", "-m", "Take in main", "main", at=day(1))
    pulled = world.git("rev-parse", "HEAD")
    world.review("reviewer-a", _NEW)
    later = world.commit("Review")
    swapped = commit_tree(world.root, "HEAD^{tree}", "HEAD~2", tip, day=day(1))
    merged = commit_tree(world.root, "HEAD^{tree}", tip, later, day=day(1))
    on_top = commit_tree(world.root, f"{merged}^{{tree}}", merged, day=day(1))
    for head, told in (
        (pulled, {"base-not-first-parent"}),
        (later, {"base-not-first-parent"}),
        (swapped, {"base-not-first-parent"}),
        (merged, set()),
        (on_top, set()),
        (tip, set()),
    ):
        checked = world.check(tip, head)
        assert {item.code for item in checked.problems} == told
        assert checked.problems.errors == 0
        refused = {item.code for item in check_since(world.repository, tip, head, NOW).problems}
        assert refused == ({"since-not-on-line"} if told else set())


def _of(checked: Checked, record: str) -> RecordReport:
    return next(item for change in checked.changes for item in change.records if item.record == record)


def _publish_all(world: World) -> None:
    for record in CONFIRMED_ONCE:
        world.review("reviewer-b", record)
