"""Answer: signed reviews, or signatures on decisions, on their way into a repository, from whoever carries them.

Each is signed, so an answer needs no trust; what would not count, or was overtaken by what the reviewer said
since, is refused, and with it the whole answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from site_builder.days import shifted
from site_builder.derive.reviews import last_stop
from site_builder.derive.state import DerivedRecord
from site_builder.fmt.edit import append
from site_builder.load.layout import FileKind, review_path
from site_builder.model import JsonObject, Review, ReviewerData
from site_builder.reviewing.admission import next_number, refusal, signature_fault, uncounted
from site_builder.reviewing.packet import read, written
from site_builder.settings import LIMITS
from site_builder.signatures.review import kept
from site_builder.strict_json import demand

FORMAT: Final = "handlelists-answer"


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """One reviewer's reviews; `list`, `file` and `pointer` of each are empty: an answer does not know them."""

    reviewer: str
    instance: str | None
    reviews: tuple[Review, ...]
    signatures: tuple[tuple[str, str], ...] = ()
    """A steward's, in place of reviews: the id of each decision, and the signature on it."""

    def with_review(self, review: Review) -> ReviewAnswer:
        """Return the answer with one more review, in place of an earlier one of the same claim."""
        others = (known for known in self.reviews if known.claim != review.claim)
        return replace(self, reviews=(*others, review))


@dataclass(frozen=True, slots=True)
class Filing:
    """The reviews of an answer as the tree will hold them, and why it cannot: any fault stops all of them."""

    reviews: tuple[Review, ...]
    faults: tuple[str, ...]


def answer_bytes(answer: ReviewAnswer) -> bytes:
    """Return the answer's file."""
    value: JsonObject = {
        "format": FORMAT,
        "version": 1,
        "reviewer": answer.reviewer,
        "reviews": [{"record": review.record, **entry(review)} for review in answer.reviews],
        "decisions": [{"id": name, "signature": signature} for name, signature in answer.signatures],
        "instance": answer.instance,
    }
    return written({name: part for name, part in value.items() if part})


def read_answer(data: bytes) -> ReviewAnswer:
    """Return what an answer's file says. Raises `Malformed` where it is not what it should be."""
    # An armor that was copied on Windows has its line ends; no other member of an answer can hold any.
    found = read(data.replace(rb"\r\n", rb"\n"), "answer", LIMITS.answer_bytes)
    reviews = tuple(Review(found["reviewer"], list="", **item) for item in found.get("reviews", ()))
    signatures = tuple((item["id"], item["signature"]) for item in found.get("decisions", ()))
    claims = [review.claim for review in reviews]
    # One verdict of a claim: an answer is not signed as a whole, so whoever carries it could turn the order around.
    demand(len(set(claims)) == len(claims), "a claim is reviewed twice in it")
    demand(not (reviews and signatures), "it has both reviews and signatures on decisions")
    return ReviewAnswer(found["reviewer"], found.get("instance"), reviews, signatures)


def examine(
    answer: ReviewAnswer,
    items: Iterable[DerivedRecord],
    roster: Mapping[str, ReviewerData],
    instance: str | None,
    today: str,
) -> Filing:
    """Return what filing an answer on a day comes to; `items` are the tree's records, and its next claims.

    Signatures are rewritten to the one form that is kept.
    """
    if answer.instance is not None and answer.instance != instance:
        return Filing((), (f"the answer is for another instance, {answer.instance}",))
    if answer.reviewer not in roster:
        return Filing((), (f"{answer.reviewer} is not on the roster",))
    filed, faults = [], []
    known = {(item.record.id, item.record.claim): item for item in items}
    records = {record: item for (record, _), item in known.items()}
    for review in answer.reviews:
        item = known.get((review.record, review.claim), records.get(review.record))
        placed = replace(kept(review), list=item.record.list if item is not None else "")
        fault = "there is no such record" if item is None else _fault(placed, item, roster, instance, today)
        if fault is None:
            filed.append(placed)
        else:
            faults.append(f"record {review.record}: {fault}")
    return Filing(tuple(filed), tuple(faults))


def _fault(
    review: Review,
    item: DerivedRecord,
    roster: Mapping[str, ReviewerData],
    instance: str | None,
    today: str,
) -> str | None:
    """Return the first reason for which a review cannot be filed; a stop word is filed if it is valid and new."""
    mine = [judged.review for judged in item.derived.judged if judged.review.reviewer == review.reviewer]
    word = entry(replace(review, signature=None))
    if any(entry(replace(known, signature=None)) == word for known in mine):
        return "this review is filed already"
    replaced = review.stops and review.claim == item.record.data.get("replaces")
    if review.claim != item.record.claim and not replaced:
        return "another version of the claim was reviewed; the record has changed since"
    most = next_number(item, review.reviewer) - 1 + LIMITS.review_step
    if review.number > most:
        return f"its number is {review.number}; on this record it is at most {most} now"
    fault = (
        uncounted(item, review, roster, today) if review.stops else _unconfirmed(review, item, roster, today)
    )
    if fault is not None:
        return fault
    if review.signature is None and item.account_list.data["policy"]["signatures"] == "waived":
        return None
    return signature_fault(review, roster, instance)


def _unconfirmed(
    review: Review, item: DerivedRecord, roster: Mapping[str, ReviewerData], today: str
) -> str | None:
    """Return why a confirmation cannot be filed."""
    oldest = shifted(today, -LIMITS.filing_days)
    if not oldest <= review.date <= today:
        return f"it is dated {review.date}; only confirmations from {oldest} to {today} are filed"
    stop = last_stop(item.record, review.reviewer, (judged.review for judged in item.derived.judged))
    if stop >= review.number:
        return f"the reviewer spoke against it under the number {stop}; sign one with a higher number"
    return refusal(item, review, roster, today)


def filed(reviews: Iterable[Review], read: Callable[[str], bytes]) -> dict[str, bytes]:
    """Return by path the files that hold the reviews after what they hold now; `read` gives `b""` for no file.

    Raises `UsageError` where a file cannot be read as it is.
    """
    files: dict[str, bytes] = {}
    for review in reviews:
        path = review_path(review.list, review.reviewer, review.record)
        before = files[path] if path in files else read(path)
        files[path] = append(FileKind.REVIEWS, before, (review.record,), entry(review), path)
    return files


def entry(review: Review) -> JsonObject:
    """Return what a reviewer's file holds of a review, and an answer too."""
    said = {name: getattr(review, name) for name in ("claim", "date", "number", "verdict")}
    return said if review.signature is None else {**said, "signature": review.signature}
