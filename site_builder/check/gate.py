"""The gate: commits on their way to the public, each judged against the last one that was accepted.

A refused commit stays refused; the next is judged as if it had not been. From the first refused one on a later commit
may pass over what came before it. What was accepted until then stays: it may have taken somebody off the list.
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from site_builder import git
from site_builder.check.run import Checked, check_change, judge
from site_builder.problems import Place, Problems
from site_builder.progress import Progress, counted, silent
from site_builder.rules import problem


def check_since(  # noqa: PLR0913, PLR0917 - as `check_change`
    root: Path, since: str, head: str, now: str, actor: str | None = None, tell: Progress = silent
) -> Checked:
    """Return the judgement of each first-parent commit after one that was accepted."""
    line = git.first_parents(root, since, head)
    if line is None:
        return _not_on_line(root, since, head)
    found = _judged(root, since, line, head, now, actor, tell)
    return Checked(
        Problems.of(chain.from_iterable(item.problems for _, item in found)),
        sum(item.files for _, item in found),
        tuple(chain.from_iterable(item.changes for _, item in found)),
        {place: text for _, item in found for place, text in item.lines.items()},
    )


def check_proposed(  # noqa: PLR0913 - as `check_change`, and what was published last
    root: Path,
    base: str,
    *,
    published: str,
    head: str,
    now: str,
    actor: str | None = None,
    tell: Progress = silent,
) -> Checked:
    """Return the judgement of a change to a branch whose tip, `base`, may be refused: it starts from what is not."""
    if not git.is_ancestor(root, base, head):
        return check_change(root, base, head, now, actor, tell)  # which says so
    line = git.first_parents(root, published, head)
    if line is None:
        return _not_on_line(root, published, head)
    there = line[: line.index(base) + 1] if base in line else ()
    found = _judged(root, published, there, head, now, actor, tell)
    accepted = [commit for commit, item in found if not item.problems.errors]
    return judge(root, accepted[-1] if accepted else published, head, now, actor, tell)


def last_accepted(root: Path, published: str, line: Iterable[str], now: str) -> str:
    """Return the last commit of a line that starts behind what was published before the first that is refused."""
    for commit in line:
        checked = _guarded(root, published, commit, now)
        if checked is None or checked.problems.errors:
            break
        published = commit
    return published


def _guarded(root: Path, accepted: str, commit: str, now: str) -> Checked | None:
    """Return the judgement of a commit that may be passed over, None where it cannot be judged: no removal waits."""
    try:
        return judge(root, accepted, commit, now, alone=True)
    except Exception:  # noqa: BLE001 - whatever is broken in it, or in us
        return None


def _judged(  # noqa: PLR0913, PLR0917 - as `check_change`
    root: Path, accepted: str, line: Iterable[str], head: str, now: str, actor: str | None, tell: Progress
) -> list[tuple[str, Checked]]:
    """Return each commit of a line, behind one that is accepted, with its judgement, except what is passed over."""
    skipped, found, refused = git.passed_over(root, head), [], False
    for commit in counted(tell, "Judging commits", tuple(line)):
        if commit in skipped and refused:
            continue
        # Those that were refused in between were judged by themselves.
        if commit in skipped:
            checked = _guarded(root, accepted, commit, now)
        else:
            checked = judge(root, accepted, commit, now, actor, alone=True)
        bad = checked is None or checked.problems.errors > 0
        refused |= bad
        if checked is not None and not (bad and commit in skipped):
            found.append((commit, checked))
        accepted = accepted if bad else commit
    return found


def _not_on_line(root: Path, since: str, head: str) -> Checked:
    params = {"since": since[:12], "head": head[:12]}
    cause = {"cause": "merged"} if git.is_ancestor(root, since, head) else {}
    return Checked(Problems.of([problem("since-not-on-line", Place("lists"), **cause, **params)]), 0)
