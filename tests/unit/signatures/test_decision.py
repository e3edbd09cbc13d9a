"""What a steward signs is exactly this, and no review; and whose signatures count."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.signatures.decision import (
    NAMESPACE,
    StewardSignature,
    decision_message,
    judge_signatures,
    steward_fault,
)
from site_builder.signatures.public_key import Reader, mpint, string
from site_builder.signatures.review import NAMESPACE as OF_REVIEWS
from site_builder.signatures.ssh_signature import one_form, read_signature
from tests.keys import INSTANCE, key
from tests.unit.signatures import crafted

if TYPE_CHECKING:
    from site_builder.model import Decision, ReviewerData

NAME = "5d0e8f7a6c1b"
DAY = "2026-06-01"
DECISION: Decision = {
    "kind": "release",
    "date": "2026-02-01",
    "subject": {"withholding": "7k3f9q2m4d1p.0a1b2c.yaml"},
    "reason": "It was looked at.",
}


def test_a_steward_signs_these_bytes() -> None:
    told = decision_message(NAME, DECISION, instance="21b5228a", steward="steward-a")
    assert told == (
        b'{"date":"2026-02-01","decision":"5d0e8f7a6c1b","instance":"21b5228a","kind":"release",'
        b'"steward":"steward-a","subject":{"withholding":"7k3f9q2m4d1p.0a1b2c.yaml"}}'
    )


def test_each_member_is_signed_and_the_reason_is_not() -> None:
    def told(*, name: str = "a", instance: str = "b", steward: str = "c", **changed: object) -> bytes:
        decision: Decision = {**DECISION, **changed}  # type: ignore[typeddict-item]
        return decision_message(name, decision, instance=instance, steward=steward)

    changes = (
        told(name="x"),
        told(instance="x"),
        told(steward="x"),
        told(kind="override"),
        told(date="2026-02-02"),
        told(subject={"withholding": "x"}),
    )
    assert len({told(), *changes}) == len(changes) + 1
    assert told(reason="Another.") == told()
    assert set(json.loads(told())) == {"date", "decision", "instance", "kind", "steward", "subject"}


def test_no_review_is_a_decision() -> None:
    assert len({NAMESPACE, OF_REVIEWS}) == 2


# Whose signatures count


def roster(*names: str, line: str | None = None, **changed: Any) -> dict[str, ReviewerData]:
    """Return a roster of stewards with their keys, or with one that is given; `changed` is of each."""
    made: dict[str, Any] = {}
    for name in names:
        keys = [{"key": line or key(name).public, "from": "2026-01-01"}]
        made[name] = {"lists": ["quay"], "active": [{"from": "2026-01-01"}], "keys": keys, "steward": True}
        made[name] |= changed
    return made


def signed(_steward: str, signer: str = "", namespace: str = NAMESPACE, **members: Any) -> dict[str, str]:
    """Return a signature on `DECISION`; `members` replace what is signed."""
    said = json.loads(decision_message(NAME, DECISION, _steward, INSTANCE)) | members
    message = json.dumps(said, separators=(",", ":"), sort_keys=True).encode()
    return {"steward": _steward, "signature": key(signer or _steward).sign(message, namespace=namespace)}


def judged(
    people: dict[str, ReviewerData], *signatures: dict[str, str], instance: str | None = INSTANCE
) -> tuple[StewardSignature, ...]:
    return judge_signatures(NAME, {**DECISION, "signatures": list(signatures)}, people, instance, DAY)


def fault(people: dict[str, ReviewerData], signature: dict[str, str], **options: Any) -> str | None:
    (found,) = judged(people, signature, **options)
    assert found.steward == signature["steward"]
    return found.fault


def test_what_a_steward_signed_counts_and_an_unsigned_decision_has_nothing_that_does() -> None:
    assert fault(roster("ana"), signed("ana")) is None
    assert judge_signatures(NAME, DECISION, roster("ana"), INSTANCE, DAY) == ()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"steward": False}, "not a steward"),
        ({"active": [{"from": "2026-06-02"}]}, f"not active on {DAY}"),
        ({"active": [{"from": "2026-01-01", "until": "2026-05-31"}]}, f"not active on {DAY}"),
        ({"active": [{"from": "2026-06-01", "until": "2026-06-01"}]}, None),
        ({"keys": []}, "not on the roster ("),
        ({"keys": [{"key": key("ana").public, "from": "2026-06-02"}]}, "not valid on that day"),
        ({"keys": [{"key": key("ana").public, "from": "2026-01-01", "until": "2026-05-31"}]}, "not valid"),
        ({"keys": [{"key": key("ana").public, "from": "2026-01-01", "stolen": True}]}, "stolen"),
    ],
)
def test_a_steward_and_their_key_have_to_be_good_on_the_day(changed: dict[str, Any], why: str | None) -> None:
    found = fault(roster("ana", **changed), signed("ana"))
    assert found is None if why is None else why in (found or "")


def test_nobody_who_is_no_steward_decides() -> None:
    people = roster("ana")
    assert fault(people, signed("ben")) == steward_fault("ben", people, DAY) == "not on the roster"
    del people["ana"]["steward"]
    assert fault(people, signed("ana")) == steward_fault("ana", people, DAY) == "not a steward"


def test_a_signature_for_another_word_does_not_count() -> None:
    people = roster("ana", "ben")
    for members in (
        {"instance": "21b5228a-84d1-4af4-9330-651fb278bd0f"},
        {"decision": "6d0e8f7a6c1b"},
        {"steward": "ben"},
        {"date": "2026-02-02"},
        {"kind": "retraction"},
        {"subject": {"withholding": "7k3f9q2m4d1p.0a1b2d.yaml"}},
        {"more": "1"},
    ):
        assert (fault(people, signed("ana", **members)) or "").startswith("the signature is for another")
    assert "another purpose" in (fault(people, signed("ana", namespace=OF_REVIEWS)) or "")
    assert fault(people, signed("ana", signer="ben")) == (
        "the signature was made with the key of another reviewer (ben)"
    )
    assert "cannot be checked" in (fault(people, signed("ana"), instance=None) or "")
    assert "cannot be read" in (fault(people, signed("ana") | {"signature": "no"}) or "")


def test_a_steward_counts_once_and_the_first_good_signature_does() -> None:
    people = roster("ana", "ben")
    twice = judged(people, signed("ana"), signed("ben"), signed("ana"))
    assert [item.fault for item in twice] == [None, None, "a signature by this steward counts already"]
    bad_first = judged(people, signed("ana", date="2026-02-02"), signed("ana"))
    assert [item.fault is None for item in bad_first] == [False, True]


@pytest.mark.parametrize("kind", crafted.MAKERS)
def test_every_kind_of_key_decides_and_only_in_the_one_form(kind: str) -> None:
    maker = crafted.MAKERS[kind]()
    people = roster("ana", line=crafted.line(maker.public))
    good = maker.armored(decision_message(NAME, DECISION, "ana", INSTANCE), namespace=NAMESPACE)
    assert fault(people, {"steward": "ana", "signature": good}) is None
    others = [good.rstrip("\n"), good.replace("\n", "\r\n"), good[:60] + "\n" + good[60:]]
    if "ecdsa" in kind:
        others.append(_malleated(good, kind))
    for other in others:
        (found,) = judged(people, {"steward": "ana", "signature": other})
        assert (found.fault, found.is_kept) == ("the signature is not in the one form that is kept", False)
        assert one_form(other) == good


def _malleated(armored: str, kind: str) -> str:
    """Return the other of the two ECDSA signatures, which anybody can make of the one."""
    found = read_signature(armored)
    assert found is not None
    outer = Reader(found.signature)
    algorithm, value, rest = outer.string(), Reader(outer.string()), outer.rest()
    first, second = value.integer(), value.integer()
    order = crafted.order(kind)
    return replace(
        found, signature=string(algorithm) + string(mpint(first) + mpint(order - second)) + rest
    ).armored
