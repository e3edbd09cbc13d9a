"""Reviews: which of a record's words count, and why the others do not.

A word is valid if its reviewer was on the roster for this list and active on its date, did not write the claim,
spoke of the record's current claim, on a day of the calendar not after today, and signed it, unless the list waives
signatures. What says again what is in the file already (claim, date, number and verdict) counts for nothing. Of a
reviewer's valid words a stop word (reject, withdraw) counts unless a confirm with a higher number comes after it in
the file: a withdraw takes back confirms, a reject ends only by such a confirm. Where none counts, the confirm with the
highest number does.

Stopping is never harder than confirming: for a stop word neither its age, nor whether its reviewer is active or wrote
the claim, nor the days of its key matter. And who stopped a claim confirms the one that replaces it only by a word
with a higher number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Protocol

from site_builder.days import covers, is_day
from site_builder.model import AccountList, JsonObject, Record, Review, ReviewerData
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict


class WithDomainIds(Protocol):
    """What a state needs of a platform."""

    @property
    def domain_ids(self) -> tuple[str, ...]:
        """What its ids begin with that go with a domain."""


class KnownPlatforms(Protocol):
    """Platforms by id."""

    def get(self, platform: str, /) -> WithDomainIds | None:
        """Return a platform, None where there is none of this id."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a state depends on besides the record: policy, roster, emergency stop, words, platforms, instance, day."""

    account_list: AccountList
    roster: Mapping[str, ReviewerData]
    withheld: Mapping[str, str]
    """Of each record that is withheld the reason."""
    vocabulary: JsonObject
    platforms: KnownPlatforms
    instance: str | None
    """The instance's id; without one no signature can be checked, and none counts."""
    today: str


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
    REPEATED = "the same review is there already"
    UNSIGNED = "there is no valid signature"
    STOPPED = "the reviewer spoke against the claim that this one replaces, in a review with no lower number"
    SUPERSEDED = "another review by the same reviewer counts instead"
    WITHDRAWN = "the reviewer withdrew it"


@dataclass(frozen=True, slots=True)
class Judged:
    """A review and its standing."""

    review: Review
    standing: Standing
    why: str
    """What a reader sees: the standing's words, or what is wrong with the signature."""

    @property
    def valid(self) -> bool:
        """Whether it is a valid word on the record's current claim, even where another counts in its place."""
        return self.standing in (Standing.COUNTS, Standing.SUPERSEDED, Standing.WITHDRAWN)

    @property
    def words(self) -> str:
        """Who said what, when, and why it does not count, where it does not."""
        tail = "" if self.standing is Standing.COUNTS else f" does not count: {self.why}"
        return f"{self.review.verdict} by {self.review.reviewer} on {self.review.date}{tail}"


def judge(record: Record, reviews: Iterable[Review], setting: Setting) -> tuple[Judged, ...]:
    """Return every review with its standing, in the order given, which is file order for each reviewer."""
    given = tuple(reviews)
    faults = _faults(record, given, setting)
    valid: dict[str, list[Review]] = defaultdict(list)
    for review, fault in zip(given, faults, strict=True):
        if fault is None:
            valid[review.reviewer].append(review)
    counting = {reviewer: _counting(words) for reviewer, words in valid.items()}
    return tuple(
        fault or _ranked(counting[review.reviewer], review)
        for review, fault in zip(given, faults, strict=True)
    )


def fault_before_signing(
    record: Record, review: Review, roster: Mapping[str, ReviewerData], today: str
) -> Standing | None:
    """Return the first reason, its signature aside, for which a review is not valid; None where it may be."""
    reviewer = roster.get(review.reviewer)
    if reviewer is None:
        return Standing.NOT_ON_ROSTER
    confirms = not review.stops
    checks = (
        (record.list not in reviewer["lists"], Standing.NOT_FOR_LIST),
        (confirms and not covers(reviewer["active"], review.date), Standing.NOT_ACTIVE),
        (confirms and review.reviewer in record.data["submitted_by"], Standing.SUBMITTER),
        (review.claim != record.claim, Standing.STALE),
        (review.date > today, Standing.FUTURE),
        (not is_day(review.date), Standing.NO_DAY),
    )
    return next((standing for failed, standing in checks if failed), None)


def _faults(record: Record, given: Sequence[Review], setting: Setting) -> list[Judged | None]:
    """Return of each review why it is not valid, or None where it is."""
    faults: list[Judged | None] = []
    replaced: Any = record.data.get("replaces")
    before = replace(record, claim=replaced)
    words: set[tuple[str, ...]] = set()
    stopped: dict[str, int] = {}
    for review in given:
        word = (review.reviewer, review.claim, review.date, str(review.number), review.verdict)
        fault = (
            _judged(review, Standing.REPEATED) if word in words else _judged_alone(record, review, setting)
        )
        words.add(word)
        faults.append(fault)
        if replaced is not None and review.stops and _judged_alone(before, review, setting) is None:
            stopped[review.reviewer] = max(review.number, stopped.get(review.reviewer, 0))
    return [
        fault
        if fault is not None or review.stops or review.number > stopped.get(review.reviewer, 0)
        else _judged(review, Standing.STOPPED)
        for review, fault in zip(given, faults, strict=True)
    ]


def last_stop(record: Record, reviewer: str, said: Iterable[Review]) -> int:
    """Return the highest number of a reviewer's stop words on a claim or on the one that it replaces, 0 for none."""
    claims = (record.claim, record.data.get("replaces"))
    stops = (review for review in said if review.stops and review.claim in claims)
    return max((review.number for review in stops if review.reviewer == reviewer), default=0)


def _judged_alone(record: Record, review: Review, setting: Setting) -> Judged | None:
    """Return why a review is not valid, whatever others say, or None where it is."""
    fault = fault_before_signing(record, review, setting.roster, setting.today)
    if fault is not None:
        return _judged(review, fault)
    if setting.account_list.data["policy"]["signatures"] == "waived":
        return None
    found = check_signature(review, setting.roster, setting.instance).verdict
    return None if found is Verdict.VALID else Judged(review, Standing.UNSIGNED, found.value)


def _judged(review: Review, standing: Standing) -> Judged:
    return Judged(review, standing, standing.value)


def _counting(words: Sequence[Review]) -> Review | None:
    """Return which of a reviewer's valid words on a claim, in file order, counts; None where they withdrew."""
    highest, stops = 0, []
    for word in reversed(words):
        if not word.stops:
            highest = max(highest, word.number)
        elif word.number >= highest:
            stops.append(word)
    if stops:
        return next((word for word in stops if word.verdict == "reject"), None)
    return max(reversed(words), key=lambda word: (not word.stops, word.number))


def _ranked(counting: Review | None, review: Review) -> Judged:
    """Return a valid review's standing beside the one of the same reviewer that counts."""
    if counting is None:
        return _judged(review, Standing.WITHDRAWN)
    return _judged(review, Standing.COUNTS if counting is review else Standing.SUPERSEDED)


def involvement(person: str, submitted_by: Collection[str], reviews: Iterable[Review]) -> str | None:
    """Return what somebody did for a listing, as words that follow their name; None where they did nothing.

    `reviews` are all of the record's: who ever confirmed it has a part in it, whether or not that still counts.
    """
    if person in submitted_by:
        return "wrote the listing"
    if any(review.reviewer == person and review.verdict == "confirm" for review in reviews):
        return "confirmed the listing"
    return None
