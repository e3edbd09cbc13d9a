"""Filing: reviews into their reviewer's files, as bytes. Append-only: nothing that is there is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.fmt.edit import append
from site_builder.load.layout import FileKind, review_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from site_builder.model import Review


def filed(reviews: Iterable[Review], read: Callable[[str], bytes]) -> dict[str, bytes]:
    """Return by path the files that hold the reviews after what they hold now; `read` gives `b""` for no file.

    Raises `UsageError` where a file cannot be read as it is.
    """
    files: dict[str, bytes] = {}
    for review in reviews:
        path = review_path(review.list, review.reviewer, review.record)
        before = files[path] if path in files else read(path)
        files[path] = append(FileKind.REVIEWS, before, (review.record,), entry(review), path)
    return files


def entry(review: Review) -> dict[str, str]:
    """Return what a reviewer's file holds of a review, and an answer too."""
    said = {"claim": review.claim, "date": review.date, "verdict": review.verdict}
    return said if review.signature is None else {**said, "signature": review.signature}
