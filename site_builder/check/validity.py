"""Validity: what `validate` says of the part of a tree that a change concerns, as far as the change is to blame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.check.side import Pair
    from site_builder.problems import Problem

_ABOUT_A_RECORD: Final = frozenset({"review-unknown-record", "withheld-unknown"})

_DATED_LATER: Final = re.compile(r"/reviews/|/appeals/|/retractions/")


def check_validity(pair: Pair) -> Iterator[Problem]:
    """Yield the problems of changed files, and those elsewhere that were not there before the change.

    What is only unknown because the part of the tree is a part is left out.
    """
    changed = {item.path for item in pair.scope.every}
    before = {problem.subject for problem in pair.before.problems}
    for problem in pair.after.problems:
        if problem.place.file not in changed and problem.subject in before:
            continue
        if problem.code == "date-future" and _DATED_LATER.search(
            f"{problem.place.file}{problem.place.pointer}"
        ):
            continue  # `review-date`, `appeal-date` and `retraction-date` demand more
        if not pair.whole and _is_elsewhere(pair, problem):
            continue
        yield problem


def _is_elsewhere(pair: Pair, problem: Problem) -> bool:
    """Return whether a problem says that a record is unknown which stands outside the part that was read."""
    known = pair.after.atlas.records
    if problem.code in _ABOUT_A_RECORD:
        record = str(problem.params["record"])
        list_id = problem.params.get("list")
        return any(list_id in (None, path.split("/")[1]) for path in known.get(record, ()))
    if problem.code == "roster-unknown-list":
        return f"lists/{problem.params['list']}/list.yaml" in pair.after.atlas.files
    if problem.code == "link-unknown":
        target = _link(pair, problem)
        return target is not None and target in known
    return False


def _link(pair: Pair, problem: Problem) -> str | None:
    """Return the other record that a link names."""
    index = int(problem.place.pointer.split("/")[2])
    for item in pair.after.items.values():
        if item.record.file == problem.place.file:
            target = item.record.data["links"][index]["record"]
            return target if target != item.record.id else None
    return None
