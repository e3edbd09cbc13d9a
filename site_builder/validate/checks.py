"""The checks, in order, and what they say of a tree and of an edit: what was wrong before is not held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.problems import Problems
from site_builder.validate import (
    dates,
    duplicates,
    identity,
    policy,
    protected,
    references,
    roster,
    text,
    withheld,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from site_builder.load.source_tree import Loading
    from site_builder.problems import Problem

CHECKS: Final[tuple[Callable[[Loading], Iterator[Problem]], ...]] = (
    policy.check_files,
    identity.check_drafts,
    identity.check_paths,
    identity.check_ids,
    identity.check_handles,
    references.check_records,
    references.check_protected_ids,
    references.check_sources,
    references.check_reviews,
    references.check_instance,
    roster.check_keys,
    dates.check_calendar,
    dates.check_order,
    dates.check_retractions,
    duplicates.check_duplicates,
    protected.check_protected,
    policy.check_lists,
    policy.check_records,
    text.check_text,
    text.check_templates,
)


def validate(loading: Loading) -> Problems:
    """Return every problem of a tree: those found while loading it and those of all checks."""
    found = [*loading.problems, *(item for check in CHECKS for item in check(loading))]
    return Problems.of(withheld.soften(found, loading))


def brought(before: Loading, after: Loading) -> Problems:
    """Return the problems of a tree after an edit that it did not have before it, in whatever file they are."""
    found = validate(after)
    if not len(found):
        return found
    known = {item.subject for item in validate(before)}
    return Problems.of(item for item in found if item.subject not in known)
