"""Chains by which a cleared account is listed again (2), or a retraction names somebody else (3)."""

from __future__ import annotations

from site_builder.load.layout import FileKind, decision_path
from site_builder.load.parsed import claim_digest
from tests.acceptance.chains.chain import (
    Steps,
    again,
    branch,
    chain,
    evidence,
    merge,
    on_pier,
    put_in_place,
)
from tests.acceptance.hostile.corpus import NEW, SOURCES_FILE
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    PROPOSED,
    REVIEWERS,
    VERIFIED,
    World,
    day,
    name,
    ordinary,
)

OTHER = name("other", 1)
CLEARED = "which was cleared; add relists"


def cleared_on_pier(world: World, path: str, record: str) -> None:
    """Retract a record of another list, by a steward's decision."""
    world.add(FileKind.RECORD, path, ("retractions",), {"date": DAY, "reason": "mistaken-identity"})
    claim = claim_digest("pier", record, world.read(path))
    subject = {"record": record, "claim": claim, "retraction": DAY, "removal": "mistaken-identity"}
    world.settle("retraction", subject, "steward-a")


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW, VERIFIED))
def the_account_is_listed_under_a_plain_quorum(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    again(world, NEW, VERIFIED)
    world.confirm(NEW)


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW,))
def the_account_has_an_invented_id_on_another_list(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    again(world, NEW, VERIFIED, account_id="900000000000000009")
    on_pier(world, NEW)


@chain(2, "relists-missing", says="under an earlier handle", hidden=(NEW,))
def the_account_is_found_by_the_handle_that_it_had_before(world: World) -> Steps:
    world.record(OTHER, previous_handles=[{"handle": "quay_before"}])
    world.confirm(OTHER)
    yield None
    world.retract(OTHER)
    yield None
    world.record(NEW, handle="Quay_Before", account_id=None)


@chain(2, "relists-missing", says="under an earlier handle", hidden=(NEW,))
def the_new_record_has_the_cleared_handle_among_its_earlier_ones(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    world.record(NEW, previous_handles=[{"handle": ordinary(VERIFIED)["handle"]}])


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW,))
def the_account_is_one_that_the_retraction_covers(world: World) -> Steps:
    world.retract(VERIFIED, covers=["quay_second", "900000000000000009"])
    yield None
    world.record(NEW, account_id="900000000000000009")


@chain(2, "decision-missing", "decision-unused", says="is retracted, which is for a steward", hidden=(NEW,))
def whoever_carries_the_retraction_leaves_out_what_it_covers(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.retract(VERIFIED, covers=["quay_second"])
    world.edit(VERIFIED, "retractions", value=[{"date": DAY, "reason": "mistaken-identity"}])


@chain(2, "relists-account-id", says="changed hands", hidden=(NEW,))
def a_second_retraction_hides_that_the_account_changed_hands(world: World) -> Steps:
    world.retract(VERIFIED, reason="changed-hands")
    yield None
    world.retract(VERIFIED, reason="duplicate", at=day(1))
    yield None
    world.record(NEW, handle=ordinary(VERIFIED)["handle"], account_id=None)


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW,))
def a_proposal_waits_until_the_account_was_cleared(world: World) -> Steps:
    again(world, NEW, VERIFIED)
    path = on_pier(world, NEW)
    yield None
    world.retract(VERIFIED)
    yield None
    world.put(FileKind.RECORD, path, ("summary",), "Sells tickets.")


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW,))
def half_of_the_confirmations_came_before_the_account_was_cleared(world: World) -> Steps:
    world.record(NEW, account_id=None)
    world.review("reviewer-a", NEW)
    yield None
    world.record(OTHER, handle=ordinary(NEW)["handle"].upper(), account_id="900000000000000009")
    path = on_pier(world, OTHER)
    yield None
    cleared_on_pier(world, path, OTHER)
    yield None
    world.review("reviewer-b", NEW)


@chain(2, "relists-missing", says=CLEARED)
def a_next_claim_of_somebody_else_takes_the_id_before_it_is_cleared(world: World) -> Steps:
    world.record(NEW, account_id=None)
    world.confirm(NEW)
    yield None
    world.record(OTHER)
    path = on_pier(world, OTHER)
    waiting = world.next_claim(NEW, "account_id", value=ordinary(OTHER)["account_id"])
    world.confirm(NEW, claim=world.claim_of(waiting, NEW))
    yield None
    cleared_on_pier(world, path, OTHER)
    yield None
    put_in_place(world, waiting, NEW)


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW,))
def the_proposal_comes_with_a_source_that_is_written_anew(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    again(world, NEW, VERIFIED)
    world.put(FileKind.SOURCES, SOURCES_FILE, ("sources", "spare-report", "title"), "Another title")


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW, OTHER))
def the_cleared_record_is_written_so_that_it_seems_to_be_about_somebody_else(world: World) -> Steps:
    world.record(OTHER, summary="Sold tickets. handle: innocent account_id: 7 So it did.")
    world.confirm(OTHER)
    yield None
    world.retract(OTHER)
    yield None
    held = (world.root / world.path(OTHER)).read_text(encoding="utf-8").splitlines()
    lines = [line for line in held if not line.startswith("summary:")]
    at = next(index for index, line in enumerate(lines) if line.startswith("handle:"))
    lines.insert(at, 'summary: "Sold tickets.\nhandle: innocent\naccount_id: 7\nSo it did."')
    world.write(world.path(OTHER), "\n".join([*lines, ""]))
    yield None
    again(world, NEW, OTHER)
    world.confirm(NEW)


