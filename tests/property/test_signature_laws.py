"""Laws of signatures: whatever is changed makes them count no longer, and nothing makes the check raise."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from site_builder.model import Review
from site_builder.signatures.public_key import PublicKey, read_key, string
from site_builder.signatures.ssh_signature import read_signature, signed_by
from site_builder.signatures.word import Verdict
from tests.acceptance.signed_world import REVIEWERS, roster
from tests.keys import key, message, verifies
from tests.unit.signatures import crafted, oracle

_RECORD = "7k3f9q2m4d1p"
_CLAIM = "3f" * 32
_SAID: dict[str, Any] = {
    "claim": _CLAIM,
    "date": "2026-06-01",
    "record": _RECORD,
    "reviewer": "reviewer-a",
    "verdict": "confirm",
    "number": 1,
}
_SIGNATURE = key("reviewer-a").sign(message(**_SAID))
_REVIEW = Review("reviewer-a", "quay", _RECORD, _CLAIM, "2026-06-01", "confirm", 1, _SIGNATURE)
_PEOPLE = roster()
KEY_TYPES = (
    b"ssh-ed25519",
    b"ssh-rsa",
    b"ecdsa-sha2-nistp256",
    b"ecdsa-sha2-nistp521",
    b"sk-ssh-ed25519@openssh.com",
    b"sk-ecdsa-sha2-nistp256@openssh.com",
)
_BODY = base64.b64decode("".join(_SIGNATURE.split("\n")[1:-2]))


def _verdict(review: Review) -> Verdict:
    return oracle.checked(review, _PEOPLE).verdict


def test_the_signature_is_valid_as_it_is() -> None:
    assert _verdict(_REVIEW) is Verdict.VALID
    assert _verdict(replace(_REVIEW, signature=crafted.armor(_BODY))) is Verdict.VALID


@given(place=st.integers(0, len(_BODY) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_makes_it_invalid(place: int, flip: int) -> None:
    blob = bytes([*_BODY[:place], _BODY[place] ^ flip, *_BODY[place + 1 :]])
    assert _verdict(replace(_REVIEW, signature=crafted.armor(blob))) is not Verdict.VALID


@given(cut=st.integers(0, len(_BODY) - 1), more=st.binary(max_size=8))
def test_a_cut_or_longer_one_is_invalid(cut: int, more: bytes) -> None:
    assert _verdict(replace(_REVIEW, signature=crafted.armor(_BODY[:cut] + more))) is not Verdict.VALID
    assume(more)
    assert _verdict(replace(_REVIEW, signature=crafted.armor(_BODY + more))) is not Verdict.VALID


@given(st.text(max_size=400) | st.binary(max_size=300).map(crafted.armor))
def test_nothing_makes_the_check_raise(text: str) -> None:
    assert _verdict(replace(_REVIEW, signature=text)) is not Verdict.VALID


_FIELDS = {
    "claim": st.sampled_from([_CLAIM, "4e" * 32]),
    "date": st.sampled_from(["2026-06-01", "2026-05-31"]),
    "record": st.sampled_from([_RECORD, "7k3f9q2m4d1q"]),
    "reviewer": st.sampled_from(REVIEWERS),
    "verdict": st.sampled_from(["confirm", "reject", "withdraw"]),
    "number": st.sampled_from([1, 2]),
}


@given(
    signed=st.fixed_dictionaries(_FIELDS),
    said=st.fixed_dictionaries(_FIELDS),
    signer=st.sampled_from(REVIEWERS),
)
def test_a_signature_counts_for_exactly_what_was_signed(
    signed: dict[str, Any], said: dict[str, Any], signer: str
) -> None:
    review = Review(list="quay", signature=key(signer).sign(message(**signed)), **said)
    assert (_verdict(review) is Verdict.VALID) == (signed == said and signer == said["reviewer"])


@given(place=st.integers(0, len(key("reviewer-a").blob) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_of_the_key_makes_it_invalid(place: int, flip: int) -> None:
    blob = key("reviewer-a").blob
    changed = bytes([*blob[:place], blob[place] ^ flip, *blob[place + 1 :]])
    text = f"ssh-ed25519 {base64.b64encode(changed).decode('ascii')}"
    people = oracle.roster(text)
    assert not verifies(_REVIEW, people)
    # And where the signature says that it was made by the changed key.
    moved = crafted.armor(_BODY.replace(blob, changed))
    assert not verifies(replace(_REVIEW, signature=moved), people)


@given(place=st.integers(0, len(message(**_SAID)) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_of_the_message_makes_it_invalid(place: int, flip: int) -> None:
    said = message(**_SAID)
    changed = bytes([*said[:place], said[place] ^ flip, *said[place + 1 :]])
    found = read_signature(_SIGNATURE)
    assert found is not None
    assert signed_by(found, said)
    assert not signed_by(found, changed)


@given(
    st.text(max_size=60)
    | st.binary(max_size=200).map(lambda data: f"ssh-rsa {base64.b64encode(data).decode()}")
)
def test_no_key_makes_the_check_raise(text: str) -> None:
    people = oracle.roster(text)
    assert not verifies(_REVIEW, people)


@given(st.sampled_from(KEY_TYPES), st.lists(st.binary(max_size=70), max_size=3), st.binary(max_size=2))
def test_no_wire_form_makes_reading_a_key_raise(kind: bytes, parts: list[bytes], tail: bytes) -> None:
    found = read_key(b"".join(map(string, (kind, *parts))) + tail)
    assert isinstance(found, PublicKey | str)
