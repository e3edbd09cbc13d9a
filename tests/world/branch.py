"""What is done to the branch itself: emergencies, real and forged, on top of whatever came; and other histories."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from site_builder.check.emergency import plan_emergency
from site_builder.load.layout import FileKind, named_record, next_claim_of
from site_builder.world.repository import Folder, WorkFiles
from tests.world import hostile
from tests.world.town import BrokenLawError, Proposal, Town
from tests.world.truth import FRIEND, Said

if TYPE_CHECKING:
    from site_builder.world.dice import Die

_YEAR: Final = 365 * 86400
_TOMBSTONE: Final = ("effect", "example", "first_public", "list", "reason", "removed", "state")


def pushed(town: Town, die: Die) -> str:
    """Let somebody push changes past the gate, good ones and bad; return the tip of the branch."""
    tip, time = town.accepted, town.time
    for _ in range(die.between(1, 3)):
        files = town.files(tip)
        hostile.some(town, files, die)
        town.time = time + (die.pick((0, 0, 0, 50 * _YEAR)) if die.chance(20) else 0)
        tip = town.commit(Proposal(files, "Pushed past the gate", parents=(tip,)))
    town.time = time
    return tip


def emergency(town: Town, die: Die) -> tuple[str, list[str]]:
    """Withhold somebody on top of whatever was pushed, as the command does. Law 13: it is always published."""
    tip = pushed(town, die)
    record = die.pick(sorted(town.reading(town.files()).records) or ["0" * 12])
    entry: Any = {"since": town.day, "by": "maintainers", "reason": "safety"}
    plan = plan_emergency(
        town.repository, town.accepted, tip, tip, lambda _: [record], entry, town.now, die.below
    )
    if plan is None:
        raise BrokenLawError("\n".join((*town.told, "13: what was published is not in the branch")))
    if plan.changes_nothing:
        return "an emergency of nothing", []
    laid = {
        path: item if isinstance(item, str) else town.repository.hold(item)
        for path, item in plan.files.items()
    }
    made = Proposal(
        town.repository.commits[plan.start].tree.updated(laid),
        f"emergency for {record}",
        None,
        plan.parents,
        "since",
    )
    against = _spoken_against(town, plan.start, plan.passed_over)
    town.time = int(datetime.fromisoformat(plan.time).timestamp())
    for name in town.repository.first_parents(town.accepted, plan.start) or ():
        town.publish(name, "what was accepted before")
    errors = town.propose(made)
    public = town.published(town.accepted).public
    if errors or record in public:
        raise BrokenLawError("\n".join((*town.told, f"13: {record} could not be withheld: {errors}")))
    _heard(town, against)
    return made.what, errors


def forged(town: Town, die: Die) -> tuple[str, list[str]]:
    """Write what an emergency writes, and something else: another tree, other names, without what was withheld."""
    tip = pushed(town, die)
    start = die.pick((town.accepted, town.accepted, tip, die.pick(town.past)))
    files = town.files(start)
    line = town.repository.line(tip)
    between = [name for name in reversed(line) if name not in town.repository.line(town.accepted)]
    names = [*between, *die.sample(town.past, die.below(2))][die.below(2) :] or between
    said = {"commits": [*town.moves(files).value("lists/passed-over.yaml").get("commits", ()), *names]}
    town.moves(files).write("lists/passed-over.yaml", said)
    if die.chance(60) and town.reading(files).records:
        records = sorted(town.reading(files).records)
        town.moves(files).withhold(die.pick(records), town.end(), town.day)
    if die.chance(30):
        hostile.some(town, files, die)
    against = _spoken_against(town, town.accepted, tuple(between))
    errors = town.propose(Proposal(files, "a forged emergency", None, (tip,), "since"))
    if not errors:
        _heard(town, against)
    return "a forged emergency", errors


def _heard(town: Town, against: list[Said]) -> None:
    """Hold it against the laws that words were passed over: who is public is withheld, and no proposal becomes it."""
    dropped = {word.record for word in against} & town.published(town.accepted).public
    if dropped:
        raise BrokenLawError("\n".join((*town.told, f"10: words against {sorted(dropped)} were dropped")))
    withheld = town.reading(town.files()).withheld.values()
    town.truth.heard |= {word.signature for word in against if word.record not in withheld}


def _spoken_against(town: Town, start: str, commits: tuple[str, ...]) -> list[Said]:
    """Return the words by which somebody honest says in some commits after one that a record is wrong."""
    known = {*town.reading(town.files(start)).words()}
    there = {word for name in commits for word in town.reading(town.files(name)).words()} - known
    return [
        item
        for item in town.truth.said
        if item.signature in there and item.verdict != "confirm" and item.person != FRIEND
    ]


def rewriting(town: Town, die: Die) -> tuple[str, list[str]] | None:
    """Begin a new epoch: purge what has a tombstone, as it has to be; or make the past another one."""
    line = [*reversed(town.repository.line(town.accepted))]
    what = die.below(6)
    rows = town.published(town.accepted).rows
    removed = sorted(record for record, row in rows.items() if "evidence" not in row)
    files = town.files()
    if what <= 1:
        if not removed:
            return None
        record = die.pick(removed)
        told = f"purge of {record}"
        trees = [_without(town, name, record) for name in line]
        files = WorkFiles(town.repository, trees[-1])
        stone = {name: rows[record][name] for name in _TOMBSTONE} | (
            {"reason": "duplicate"} if die.chance(20) else {}
        )
        if die.chance(80):
            town.moves(files).change("lists/purged.yaml", **{record: stone})
    elif what == 5:
        private = sorted(town.reading(files).records.keys() - rows.keys())
        if not private:
            return None
        record = die.pick(private)
        told = f"{record} never was"
        trees = [_without(town, name, record) for name in line]
        files = WorkFiles(town.repository, trees[-1])
    elif what == 2:
        gone = die.pick(line[1:])
        told = "a commit that never was"
        trees = [town.repository.commits[name].tree for name in line if name != gone]
    else:
        path, old = die.pick([*files]), town.files(die.pick(line))
        blob = old.tree.files.get(path)
        told = f"{path} was always so"
        trees = [
            tree.updated({path: blob.object if blob else None}) if path in tree.files else tree
            for tree in (town.repository.commits[name].tree for name in line)
        ]
    if die.chance(20):
        hostile.some(town, files, die)
    parents: tuple[str, ...] = ()
    for name, tree in zip(line, trees, strict=False):
        old_commit = town.repository.commits[name]
        parents = (
            town.repository.commit(tree, parents, old_commit.time, "somebody", old_commit.message.strip()),
        )
    moves = town.moves(files)
    if "lists/instance.yaml" not in files:
        return None
    moves.change("lists/instance.yaml", epoch=int(moves.value("lists/instance.yaml").get("epoch", 0)) + 1)
    town.override(files, parents=parents)
    return told, town.propose(Proposal(files, f"a new epoch: {told}", None, parents, "rewritten"))


def _without(town: Town, commit: str, record: str) -> Folder:
    """Return a commit's tree without anything of a record but its decisions."""
    files = town.files(commit)
    for path in [*files]:
        named = record in {named_record(path), next_claim_of(path)} or f"lists/withheld/{record}" in path
        if named and not path.startswith("lists/decisions/"):
            del files[path]
    for path in town.paths(files, FileKind.REVIEWS):
        value = town.moves(files).value(path)
        if record in value:
            left = {name: part for name, part in value.items() if name != record}
            if left:
                town.moves(files).write(path, left)
            else:
                del files[path]
    return files.tree
