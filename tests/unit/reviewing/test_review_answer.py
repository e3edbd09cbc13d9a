"""Answers: signed reviews from whoever carries them, and everything that may be wrong with them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.layout import FileKind
from site_builder.reviewing.admission import new_review
from site_builder.reviewing.answer import ReviewAnswer, answer_bytes, examine, filed, read_answer
from site_builder.strict_json import Malformed
from tests.keys import INSTANCE, key, message
from tests.unit.reviewing.desks import (
    NEW,
    NEW_FILE,
    OLD,
    ROSTER_FILE,
    TODAY,
    edit,
    open_desk,
    review,
    signature,
    write_desk,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_builder.model import Review
    from site_builder.reviewing.desk import Desk


def signed(  # noqa: PLR0913 - a review has these parts
    desk: Desk,
    record: str,
    verdict: str = "confirm",
    *,
    day: str = TODAY,
    signer: str | None = None,
    number: int | None = None,
) -> Review:
    item = desk.items[record]
    review = new_review(item, desk.reviewer, day, verdict)
    review = replace(review, list="", number=number or review.number)
    return replace(review, signature=signature(desk.reviewer, item, verdict, day, signer, review.number))


def faults(
    desk: Desk, *reviews: Review, instance: str | None = INSTANCE, today: str = TODAY
) -> tuple[str, ...]:
    answer = read_answer(answer_bytes(ReviewAnswer(desk.reviewer, instance, reviews)))
    return examine(answer, desk.items.values(), desk.roster, INSTANCE, today).faults


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_desk(write_desk(tmp_path, signed=True))


def test_a_good_answer_is_filed(desk: Desk) -> None:
    reviews = (signed(desk, NEW), signed(desk, OLD, "reject", day="2026-01-02"))
    answer = read_answer(answer_bytes(ReviewAnswer(desk.reviewer, INSTANCE, reviews)))
    assert answer.reviews == reviews
    filing = examine(answer, desk.items.values(), desk.roster, INSTANCE, TODAY)
    assert filing.faults == ()
    files = filed(filing.reviews, lambda _: b"")
    assert list(files) == [
        "lists/harbour/reviews/reviewer-c/9m.yaml",
        "lists/harbour/reviews/reviewer-c/7k.yaml",
    ]
    text = files["lists/harbour/reviews/reviewer-c/9m.yaml"].decode()
    assert text.startswith(
        f"{NEW}:\n  - claim: {desk.items[NEW].record.claim}\n    date: {TODAY}\n    verdict: confirm\n"
        "    number: 1\n    signature: |\n      -----BEGIN SSH SIGNATURE-----\n"
    )


def test_two_reviews_in_one_file_are_both_filed_after_what_is_there(desk: Desk) -> None:
    first = replace(signed(desk, NEW), list="harbour")
    second = replace(first, record="9m0000000000", signature=None)
    (content,) = filed([first, second], lambda _: b"# mine\n9maaaaaaaaaa:\n  - claim: x\n").values()
    text = content.decode()
    assert text.startswith("# mine\n9maaaaaaaaaa:\n")
    assert text.index(NEW) < text.index("9m0000000000")


def test_an_answer_keeps_the_last_verdict_on_a_record(desk: Desk) -> None:
    answer = (
        ReviewAnswer(desk.reviewer, None, ()).with_review(signed(desk, NEW)).with_review(signed(desk, OLD))
    )
    changed = answer.with_review(signed(desk, NEW, "reject"))
    assert [(item.record, item.verdict) for item in changed.reviews] == [(OLD, "confirm"), (NEW, "reject")]


def elsewhere(review: Review) -> bytes:
    """Return what a review's reviewer would sign in another instance."""
    names = ("claim", "date", "number", "record", "reviewer", "verdict")
    said = {name: getattr(review, name) for name in names}
    return message(instance="1b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d", **said)


# What stops an answer

