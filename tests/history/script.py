"""The scripted repository: more than 300 commits, each of which has something to say.

Most commits are told in chapters and written through one `git fast-import`; merges, squashes, rebases, reverts and
a criss-cross merge are made by git itself, in between.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tests.history import chapters_files, chapters_records, chapters_rules
from tests.history.by_git import told_by_git
from tests.history.moves import JUMPS, OFTEN, Move, Turn, play, populate
from tests.history.stream import Stream, load, run
from tests.history.teller import Step, Teller, instant
from tests.history.world import INSTANCE, World

if TYPE_CHECKING:
    from pathlib import Path

START: Final = "2026-01-21T12:00"
_RANDOM: Final = 100
"""Commits of the random chapter."""

CHAPTERS: Final = (
    chapters_records.beginnings,
    chapters_records.adds,
    chapters_records.edits,
    chapters_records.observing,
    chapters_records.linking,
    chapters_records.retraction,
    chapters_records.retraction_again,
    chapters_records.corrections,
    chapters_records.corrections_again,
    chapters_records.withholding,
    chapters_rules.appeals,
    chapters_rules.roster,
    chapters_rules.policy,
    chapters_rules.private,
    chapters_files.broken,
    chapters_files.broken_rules,
    chapters_files.broken_withholdings,
    chapters_files.deleted,
    chapters_files.moved,
    chapters_files.list_gone,
    chapters_files.no_files,
    chapters_files.platforms,
    chapters_rules.clocks,
    chapters_files.merges,
    chapters_files.forges,
    chapters_records.nameless,
)


def write_history(root: Path) -> None:
    """Make the repository in the new folder `root`."""
    tell(root)


def tell(root: Path) -> list[Step]:
    """Make the repository in the new folder `root`; return the steps of its first-parent line, oldest first."""
    first = Teller(World(), instant(START))
    for chapter in CHAPTERS:
        chapter(first)
    load(root, first.stream.data)
    run(root, "reset", "--quiet", "--hard")
    steps = told_by_git(root, first)
    last = Teller(first.w, first.clock, stream=Stream(continued=first.tree()))
    wild(last)
    last.w.put(INSTANCE, World().files[INSTANCE])
    last.commit("wild: over, and the source is public", None)
    chapters_rules.far_ahead(last)
    run(root, "fast-import", "--quiet", "--done", "--date-format=raw", "--force", given=last.stream.data)
    run(root, "reset", "--quiet", "--hard")
    return [*first.steps, *steps, *last.steps]


def wild(t: Teller) -> None:
    """A chapter of random turns, the same each time."""
    chosen = random.Random(20260121)  # noqa: S311 - the same turns every time, no secrets
    populate(t.w, t.today)
    t.commit("wild: four records", None)
    play(t, [_turn(chosen) for _ in range(_RANDOM)], first=1000)
    t.clock += timedelta(days=1)


def _turn(chosen: random.Random) -> Turn:
    moves = tuple(
        Move(chosen.choice(OFTEN), chosen.randrange(4), chosen.randrange(3), chosen.randrange(12))
        for _ in range(chosen.randrange(4))
    )
    return Turn(moves, chosen.choice(JUMPS[:7]), chosen.choice(("plain", "plain", "squash", "merge")))


def write_in_subfolder(root: Path) -> None:
    """Make a smaller repository whose instance stands in the folder `sub/inner/`."""
    t = Teller(World(), instant(START), prefix="sub/inner/")
    decoy = World()
    t.outside = {
        "README.md": "text\n",
        **decoy.files,
        **{f"sub/{path}": text for path, text in decoy.files.items()},
    }
    for chapter in (*CHAPTERS[:4], chapters_files.broken, chapters_files.merges):
        chapter(t)
    load(root, t.stream.data)
    run(root, "reset", "--quiet", "--hard")
