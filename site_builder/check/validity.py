"""Validity: what `validate` says of the part of a tree that a change concerns, as far as the change is to blame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.check.side import Pair
    from site_builder.problems import Problem

_DATED_LATER: Final = re.compile(r"/reviews/|/appeals/|/retractions/")


def check_validity(pair: Pair) -> Iterator[Problem]:
    """Yield the problems of changed files, and those elsewhere that were not there before the change."""
    changed = {item.path for item in pair.scope.every}
    before = {problem.subject for problem in pair.before.problems}
    for problem in pair.after.problems:
        if problem.place.file not in changed and problem.subject in before:
            continue
        if problem.code == "date-future" and _DATED_LATER.search(
            f"{problem.place.file}{problem.place.pointer}"
        ):
            continue  # `review-date`, `appeal-date` and `retraction-date` require more
        yield problem
