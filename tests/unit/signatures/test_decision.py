"""What a steward signs is exactly this, and no review."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from site_builder.signatures.decision import NAMESPACE, decision_message
from site_builder.signatures.review import NAMESPACE as OF_REVIEWS

if TYPE_CHECKING:
    from site_builder.model import Decision

DECISION: Decision = {
    "kind": "release",
    "date": "2026-02-01",
    "subject": {"withholding": "7k3f9q2m4d1p.0a1b2c.yaml"},
    "reason": "It was looked at.",
}


def test_a_steward_signs_these_bytes() -> None:
    told = decision_message("5d0e8f7a6c1b", DECISION, instance="21b5228a", steward="steward-a")
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
