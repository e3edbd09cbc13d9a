"""The truth table of states: every row, every boundary date, every reason for a review not to count."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from site_builder.days import shifted
from site_builder.derive.reviews import Setting, Standing, fault_before_signing, judge
from site_builder.derive.state import Derived, derive, effect_of
from site_builder.handles import Platforms
from site_builder.load.source_tree import packaged
from site_builder.model import AccountList, Record, Review
from tests.keys import INSTANCE, key, message

PLATFORMS, _ = Platforms.build(packaged("platforms"))
TODAY = "2026-06-15"
CLAIM = "a" * 64
OTHER_CLAIM = "b" * 64


def an_account_list(**policy: Any) -> AccountList:
    data: Any = {
        "example": True,
        "policy": {
            "quorum": 2,
            "signatures": "waived",
            "min_evidence": 1,
            "require_archive": False,
            "require_account_id": False,
            "recheck_after_days": 100,
            "appeal_days": 14,
            "withhold_on": ["safety"],
            "max_change_percent": 10,
            **policy,
        },
    }
    return AccountList("harbor", "lists/harbor/list.yaml", data, {}, {})


def a_record(**fields: Any) -> Record:
    data: Any = {
        "id": "7k3f9q2m4d1p",
        "handle": "nwx_a",
        "platform": "twitter",
        "submitted_by": ["writer"],
        "evidence": [{"id": "e1", "captured": "2026-01-01"}],
        **fields,
    }
    return Record("harbor", "7k3f9q2m4d1p", "lists/harbor/twitter/7k/7k3f9q2m4d1p.yaml", data, CLAIM)


def a_review(
    reviewer: str = "r1",
    verdict: str = "confirm",
    number: int = 1,
    *,
    date: str = "2026-06-01",
    claim: str = CLAIM,
) -> Review:
    return Review(reviewer, "harbor", "7k3f9q2m4d1p", claim, date, verdict, number, None, "file", "/pointer")


ROSTER: Any = {
    name: {"lists": ["harbor"], "active": [{"from": "2020-01-01"}]}
    for name in ("r1", "r2", "r3", "r4", "writer")
}
CONFIRMED = (a_review("r1"), a_review("r2"))


def state_of(
    record: Record, reviews: Any = CONFIRMED, *, withheld: Any = None, today: str = TODAY, **policy: Any
) -> Derived:
    return derive(record, reviews, a_setting(withheld=withheld, today=today, **policy))


def a_setting(
    roster: Any = None,
    *,
    withheld: Any = None,
    instance: str | None = INSTANCE,
    today: str = TODAY,
    **policy: Any,
) -> Setting:
    people, words = ROSTER if roster is None else roster, packaged("vocabulary")
    return Setting(an_account_list(**policy), people, withheld or {}, words, PLATFORMS, instance, today)


def an_appeal(**fields: Any) -> dict[str, Any]:
    return {"opened": "2026-06-10", "ground": "out-of-scope", "due": "2026-06-24", "status": "open", **fields}


RETRACTED = [{"date": "2026-02-01", "reason": "mistaken-identity"}]
WITHHELD = {"7k3f9q2m4d1p": "under-review"}
THREE = (a_review("r1"), a_review("r2"), a_review("r3"))


class TestRows:
    """The table of states, row by row, each over everything that stands below it."""

    @pytest.mark.parametrize(
        ("record", "reviews", "withheld", "expected", "reason"),
        [
            (a_record(retractions=RETRACTED), CONFIRMED, WITHHELD, "retracted", "mistaken-identity"),
            (a_record(appeals=[an_appeal()]), CONFIRMED, WITHHELD, "withheld", "under-review"),
            (
                a_record(),
                (a_review("r1", "reject"), a_review("r2", "reject")),
                WITHHELD,
                "withheld",
                "under-review",
            ),
            (a_record(appeals=[an_appeal(due="2026-06-14")]), CONFIRMED, {}, "withheld", "appeal-overdue"),
            (a_record(appeals=[an_appeal(ground="safety")]), CONFIRMED, {}, "withheld", "appeal-open"),
            (
                a_record(appeals=[an_appeal(ground="safety", due="2026-06-14")]),
                (),
                {},
                "withheld",
                "appeal-overdue",
            ),
            (a_record(), (a_review("r1", "reject"), a_review("r2", "reject")), {}, "rejected", None),
            (
                a_record(),
                (*CONFIRMED, a_review("r3", "reject"), a_review("r4", "reject")),
                {},
                "rejected",
                None,
            ),
            (a_record(), (), {}, "proposed", None),
            (a_record(), (a_review("r1"),), {}, "proposed", None),
            (a_record(), (a_review("r1"), a_review("r2", "reject")), {}, "proposed", None),
            (a_record(appeals=[an_appeal()]), (a_review("r1"),), {}, "proposed", None),
            (a_record(appeals=[an_appeal()]), CONFIRMED, {}, "disputed", None),
            (a_record(), (*CONFIRMED, a_review("r3", "reject")), {}, "disputed", None),
            (a_record(appeals=[an_appeal(status="dismissed")]), CONFIRMED, {}, "verified", None),
            (
                a_record(appeals=[an_appeal(status="upheld", due="2026-01-01")]),
                CONFIRMED,
                {},
                "verified",
                None,
            ),
            (a_record(), CONFIRMED, {}, "verified", None),
        ],
    )
    def test_first_match_decides(
        self, record: Record, reviews: Any, withheld: Any, expected: str, reason: str | None
    ) -> None:
        derived = state_of(record, reviews, withheld=withheld)
        assert (derived.state, derived.reason) == (expected, reason)

    def test_dispute_comes_before_lapse(self) -> None:
        derived = state_of(a_record(appeals=[an_appeal(due="2031-01-01")]), today="2030-01-01")
        assert derived.state == "disputed"

    def test_only_three_states_are_public(self) -> None:
        assert [state_of(a_record(), reviews).public for reviews in (CONFIRMED, ())] == [True, False]
        assert not state_of(a_record(retractions=RETRACTED)).public


class TestBoundaries:
    @pytest.mark.parametrize(("today", "expected"), [("2026-06-24", "disputed"), ("2026-06-25", "withheld")])
    def test_an_appeal_is_overdue_on_the_day_after_it_was_due(self, today: str, expected: str) -> None:
        assert state_of(a_record(appeals=[an_appeal(due="2026-06-24")]), today=today).state == expected

    @pytest.mark.parametrize(("today", "expected"), [("2026-09-09", "verified"), ("2026-09-10", "lapsed")])
    def test_a_record_lapses_on_the_day_after_its_last(self, today: str, expected: str) -> None:
        derived = state_of(a_record(), today=today)
        assert (derived.state, derived.valid_until) == (expected, "2026-09-09")

    def test_the_newest_confirm_decides_when_it_lapses(self) -> None:
        derived = state_of(a_record(), (a_review("r1", date="2026-01-01"), a_review("r2", date="2026-06-14")))
        assert derived.valid_until == "2026-09-22"
        assert [review.date for review in derived.confirms] == ["2026-01-01", "2026-06-14"]

    def test_validity_ends_with_the_calendar(self) -> None:
        record = a_record(account_id="900000000000000001")
        assert state_of(record, recheck_after_days=9999999).valid_until == "9999-12-31"

    @pytest.mark.parametrize(
        ("account", "policy", "until"),
        [
            # The confirms are of 2026-06-01.
            ({}, {}, "2026-11-28"),
            ({}, {"handle_days": 365}, "2027-06-01"),
            ({}, {"handle_days": 30}, "2026-07-01"),
            ({}, {"recheck_after_days": 20}, "2026-06-21"),
            ({"account_id": "900000000000000001"}, {"handle_days": 30}, "2028-05-31"),
            ({"platform": "bluesky", "account_id": "did:web:press.northwind.example"}, {}, "2026-11-28"),
            ({"platform": "bluesky", "account_id": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}, {}, "2028-05-31"),
            (
                {"platform": "mastodon", "account_id": "https://northwind.example/users/press"},
                {},
                "2026-11-28",
            ),
            ({"platform": "nobody-knows", "account_id": "did:web:a.example"}, {}, "2028-05-31"),
        ],
    )
    def test_what_somebody_else_may_come_to_have_runs_out_sooner(
        self, account: dict[str, str], policy: dict[str, Any], until: str
    ) -> None:
        rules: dict[str, Any] = {"recheck_after_days": 730, **policy}
        record = a_record(**account)
        assert state_of(record, **rules).valid_until == until
        assert state_of(record, today=until, **rules).state == "verified"
        assert state_of(record, today=shifted(until, 1), **rules).state == "lapsed"

    def test_an_account_without_a_handle_is_matched_by_its_id(self) -> None:
        record = a_record(account_id="900000000000000001")
        del record.data["handle"]
        assert state_of(record, recheck_after_days=730).valid_until == "2028-05-31"

    def test_of_two_open_appeals_the_first_due_is_named(self) -> None:
        appeals = [an_appeal(due="2026-07-01"), an_appeal(due="2026-06-20")]
        appeal = state_of(a_record(appeals=appeals)).appeal
        assert appeal is not None
        assert appeal["due"] == "2026-06-20"

    def test_quorum_of_one_needs_one(self) -> None:
        assert state_of(a_record(), (a_review("r1"),), quorum=1).state == "verified"
        assert state_of(a_record(), (a_review("r1", "reject"),), quorum=1).state == "rejected"


class TestRelisting:
    def test_a_record_that_lists_a_cleared_account_again_needs_one_confirm_more(self) -> None:
        record = a_record(relists=["9m2x0r5t8v4w"])
        assert state_of(record, THREE[:2]).state == "proposed"
        assert state_of(record, THREE).state == "verified"
        assert state_of(record, THREE).needed == 3

    def test_of_two_retractions_the_last_gives_the_reason(self) -> None:
        again = [*RETRACTED, {"date": "2026-05-01", "reason": "changed-hands"}]
        derived = state_of(a_record(retractions=again), THREE)
        assert (derived.state, derived.reason) == ("retracted", "changed-hands")


def standing_of(
    review: Review, record: Record | None = None, roster: Any = ROSTER, **policy: Any
) -> Standing:
    (judged,) = judge(record or a_record(), (review,), a_setting(roster, **policy))
    return judged.standing


def signed_by(name: str, review: Review) -> Review:
    """Return the review with a signature by somebody's key."""
    names = ("claim", "date", "number", "record", "reviewer", "verdict")
    said = message(**{name: getattr(review, name) for name in names})
    return replace(review, signature=key(name).sign(said))


