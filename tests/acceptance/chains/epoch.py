"""Chains by which a new epoch is an amnesty (11): the branch is rewritten, and says less than it said."""

from __future__ import annotations

from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.chains.chain import Steps, chain
from tests.acceptance.hostile.corpus import NEW
from tests.acceptance.signed_world import DAY, LIST, PROPOSED, RETRACTED, VERIFIED, WITHHELD, World, day
from tests.instance import withholding
from tests.raw_tree import commit_tree, entries_of, replaced, write_tree

PURGED: Final = "lists/purged.yaml"
INSTANCE: Final = "lists/instance.yaml"
LEFT: Final = {
    "list": LIST,
    "state": "retracted",
    "reason": "mistaken-identity",
    "effect": "undo",
    "example": False,
    "first_public": "2026-05-10T12:00:00Z",
    "removed": "2026-06-02T12:00:00Z",
}
"""The tombstone of a record that is retracted in the first accepted change."""


def rewrite(world: World, path: str, old: str | None = None) -> str:
    """Make every commit again without a file, or with another content of it; return the tip that was.

    The work tree stays as it is, for the commit that begins the epoch.
    """
    tip = world.git("rev-parse", "HEAD")
    folder, _, name = path.rpartition("/")
    parents: tuple[str, ...] = ()
    for line in world.git("log", "--first-parent", "--reverse", "--format=%H %cs").splitlines():
        commit, date = line.split()
        tree = f"{commit}^{{tree}}"
        if world.git("ls-tree", commit, path):
            others = [entry for entry in entries_of(world.root, f"{commit}:{folder}") if entry[1] != name]
            kept = [("100644", name, old)] if old is not None else []
            made = write_tree(world.root, *sorted([*others, *kept], key=lambda entry: entry[1]))
            tree = replaced(world.root, tree, folder, made)
        parents = (commit_tree(world.root, tree, *parents, day=date),)
    world.git("reset", "-q", "--soft", *parents)
    return tip


def renew(world: World, tip: str) -> None:
    """Begin a new epoch, for which two stewards sign."""
    world.put(FileKind.INSTANCE, INSTANCE, ("epoch",), 1)
    world.override(base=tip)


def purge(world: World, record: str = VERIFIED, **left: Any) -> str:
    """Take a record out of all commits, with its reviews, and leave its tombstone; return the tip that was."""
    tip = rewrite(world, world.path(record))
    (world.root / world.path(record)).unlink()
    for reviewer in ("reviewer-a", "reviewer-b"):
        path = review_path(LIST, reviewer, record)
        held = world.read(path)
        held.pop(record)
        world.write(path, emit(FileKind.REVIEWS, held))
    world.write(PURGED, emit(FileKind.PURGED, {record: LEFT | left}))
    return tip


@chain(
    11,
    "rewrite-changed",
    "rewrite-history",
    says="retracted, mistaken-identity",
    hidden=(VERIFIED,),
    rewritten=True,
)
def a_retraction_never_was(world: World) -> Steps:
    before = world.git("rev-parse", f"HEAD:{world.path(VERIFIED)}")
    world.retract(VERIFIED)
    yield None
    tip = rewrite(world, world.path(VERIFIED), before)
    world.write(world.path(VERIFIED), world.git("show", f"HEAD:{world.path(VERIFIED)}") + "\n")
    renew(world, tip)


@chain(11, "rewrite-history", says="retracted, mistaken-identity", hidden=(VERIFIED,), rewritten=True)
def a_retraction_is_of_today(world: World) -> Steps:
    """The tree is as it was; that it was retracted before, and when, nobody can tell any more."""
    before = world.git("rev-parse", f"HEAD:{world.path(VERIFIED)}")
    world.retract(VERIFIED)
    yield DAY
    world.record(NEW)
    yield day(1)
    renew(world, rewrite(world, world.path(VERIFIED), before))


@chain(
    11,
    "rewrite-changed",
    "rewrite-history",
    says="after the rewriting: never public",
    hidden=(VERIFIED,),
    rewritten=True,
)
def what_was_cleared_is_not_there_any_more(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    tip = purge(world)
    (world.root / PURGED).unlink()
    renew(world, tip)


@chain(11, "purge-tombstone", says="effect: undo", hidden=(VERIFIED,), rewritten=True)
def a_tombstone_asks_for_less(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    renew(world, purge(world, reason="duplicate", effect="stop-relying"))


@chain(11, "purge-tombstone", says="had no tombstone", rewritten=True)
def a_public_record_becomes_one_that_was_wrong(world: World) -> Steps:
    world.record(NEW)
    yield None
    renew(world, purge(world))


@chain(
    11,
    "rewrite-changed",
    "rewrite-history",
    "decision-missing",
    says="withheld, under-review",
    hidden=(WITHHELD,),
    rewritten=True,
)
def a_withholding_goes_with_a_purge(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    tip = purge(world)
    (world.root / withholding(WITHHELD)).unlink()
    renew(world, tip)


def forget(world: World, record: str) -> None:
    """Rewrite every commit as if there had never been a record, which never was public."""
    tip = rewrite(world, world.path(record))
    (world.root / world.path(record)).unlink()
    renew(world, tip)


@chain(11, "rewrite-changed", says="belongs to no record that is purged", rewritten=True)
def a_proposal_that_cleared_its_account_never_was(world: World) -> Steps:
    world.retract(PROPOSED)
    yield None
    forget(world, PROPOSED)


@chain(11, "rewrite-changed", says="belongs to no record that is purged", rewritten=True)
def a_proposal_under_appeal_never_was(world: World) -> Steps:
    world.appeal(PROPOSED)
    yield None
    forget(world, PROPOSED)


@chain(11, "rewrite-changed", says="belongs to no record that is purged", rewritten=True)
def a_proposal_that_was_rejected_never_was(world: World) -> Steps:
    world.review("reviewer-a", PROPOSED, verdict="reject")
    yield None
    forget(world, PROPOSED)


@chain(11, "policy-weakened", says="epoch", hidden=(VERIFIED,), rewritten=True)
def a_new_epoch_that_no_steward_signed(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    purge(world)
    world.put(FileKind.INSTANCE, INSTANCE, ("epoch",), 1)


@chain(11, "rewrite-epoch", says="epoch was 0 and is 0", hidden=(VERIFIED,), rewritten=True)
def a_rewriting_that_nobody_would_notice(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    purge(world)


@chain(11, "history-file-changed", says="only a rewritten history adds to it", hidden=(RETRACTED,))
def a_purge_without_a_rewriting(world: World) -> Steps:
    world.record(NEW)
    yield DAY
    left = LEFT | {"removed": "2026-06-01T12:00:00Z"}
    world.write(PURGED, emit(FileKind.PURGED, {RETRACTED: left}))
