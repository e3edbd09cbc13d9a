"""Reviews: the verdict names the first thing that is wrong, in an order that helps a reader."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.signatures.word import Verdict
from tests.keys import key, message, verifies
from tests.unit.signatures import oracle

_OWN, _OTHER, _NOBODY = key("reviewer-a"), key("reviewer-b"), key("nobody")
_PEOPLE = oracle.roster(_OWN.public, reviewer_b=_OTHER.public)


def _found(signature: str | None, people: Any = _PEOPLE, **changed: str) -> tuple[Verdict, str]:
    found = oracle.checked(oracle.review(signature, **changed), people)
    assert verifies(oracle.review(signature, **changed), people) == (found.verdict is Verdict.VALID)
    return found.verdict, found.detail


def test_a_good_signature_is_valid() -> None:
    assert _found(_OWN.sign(oracle.MESSAGE)) == (Verdict.VALID, "")


def test_what_is_no_signature_is_said_first() -> None:
    assert _found(None) == (Verdict.UNSIGNED, "")
    assert _found("signed, reviewer-a", reviewer="nobody") == (Verdict.UNREADABLE, "")


def test_the_namespace_is_said_before_the_key() -> None:
    assert _found(_NOBODY.sign(b"", namespace="git")) == (Verdict.OTHER_NAMESPACE, "git")
    shorter = oracle.NAMESPACE[:-1]
    assert _found(_OWN.sign(oracle.MESSAGE, namespace=shorter)) == (Verdict.OTHER_NAMESPACE, shorter)


def test_whose_key_it_is_is_said_before_what_it_signed() -> None:
    unknown, fingerprint = _found(_NOBODY.sign(b""))
    assert unknown is Verdict.UNKNOWN_KEY
    assert fingerprint.startswith("SHA256:")
    assert _found(_OTHER.sign(b"")) == (Verdict.OTHER_REVIEWER, "reviewer-b")


def test_a_reviewer_who_is_not_on_the_roster_has_no_key() -> None:
    assert _found(_OWN.sign(oracle.MESSAGE), reviewer="nobody") == (Verdict.OTHER_REVIEWER, "reviewer-a")
    assert _found(_OWN.sign(oracle.MESSAGE), {})[0] is Verdict.UNKNOWN_KEY


def test_a_reviewer_without_keys_signs_nothing() -> None:
    people = {name: {**entry, "keys": []} for name, entry in _PEOPLE.items()}
    assert _found(_OWN.sign(oracle.MESSAGE), people)[0] is Verdict.UNKNOWN_KEY
    bare = {"reviewer-a": {"lists": ["quay"], "active": [{"from": "2026-01-01"}]}}
    assert _found(_OWN.sign(oracle.MESSAGE), bare)[0] is Verdict.UNKNOWN_KEY


def test_the_days_of_the_key_are_said_before_what_it_signed() -> None:
    found, fingerprint = _found(_OWN.sign(b""), date="2025-12-31")
    assert found is Verdict.KEY_NOT_VALID
    assert fingerprint.startswith("SHA256:")


@pytest.mark.parametrize(
    ("date", "valid"),
    [
        ("2026-01-31", False),
        ("2026-02-01", True),
        ("2026-02-28", True),
        ("2026-03-01", False),
        ("2026-03-31", False),
        ("2026-04-01", True),
    ],
)
def test_a_key_may_stand_there_for_two_periods(date: str, valid: bool) -> None:  # noqa: FBT001 - a column
    people = oracle.roster(_OWN.public)
    people["reviewer-a"]["keys"] = [
        {"key": _OWN.public, "from": "2026-02-01", "until": "2026-02-28"},
        {"key": _OWN.public, "from": "2026-04-01"},
    ]
    said = {"claim": oracle.CLAIM, "record": "7k3f9q2m4d1p", "reviewer": "reviewer-a", "verdict": "confirm"}
    signature = _OWN.sign(message(date=date, **said))
    expected = Verdict.VALID if valid else Verdict.KEY_NOT_VALID
    assert _found(signature, people, date=date)[0] is expected


def test_a_key_of_the_roster_that_cannot_be_read_is_nobodys() -> None:
    people = oracle.roster("ssh-ed25519 AAAA", reviewer_b="\ud800 \ud800")
    assert _found(_OWN.sign(oracle.MESSAGE), people)[0] is Verdict.UNKNOWN_KEY


@pytest.mark.parametrize("field", ["claim", "date", "record", "verdict"])
def test_what_is_not_text_was_never_signed(field: str) -> None:
    people = oracle.roster(_OWN.public)
    changed = {field: "2026-06-01\ud800"}
    assert _found(_OWN.sign(oracle.MESSAGE), people, **changed)[0] is Verdict.MISMATCH