class TestReviewsThatDoNotCount:
    @pytest.mark.parametrize(
        ("review", "expected"),
        [
            (a_review(), Standing.COUNTS),
            (a_review("stranger"), Standing.NOT_ON_ROSTER),
            (a_review("writer"), Standing.SUBMITTER),
            (a_review(claim=OTHER_CLAIM), Standing.STALE),
            (a_review(date=TODAY), Standing.COUNTS),
            (a_review(date="2026-06-16"), Standing.FUTURE),
            (a_review(date="2020-01-01"), Standing.COUNTS),
            (a_review(date="2019-12-31"), Standing.NOT_ACTIVE),
        ],
    )
    def test_reasons(self, review: Review, expected: Standing) -> None:
        assert standing_of(review) is expected

    def test_a_reviewer_of_another_list(self) -> None:
        roster: Any = {"r1": {"lists": ["other"], "active": [{"from": "2020-01-01"}]}}
        assert standing_of(a_review(), roster=roster) is Standing.NOT_FOR_LIST

    @pytest.mark.parametrize(
        ("date", "expected"), [("2026-05-31", Standing.COUNTS), ("2026-06-01", Standing.NOT_ACTIVE)]
    )
    def test_the_last_active_day_counts(self, date: str, expected: Standing) -> None:
        roster: Any = {"r1": {"lists": ["harbor"], "active": [{"from": "2020-01-01", "until": "2026-05-31"}]}}
        assert standing_of(a_review(date=date), roster=roster) is expected

    def test_a_list_that_demands_signatures_counts_none_that_cannot_be_verified(self) -> None:
        assert standing_of(a_review(), signatures="required") is Standing.UNSIGNED
        assert state_of(a_record(), CONFIRMED, signatures="required").state == "proposed"

    def test_a_signature_that_verifies_counts_and_of_others_it_is_said_what_is_wrong(self) -> None:
        keys = [{"key": key("r1").public, "from": "2020-01-01"}]
        roster: Any = {**ROSTER, "r1": {**ROSTER["r1"], "keys": keys}}
        own, borrowed = (signed_by("r1", a_review(name)) for name in ("r1", "r2"))
        judged = judge(a_record(), (own, borrowed, a_review("r3")), a_setting(roster, signatures="required"))
        assert [(item.standing, item.why) for item in judged] == [
            (Standing.COUNTS, "counts"),
            (Standing.UNSIGNED, "the signature was made with the key of another reviewer"),
            (Standing.UNSIGNED, "there is no signature"),
        ]

    def test_a_list_that_waives_signatures_looks_at_none(self) -> None:
        assert standing_of(replace(a_review(), signature="no signature")) is Standing.COUNTS

    def test_what_hinders_a_review_is_known_before_it_is_signed(self) -> None:
        assert fault_before_signing(a_record(), a_review(), ROSTER, TODAY) is None
        written = a_record(submitted_by=["r1"])
        assert fault_before_signing(written, a_review(), ROSTER, TODAY) is Standing.SUBMITTER


