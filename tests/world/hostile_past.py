"""What the hostile do with the past: old files, old signatures, old decisions, and files that nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.load.layout import FileKind, decision_path
from site_builder.world.repository import WorkFiles
from tests.world.grip import kind_of, take
from tests.world.town import Town

if TYPE_CHECKING:
    from site_builder.world.dice import Die


def old_file(town: Town, files: WorkFiles, die: Die) -> bool:
    """Put a file back to what it was in some commit, accepted or not, or take it away where it was not there."""
    there = town.files(die.pick(town.past))
    paths = [path for path in {*files, *there} if files.get(path) != there.get(path)]
    kinds = sorted({kind_of(path) for path in paths})
    if not kinds:
        return False
    kind = die.pick(kinds)
    take(files, die.pick(sorted(path for path in paths if kind_of(path) == kind)), there)
    return True


def revert(town: Town, files: WorkFiles, die: Die) -> bool:
    """Undo a commit: each file that it changed is as it was before."""
    name = die.pick(town.past)
    commit = town.repository.commits[name]
    if not commit.parents:
        return False
    before, after = town.files(commit.parents[0]), town.files(name)
    changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    for path in sorted(changed):
        take(files, path, before)
    return bool(changed)


def old_word(town: Town, files: WorkFiles, die: Die) -> bool:
    """File a word that somebody gave at some time, as it is."""
    if town.words:
        town.moves(files).file_word(die.pick(town.words[-12:] if die.chance(70) else town.words))
    return bool(town.words)


def old_decision(town: Town, files: WorkFiles, die: Die) -> bool:
    """File a decision of some commit again, under its own name or another."""
    there = town.files(die.pick(town.past))
    paths = town.paths(there, FileKind.DECISION)
    if not paths:
        return False
    path = die.pick(paths)
    files[path if die.chance(50) else decision_path(town.fresh())] = there[path]
    return True


def delete(_town: Town, files: WorkFiles, die: Die) -> bool:
    """Take away a file of any kind."""
    kinds = sorted({kind_of(path) for path in files})
    kind = die.pick(kinds)
    del files[die.pick([path for path in files if kind_of(path) == kind])]
    return True


def broken(_town: Town, files: WorkFiles, die: Die) -> bool:
    """Write what nobody can read into a file of any kind."""
    files[die.pick([*files])] = die.pick((b"\xff\n", b"a: [", b"a: &b c\n", b"", b"- x\n", b"a: b\na: c\n"))
    return True
