"""Chains on the branch itself: stop words that an emergency passes over (10), and other histories (11)."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.chains.chain import Steps, chain
from tests.acceptance.chains.epoch import renew
from tests.acceptance.chains.gate import emergency, restore
from tests.acceptance.hostile.corpus import NEW
from tests.acceptance.signed_world import PROPOSED, VERIFIED, WITHHELD, World, day

INSTANCE_FILE = "lists/instance.yaml"


def shut(world: World) -> tuple[str, str]:
    """Let a refused commit land, which speaks against nobody; return the tip before it and the commit."""
    tip = world.git("rev-parse", "HEAD")
    world.release(WITHHELD, None)
    commit = world.commit("Refused")
    restore(world, tip)
    return tip, commit


@chain(10, "history-file-changed", says=f"has a word against {VERIFIED}", since=True)
def an_emergency_drops_a_withdrawal_that_came_after_a_refused_commit(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip, first = shut(world)
    world.review("reviewer-a", VERIFIED, verdict="withdraw")
    emergency(world, tip, first, world.commit("Withdraw"))


@chain(10, "history-file-changed", says=f"has a word against {VERIFIED}", since=True)
def an_emergency_drops_a_retraction_that_came_after_a_refused_commit(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip, first = shut(world)
    world.retract(VERIFIED)
    emergency(world, tip, first, world.commit("Retract"))


@chain(10, "history-file-changed", says=f"has a word against {VERIFIED}", since=True)
def an_emergency_drops_an_appeal_that_came_after_a_refused_commit(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip, first = shut(world)
    world.appeal(ground="legal-order")
    emergency(world, tip, first, world.commit("Appeal"))


@chain(10, "history-file-changed", says=f"withholds {VERIFIED}; withhold it here too", since=True)
def an_emergency_drops_a_withholding_that_came_after_a_refused_commit(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip, first = shut(world)
    world.withhold(VERIFIED)
    emergency(world, tip, first, world.commit("Withhold"))


@chain(10, "history-file-changed", says=f"has a word against {PROPOSED}", since=True)
def an_emergency_drops_a_rejection_of_a_proposal(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip, first = shut(world)
    world.review("reviewer-a", PROPOSED, verdict="reject")
    emergency(world, tip, first, world.commit("Reject"))


@chain(
    10,
    *("history-file-changed", "retraction-changed", "decision-changed"),
    says="only `handlelists withhold",
    since=True,
)
def an_emergency_drops_a_retraction_that_came_before_a_refused_commit(world: World) -> Steps:
    world.record(NEW)
    yield None
    tip = world.git("rev-parse", "HEAD")
    world.retract(VERIFIED)
    first = world.commit("Retract")
    world.release("wthhxxxx0001", None)
    emergency(world, tip, first, world.commit("Refused"))


# Other histories


@chain(
    11,
    *("rewrite-changed", "rewrite-history"),
    says="after the rewriting:",
    hidden=(VERIFIED,),
    rewritten=True,
)
def a_rewritten_history_has_no_rejections(world: World) -> Steps:
    for reviewer in ("reviewer-b", "reviewer-c"):
        world.review(reviewer, VERIFIED, verdict="reject")
    yield None
    tip = world.git("rev-parse", "HEAD")
    world.git("reset", "-q", "--hard", "HEAD~1")
    renew(world, tip)


@chain(11, "since-not-on-line", says="add --rewritten", hidden=(VERIFIED,), since=True)
def a_rewritten_history_says_that_it_is_not_one(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    world.git("reset", "-q", "--hard", "HEAD~1")
    world.record(NEW)
    world.commit("Propose, as if nothing had been", at=day(1))


@chain(
    11,
    "retraction-changed",
    says="a retraction cannot be changed",
    hidden=(VERIFIED,),
    changed=(INSTANCE_FILE,),
)
def after_the_epoch_was_raised_a_retraction_is_dropped(world: World) -> Steps:
    world.retract(VERIFIED)
    yield None
    world.put(FileKind.INSTANCE, INSTANCE_FILE, ("epoch",), 1)
    world.override()
    yield None
    kept = {name: part for name, part in world.read(world.path(VERIFIED)).items() if name != "retractions"}
    world.write(world.path(VERIFIED), emit(FileKind.RECORD, kept))