class TestWhichWordCounts:
    @pytest.mark.parametrize(
        ("words", "counts"),
        [
            ((("confirm", 1),), "confirm"),
            ((("reject", 1),), "reject"),
            ((("withdraw", 1),), None),
            ((("confirm", 1), ("reject", 2)), "reject"),
            ((("confirm", 1), ("withdraw", 2)), None),
            ((("reject", 1), ("confirm", 2)), "confirm"),
            ((("withdraw", 1), ("confirm", 2)), "confirm"),
            # A withdraw takes back confirms only; a reject ends by a confirm.
            ((("reject", 1), ("withdraw", 2)), "reject"),
            ((("reject", 1), ("confirm", 2), ("withdraw", 3)), None),
            ((("withdraw", 1), ("reject", 1)), "reject"),
            # Whoever carries words decides in which order they are filed: a stop word ends by a confirm that is above
            # it and after it.
            ((("confirm", 2), ("reject", 1)), "reject"),
            ((("confirm", 2), ("withdraw", 1)), None),
            ((("reject", 2), ("confirm", 1)), "reject"),
            ((("withdraw", 2), ("confirm", 1)), None),
            ((("reject", 1), ("confirm", 1)), "reject"),
            ((("withdraw", 7), ("confirm", 7)), None),
            ((("reject", 3), ("confirm", 99)), "confirm"),
            ((("reject", 2), ("confirm", 3), ("confirm", 1)), "confirm"),
            ((("reject", 2), ("confirm", 3), ("reject", 1)), "reject"),
            ((("reject", 5), ("confirm", 6), ("withdraw", 4), ("confirm", 6)), None),
        ],
    )
    def test_of_one_reviewer(self, words: tuple[tuple[str, int], ...], counts: str | None) -> None:
        derived = state_of(a_record(), tuple(a_review("r1", *word) for word in words))
        found = [review.verdict for review in (*derived.confirms, *derived.rejects)]
        assert found == ([] if counts is None else [counts])
        standings = {item.standing for item in derived.judged}
        assert (Standing.WITHDRAWN in standings) == (counts is None)

    def test_the_confirm_with_the_highest_number_counts(self) -> None:
        days = {3: "2026-06-02", 1: "2026-06-03", 2: "2026-06-01"}
        words = tuple(a_review("r1", number=number, date=day) for number, day in days.items())
        (confirm,) = state_of(a_record(), words).confirms
        assert confirm.number == 3

    def test_a_word_that_is_there_already_counts_for_nothing(self) -> None:
        confirm, reject = a_review("r1", "confirm", 3), a_review("r1", "reject", 2)
        derived = state_of(a_record(), (confirm, reject, replace(confirm, signature="another", pointer="/1")))
        assert len(derived.rejects) == 1
        assert derived.judged[2].standing is Standing.REPEATED
        for other in ({"number": 4}, {"date": "2026-06-02"}, {"reviewer": "r2"}):
            assert state_of(a_record(), (confirm, reject, replace(confirm, **other))).judged[2].valid

    def test_a_word_on_another_claim_stops_nothing(self) -> None:
        reviews = (a_review("r1"), a_review("r1", "withdraw", claim=OTHER_CLAIM), a_review("r2"))
        assert state_of(a_record(), reviews).state == "verified"

    def test_a_changed_claim_makes_all_its_reviews_stale(self) -> None:
        changed = replace(a_record(), claim=OTHER_CLAIM)
        assert state_of(changed).state == "proposed"

    @pytest.mark.parametrize(("quorum", "rejects"), [(1, 1), (2, 2), (3, 2), (9, 2)])
    def test_so_many_rejects_are_enough(self, quorum: int, rejects: int) -> None:
        words = [a_review(f"r{number}", "reject") for number in range(1, rejects + 1)]
        assert state_of(a_record(), words, quorum=quorum).state == "rejected"
        assert state_of(a_record(), words[1:], quorum=quorum).state == "proposed"


