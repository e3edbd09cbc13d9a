"""Reviews: which of a record's reviews count, and why the others do not.

A review is valid if its reviewer was on the roster for this list and active on its date, did not write the claim,
reviewed the record's current claim, on a day of the calendar neither after today nor on or before the last
reinstatement, and signed it, unless the list waives signatures. Of the valid ones each reviewer's last in file
order counts, and a `withdraw` cancels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from site_builder.days import covers, is_day
from site_builder.record import last_reinstatement
from site_builder.signatures.review import Verdict, check_signature

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from site_builder.model import AccountList, Record, Review, ReviewerData


class Standing(Enum):
    """Whether a review counts, or the first reason why it does not."""

    COUNTS = "counts"
    NOT_ON_ROSTER = "the reviewer is not on the roster"
    NOT_FOR_LIST = "the reviewer is not on the roster for this list"
    NOT_ACTIVE = "the reviewer was not active on that day"
    SUBMITTER = "the reviewer wrote or edited the claim"
    STALE = "another version of the claim was reviewed"
    FUTURE = "the review is dated in the future"
    NO_DAY = "the review's date does not exist in the calendar"
    BEFORE_REINSTATEMENT = "the record was reinstated since"
    UNSIGNED = "there is no valid signature"
    SUPERSEDED = "a later review by the same reviewer counts instead"
    WITHDRAWN = "the reviewer withdrew it"


@dataclass(frozen=True, slots=True)
class Judged:
    """A review and its standing."""

    review: Review
    standing: Standing
    why: str
    """What a reader sees: the standing's words, or what is wrong with the signature."""

    @property
    def words(self) -> str:
        """Who said what, when, and why it does not count, where it does not."""
        tail = "" if self.standing is Standing.COUNTS else f" does not count: {self.why}"
        return f"{self.review.verdict} by {self.review.reviewer} on {self.review.date}{tail}"


def judge(
    record: Record,
    reviews: Iterable[Review],
    account_list: AccountList,
    roster: Mapping[str, ReviewerData],
    today: str,
) -> tuple[Judged, ...]:
    """Return every review with its standing, in the order given, which is file order for each reviewer.

    `today` is a day (YYYY-MM-DD). Signatures are verified by the roster's keys, unless the list waives them.
    """
    given = tuple(reviews)
    waived = account_list.data["policy"]["signatures"] == "waived"
    faults = [_judged_alone(record, review, roster, today, waived=waived) for review in given]
    last = {review.reviewer: review for review, fault in zip(given, faults, strict=True) if fault is None}
    return tuple(
        fault or _ranked(last[review.reviewer], review) for review, fault in zip(given, faults, strict=True)
    )


def fault_before_signing(
    record: Record, review: Review, roster: Mapping[str, ReviewerData], today: str
) -> Standing | None:
    """Return the first reason, its signature aside, for which a review would not count; None where it would."""
    reviewer = roster.get(review.reviewer)
    if reviewer is None:
        return Standing.NOT_ON_ROSTER
    reinstated = last_reinstatement(record.data)
    checks = (
        (record.list not in reviewer["lists"], Standing.NOT_FOR_LIST),
        (not covers(reviewer["active"], review.date), Standing.NOT_ACTIVE),
        (review.reviewer in record.data["submitted_by"], Standing.SUBMITTER),
        (review.claim != record.claim, Standing.STALE),
        (review.date > today, Standing.FUTURE),
        (not is_day(review.date), Standing.NO_DAY),
        (reinstated is not None and review.date <= reinstated, Standing.BEFORE_REINSTATEMENT),
    )
    return next((standing for failed, standing in checks if failed), None)


def _judged_alone(
    record: Record, review: Review, roster: Mapping[str, ReviewerData], today: str, *, waived: bool
) -> Judged | None:
    """Return why a review is not valid, or None where it is."""
    fault = fault_before_signing(record, review, roster, today)
    if fault is not None:
        return Judged(review, fault, fault.value)
    found = Verdict.VALID if waived else check_signature(review, roster).verdict
    return None if found is Verdict.VALID else Judged(review, Standing.UNSIGNED, found.value)


def _ranked(last: Review, review: Review) -> Judged:
    """Return a valid review's standing beside the last valid one of the same reviewer."""
    if last.verdict == "withdraw":
        standing = Standing.WITHDRAWN
    else:
        standing = Standing.COUNTS if last is review else Standing.SUPERSEDED
    return Judged(review, standing, standing.value)


def involvement(person: str, submitted_by: Collection[str], reviews: Iterable[Review]) -> str | None:
    """Return what somebody did for a listing, as words that follow their name; None where they did nothing.

    `reviews` are all of the record's: who ever confirmed it has a part in it, whether or not that still counts.
    """
    if person in submitted_by:
        return "wrote the listing"
    if any(review.reviewer == person and review.verdict == "confirm" for review in reviews):
        return "confirmed the listing"
    return None
