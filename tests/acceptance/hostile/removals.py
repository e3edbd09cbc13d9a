"""Hostile changes of removals: retractions, appeals, withholdings, and what comes back after them."""

from __future__ import annotations

from site_builder.fmt.edit import remove
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.hostile.corpus import (
    NEW,
    hostile,
)
from tests.acceptance.signed_world import (
    DAY,
    LIST,
    PROPOSED,
    RETRACTED,
    VERIFIED,
    WITHHELD,
    World,
    day,
    name,
    ordinary,
)
from tests.instance import withholding

# Retractions and appeals


@hostile("retraction-changed")
def a_retraction_is_removed(world: World) -> None:
    world.record(RETRACTED)


@hostile("retraction-changed")
def the_reason_of_a_retraction_is_changed(world: World) -> None:
    world.edit(RETRACTED, "retractions", 0, "reason", value="duplicate")


@hostile("retraction-date")
def a_retraction_is_dated_back(world: World) -> None:
    world.retract(VERIFIED, at=day(-60))


@hostile("appeal-due")
def an_appeal_may_wait_for_years(world: World) -> None:
    world.appeal(due=day(900))


@hostile("appeal-date")
def an_appeal_is_opened_next_month(world: World) -> None:
    world.appeal(opened=day(30), due=day(40))


@hostile("appeal-changed")
def an_open_appeal_gets_more_time(world: World) -> None:
    world.appeal()
    world.commit("Appeal", at=DAY)
    world.edit(VERIFIED, "appeals", 0, "due", value=day(300))


@hostile("appeal-changed")
def an_open_appeal_is_forgotten(world: World) -> None:
    world.appeal()
    world.commit("Appeal", at=DAY)
    world.record(VERIFIED)


@hostile("appeal-decider")
def a_reviewer_who_confirmed_decides(world: World) -> None:
    world.appeal()
    world.decide_appeal("dismissed", by="reviewer-a")


@hostile("appeal-decider")
def a_submitter_decides(world: World) -> None:
    world.appeal()
    world.decide_appeal("dismissed", by="contributor-a")


@hostile("appeal-decider")
def nobody_at_all_decides(world: World) -> None:
    world.appeal()
    world.decide_appeal("dismissed", by="nobody-at-all")


@hostile("appeal-upheld")
def an_appeal_is_upheld_and_nothing_happens(world: World) -> None:
    world.appeal()
    world.decide_appeal("upheld")


# What only stewards decide


@hostile("decision-missing")
def a_record_is_retracted_by_nobody(world: World) -> None:
    world.retract(VERIFIED, steward=None)


@hostile("decision-missing")
def a_withheld_record_is_released_by_nobody(world: World) -> None:
    world.release(WITHHELD, None)


@hostile("decision-missing")
def an_appeal_is_dismissed_without_a_decision(world: World) -> None:
    world.appeal()
    world.commit("Appeal", at=DAY)
    world.decide_appeal("dismissed", steward=None)


@hostile("decision-missing")
def an_account_is_named_that_never_asked_for_it(world: World) -> None:
    world.name_cleared(RETRACTED, None)


@hostile("decision-part")
def a_steward_who_wrote_the_listing_retracts_it(world: World) -> None:
    world.record(NEW, submitted_by=["steward-a"])
    world.commit("Propose", at=DAY)
    world.retract(NEW)


@hostile("withholding-changed")
def a_withholding_becomes_another_one(world: World) -> None:
    entry = {"since": DAY, "by": "maintainer-b", "reason": "duplicate"}
    world.write(withholding(WITHHELD), emit(FileKind.WITHHELD, entry))


@hostile("retracted-changed")
def a_retracted_record_names_a_newspaper(world: World) -> None:
    world.correct(RETRACTED, "handle", value="harbour_news")


@hostile("record-id-used")
def the_id_of_a_deleted_proposal_is_given_to_another(world: World) -> None:
    (world.root / world.path(PROPOSED)).unlink()
    world.commit("Delete", at=DAY)
    world.record(PROPOSED, summary="Something else.")


@hostile("account-held")
def an_account_becomes_public_elsewhere_while_it_is_withheld(world: World) -> None:
    world.record(NEW, handle=ordinary(WITHHELD)["handle"], account_id="900000000000000009")
    world.confirm(NEW)


@hostile("relists-evidence")
def a_cleared_account_is_proposed_again_on_the_old_evidence(world: World) -> None:
    cleared = ordinary(RETRACTED)
    world.record(NEW, handle=cleared["handle"], account_id=cleared["account_id"], relists=[RETRACTED])


@hostile("relists-evidence")
def a_purged_account_is_proposed_again_on_the_old_evidence(world: World) -> None:
    left = {
        "list": LIST,
        "state": "retracted",
        "reason": "personal-data",
        "effect": "erase",
        "example": False,
    }
    left |= {"first_public": "2026-04-01T12:00:00Z", "removed": "2026-04-20T12:00:00Z"}
    world.write("lists/purged.yaml", emit(FileKind.PURGED, {name("purged", 1): left}))
    world.commit("Purged, and the history with it", at=DAY)
    world.record(NEW, relists=[name("purged", 1)])