class TestStopping:
    """Stopping is never harder than confirming."""

    @pytest.mark.parametrize("verdict", ["reject", "withdraw"])
    @pytest.mark.parametrize(
        ("reviewer", "date"), [("writer", "2026-06-01"), ("r1", "2019-12-31"), ("r1", "1999-01-01")]
    )
    def test_who_wrote_the_claim_or_was_not_active_may_stop_it(
        self, verdict: str, reviewer: str, date: str
    ) -> None:
        assert standing_of(a_review(reviewer, verdict, date=date)) in (Standing.COUNTS, Standing.WITHDRAWN)
        assert standing_of(a_review(reviewer, date=date)) in (Standing.SUBMITTER, Standing.NOT_ACTIVE)

    @pytest.mark.parametrize(
        ("review", "expected"),
        [
            (a_review("stranger", "reject"), Standing.NOT_ON_ROSTER),
            (a_review("r1", "reject", date="2026-06-16"), Standing.FUTURE),
            (a_review("r1", "reject", claim=OTHER_CLAIM), Standing.STALE),
        ],
    )
    def test_who_is_nobody_stops_nothing(self, review: Review, expected: Standing) -> None:
        assert standing_of(review) is expected

    @pytest.mark.parametrize(
        ("days", "verdicts"),
        [
            ({"from": "2020-01-01"}, {"confirm", "reject"}),
            ({"from": "2020-01-01", "until": "2026-05-31"}, {"reject"}),
            ({"from": "2026-06-02"}, {"reject"}),
            ({"from": "2020-01-01", "stolen": True}, set()),
        ],
    )
    def test_a_stop_word_needs_a_key_that_was_ever_in_the_entry(
        self, days: dict[str, Any], verdicts: set[str]
    ) -> None:
        roster: Any = {**ROSTER, "r1": {**ROSTER["r1"], "keys": [{"key": key("r1").public, **days}]}}
        for verdict in ("confirm", "reject"):
            word = signed_by("r1", a_review("r1", verdict))
            found = standing_of(word, roster=roster, signatures="required")
            assert found is (Standing.COUNTS if verdict in verdicts else Standing.UNSIGNED)

    def test_a_stolen_key_is_stolen_for_all_its_periods(self) -> None:
        keys = [{"key": key("r1").public, "from": "2020-01-01", "stolen": True}]
        keys.append({"key": key("r1").public, "from": "2026-01-01"})
        roster: Any = {**ROSTER, "r1": {**ROSTER["r1"], "keys": keys}}
        (judged,) = judge(
            a_record(), (signed_by("r1", a_review()),), a_setting(roster, signatures="required")
        )
        assert judged.why == "the signature was made with a key that is marked as stolen"


