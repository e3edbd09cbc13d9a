"""Decisions: what a steward signs."""

from typing import Final

from site_builder.canonical import canonical
from site_builder.model import Decision

NAMESPACE: Final = "handlelists-decision"
"""SSHSIG namespace: no review, mail or commit is ever a decision."""


def decision_message(name: str, decision: Decision, *, instance: str, steward: str) -> bytes:
    """Return what a steward signs: the RFC 8785 form of six members, without a line feed.

    `name` is the id of the decision, which its file is named after, `instance` that of the instance.
    """
    told = {"date": decision["date"], "kind": decision["kind"], "subject": decision["subject"]}
    return canonical({**told, "decision": name, "instance": instance, "steward": steward})
