"""Keys of this repository's own roster: throw-away keys, each made from its owner's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.signatures.review import review_message
from site_builder.world.keys import ThrowAwayKey, made_from

if TYPE_CHECKING:
    from site_builder.model import Review


def key(name: str) -> ThrowAwayKey:
    """Return the key of somebody on this repository's own roster, by their id."""
    return made_from(f"handlelists demonstration key of {name}")


def signature(review: Review, instance: str) -> str:
    """Return the signature of a review's reviewer on it, in the instance of this id."""
    return key(review.reviewer).sign(review_message(review, instance))