class TestTheClaimReplaced:
    """Who stopped a claim confirms the one in its place only by a word with a higher number."""

    @pytest.mark.parametrize(
        ("before", "number", "expected"),
        [
            ((), 1, Standing.COUNTS),
            ((("confirm", 5),), 1, Standing.COUNTS),
            ((("reject", 5),), 5, Standing.STOPPED),
            ((("withdraw", 5),), 4, Standing.STOPPED),
            ((("reject", 5),), 6, Standing.COUNTS),
            ((("reject", 5), ("confirm", 6)), 5, Standing.STOPPED),
            ((("reject", 5), ("withdraw", 2)), 4, Standing.STOPPED),
        ],
    )
    def test_a_confirm_is_above_the_last_stop_word(
        self, before: tuple[tuple[str, int], ...], number: int, expected: Standing
    ) -> None:
        said = [a_review("r1", *word, claim=OTHER_CLAIM) for word in before]
        for words in ([*said, a_review("r1", number=number)], [a_review("r1", number=number), *said]):
            judged = judge(a_record(replaces=OTHER_CLAIM), words, a_setting())
            assert {item.standing for item in judged if item.review.claim == CLAIM} == {expected}

    def test_only_words_of_the_same_reviewer_that_are_valid_stop(self) -> None:
        record = a_record(replaces=OTHER_CLAIM)
        for word in (
            a_review("r2", "reject", 9, claim=OTHER_CLAIM),
            a_review("r1", "reject", 9, claim="3" * 64),
            a_review("r1", "reject", 9, claim=OTHER_CLAIM, date="2027-01-01"),
        ):
            assert judge(record, (word, a_review("r1")), a_setting())[1].standing is Standing.COUNTS

    def test_a_confirm_that_does_not_count_ends_no_stop_word(self) -> None:
        words = (
            a_review("r1", "reject", 5, claim=OTHER_CLAIM),
            a_review("r1", "reject", 1),
            a_review("r1", "confirm", 2),
        )
        assert len(state_of(a_record(replaces=OTHER_CLAIM), words).rejects) == 1


