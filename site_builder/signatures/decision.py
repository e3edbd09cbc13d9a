"""Decisions: what a steward signs, and whose signatures on one count."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from site_builder.canonical import canonical
from site_builder.days import covers
from site_builder.model import Decision, InstanceData, ReviewerData
from site_builder.signatures.word import Verdict, Word, check_word

NAMESPACE: Final = "handlelists-decision"
"""SSHSIG namespace: no review, mail or commit is ever a decision."""
OVERRIDE_QUORUM: Final = 2
"""Stewards whose signatures an override needs where the instance says nothing."""
_MISMATCH: Final = "the signature is for another date, decision, instance, kind, steward or subject"


def decision_message(name: str, decision: Decision, steward: str, instance: str) -> bytes:
    """Return what a steward signs: the RFC 8785 form of six members, without a line feed.

    `name` is the id of the decision, which its file is named after, `instance` that of the instance.
    """
    told = {"date": decision["date"], "kind": decision["kind"], "subject": decision["subject"]}
    return canonical({**told, "decision": name, "instance": instance, "steward": steward})


def override_quorum(instance: InstanceData | None) -> int:
    """Return how many stewards an override needs by what an instance says of itself; 2 where it says nothing."""
    return instance.get("override_quorum", OVERRIDE_QUORUM) if instance is not None else OVERRIDE_QUORUM


@dataclass(frozen=True, slots=True)
class StewardSignature:
    """One signature on a decision: whose, and why it does not count (None where it does)."""

    steward: str
    fault: str | None
    is_kept: bool
    """Whether it is in the one form that is kept; `validate` reports another."""


def steward_fault(steward: str, roster: Mapping[str, ReviewerData], day: str) -> str | None:
    """Return why somebody can decide nothing on a day (YYYY-MM-DD), whatever they sign; None where they can."""
    entry = roster.get(steward)
    if entry is None:
        return "not on the roster"
    if not entry.get("steward"):
        return "not a steward"
    return None if covers(entry["active"], day) else f"not active on {day}"


def judge_signatures(
    name: str, decision: Decision, roster: Mapping[str, ReviewerData], instance: str | None, day: str
) -> tuple[StewardSignature, ...]:
    """Return each signature on a decision, in the order of the file. Never raises.

    `name` is the decision's id; stewards and their keys are those of the roster on the day (YYYY-MM-DD). Only the
    first that counts of each steward does.
    """
    found: list[StewardSignature] = []
    for item in decision.get("signatures", ()):
        steward = item["steward"]
        message = partial(decision_message, name, decision, steward)
        checked = check_word(Word(steward, item["signature"], NAMESPACE, message, day), roster, instance)
        fault = steward_fault(steward, roster, day)
        if fault is None and checked.verdict is not Verdict.VALID:
            fault = _MISMATCH if checked.verdict is Verdict.MISMATCH else str(checked)
        if fault is None and any(other.steward == steward and other.fault is None for other in found):
            fault = "a signature by this steward counts already"
        found.append(StewardSignature(steward, fault, checked.verdict is not Verdict.OTHER_FORM))
    return tuple(found)
