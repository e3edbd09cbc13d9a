"""The checks, in order, and what they say of a tree and of an edit: what was wrong before is not held against it."""

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Final

from site_builder.load.source_tree import Loading
from site_builder.problems import Problem, Problems
from site_builder.progress import Progress, counted, silent
from site_builder.validate import accounts, identity, next_claims, references, setup, text, withheld

CHECKS: Final[tuple[Callable[[Loading], Iterator[Problem]], ...]] = (
    setup.check_files,
    identity.check_drafts,
    identity.check_paths,
    identity.check_ids,
    identity.check_purged,
    identity.check_handles,
    next_claims.check_next_claims,
    references.check_records,
    references.check_contexts,
    references.check_protected_ids,
    references.check_sources,
    references.check_reviews,
    references.check_decisions,
    references.check_instance,
    text.check_order,
    text.check_appeals,
    accounts.check_protected,
    accounts.check_cleared,
    setup.check_lists,
    setup.check_records,
    text.check_templates,
)
BY_DAY: Final[tuple[Callable[[Loading, str | None], Iterator[Problem]], ...]] = (
    text.check_calendar,
    text.check_text,
    setup.check_copied,
    setup.check_quorum,
    setup.check_stewards,
    setup.check_roles,
)


def validate(
    loading: Loading,
    today: str | None = None,
    tell: Progress = silent,
    changed: Collection[str] | None = None,
) -> Problems:
    """Return every problem of a tree: those found while loading it and those of all checks.

    Without `today` nothing is said of what has not come yet. What is wrong between two files is said of one that is in
    `changed`, where one is. None of them means that the whole tree may be new.
    """
    found = [*(check(loading) for check in CHECKS), *(check(loading, today) for check in BY_DAY)]
    found.append(setup.check_keys(loading, changed))
    found.append(accounts.check_duplicates(loading, today, changed or ()))
    every = [*loading.problems, *chain.from_iterable(counted(tell, "Checking the rules", found))]
    return Problems.of(withheld.soften(every, loading))


def brought(before: Loading, after: Loading, today: str | None = None) -> Problems:
    """Return the problems of a tree after an edit that it did not have before it, in whatever file they are."""
    found = validate(after, today, changed=())
    if not len(found):
        return found
    known = {item.subject for item in validate(before, today, changed=())}
    return Problems.of(item for item in found if item.subject not in known)
