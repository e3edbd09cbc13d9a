"""Reviews: none is removed or rewritten, and each new one is its reviewer's own word on exactly this claim."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from site_builder.check.side import Pair
from site_builder.days import covers
from site_builder.derive.reviews import last_stop
from site_builder.load.source_tree import load_tree
from site_builder.model import RecordId, Review
from site_builder.problems import Place, Problem
from site_builder.rules import problem
from site_builder.settings import LIMITS
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict

_Word = tuple[str, str, str, int, str, str | None]
_Twins = Mapping[_Word, Sequence[RecordId]]

_SIGNATURES: Final = {
    Verdict.UNSIGNED: "review-unsigned",
    Verdict.UNREADABLE: "review-signature",
    Verdict.NO_INSTANCE: "review-signature",
    Verdict.OTHER_NAMESPACE: "review-namespace",
    Verdict.UNKNOWN_KEY: "review-key-unknown",
    Verdict.OTHER_REVIEWER: "review-key-other",
    Verdict.KEY_NOT_VALID: "review-key-date",
    Verdict.KEY_STOLEN: "review-signature",
    Verdict.MISMATCH: "review-signature",
}
_CLAIM: Final = re.compile(rb"[0-9a-f]{64}")
_UNREADABLE: Final = "this is not a readable SSH signature; sign again with `handlelists review`"


def new_reviews(pair: Pair) -> tuple[Review, ...]:
    """Return the reviews that the change adds, in the order of their files."""
    before, after = pair.before.reviews, pair.after.reviews
    return tuple(review for key in sorted(after) for review in after[key][len(before.get(key, ())) :])


def check_past(pair: Pair) -> Iterator[Problem]:
    """`review-removed`, `review-edited`: files of reviews only grow, also where their record is deleted."""
    before, after = pair.before.reviews, pair.after.reviews
    changed = {item.path for item in pair.scope.reviews}
    for key, old in sorted(before.items()):
        file, record = key
        new = after.get(key, [])
        if file not in changed:
            continue
        for index, review in enumerate(old):
            if index >= len(new):
                yield problem("review-removed", Place(file), record=record, reviewer=review.reviewer)
                break
            if _said(review) != _said(new[index]):
                said = f"{review.verdict} of {review.claim[:12]} on {review.date}"
                name, pointer = review.reviewer, new[index].pointer
                yield pair.problem("review-edited", file, pointer, record=record, reviewer=name, before=said)
                break


def check_new(pair: Pair) -> Iterator[Problem]:
    """Check every review that the change adds, by the roster and policy of its base."""
    reviews = tuple(_New(pair, review) for review in new_reviews(pair))
    twins = _twins(pair, [new.review for new in reviews if new.is_stale])
    for new in reviews:
        yield from _reviewer(new)
        params = pair.misdated(new.review.date)
        # A stop word may be as old as it is, but is not dated in the future either.
        if params is not None and (not new.review.stops or new.review.date > pair.after.today):
            yield new.problem("review-date", "/date", **params)
        yield from _claim(new, twins)
        yield from _numbered(new)
        yield from _signature(new)


class _New:
    """One review that the change adds, and how a problem of it is made."""

    def __init__(self, pair: Pair, review: Review) -> None:
        self.pair, self.review = pair, review
        self.roster = pair.before.tree.reviewers
        self.entry = self.roster.get(review.reviewer)
        waiting = pair.after.next_claims.get(review.claim)
        of_record = waiting is not None and waiting.record.id == review.record
        item = waiting if of_record else pair.after.items.get(review.record)
        self.record = item.record if item is not None and item.record.list == review.list else None

    @property
    def is_stale(self) -> bool:
        """Whether it is a review of another claim than that of its record, or of a next claim of it.

        A stop word is good on the claim that this one replaced, too: a correction does not make it come too late. And
        on every claim that its reviewer spoke of before, wherever that is now: it could come back.
        """
        claim, record = self.review.claim, self.record
        if self.review.stops and (
            any(other.claim == claim for other in self.earlier)
            or (record is not None and claim == record.data.get("replaces"))
        ):
            return False
        return record is None or claim != record.claim

    @property
    def earlier(self) -> Sequence[Review]:
        """What its reviewer said of the record before, in the order of the file."""
        index = int(self.review.pointer.rpartition("/")[2])
        return self.pair.after.reviews[self.review.file, self.review.record][:index]

    def problem(self, code: str, member: str = "", **params: Any) -> Problem:
        """Return a problem of the review, or of one of its members (`/date`)."""
        pointer = f"{self.review.pointer}{member}"
        return self.pair.problem(code, self.review.file, pointer, **params)


def _reviewer(new: _New) -> Iterator[Problem]:
    """`review-not-on-roster`, `review-not-for-list`, `review-before-active`, `review-after-active`."""
    name, day = new.review.reviewer, new.review.date
    if new.entry is None:
        yield new.problem("review-not-on-roster", reviewer=name)
        return
    if new.review.list not in new.entry["lists"]:
        yield new.problem("review-not-for-list", reviewer=name, list=new.review.list)
    periods = new.entry["active"]
    if not new.review.stops and not covers(periods, day):
        earlier = any(period["from"] <= day for period in periods)
        code = "review-after-active" if earlier else "review-before-active"
        yield new.problem(code, "/date", reviewer=name, date=day)


def _claim(new: _New, twins: _Twins) -> Iterator[Problem]:
    """`review-self`, `review-copied`, `review-claim`."""
    review, record, stale = new.review, new.record, new.is_stale
    if record is not None and not review.stops and review.reviewer in record.data["submitted_by"]:
        yield new.problem("review-self", reviewer=review.reviewer, record=review.record)
    if not stale:
        return
    if record is None:
        yield new.problem("review-claim", "/claim", cause="gone", record=review.record, list=review.list)
        return
    twin = next(
        (name for name in twins.get((review.reviewer, *_said(review)), ()) if name != review.record), None
    )
    if twin is not None:
        yield new.problem("review-copied", other=twin)
    else:
        params = {"claim": review.claim, "record": review.record, "current": record.claim}
        yield new.problem("review-claim", "/claim", **params)


def _numbered(new: _New) -> Iterator[Problem]:
    """`review-replayed`, `review-number`: a number is above those that its reviewer used, but not by much."""
    review, before = new.review, new.earlier
    params: dict[str, Any] = {"reviewer": review.reviewer, "record": review.record, "number": review.number}
    if any(_said(other)[:-1] == _said(review)[:-1] for other in before):
        yield new.problem("review-replayed", verdict=review.verdict, date=review.date, **params)
        return
    most = max((other.number for other in before), default=0) + LIMITS.review_step
    if review.number > most:
        yield new.problem("review-number", "/number", cause="high", limit=most, **params)
    stop = last_stop(new.record, review.reviewer, before) if new.record is not None else 0
    if not new.review.stops and review.number <= stop:
        yield new.problem("review-number", "/number", limit=stop, **params)


def _signature(new: _New) -> Iterator[Problem]:
    """Check the signature by the roster of the base, unless the list waives signatures."""
    review = new.review
    known = new.pair.before.tree.lists.get(review.list) or new.pair.after.tree.lists.get(review.list)
    if new.entry is None or known is None or known.data["policy"]["signatures"] == "waived":
        return
    instance = new.pair.before.tree.instance_id
    found = check_signature(review, new.roster, instance)
    if found.verdict is Verdict.OTHER_FORM:
        return  # `review-signature-form` says so
    if found.verdict is Verdict.VALID:
        # A key that has ended confirms nothing any more, whatever date is written: who stole it would date it back.
        later = max(review.date, new.pair.before.today)
        found = check_signature(replace(review, date=later), new.roster, instance)
        if found.verdict is not Verdict.KEY_NOT_VALID:
            return
    code = _SIGNATURES[found.verdict]
    params: dict[str, dict[str, str]] = {
        "review-namespace": {"namespace": found.detail},
        "review-key-unknown": {"key": found.detail},
        "review-key-other": {"other": found.detail, "reviewer": review.reviewer},
        "review-key-date": {"key": found.detail, "date": review.date},
        "review-signature": {
            "why": _UNREADABLE if found.verdict is Verdict.UNREADABLE else found.verdict.value
        },
    }
    yield new.problem(code, "/signature" if review.signature is not None else "", **params.get(code, {}))


def _twins(pair: Pair, stale: Sequence[Review]) -> _Twins:
    """Return under which records, in any list, the same reviewers have said the same, in the order of files."""
    claims, reviewers = {review.claim.encode() for review in stale}, {review.reviewer for review in stale}
    # All are looked through once: one search for each review would cost as much for each.
    lists = pair.after.atlas.reviews.values()
    files = (path for names in lists for name in sorted(reviewers) for path in names.get(name, ()))
    contents = pair.after.source.read_many(files, LIMITS.file_bytes)
    chosen = [path for path, data in contents if not claims.isdisjoint(_CLAIM.findall(data))]
    found: dict[_Word, list[RecordId]] = {}
    for other in load_tree(replace(pair.after.source, chosen=chosen)).tree.reviews:
        found.setdefault((other.reviewer, *_said(other)), []).append(other.record)
    return found


def _said(review: Review) -> tuple[str, str, int, str, str | None]:
    return review.claim, review.date, review.number, review.verdict, review.signature