class TestTheInstance:
    def test_a_word_of_another_instance_does_not_count(self) -> None:
        roster: Any = {
            **ROSTER,
            "r1": {**ROSTER["r1"], "keys": [{"key": key("r1").public, "from": "2020-01-01"}]},
        }
        other = str(uuid.UUID(int=7))
        word = signed_by("r1", a_review())
        for instance, why in (
            (INSTANCE, "counts"),
            (
                other,
                "the signature is for another claim, date, instance, number, record, reviewer or verdict",
            ),
            (None, "signatures cannot be checked, because lists/instance.yaml cannot be read"),
        ):
            setting = a_setting(roster, instance=instance, signatures="required")
            assert judge(a_record(), (word,), setting)[0].why == why

    def test_without_one_a_withholding_withholds(self) -> None:
        setting = a_setting(instance=None, withheld=WITHHELD, signatures="required")
        assert derive(a_record(), CONFIRMED, setting).state == "withheld"


def test_a_review_of_no_day_of_the_calendar_never_counts() -> None:
    reviews = (a_review("r1"), a_review("r2", date="2026-02-30"))
    derived = state_of(a_record(), reviews)
    assert derived.state == "proposed"
    assert [item.standing for item in derived.judged] == [Standing.COUNTS, Standing.NO_DAY]


def test_a_reason_that_nobody_knows_asks_to_stop_relying() -> None:
    assert effect_of("no-such-reason", packaged("vocabulary")) == "stop-relying"
    assert effect_of("mistaken-identity", packaged("vocabulary")) == "undo"