WRONG: Final[dict[str, tuple[Callable[[Desk], Review], str]]] = {
    "no signature": (lambda desk: replace(signed(desk, NEW), signature=None), "there is no signature"),
    "another's key": (
        lambda desk: signed(desk, NEW, signer="reviewer-b"),
        "key of another reviewer (reviewer-b)",
    ),
    "nobody's key": (
        lambda desk: signed(desk, NEW, signer="stranger"),
        "key that is not on the roster (SHA256:",
    ),
    "the verdict turned": (lambda desk: replace(signed(desk, NEW), verdict="reject"), "for another claim"),
    "the date moved": (lambda desk: replace(signed(desk, NEW), date="2026-01-30"), "for another claim"),
    "another record's signature": (
        lambda desk: replace(signed(desk, NEW), signature=signed(desk, OLD).signature),
        "for another claim",
    ),
    "an old claim": (lambda desk: replace(signed(desk, NEW), claim="0" * 64), "the record has changed since"),
    "no such record": (lambda desk: replace(signed(desk, NEW), record="000000000000"), "no such record"),
    "the future": (
        lambda desk: signed(desk, NEW, day="2026-02-02"),
        "only confirmations from 2026-01-02 to 2026-02-01",
    ),
    "a rejection of the future": (
        lambda desk: signed(desk, NEW, "reject", day="2026-02-02"),
        "dated in the future",
    ),
    "the number changed": (lambda desk: replace(signed(desk, NEW), number=2), "for another claim"),
    "a number out of reach": (lambda desk: signed(desk, NEW, number=101), "at most 100 now"),
    "a rejection's too": (lambda desk: signed(desk, NEW, "reject", number=101), "at most 100 now"),
    "another instance": (
        lambda desk: replace(
            signed(desk, NEW), signature=key(desk.reviewer).sign(elsewhere(signed(desk, NEW)))
        ),
        "another claim, date, instance, number",
    ),
    "too old": (
        lambda desk: signed(desk, NEW, day="2026-01-01"),
        "only confirmations from 2026-01-02 to 2026-02-01",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_review_that_would_not_count_stops_the_answer(desk: Desk, name: str) -> None:
    make, said = WRONG[name]
    (fault,) = faults(desk, make(desk))
    assert said in fault
    good = signed(desk, OLD)
    assert faults(desk, good) == ()
    assert faults(desk, good, make(desk)) == (fault,)


def test_all_faults_are_told(desk: Desk) -> None:
    assert len(faults(desk, signed(desk, NEW, signer="x"), signed(desk, OLD, day="2030-01-01"))) == 2


def test_a_day_that_no_calendar_has_is_refused(desk: Desk) -> None:
    (fault,) = faults(desk, signed(desk, NEW, day="2026-02-30"), today="2026-03-01")
    assert "does not exist in the calendar" in fault


def test_an_answer_for_another_instance_or_by_a_stranger_is_refused(desk: Desk) -> None:
    other = "1b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d"
    assert "another instance" in faults(desk, signed(desk, NEW), instance=other)[0]
    assert faults(desk, signed(desk, NEW), instance=None) == ()
    answer = ReviewAnswer("stranger", None, (signed(desk, NEW),))
    assert examine(answer, desk.items.values(), desk.roster, INSTANCE, TODAY).faults == (
        "stranger is not on the roster",
    )


def test_who_wrote_the_claim_or_has_another_list_cannot_answer(tmp_path: Path) -> None:
    root = write_desk(tmp_path, signed=True)
    edit(root, NEW_FILE, "submitted_by", value=["contributor-a", "reviewer-c"])
    desk = open_desk(root)
    assert "wrote or edited the claim" in faults(desk, signed(desk, NEW))[0]
    edit(root, ROSTER_FILE, "reviewer-c", "lists", value=["pier"], kind=FileKind.REVIEWERS)
    desk = open_desk(root)
    assert "not on the roster for this list" in faults(desk, signed(desk, OLD))[0]


def test_what_is_filed_already_is_not_filed_again(tmp_path: Path) -> None:
    root = write_desk(tmp_path, signed=True)
    review(root, "reviewer-c", open_desk(root).items[NEW], "confirm", "2026-01-30", sign=True)
    desk = open_desk(root)
    assert "filed already" in faults(desk, signed(desk, NEW, day="2026-01-30", number=1))[0]
    assert "confirm already" in faults(desk, signed(desk, NEW, day="2026-01-30"))[0]


def test_an_old_answer_does_not_bring_back_what_was_withdrawn(tmp_path: Path) -> None:
    root = write_desk(tmp_path, signed=True)
    before = open_desk(root)
    late, same_day = signed(before, NEW, day="2026-01-28"), signed(before, NEW, day="2026-01-30")
    for verdict, day in (("confirm", "2026-01-20"), ("withdraw", "2026-01-30")):
        review(root, "reviewer-c", before.items[NEW], verdict, day, sign=True)
    desk = open_desk(root)
    assert "sign one with a higher number" in faults(desk, late)[0]
    assert "sign one with a higher number" in faults(desk, same_day)[0]
    assert "sign one with a higher number" in faults(desk, signed(desk, NEW, number=2))[0]
    assert faults(desk, signed(desk, NEW, day="2026-01-30", number=3)) == ()
    # The day of a confirmation is not before that of the reviewer's last word.
    assert "later than 2026-01-29" in faults(desk, signed(desk, NEW, day="2026-01-29", number=3))[0]


def test_a_stop_word_is_filed_if_it_is_valid_and_new(tmp_path: Path) -> None:
    """Whoever carries words need not bring them in order: a withdrawal before what it takes back."""
    root = write_desk(tmp_path, signed=True)
    edit(root, NEW_FILE, "submitted_by", value=["contributor-a", "reviewer-c"])
    ended = [{"key": key("reviewer-c").public, "from": "2026-01-01", "until": "2026-01-02"}]
    edit(root, ROSTER_FILE, "reviewer-c", "keys", value=ended, kind=FileKind.REVIEWERS)
    edit(root, ROSTER_FILE, "reviewer-c", "active", 0, "until", value="2026-01-02", kind=FileKind.REVIEWERS)
    desk = open_desk(root)
    for verdict in ("withdraw", "reject"):
        for day in (TODAY, "2025-06-01"):
            assert faults(desk, signed(desk, NEW, verdict, day=day, number=2)) == ()
    assert "wrote" not in faults(desk, signed(desk, OLD))[0]
    stolen = [{**ended[0], "stolen": True}]
    edit(root, ROSTER_FILE, "reviewer-c", "keys", value=stolen, kind=FileKind.REVIEWERS)
    desk = open_desk(root)
    assert "marked as stolen" in faults(desk, signed(desk, NEW, "reject"))[0]


def test_a_signature_is_filed_in_its_one_form(desk: Desk) -> None:
    good = signed(desk, NEW)
    assert good.signature is not None
    text = "".join(good.signature.split("\n")[1:-2])
    for other in (
        f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n",
        good.signature.rstrip("\n"),
        good.signature.replace("\n", "\n\n", 2).replace("\n\n", "\n", 1),
    ):
        answer = read_answer(
            answer_bytes(ReviewAnswer(desk.reviewer, INSTANCE, (replace(good, signature=other),)))
        )
        filing = examine(answer, desk.items.values(), desk.roster, INSTANCE, TODAY)
        assert [review.signature for review in filing.reviews] == [good.signature], filing.faults


def test_without_an_instance_nothing_is_filed_where_signatures_are_required(desk: Desk) -> None:
    answer = ReviewAnswer(desk.reviewer, None, (signed(desk, NEW),))
    (fault,) = examine(answer, desk.items.values(), desk.roster, None, TODAY).faults
    assert "lists/instance.yaml cannot be read" in fault


def test_a_list_that_waives_signatures_takes_a_review_without_one_but_none_with_a_wrong_one(
    tmp_path: Path,
) -> None:
    desk = open_desk(write_desk(tmp_path))
    bare = replace(signed(desk, NEW), signature=None)
    assert faults(desk, bare) == ()
    assert faults(desk, signed(desk, NEW)) == ()
    assert "not on the roster" in faults(desk, signed(desk, NEW, signer="stranger"))[0]


# Hostile answers

BAD: Final[dict[str, tuple[Callable[[dict[str, Any]], object], str]]] = {
    "another format": (lambda answer: answer.update(format="handlelists-packet"), "/format"),
    "an unknown member": (lambda answer: answer["reviews"][0].update(list="harbour"), "/reviews/0/list"),
    "a reviewer that is a path": (lambda answer: answer.update(reviewer="../.."), "/reviewer"),
    "a record that is a path": (
        lambda answer: answer["reviews"][0].update(record="../../../x"),
        "/reviews/0/record",
    ),
    "a verdict that is none": (
        lambda answer: answer["reviews"][0].update(verdict="maybe"),
        "/reviews/0/verdict",
    ),
    "a signature that is none": (
        lambda answer: answer["reviews"][0].update(signature="x"),
        "/reviews/0/signature",
    ),
    "a signature that is null": (
        lambda answer: answer["reviews"][0].update(signature=None),
        "/reviews/0/signature",
    ),
    "a date that is a number": (lambda answer: answer["reviews"][0].update(date=20260101), "/reviews/0/date"),
    "no reviews": (lambda answer: answer.update(reviews=[]), "/reviews"),
    "one record twice": (lambda answer: answer["reviews"].append(answer["reviews"][0]), "reviewed twice"),
    "a thousand reviews": (lambda answer: answer.update(reviews=answer["reviews"] * 1000), "/reviews"),
}


def test_an_answer_that_went_through_windows_says_the_same(desk: Desk) -> None:
    made = ReviewAnswer(desk.reviewer, INSTANCE, (signed(desk, NEW),))
    value = json.loads(answer_bytes(made))
    value["reviews"][0]["signature"] = value["reviews"][0]["signature"].replace("\n", "\r\n")
    assert read_answer(json.dumps(value, indent=1).replace("\n", "\r\n").encode()) == made


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_called_so(encoding: str) -> None:
    with pytest.raises(Malformed, match="byte-order mark; save it as UTF-8 without one"):
        read_answer("{}".encode(encoding))


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_answer_is_refused(desk: Desk, name: str) -> None:
    change, said = BAD[name]
    value = json.loads(answer_bytes(ReviewAnswer(desk.reviewer, INSTANCE, (signed(desk, NEW),))))
    change(value)
    with pytest.raises(Malformed) as refused:
        read_answer(json.dumps(value).encode())
    assert said in str(refused.value)
