"""What waits for a reviewer, and which review would count."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder.days import days_between, shifted
from site_builder.errors import UsageError
from site_builder.load.layout import FileKind
from site_builder.reviewing.admission import barred, latest, new_review, next_number, refusal, renewable_from
from tests.instance import LINKING, VERIFIED, withholding
from tests.unit.reviewing.desks import (
    NEW,
    NEW_FILE,
    OLD,
    ROSTER_FILE,
    TODAY,
    edit,
    open_desk,
    review,
    write_desk,
)

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.reviewing.desk import Desk


def waits(desk: Desk, *, withheld: bool = False) -> list[tuple[str, str]]:
    return [(entry.item.record.id, entry.why) for entry in desk.waiting(None, withheld=withheld)]


def refused(desk: Desk, record: str, verdict: str, day: str | None = None) -> str | None:
    item = desk.items[record]
    return refusal(item, new_review(item, desk.reviewer, day or desk.today, verdict), desk.roster, desk.today)


# The queue


def test_a_proposed_record_waits_for_whom_has_not_reviewed_it(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    assert waits(open_desk(root)) == [(NEW, "proposed")]
    assert waits(open_desk(root, "reviewer-a")) == []


def test_a_withdrawn_review_does_not_put_the_record_back_into_the_queue(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    review(root, "reviewer-a", open_desk(root).items[NEW], "withdraw", "2026-01-25", sign=False)
    assert waits(open_desk(root, "reviewer-a")) == []


def test_a_record_does_not_wait_for_whom_wrote_it(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, NEW_FILE, "submitted_by", value=["contributor-a", "reviewer-c"])
    assert waits(open_desk(root)) == []


def test_an_edited_claim_waits_again_for_whom_reviewed_it(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, VERIFIED, "summary", value="Sold tickets for two ferries that do not run.")
    assert waits(open_desk(root, "reviewer-a")) == [(OLD, "stale")]
    assert waits(open_desk(root)) == [(OLD, "proposed"), (NEW, "proposed")]


def test_a_public_record_that_others_confirmed_anew_waits_for_whom_reviewed_it_before(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, VERIFIED, "summary", value="Sold tickets for two ferries that do not run.")
    for reviewer in ("reviewer-b", "reviewer-c"):
        review(root, reviewer, open_desk(root).items[OLD], "confirm", "2026-01-30", sign=False)
    assert open_desk(root).items[OLD].derived.state == "verified"
    assert waits(open_desk(root, "reviewer-a")) == [(OLD, "stale")]
    assert waits(open_desk(root)) == [(NEW, "proposed")]


def test_a_lapsed_record_waits_for_everybody_even_who_confirmed_it(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    desk = open_desk(root, "reviewer-a", today="2028-01-01")
    assert dict(waits(desk)) == {OLD: "lapsed", "0a1b2c3d4e5f": "lapsed"}
    assert refused(desk, OLD, "confirm") is None


def test_a_record_that_lapses_soon_waits_for_everybody_who_did_not_reject_it(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    until = open_desk(root).items[OLD].derived.valid_until
    due = renewable_from(open_desk(root).items[OLD])
    assert until is not None
    assert due is not None
    assert (OLD, "renewal") not in waits(open_desk(root, "reviewer-a", today=shifted(due, -1)))
    for reviewer in ("reviewer-a", "reviewer-c"):
        desk = open_desk(root, reviewer, today=due)
        assert (OLD, "renewal") in waits(desk)
        assert refused(desk, OLD, "confirm") is None
        (entry,) = (entry for entry in desk.waiting(None, withheld=False) if entry.item.record.id == OLD)
        assert entry.since == due
    review(root, "reviewer-c", open_desk(root, today=due).items[OLD], "confirm", due, sign=False)
    for reviewer in ("reviewer-a", "reviewer-c"):
        assert OLD not in dict(waits(open_desk(root, reviewer, today=due)))


def test_renewals_are_spread_by_the_records_ids_over_the_days_before_they_lapse(tmp_path: Path) -> None:
    item = open_desk(write_desk(tmp_path)).items[OLD]
    days: Counter[int | None] = Counter()
    for number in range(3000):
        other = replace(item, record=replace(item.record, id=f"{number:012}"))
        left = days_between(str(renewable_from(other)), str(item.derived.valid_until))
        days[left] += 1
    assert sorted(filter(None, days)) == list(range(31, 61))
    # Evenly: of 3,000 that lapse on one day about 100 come up on each of 30 days.
    assert max(days.values()) < 150
    # As docs/reference/commands.md says it, for one id.
    digest = hashlib.sha256(OLD.encode()).digest()
    assert (
        days_between(str(renewable_from(item)), str(item.derived.valid_until))
        == 60 - int(digest[:4].hex(), 16) % 30
    )


def test_the_oldest_evidence_comes_first_and_the_id_decides_among_equals(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    for file in (VERIFIED, LINKING):
        edit(root, file, "summary", value="Another text.")
    edit(root, LINKING, "evidence", 0, "captured", value="2026-01-14")
    assert [record for record, _ in waits(open_desk(root))] == [OLD, "0a1b2c3d4e5f", NEW]


def test_a_withheld_record_waits_only_where_it_is_asked_for(tmp_path: Path) -> None:
    withheld = "{since: 2026-01-30, by: desk, reason: safety}\n"
    desk = open_desk(write_desk(tmp_path, files={withholding(NEW): withheld}))
    assert waits(desk) == []
    assert waits(desk, withheld=True) == [(NEW, "withheld")]


def test_a_retracted_record_waits_for_nobody(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    gone = {"date": "2026-01-28", "reason": "mistaken-identity"}
    edit(root, VERIFIED, "retractions", value=[gone])
    desk = open_desk(root)
    assert waits(desk) == [(NEW, "proposed")]
    assert "retracted" in str(barred(desk.items[OLD], "reviewer-c", desk.roster, TODAY, "reject"))


def test_a_list_that_is_not_the_reviewers_is_refused(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, ROSTER_FILE, "reviewer-c", "lists", value=["pier"], kind=FileKind.REVIEWERS)
    desk = open_desk(root)
    assert waits(desk) == []
    with pytest.raises(UsageError, match="not on the roster for the list harbour"):
        desk.waiting("harbour", withheld=False)
    with pytest.raises(UsageError, match="there is no list quay"):
        desk.waiting("quay", withheld=False)


def test_who_may_review_nothing_today_has_no_desk(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not on the roster"):
        open_desk(write_desk(tmp_path), "nobody")


def test_for_who_is_not_active_nothing_waits_but_they_may_reject(tmp_path: Path) -> None:
    desk = open_desk(write_desk(tmp_path), "reviewer-d")
    with pytest.raises(UsageError, match="not active on 2026-02-01"):
        desk.waiting(None, withheld=False)
    assert desk.named([NEW])
    assert refused(desk, NEW, "confirm") == "the reviewer was not active on that day"
    assert refused(desk, NEW, "reject") is None


# Admission


def test_nothing_new_is_refused(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    mine = open_desk(root, "reviewer-a")
    assert refused(mine, NEW, "confirm") == "the verdict on this claim is confirm already, since 2026-01-20"
    assert refused(mine, NEW, "reject") is None
    assert refused(mine, NEW, "withdraw") is None
    assert refused(open_desk(root), NEW, "withdraw") == "there is no confirmation of this claim to withdraw"


def test_a_review_older_than_the_last_is_refused(tmp_path: Path) -> None:
    mine = open_desk(write_desk(tmp_path), "reviewer-a")
    assert "later than 2026-01-19" in str(refused(mine, NEW, "confirm", "2026-01-19"))
    assert refused(mine, NEW, "reject", "2026-01-19") is None


def test_only_a_confirmation_is_withdrawn(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    review(root, "reviewer-c", open_desk(root).items[NEW], "reject", "2026-01-30", sign=False)
    desk = open_desk(root)
    assert "no confirmation of this claim to withdraw" in str(refused(desk, NEW, "withdraw"))
    assert refused(desk, NEW, "confirm") is None
    assert latest(desk.items[NEW], "reviewer-c").verdict == "reject"  # type: ignore[union-attr]
    assert [next_number(desk.items[NEW], name) for name in ("reviewer-c", "reviewer-b")] == [2, 1]


def test_the_highest_number_is_not_exceeded(tmp_path: Path) -> None:
    item = open_desk(write_desk(tmp_path)).items[NEW]
    last = replace(item.derived.judged[0].review, number=999_999)
    full = replace(
        item, derived=replace(item.derived, judged=(replace(item.derived.judged[0], review=last),))
    )
    assert next_number(full, last.reviewer) == 999_999


def test_a_confirmation_is_renewed_in_the_last_days_before_it_lapses(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    # Confirmed on 2026-01-22 at last, for 365 days: until 2027-01-22.
    assert refused(open_desk(root, "reviewer-a", today="2026-11-22"), OLD, "confirm") is not None
    assert refused(open_desk(root, "reviewer-a", today="2026-11-23"), OLD, "confirm") is None


def test_what_would_not_count_is_refused(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    edit(root, NEW_FILE, "submitted_by", value=["contributor-a", "reviewer-c"])
    desk = open_desk(root)
    assert refused(desk, NEW, "confirm") == "the reviewer wrote or edited the claim"
    assert refused(desk, OLD, "confirm", "2026-02-30") is not None
    assert refused(desk, OLD, "confirm", "2026-02-02") == "the review is dated in the future"
    assert refused(desk, NEW, "reject") is None
    assert [item.record.id for item in desk.named([NEW])] == [NEW]
    edit(root, ROSTER_FILE, "reviewer-c", "lists", value=["pier"], kind=FileKind.REVIEWERS)
    desk = open_desk(root)
    with pytest.raises(UsageError, match="would not count: the reviewer is not on the roster for this list"):
        desk.named([NEW])
    with pytest.raises(UsageError, match="no record has the id 000000000000"):
        desk.named(["000000000000"])


def test_an_unsigned_review_on_a_list_that_demands_signatures_leaves_the_record_waiting(
    tmp_path: Path,
) -> None:
    desk = open_desk(write_desk(tmp_path, signed=True), "reviewer-a")
    assert [record for record, _ in waits(desk)] == [OLD, "0a1b2c3d4e5f", NEW]
    assert refused(desk, NEW, "confirm") is None
