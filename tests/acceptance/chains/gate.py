"""Chains by which the gate is shut, or the history is told what never was (10)."""

from __future__ import annotations

from typing import Final

from tests.acceptance.chains.chain import Steps, chain
from tests.acceptance.hostile.corpus import NEW
from tests.acceptance.signed_world import PUBLIC, VERIFIED, World, day
from tests.raw_tree import write_commit

NAMES: Final = "lists/passed-over.yaml"
OTHER: Final = PUBLIC[1]


def names(world: World, *commits: str) -> None:
    world.write(NAMES, "commits:\n" + "".join(f"  - {commit}\n" for commit in commits))


def refused(world: World, subject: str = "Refused") -> str:
    """Commit a retraction that no steward decided."""
    world.retract(VERIFIED, steward=None)
    return world.commit(subject)


def restore(world: World, commit: str) -> None:
    world.git("read-tree", "-u", "--reset", commit)


def emergency(world: World, tip: str, *commits: str, record: str = OTHER) -> None:
    """Leave what an emergency commits: the last tree, a withholding, and the names of what lies between."""
    restore(world, tip)
    world.withhold(record)
    names(world, *commits)


@chain(10, "decision-missing", says="is retracted", since=True)
def an_event_is_invented_and_taken_back_in_the_next_commit(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip = world.git("rev-parse", "HEAD")
    refused(world)
    restore(world, tip)


@chain(10, "commit-future", says="is dated 2128-", hidden=(VERIFIED,), since=True)
def the_clock_is_put_ahead_so_that_nothing_after_it_counts(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    head, tree = world.git("rev-parse", "HEAD", "HEAD^{tree}").split()
    who = "T <t@handlelists.example> 5000000000 +0000"
    text = f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\n\nTick\n"
    world.git("reset", "-q", "--soft", write_commit(world.root, text))
    world.withhold(OTHER)


@chain(10, "record-claim-unreviewed", says="this changes the public claim", since=True)
def a_claim_that_nobody_confirmed_is_public_for_one_commit(world: World) -> Steps:
    """As a whole it is what a quorum confirmed; in the history are words that were not."""
    world.record(NEW)
    yield None
    world.correct(VERIFIED, "summary", value="Something else.")
    world.commit("The words")
    world.confirm(VERIFIED)


@chain(10, "history-file-changed", "decision-missing", says="is released", since=True)
def an_emergency_drops_what_was_accepted(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip = world.git("rev-parse", "HEAD")
    world.withhold(VERIFIED)
    emergency(world, tip, world.commit("Withhold"))


@chain(10, "history-file-changed", says="withholds veryxxxx0001; withhold it here too", since=True)
def an_emergency_drops_what_somebody_withheld(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip = world.git("rev-parse", "HEAD")
    first = refused(world)
    world.withhold(VERIFIED)
    emergency(world, tip, first, world.commit("Withhold"))


@chain(10, "history-file-changed", says="in a commit that does nothing besides withholding", since=True)
def an_emergency_brings_a_record_along(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip = world.git("rev-parse", "HEAD")
    emergency(world, tip, refused(world))
    world.edit(NEW, "summary", value="Something else.")


@chain(10, "history-file-changed", "decision-missing", says="only `handlelists withhold", since=True)
def an_emergency_names_less_than_lies_between(world: World) -> Steps:
    """What it does not name is in the history, and was never public."""
    world.record(NEW)
    yield None
    tip = world.git("rev-parse", "HEAD")
    refused(world, "One")
    restore(world, tip)
    world.record(NEW, summary="Something else.")
    second = world.commit("Two")
    emergency(world, tip, second)


@chain(10, "history-file-changed", says="only `handlelists withhold --from-published` writes it")
def a_retraction_is_passed_over_after_it_was_published(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    names(world, world.git("rev-parse", "HEAD"))


@chain(10, "history-file-changed", says="only `handlelists withhold --from-published` writes it")
def what_an_emergency_passed_over_is_brought_back_by_a_word_less(world: World) -> Steps:
    tip = world.git("rev-parse", "HEAD")
    world.record(NEW)
    first = world.commit("Propose")
    emergency(world, tip, first)
    world.commit("Emergency", at=day(1))
    world.git("update-ref", "refs/heads/emergency", "HEAD")
    world.git("reset", "-q", "--hard", tip)
    world.record(NEW)
    yield None
    names(world, first)
