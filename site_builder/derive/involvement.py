"""Involvement: who has a part in a listing, and so does not decide an appeal against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from site_builder.model import Review


def involvement(person: str, submitted_by: Collection[str], reviews: Iterable[Review]) -> str | None:
    """Return what somebody did for a listing, as words that follow their name; None where they did nothing.

    `reviews` are all of the record's: who ever confirmed it has a part in it, whether or not that still counts.
    """
    if person in submitted_by:
        return "wrote the listing"
    if any(review.reviewer == person and review.verdict == "confirm" for review in reviews):
        return "confirmed the listing"
    return None