@hostile("relists-account-id")
def a_handle_that_changed_hands_is_proposed_again(world: World) -> None:
    world.retract(VERIFIED, reason="changed-hands")
    world.commit("Retract", at=DAY)
    world.record(NEW, handle=ordinary(VERIFIED)["handle"], account_id=None)


@hostile("observation-removed")
def an_observation_that_the_account_is_gone_is_taken_out(world: World) -> None:
    _gone(world)
    world.edit(NEW, "observations", value=[{"date": "2026-05-30", "state": "active"}])


@hostile("observation-removed")
def such_an_observation_is_taken_out_while_the_record_is_disputed(world: World) -> None:
    _gone(world)
    world.appeal(NEW)
    world.commit("Appeal", at=DAY)
    world.edit(NEW, "observations", value=[{"date": "2026-05-30", "state": "active"}])


@hostile("observation-removed")
def such_an_observation_is_taken_out_beside_an_older_confirmation(world: World) -> None:
    _gone(world)
    world.review("reviewer-c", NEW, at="2026-05-29")
    world.edit(NEW, "observations", value=[{"date": "2026-05-28", "state": "suspended"}])


@hostile("observation-removed")
def such_an_observation_is_taken_out_while_the_record_is_withheld(world: World) -> None:
    _gone(world)
    world.withhold(NEW)
    world.commit("Withhold", at=DAY)
    path = world.path(NEW)
    world.write(path, remove(FileKind.RECORD, (world.root / path).read_bytes(), ("observations",), path))


def _gone(world: World) -> None:
    """Publish a record that is matched by its handle, and say that its account is gone since."""
    world.record(NEW, account_id=None)
    world.confirm(NEW, at="2026-05-20")
    world.commit("Publish", at="2026-06-01")
    world.edit(NEW, "observations", value=[{"date": "2026-05-30", "state": "suspended"}])
    world.commit("Observe", at=DAY)


@hostile("retraction-changed")
def a_later_retraction_asks_less_of_consumers(world: World) -> None:
    world.retract(RETRACTED, reason="duplicate")


@hostile("name-never-public")
def a_record_is_renamed_while_it_is_withheld_and_then_named(world: World) -> None:
    world.withhold(VERIFIED)
    world.commit("Withhold", at=DAY)
    world.correct(VERIFIED, "handle", value="somebody_else")
    world.confirm(VERIFIED)
    world.commit("Rename", at=DAY)
    world.retract(VERIFIED, public_handle=True)


@hostile("relists-missing")
def a_disputed_record_is_acted_upon_again_after_its_account_was_cleared_elsewhere(world: World) -> None:
    _twin(world)
    world.review("reviewer-c", NEW, verdict="reject", at=DAY)
    world.commit("Dispute", at=DAY)
    world.retract(VERIFIED)
    world.commit("Clear", at=DAY)
    world.review("reviewer-c", NEW, number=2)


def _twin(world: World) -> None:
    """Publish the account of a public record under another id, as if nobody had known that it is the same."""
    world.record(NEW, handle=ordinary(VERIFIED)["handle"], account_id="900000000000000009")
    world.confirm(NEW, at="2026-05-20")
    world.commit("Publish", at="2026-05-20")


@hostile("claim-replaces")
def a_broken_record_is_repaired_into_something_else(world: World) -> None:
    world.write(world.path(VERIFIED), "id: [\n")
    world.commit("Broken, however that came", at=DAY)
    world.record(VERIFIED, summary="Something else.")


@hostile("relists-missing")
def a_cleared_account_is_proposed_again_by_another_form_of_its_id(world: World) -> None:
    server = {"platform": "mastodon", "handle": "desk@quay.example"}
    world.record(name("older", 1), **server, account_id="https://quay.example/users/desk")
    world.commit("Propose", at=DAY)
    path = world.path(name("older", 1), "mastodon")
    world.add(FileKind.RECORD, path, ("retractions",), {"date": DAY, "reason": "mistaken-identity"})
    world.commit("Retract", at=DAY)
    world.record(NEW, platform="mastodon", handle=None, account_id="https://quay.example/users/Desk")


@hostile("protected-account")
def a_protected_account_is_listed_by_the_address_that_is_its_id(world: World) -> None:
    account = {"id": "aid", "platform": "mastodon", "handle": "news@aid.example", "name": "Aid"}
    world.add(FileKind.PROTECTED, "lists/protected/press.yaml", ("accounts",), account)
    world.commit("Protect", at=DAY)
    world.record(NEW, platform="mastodon", handle=None, account_id="https://aid.example/users/news")


@hostile("relists-missing")
def a_cleared_account_hides_behind_six_others(world: World) -> None:
    handle = ordinary(RETRACTED)["handle"]
    for number in range(6):
        world.record(
            name("aaaa", number),
            handle=handle,
            account_id=f"90000000000000001{number}",
            retractions=[{"date": DAY, "reason": "duplicate"}],
        )
    world.commit("Others that were called it", at=DAY)
    world.record(NEW, handle=handle, account_id="900000000000000009")
