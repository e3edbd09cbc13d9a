"""The machine: it lets people act on a town, one proposal after the other, and the gate and the oracle judge each."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from tests.world import branch, honest, hostile
from tests.world.grip import take
from tests.world.town import Proposal, Town

if TYPE_CHECKING:
    from site_builder.world.dice import Die
    from site_builder.world.repository import WorkFiles

_HOUR: Final = 3600
_HOURS: Final = (0, 0, 1, 24, 24, 24 * 3, 24 * 8, 24 * 20, 24 * 100, -24, -24 * 40)
"""Hours between two proposals; a clock may be wrong."""


def act(town: Town, die: Die) -> tuple[str, list[str]] | None:
    """Let somebody propose something; return what it was, and the errors, none where it was accepted.

    None where there was nothing to do. Raises `BrokenLawError`.
    """
    town.time += _HOUR * die.pick(_HOURS)
    who = die.below(20)
    if who == 0:
        return die.pick((branch.emergency, branch.forged))(town, die)
    if who == 1:
        return branch.rewriting(town, die)
    with contextlib.suppress(LookupError, StopIteration):
        found = honest.proposal(town, die) if who < 9 else _hostile(town, die)
        return None if found is None else (found.what, town.propose(found))
    return None


def _hostile(town: Town, die: Die) -> Proposal | None:
    """Return a change by the hostile, on what was accepted last or on a branch from some commit."""
    begun = die.chance(30)
    start = die.pick(town.past) if begun else town.accepted
    files = town.files(start)
    what = hostile.some(town, files, die)
    if not what:
        return None
    return _merged(town, die, files, start, what) if begun else Proposal(files, what, die.pick(_ACTORS))


_ACTORS: Final = (None, "contributor-b", "reviewer-friend")


def _merged(town: Town, die: Die, files: WorkFiles, start: str, what: str) -> Proposal:
    """Return a merge of a branch: its changes on what was accepted, or its tree, either way round; or a push."""
    made = town.commit(Proposal(files, what, parents=(start,)))
    before, merged = town.files(start), town.files()
    for path in sorted({*before, *files}):
        if before.get(path) != files.get(path):
            take(merged, path, files)
    both = town.accepted, made
    return die.pick(
        (
            Proposal(merged, f"merged: {what}", parents=both),
            Proposal(merged, f"squashed: {what}"),
            Proposal(files, f"merged, the branch winning: {what}", parents=both),
            Proposal(merged, f"merged the wrong way round: {what}", parents=both[::-1]),
            Proposal(files, f"pushed over what was there: {what}", parents=(start,)),
        )
    )
