"""Who may decide about a listing, which withholdings are meant, and what a steward is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.errors import UsageError
from site_builder.removals.decision import (
    decided_record,
    decision_notes,
    decision_words,
    record_subject,
    record_words,
    refuse_involved,
    releases,
)
from tests.instance import BASE, VERIFIED, withholding
from tests.unit.removals.test_appeal import RECORD, loaded, with_appeals

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.model import Decision

OTHER: Final = "0a1b2c3d4e5f"
FILES: Final = (
    withholding(RECORD),
    withholding(RECORD, "zzzzzz"),
    f"lists/withheld/{OTHER}/note.txt",
    VERIFIED,
)


def decision(kind: str, **subject: str) -> Decision:
    return {"kind": kind, "date": "2026-04-01", "subject": subject, "reason": "x"}


@pytest.mark.parametrize(
    ("steward", "why"),
    [("contributor-a", "wrote the listing"), ("reviewer-a", "confirmed the listing"), ("desk", None)],
)
def test_who_has_a_part_in_the_listing_does_not_decide(tmp_path: Path, steward: str, why: str | None) -> None:
    loading, target = loaded(tmp_path)
    if why is None:
        refuse_involved(steward, target, loading)
        return
    with pytest.raises(UsageError, match=f"{steward} {why}"):
        refuse_involved(steward, target, loading)


def test_a_confirmation_of_an_earlier_wording_is_a_part_too(tmp_path: Path) -> None:
    loading, target = loaded(tmp_path, (BASE / VERIFIED).read_text().replace("Sold", "Offered"))
    assert target.item is not None
    assert target.item.derived.confirms == ()
    with pytest.raises(UsageError, match="confirmed the listing"):
        refuse_involved("reviewer-b", target, loading)


@pytest.mark.parametrize("writers", ["not-desk-either", "{desk: 1}"])
def test_who_wrote_a_listing_is_only_what_a_sequence_says(tmp_path: Path, writers: str) -> None:
    text = (BASE / VERIFIED).read_text()
    loading, target = loaded(
        tmp_path, text.replace("submitted_by: [contributor-a]", f"submitted_by: {writers}")
    )
    assert target.item is None
    refuse_involved("desk", target, loading)


def test_a_claim_is_decided_about_whatever_is_wrong_with_the_record(tmp_path: Path) -> None:
    good, broken = (
        loaded(tmp_path / "a")[1],
        loaded(tmp_path / "b", (BASE / VERIFIED).read_text() + "unknown: 1\n")[1],
    )
    assert good.item is not None
    assert record_subject(good, retraction="2026-04-01") == {
        "record": RECORD,
        "claim": good.item.record.claim,
        "retraction": "2026-04-01",
    }
    assert broken.item is None
    assert broken.claim != good.claim


def test_a_record_has_all_its_withholdings_released_and_a_file_only_itself() -> None:
    assert releases(RECORD, FILES) == FILES[:2]
    assert releases(FILES[1], FILES) == releases(FILES[1].rpartition("/")[2], FILES) == FILES[1:2]
    assert releases(OTHER, FILES) == FILES[2:3]
    for named in ("zzzzzzzzzzzz", VERIFIED, "", "lists/withheld/", "../reviewers.yaml"):
        with pytest.raises(UsageError, match="is not withheld by a file"):
            releases(named, FILES)


def test_a_decision_says_in_full_what_it_is() -> None:
    told = decision_words(
        decision("retraction", record=RECORD, retraction="2026-04-01", removal="personal-data")
    )
    meaning = "The record showed personal data that it must not show."
    assert told == (
        f"The listing is taken back on 2026-04-01, for personal-data. {meaning}",
        "Consumers will read: Erase. Delete every copy of the listing and its content.",
    )
    # A code that no vocabulary has, as a hostile packet may name one.
    unknown = decision("retraction", record=RECORD, retraction="2026-04-01", removal="for-fun")
    assert decision_words(unknown) == ("The listing is taken back on 2026-04-01, for for-fun.",)
    appeal = decision("appeal", record=RECORD, appeal="2026-02-01", ground="safety", outcome="dismissed")
    assert decision_words(appeal) == ("The appeal of 2026-02-01, on the ground safety, is dismissed.",)
    named = decision("name-shown", record=RECORD, retraction="2026-04-01")
    assert decision_words(named) == (
        "The site names the account as cleared, by the retraction of 2026-04-01.",
    )
    release = decision("release", withholding=f"{RECORD}.0a1b2c.yaml")
    assert decided_record(release) == decided_record(named) == RECORD
    assert decision_words(release) == (f"Release: {withholding(RECORD)} no longer withholds its record.",)


def test_what_is_not_signed_is_said_beside_it(tmp_path: Path) -> None:
    _, target = loaded(tmp_path, with_appeals(VERIFIED, ("2026-03-30", "safety", "2026-04-20")))
    assert record_words(target) == (
        f"Record {RECORD} of harbour: Harbour_Tickets on twitter",
        str(target.value["summary"]),
    )
    appeal = decision("appeal", record=RECORD, appeal="2026-03-30", outcome="dismissed")
    assert list(decision_notes(appeal, target, {})) == [
        "The appeal's ground: safety. The listing puts somebody in danger.",
        "In this folder the record is disputed, public.",
    ]
    release = decision("release", withholding=f"{RECORD}.0a1b2c.yaml")
    held = {"since": "2026-03-30", "by": "desk", "reason": "legal-order"}
    told = list(decision_notes(release, None, held))
    assert told == [
        "Withheld since 2026-03-30 by desk, for legal-order. A court or authority ordered the removal.",
        f"There is no record {RECORD}.",
    ]
    nothing: Any = {}
    assert (
        next(decision_notes(release, target, nothing))
        == "Withheld since not known by not known, for not known."
    )
