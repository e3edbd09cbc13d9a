"""Edited: which problems an edit would bring. What was wrong before is not held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.problems import Problems
from site_builder.validate.checks import validate

if TYPE_CHECKING:
    from site_builder.load.source_tree import Loading
    from site_builder.problems import Problem


def brought(before: Loading, after: Loading) -> Problems:
    """Return the problems of a tree after an edit that it did not have before it, in whatever file they stand."""
    found = validate(after)
    if not len(found):
        return found
    known = {_key(item) for item in validate(before)}
    return Problems.of(item for item in found if _key(item) not in known)


def _key(problem: Problem) -> tuple[object, ...]:
    """Return what a problem is about; lines move when a file is edited."""
    place = problem.place
    return place.file, place.pointer, problem.code, problem.severity, tuple(sorted(problem.params.items()))
