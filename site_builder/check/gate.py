"""The gate: commits on their way to the public, each judged against the last one that was accepted.

A refused commit stays refused; the next is judged as if it had not been. From the first refused one on a later commit
may pass over what came before it. What was accepted until then stays: it may have taken somebody off the list.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from site_builder.check.run import Checked, check_change, judge
from site_builder.check.summary import error_codes
from site_builder.git import Repository
from site_builder.problems import Place, Problems
from site_builder.progress import Progress, counted, silent
from site_builder.report.context import ChangeReport
from site_builder.rules import problem


def check_since(  # noqa: PLR0913, PLR0917 - as `check_change`
    repository: Repository, since: str, head: str, now: str, actor: str | None = None, tell: Progress = silent
) -> Checked:
    """Return the judgement of each first-parent commit after one that was accepted."""
    line = repository.first_parents(since, head)
    if line is None:
        return _not_on_line(repository, since, head)
    found = tuple(_judged(repository, since, line, head, now, actor=actor, tell=tell))
    return Checked(
        Problems.of(chain.from_iterable(item.problems for _, item in found)),
        sum(item.files for _, item in found),
        tuple(chain.from_iterable(item.changes for _, item in found)),
        {place: text for _, item in found for place, text in item.lines.items()},
    )


def check_proposed(  # noqa: PLR0913 - as `check_change`, and what was published last
    repository: Repository,
    base: str,
    *,
    published: str,
    head: str,
    now: str,
    actor: str | None = None,
    tell: Progress = silent,
) -> Checked:
    """Return the judgement of a change to a branch whose tip, `base`, may be refused: it starts from what is not."""
    if not repository.is_ancestor(base, head):
        return check_change(repository, base, head, now, actor, tell)  # which says so
    line = repository.first_parents(published, head)
    if line is None:
        return _not_on_line(repository, published, head)
    there = line[: line.index(base) + 1] if base in line else ()
    found = _judged(repository, published, there, head, now, actor=actor, tell=tell)
    accepted = [commit for commit, item in found if not item.problems.errors]
    return judge(repository, accepted[-1] if accepted else published, head, now, actor, tell)


_Known = dict[tuple[str, str], Checked]


def last_accepted(repository: Repository, published: str, line: Sequence[str], now: str) -> str:
    """Return the newest commit of a line that could be published, with all before it accepted or passed over.

    That which was published, before the line, where none could. Whatever a broken tree does to the check is a refusal.
    """
    known: _Known = {}
    for count in range(len(line), 0, -1):
        with contextlib.suppress(Exception):
            # The first that is refused ends it: how many come after it is all the same.
            found = _judged(repository, published, line[:count], line[count - 1], now, known=known)
            if not any(item.problems.errors for _, item in found):
                return line[count - 1]
    return published


def _judged(  # noqa: PLR0913 - as `check_change`
    repository: Repository,
    accepted: str,
    line: Iterable[str],
    head: str,
    now: str,
    *,
    actor: str | None = None,
    tell: Progress = silent,
    known: _Known | None = None,
) -> Iterator[tuple[str, Checked]]:
    """Yield each commit of a line, behind one that is accepted, with its judgement, except what is passed over.

    Nothing that is accepted is passed over, unless something refused is before it. `known` are judgements to use again.
    """
    skipped, refused = repository.passed_over(head), False
    known = {} if known is None else known
    for commit in counted(tell, "Judging commits", tuple(line)):
        if commit in skipped and refused:
            continue
        key = (accepted, commit)
        try:
            # Those that were refused in between were judged by themselves.
            known[key] = known.get(key) or judge(repository, *key, now, actor, alone=True)
        except Exception:
            if commit not in skipped:
                raise
            refused = True
            continue
        refused = bool(known[key].problems.errors)
        if not (refused and commit in skipped):
            checked = known[key]
            yield commit, checked if checked.changes else _unread(repository, *key, checked)
        accepted = accepted if refused else commit


def _unread(repository: Repository, base: str, head: str, checked: Checked) -> Checked:
    """Return the judgement of a commit that was refused without being read, with what there is to say of it."""
    days = repository.as_of(base)[:10], repository.times(base, head)[0][1][:10]
    errors = error_codes(checked.problems)
    told = ChangeReport(base, head, *days, checked.files, (), (), None, errors=errors)
    return replace(checked, changes=(told,))


def _not_on_line(repository: Repository, since: str, head: str) -> Checked:
    params = {"since": since[:12], "head": head[:12]}
    cause = {"cause": "merged"} if repository.is_ancestor(since, head) else {}
    return Checked(Problems.of([problem("since-not-on-line", Place("lists"), **cause, **params)]), 0)
