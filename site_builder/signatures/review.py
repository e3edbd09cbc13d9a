"""Reviews: what a reviewer signs, and whether one carries its reviewer's signature over exactly what it says."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from site_builder.canonical import canonical
from site_builder.model import Review, ReviewerData
from site_builder.signatures.ssh_signature import one_form
from site_builder.signatures.word import SignatureCheck, Word, check_word

NAMESPACE: Final = "handlelists-review"
"""SSHSIG namespace: a signature made for git, mail or another tool never counts as a review."""


_SIGNED: Final = ("claim", "date", "number", "record", "reviewer", "verdict")


def review_message(review: Review, instance: str) -> bytes:
    """Return what is signed by a review's reviewer: RFC 8785 of `_SIGNED` and the instance's id, without a line feed.

    The claim's digest covers the list, so a signature for another list is one over another claim.
    """
    return canonical({"instance": instance, **{name: getattr(review, name) for name in _SIGNED}})


def check_signature(
    review: Review, roster: Mapping[str, ReviewerData], instance: str | None
) -> SignatureCheck:
    """Return the verdict on a review's signature, by the keys of a roster, in the instance of this id. Never raises.

    The key of a stop word has to be one that was ever in its reviewer's entry, on whatever day.
    """
    message, day = partial(review_message, review), None if review.stops else review.date
    return check_word(Word(review.reviewer, review.signature, NAMESPACE, message, day), roster, instance)


def kept(review: Review) -> Review:
    """Return a review as it is filed: its signature in its one form, where it can be read; whether valid or not."""
    return review if review.signature is None else replace(review, signature=one_form(review.signature))
