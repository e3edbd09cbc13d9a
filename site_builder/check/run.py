"""The run: one change, judged by the rules of its base."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Final

from site_builder.check import (
    breaker,
    cleared,
    decisions,
    files,
    patterns,
    policy,
    records,
    removals,
    reviews,
    summary,
)
from site_builder.check.side import Between, Pair, read_pair
from site_builder.git import Repository
from site_builder.load.layout import withheld_record
from site_builder.problems import Place, Problem, Problems
from site_builder.progress import Progress, counted, silent
from site_builder.report.context import ChangeReport
from site_builder.rules import problem
from site_builder.settings import LIMITS

_DATED_LATER: Final = re.compile(r"/reviews/|/appeals/|/retractions/|/decisions/[^/]+/date$")
_STOPS: Final = frozenset({"change-size", "change-path"})
_OF_WITHHOLDINGS: Final = frozenset(
    {"change-path", "change-submodule", "withholding-changed", "decision-missing", "rewrite-changed"}
)
"""What is wrong with a withholding is a warning, unless it goes or changes, or could not be released."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: every problem, and what each change does, oldest first."""

    problems: Problems
    files: int
    changes: tuple[ChangeReport, ...] = ()
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """The lines that problems are in, by file and number: excerpts for a report."""


def check_change(  # noqa: PLR0913, PLR0917 - a change has two ends; the rest may be left out
    repository: Repository, base: str, head: str, now: str, actor: str | None = None, tell: Progress = silent
) -> Checked:
    """Return the judgement of the change from one commit to another (full object ids).

    `now` is an instant (RFC 3339), `actor` who made the change, as the forge names them, where it is known; `tell`
    hears how far it is.
    Raises `RepositoryError` where git cannot give it.
    """
    params = {"base": base[:12], "head": head[:12]}
    if not repository.is_ancestor(base, head):
        return Checked(Problems.of([problem("base-not-ancestor", Place("lists"), **params)]), 0)
    checked = judge(repository, base, head, now, actor, tell)
    if repository.is_on_line(base, head):
        return checked
    found = problem("base-not-first-parent", Place("lists"), **params)
    return replace(checked, problems=Problems.of([*checked.problems, found]))


_Rules = Callable[[Pair, str | None], tuple[Iterator[Problem], ...]]


def judge(  # noqa: PLR0913, PLR0917 - as above
    repository: Repository,
    base: str,
    head: str,
    now: str,
    actor: str | None = None,
    tell: Progress = silent,
    rules: _Rules | None = None,
    *,
    alone: bool = False,
) -> Checked:
    """Return the judgement of the change between two commits, as `check_change` does, by its rules or by others.

    In any case dates, names and sizes are judged, the decisions, and what only an override lets through. `alone`: the
    dates and trees of other commits on the way are not asked about.
    """
    found = list(files.check_trees(repository, base, (head,)))
    if found:
        return Checked(Problems.of(found), 0)
    between = Between.of(repository, base, head)
    scope = between.scope
    if alone:
        between = replace(between, times=between.times[:1])
    else:
        known = (base, *repository.passed_over(head))
        found += files.check_trees(repository, base, set(repository.brought(head, known)) - {head})
    if found:
        return Checked(Problems.of(found), 0)
    found += check_dates(between, now)
    found += files.check_shape(scope)
    if any(item.code in _STOPS for item in found):
        # What is too large, or cannot even be checked out, is not read.
        return Checked(Problems.of([*found, *files.check_company(scope)]), len(scope.every))
    with repository.blobs() as blobs:
        pair = read_pair(repository, between, blobs, tell)
        turned = breaker.turned(pair)
        found += chain.from_iterable(counted(tell, "Judging the change", (rules or _rules)(pair, actor)))
        decided = decisions.judge_decisions(pair, turned)
        found += decided.problems
        if not decided.overridden:
            found += breaker.check_breaker(pair, turned)
        # What is an error here need not be a warning, too.
        again = {(item.place, item.params["other"]) for item in found if item.code == "relists-missing"}
        problems = Problems.of(
            item.as_warning(softened=True)
            if withheld_record(item.place.file) and item.code not in _OF_WITHHOLDINGS
            else item
            for item in found
            if item.code != "account-cleared" or (item.place, item.params["other"]) not in again
        )
        change = summary.summarize(pair, turned, problems, overridden=decided.overridden)
        return Checked(problems, len(scope.every), (change,), dict(_lines(pair, problems)))


def _rules(pair: Pair, actor: str | None) -> tuple[Iterator[Problem], ...]:
    return (
        files.check_company(pair.scope),
        files.check_history_files(pair),
        files.check_case(pair),
        files.check_format(pair),
        check_validity(pair),
        records.check_gone(pair),
        records.check_reused(pair),
        records.check_claims(pair),
        records.check_archives(pair),
        records.check_submitters(pair, actor),
        policy.check_references(pair),
        removals.check_removals(pair),
        removals.check_withholdings(pair),
        reviews.check_past(pair),
        reviews.check_new(pair),
        policy.check_rules(pair),
        cleared.check_accounts(pair),
        patterns.check_servers(pair),
        patterns.check_proposals(pair),
        patterns.check_pairs(pair),
    )


def check_validity(pair: Pair) -> Iterator[Problem]:
    """Yield what `validate` says of changed files, and of others where it did not say so before the change.

    That a record is withheld softens what was wrong before, and what is wrong with a file that nobody touched: else
    somebody could withhold a record, break it, and make another one of it while nobody can read it. What was softened
    is said of a record that is released: else it would be public with what nobody may be listed with.
    """
    changed = {item.path for item in pair.scope.every}
    good = {document.file for document in pair.after.loading.documents.good}
    before = {item.hardened().subject: item.softened for item in pair.before.problems}
    for item in pair.after.problems:
        place, subject = item.place, item.hardened().subject
        known = subject in before and (item.softened or not before[subject])
        # `review-date`, `appeal-date`, `retraction-date` and `decision-date` require more.
        if item.code == "date-future" and _DATED_LATER.search(f"{place.file}{place.pointer}"):
            continue
        if place.file in changed or not known:
            # Of what cannot be read nobody can say what it changed.
            unread = place.file in changed and place.file not in good
            hard = unread or (not known and (place.file in changed or item.code == "record-id-duplicate"))
            yield item.hardened() if hard else item


def check_dates(between: Between, now: str) -> Iterator[Problem]:
    """`commit-future`: every later build would inherit the date."""
    latest = datetime.fromisoformat(now) + LIMITS.clock_skew
    for commit, time in between.times:
        if datetime.fromisoformat(time) > latest:
            yield problem("commit-future", Place("lists"), commit=commit[:12], date=time, now=now)


def _lines(pair: Pair, problems: Problems) -> Iterator[tuple[tuple[str, int], str]]:
    for item in problems:
        line = pair.after.loading.places.line(item.place.file, item.place.line)
        if line is not None:
            yield (item.place.file, item.place.line), line
