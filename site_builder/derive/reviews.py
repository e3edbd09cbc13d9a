"""Reviews: which of a record's reviews count, and why the others do not.

A review is valid if its reviewer was on the roster for this list and active on its date, did not write the claim,
reviewed the record's current claim, on a day of the calendar neither after today nor on or before the last
reinstatement, and signed it, unless the list waives signatures. Of the valid ones each reviewer's last in file
order counts, and a `withdraw` cancels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from site_builder.signatures import verifies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from site_builder.model import AccountList, Period, Record, Review, ReviewerData


class Standing(Enum):
    """Whether a review counts, or the first reason why it does not."""

    COUNTS = "counts"
    NOT_ON_ROSTER = "the reviewer is not on the roster"
    NOT_FOR_LIST = "the reviewer is not on the roster for this list"
    NOT_ACTIVE = "the reviewer was not active on that day"
    SUBMITTER = "the reviewer wrote or edited the claim"
    STALE = "another version of the claim was reviewed"
    FUTURE = "the review is dated in the future"
    NO_DAY = "the review's date is no day of the calendar"
    BEFORE_REINSTATEMENT = "the record was reinstated since"
    UNSIGNED = "there is no valid signature"
    SUPERSEDED = "a later review by the same reviewer counts instead"
    WITHDRAWN = "the reviewer withdrew it"


@dataclass(frozen=True, slots=True)
class Judged:
    """A review and its standing."""

    review: Review
    standing: Standing


def judge(  # noqa: PLR0913 - the definition of validity has exactly these inputs
    record: Record,
    reviews: Iterable[Review],
    account_list: AccountList,
    roster: Mapping[str, ReviewerData],
    today: str,
    *,
    signed: Callable[[Review], bool] | None = None,
) -> tuple[Judged, ...]:
    """Return every review with its standing, in the order given, which is file order for each reviewer.

    `today` is a day (YYYY-MM-DD). Signatures are verified by the roster's keys, unless the list waives them; `signed`
    answers instead for a review that is about to be signed.
    """
    given = tuple(reviews)
    waived = account_list.data["policy"]["signatures"] == "waived"
    reinstated = last_reinstatement(record)
    faults = []
    for review in given:
        fault = _fault(record, review, roster, today, reinstated)
        if fault is None and not waived and not (signed(review) if signed else verifies(review, roster)):
            fault = Standing.UNSIGNED
        faults.append(fault)
    last = {review.reviewer: index for index, review in enumerate(given) if faults[index] is None}
    return tuple(
        Judged(review, faults[index] or _rank(given[last[review.reviewer]], review))
        for index, review in enumerate(given)
    )


def last_reinstatement(record: Record) -> str | None:
    """Return the day of the record's last reinstatement, if there was one."""
    days = [item["reinstated"]["date"] for item in record.data.get("retractions", ()) if "reinstated" in item]
    return max(days, default=None)


def _fault(
    record: Record,
    review: Review,
    roster: Mapping[str, ReviewerData],
    today: str,
    reinstated: str | None,
) -> Standing | None:
    reviewer = roster.get(review.reviewer)
    if reviewer is None:
        return Standing.NOT_ON_ROSTER
    checks = (
        (record.list not in reviewer["lists"], Standing.NOT_FOR_LIST),
        (not any(_covers(period, review.date) for period in reviewer["active"]), Standing.NOT_ACTIVE),
        (review.reviewer in record.data["submitted_by"], Standing.SUBMITTER),
        (review.claim != record.claim, Standing.STALE),
        (review.date > today, Standing.FUTURE),
        (not _is_day(review.date), Standing.NO_DAY),
        (reinstated is not None and review.date <= reinstated, Standing.BEFORE_REINSTATEMENT),
    )
    return next((standing for failed, standing in checks if failed), None)


def _is_day(text: str) -> bool:
    """Whether text is a day of the calendar as YYYY-MM-DD: a withheld record's reviews may hold 30 February."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _covers(period: Period, day: str) -> bool:
    return period["from"] <= day <= period.get("until", day)


def _rank(last: Review, review: Review) -> Standing:
    if last is not review:
        return Standing.WITHDRAWN if last.verdict == "withdraw" else Standing.SUPERSEDED
    return Standing.WITHDRAWN if review.verdict == "withdraw" else Standing.COUNTS
