"""Laws of signatures: whatever is changed makes them count no longer, and nothing makes the check raise."""

from __future__ import annotations

import base64
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from site_builder.derive.reviews import Standing, judge
from site_builder.model import AccountList, Record, Review
from site_builder.signatures import Verdict, check_signature, message
from tests.acceptance.signed_world import LIST_DATA, REVIEWERS, ordinary, roster
from tests.keys import key

_RECORD = "7k3f9q2m4d1p"
_CLAIM = "3f" * 32
_SAID = {
    "claim": _CLAIM,
    "date": "2026-06-01",
    "record": _RECORD,
    "reviewer": "reviewer-a",
    "verdict": "confirm",
}
_SIGNATURE = key("reviewer-a").sign(message(**_SAID))
_REVIEW = Review("reviewer-a", "quay", _RECORD, _CLAIM, "2026-06-01", "confirm", _SIGNATURE, "", "")
_PEOPLE = roster()
_BODY = base64.b64decode("".join(_SIGNATURE.split("\n")[1:-2]))


def _armored(blob: bytes) -> str:
    text = base64.b64encode(blob).decode("ascii")
    return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n"


def _verdict(review: Review) -> Verdict:
    return check_signature(review, _PEOPLE).verdict


def test_the_signature_is_valid_as_it_is() -> None:
    assert _verdict(_REVIEW) is Verdict.VALID
    assert _verdict(replace(_REVIEW, signature=_armored(_BODY))) is Verdict.VALID


@given(place=st.integers(0, len(_BODY) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_makes_it_invalid(place: int, flip: int) -> None:
    blob = bytes([*_BODY[:place], _BODY[place] ^ flip, *_BODY[place + 1 :]])
    assert _verdict(replace(_REVIEW, signature=_armored(blob))) is not Verdict.VALID


@given(cut=st.integers(0, len(_BODY) - 1), more=st.binary(max_size=8))
def test_a_cut_or_longer_one_is_invalid(cut: int, more: bytes) -> None:
    assert _verdict(replace(_REVIEW, signature=_armored(_BODY[:cut] + more))) is not Verdict.VALID
    assume(more)
    assert _verdict(replace(_REVIEW, signature=_armored(_BODY + more))) is not Verdict.VALID


@given(st.text(max_size=400) | st.binary(max_size=300).map(_armored))
def test_nothing_makes_the_check_raise(text: str) -> None:
    assert _verdict(replace(_REVIEW, signature=text)) is not Verdict.VALID


_FIELDS = {
    "claim": st.sampled_from([_CLAIM, "4e" * 32]),
    "date": st.sampled_from(["2026-06-01", "2026-05-31"]),
    "record": st.sampled_from([_RECORD, "7k3f9q2m4d1q"]),
    "reviewer": st.sampled_from(REVIEWERS),
    "verdict": st.sampled_from(["confirm", "reject", "withdraw"]),
}


@given(
    signed=st.fixed_dictionaries(_FIELDS),
    said=st.fixed_dictionaries(_FIELDS),
    signer=st.sampled_from(REVIEWERS),
)
def test_a_signature_counts_for_exactly_what_was_signed(
    signed: dict[str, str], said: dict[str, str], signer: str
) -> None:
    review = Review(list="quay", signature=key(signer).sign(message(**signed)), file="", pointer="", **said)
    assert (_verdict(review) is Verdict.VALID) == (signed == said and signer == said["reviewer"])


_LIST = AccountList("quay", "", LIST_DATA, {}, {})  # type: ignore[arg-type]  # typed by its schema


@given(st.lists(st.tuples(st.sampled_from(REVIEWERS), st.sampled_from(REVIEWERS), st.booleans()), max_size=6))
@settings(max_examples=60)
def test_only_signed_reviews_of_the_claim_verify_it(moves: list[tuple[str, str, bool]]) -> None:
    """Law 5: a claim is verified only by signed reviews of that claim."""
    record = Record("quay", _RECORD, "", ordinary(_RECORD), _CLAIM)  # type: ignore[arg-type]  # as above
    reviews = []
    for reviewer, signer, right in moves:
        said = _SAID | {"reviewer": reviewer} | ({} if right else {"claim": "00" * 32})
        reviews.append(replace(_REVIEW, reviewer=reviewer, signature=key(signer).sign(message(**said))))
    judged = judge(record, reviews, _LIST, _PEOPLE, "2026-06-01")
    counting = {item.review.reviewer for item in judged if item.standing is Standing.COUNTS}
    assert counting == {reviewer for reviewer, signer, right in moves if right and reviewer == signer}
