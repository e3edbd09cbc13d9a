"""The message: what a reviewer signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.canonical import canonical

if TYPE_CHECKING:
    from site_builder.model import Review

NAMESPACE: Final = "handlelists-review"
"""SSHSIG namespace: a signature made for git, mail or another tool never counts as a review."""


def message(*, claim: str, date: str, record: str, reviewer: str, verdict: str) -> bytes:
    """Return what is signed: the RFC 8785 form of the five members, without a line feed.

    The claim's digest covers the list, so a signature for another list is one over another claim.
    """
    return canonical(
        {"claim": claim, "date": date, "record": record, "reviewer": reviewer, "verdict": verdict}
    )


def review_message(review: Review) -> bytes:
    """Return what is signed by a review's reviewer."""
    names = ("claim", "date", "record", "reviewer", "verdict")
    return message(**{name: getattr(review, name) for name in names})
