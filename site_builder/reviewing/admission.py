"""Admission: which records wait for a reviewer, and whether a review would count.

What would not count is refused before anything is signed or written.

A record waits if a review by this reviewer would count and they have not reviewed the claim as it is now, and if it
is proposed, or public and they reviewed an earlier version of the claim. A lapsed one waits for everybody, and so does
one that lapses soon, unless they rejected it. How old a record is, its newest evidence says, by the day on which it was
captured: that needs no git, and a proposal is made when its evidence is complete. What lapses soon waits since the day
from which it is to be renewed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from site_builder.days import days_between, shifted
from site_builder.derive.reviews import Standing, fault_before_signing
from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError
from site_builder.load.layout import next_claim_of
from site_builder.model import Review, ReviewerData
from site_builder.settings import LIMITS
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict


def refuse_stranger(reviewer: str, roster: Mapping[str, ReviewerData]) -> None:
    """Raise `UsageError` for somebody who may review nothing."""
    if reviewer not in roster:
        message = f"{reviewer} is not on the roster"
        raise UsageError(
            message, hint="lists/reviewers.yaml names the reviewers; --as takes an id from there"
        )


def latest(item: DerivedRecord, reviewer: str) -> Review | None:
    """Return the reviewer's review of the claim as it is now that counts, else the last by which they withdrew."""
    mine = [
        judged
        for judged in reversed(item.derived.judged)
        if judged.review.reviewer == reviewer and judged.valid
    ]
    counting = (judged.review for judged in mine if judged.standing is Standing.COUNTS)
    withdrawn = (judged.review for judged in mine if judged.review.stops)
    return next(counting, next(withdrawn, None))


def barred(
    item: DerivedRecord, reviewer: str, roster: Mapping[str, ReviewerData], today: str, verdict: str
) -> str | None:
    """Return why this verdict by a reviewer, given today on the claim as it is now, is not valid; None if it is."""
    return uncounted(item, new_review(item, reviewer, today, verdict), roster, today)


def refusal(
    item: DerivedRecord, review: Review, roster: Mapping[str, ReviewerData], today: str
) -> str | None:
    """Return why this review would not count, or would say nothing new; None where it does both.

    Its signature is not looked at. `today` is the day on which it is filed (YYYY-MM-DD).
    """
    fault = uncounted(item, review, roster, today)
    if fault is not None:
        return fault
    last = latest(item, review.reviewer)
    if review.verdict == "withdraw" and (last is None or last.stops):
        return "there is no confirmation of this claim to withdraw"
    if last is not None and last.date > review.date and not review.stops:
        return f"a review of {last.date} is there already, which is later than {review.date}"
    if last is not None and last.verdict == review.verdict and not _renews(item, review, last):
        return f"the verdict on this claim is {last.verdict} already, since {last.date}"
    return None


def renewable_from(item: DerivedRecord) -> str | None:
    """Return the day from which reviewers are asked to confirm a public record again; None where it never lapses.

    It is 60 to 31 days before the record lapses: the SHA-256 of its id, first 4 bytes, big-endian, modulo 30 is
    how many days after the first. So records that were confirmed on one day do not all wait on one day.
    """
    until = item.derived.valid_until
    if until is None or not item.derived.public:
        return None
    share = int.from_bytes(hashlib.sha256(item.record.id.encode("ascii")).digest()[:4], "big")
    return shifted(until, share % LIMITS.renewal_spread - LIMITS.renewal_days)


def signature_fault(review: Review, roster: Mapping[str, ReviewerData], instance: str | None) -> str | None:
    """Return why a review's signature does not verify by a roster's keys, or None where it does."""
    check = check_signature(review, roster, instance)
    return None if check.verdict is Verdict.VALID else str(check)


def new_review(item: DerivedRecord, reviewer: str, day: str, verdict: str) -> Review:
    """Return a review of a record's current claim that is not signed and in no file yet."""
    record = item.record
    number = next_number(item, reviewer)
    return Review(reviewer, record.list, record.id, record.claim, day, verdict, number)


def next_number(item: DerivedRecord, reviewer: str) -> int:
    """Return the number of a reviewer's next word on a record: one more than the highest."""
    mine = (judged.review for judged in item.derived.judged if judged.review.reviewer == reviewer)
    return min(max((review.number for review in mine), default=0) + 1, LIMITS.review_number)


def uncounted(
    item: DerivedRecord, review: Review, roster: Mapping[str, ReviewerData], today: str
) -> str | None:
    """Return why a review would not count, its signature and what its reviewer said before aside; None if it would."""
    if item.derived.state == "retracted":
        return "the record is retracted, for good"
    fault = fault_before_signing(item.record, review, roster, today)
    return None if fault is None else fault.value


def _renews(item: DerivedRecord, review: Review, last: Review) -> bool:
    """Whether a second confirmation of the same claim is for something: the record lapses soon, or has lapsed."""
    until = item.derived.valid_until
    if review.verdict != "confirm" or last.date >= review.date or until is None:
        return False
    left = days_between(review.date, until)
    return left is not None and left <= LIMITS.renewal_days


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits, and why: `proposed`, `renewal`, `lapsed`, `stale`, `withheld`, or its `next` claim."""

    item: DerivedRecord
    why: str
    since: str
    """The day since when it waits."""

    @property
    def captured(self) -> str:
        """The day of its newest evidence."""
        return max(part["captured"] for part in self.item.record.data["evidence"])


def waiting(item: DerivedRecord, reviewer: str, today: str, *, withheld: bool) -> Waiting | None:
    """Return the record as it would wait for a reviewer if a review by them counts; None where it does not wait."""
    why = _why(item, reviewer, today, withheld=withheld)
    if why is None:
        return None
    made = Waiting(item, why, "")
    return replace(made, since=(renewable_from(item) if why == "renewal" else None) or made.captured)


def reviewed_before(item: DerivedRecord, reviewer: str) -> str | None:
    """Return the day on which the reviewer last reviewed another version of the claim."""
    days = (
        judged.review.date
        for judged in item.derived.judged
        if judged.review.reviewer == reviewer and judged.standing is Standing.STALE
    )
    return max(days, default=None)


def _why(item: DerivedRecord, reviewer: str, today: str, *, withheld: bool) -> str | None:
    """Return why a record would wait, or None; a withheld one on request."""
    state = item.derived.state
    if next_claim_of(item.record.file) is not None:
        enough = len(item.derived.confirms) >= item.derived.needed and not item.derived.rejects
        return None if enough or latest(item, reviewer) is not None else "next"
    if state == "lapsed":
        return "lapsed"
    last, renewable = latest(item, reviewer), renewable_from(item)
    due = renewable is not None and renewable <= today
    if due and (last is None or (last.verdict == "confirm" and last.date < today)):
        return "renewal"
    if last is not None:
        return None
    if state == "withheld":
        return "withheld" if withheld else None
    if state == "proposed":
        return "stale" if reviewed_before(item, reviewer) is not None else "proposed"
    return "stale" if item.derived.public and reviewed_before(item, reviewer) is not None else None