@chain(2, "retracted-changed", says="retracted for good", hidden=(VERIFIED, NEW))
def the_file_of_the_retracted_record_is_edited_first(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    world.correct(VERIFIED, "handle", value="somebody_else")
    world.edit(VERIFIED, "account_id", value="900000000000000009")


@chain(2, "relists-evidence", says="no evidence was captured after that day", hidden=(NEW,))
def it_is_listed_again_and_says_so_on_the_old_evidence(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    again(world, NEW, VERIFIED, relists=[VERIFIED])
    world.confirm(NEW, REVIEWERS)


@chain(
    2,
    "next-claim-member",
    "relists-missing",
    says="that the account was cleared is said in every later claim",
    hidden=(NEW,),
)
def it_says_so_and_drops_that_before_the_last_confirmation(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    fresh = evidence(day(3))
    again(world, NEW, VERIFIED, relists=[VERIFIED], evidence=fresh, sources=None, affiliations=None)
    world.confirm(NEW)
    yield day(3)
    world.correct(NEW, "relists", value=[PROPOSED])
    world.confirm(NEW)


@chain(2, "relists-missing", says=CLEARED, hidden=(NEW,))
def a_branch_on_which_the_account_was_not_cleared_yet_is_merged(world: World) -> Steps:
    branch(world, "propose")
    again(world, NEW, VERIFIED)
    on_pier(world, NEW)
    world.commit("Propose on another list", at=DAY)
    world.git("checkout", "-q", "main")
    world.retract(VERIFIED)
    yield None
    merge(world, "propose")


@chain(2, "relists-missing", says=CLEARED, hidden=(CONFIRMED_ONCE[0],))
def a_deleted_proposal_of_the_account_is_restored(world: World) -> Steps:
    half = CONFIRMED_ONCE[0]
    held = (world.root / world.path(half)).read_bytes()
    (world.root / world.path(half)).unlink()
    yield None
    again(world, NEW, half)
    yield None
    world.retract(NEW)
    yield None
    world.write(world.path(half), held)
    world.review("reviewer-b", half)


@chain(2, "relists-account-id", says="retracted because it changed hands", hidden=(NEW,))
def a_handle_that_changed_hands_is_listed_by_itself(world: World) -> Steps:
    world.record(OTHER, account_id=None)
    world.confirm(OTHER)
    yield None
    world.retract(OTHER, reason="changed-hands")
    yield None
    again(world, NEW, OTHER, account_id=None)
    world.confirm(NEW)


# 3: somebody else on a tombstone


def names_nobody(world: World) -> bool:
    told = world.read(world.path(VERIFIED))
    return told["handle"] == ordinary(VERIFIED)["handle"] and "public_handle" not in told["retractions"][-1]


@chain(3, "retracted-changed", says="retracted for good", aim=names_nobody)
def a_retracted_record_is_corrected_to_a_newspaper(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    world.correct(VERIFIED, "handle", value="harbour_news")


@chain(3, "retracted-changed", says="retracted for good", aim=names_nobody)
def a_next_claim_that_was_confirmed_takes_the_place_of_the_retracted_one(world: World) -> Steps:
    path = world.next_claim(VERIFIED, "handle", value="quay_times")
    world.confirm(VERIFIED, claim=world.claim_of(path, VERIFIED))
    yield None
    world.retract(VERIFIED)
    yield None
    put_in_place(world, path, VERIFIED)
    world.name_cleared(VERIFIED)


@chain(3, "retracted-changed", says="retracted for good", hidden=(VERIFIED,))
def the_account_changes_in_the_change_that_retracts_it(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    world.correct(VERIFIED, "handle", value="quay_times")
    world.confirm(VERIFIED)
    world.retract(VERIFIED, public_handle=True)


@chain(3, "decision-missing", says="the tombstone of veryxxxx0001 would name the account", aim=names_nobody)
def the_account_is_named_without_anybody_having_asked(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    world.name_cleared(VERIFIED, None)


@chain(3, "decision-missing", says="the tombstone of veryxxxx0001 would name the account")
def an_account_that_wished_to_be_named_no_longer_is_named_again(world: World) -> Steps:
    world.retract(VERIFIED, public_handle=True)
    yield None
    world.edit(VERIFIED, "retractions", -1, "public_handle", value=False)
    yield None
    world.edit(VERIFIED, "retractions", -1, "public_handle", value=True)


@chain(
    3,
    "decision-missing",
    "decision-signature",
    "decision-unsigned",
    says="the tombstone of veryxxxx0001 would name the account",
    aim=names_nobody,
)
def the_decision_about_another_account_names_this_one(world: World) -> Steps:
    world.retract(VERIFIED)
    world.retract(PROPOSED)
    yield None
    world.name_cleared(PROPOSED)
    yield None
    world.name_cleared(VERIFIED, None)
    newest = max((world.root / "lists/decisions").iterdir())
    world.write(decision_path("dddd00000009"), newest.read_bytes())


@chain(3, "retraction-changed", says="a retraction cannot be changed", aim=names_nobody)
def the_reason_becomes_one_that_says_it_was_all_a_mistake(world: World) -> Steps:
    world.retract(VERIFIED, reason="insufficient-evidence")
    yield None
    world.edit(VERIFIED, "retractions", 0, "reason", value="mistaken-identity")
