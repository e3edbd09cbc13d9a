"""The gate: what landed is judged against the last commit that was accepted, and passing over is no way around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.check.emergency import plan_emergency
from site_builder.check.gate import check_proposed, check_since, last_accepted
from site_builder.check.run import judge
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from site_builder.problems import Severity
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    LIST,
    NOW,
    PUBLIC,
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
)
from tests.raw_tree import FILE, commit_tree, replaced, write_blob, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_builder.check.run import Checked
    from site_builder.git import Repository
    from site_builder.model import Withholding

NAMES: Final = "lists/passed-over.yaml"
OTHER: Final = PUBLIC[1]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.fixture
def world(base: World, tmp_path: Path) -> World:
    """A world whose tip was published last, and is tagged so."""
    made = base.copy(tmp_path / "repository")
    made.git("tag", "published")
    return made


def codes(checked: Checked) -> list[str]:
    return [item.code for item in checked.problems if item.severity is Severity.ERROR]


def gate(world: World, head: str = "HEAD") -> list[str]:
    since, tip = world.git("rev-parse", "published", head).split()
    return codes(check_since(world.repository, since, tip, NOW))


def proposed(world: World, base: str = "main", head: str = "HEAD") -> list[str]:
    start, published, tip = world.git("rev-parse", base, "published", head).split()
    return codes(check_proposed(world.repository, start, published=published, head=tip, now=NOW))


def refused(world: World, *, at: str = day(1)) -> str:
    """Commit what nobody accepts: a public claim that says something else, without a review."""
    world.correct(VERIFIED, "summary", value="Something else.")
    return world.commit("A claim alone", at=at)


def restore(world: World, commit: str = "published") -> None:
    """Put the tree of a commit into the folder, and nothing else."""
    world.git("read-tree", "-u", "--reset", commit)


def name(world: World, *commits: str) -> None:
    world.write(NAMES, "commits:\n" + "".join(f"  - {commit}\n" for commit in commits))


def emergency(world: World, *commits: str, record: str = OTHER) -> str:
    """Commit by hand what `withhold --from-published` makes."""
    restore(world)
    world.withhold(record)
    name(world, *commits)
    return world.commit("Emergency", at=day(2))


def test_a_plan_of_an_emergency_changes_nothing_and_is_what_the_gate_accepts(world: World) -> None:
    published, bad = world.git("rev-parse", "published"), refused(world)
    entry: Withholding = {"since": NOW[:10], "by": "maintainer", "reason": "under-review"}
    more = (lambda _: [OTHER], entry, NOW, lambda _: 0)
    assert plan_emergency(world.repository, bad, published, published, *more) is None
    plan = plan_emergency(world.repository, published, bad, bad, *more)
    assert world.git("rev-parse", "HEAD") == bad
    assert plan is not None
    assert (plan.start, plan.tip, plan.parents, plan.passed_over) == (published, bad, (bad,), (bad,))
    assert plan.files.keys() == {*plan.made, NAMES}
    assert (plan.records, plan.kept, plan.subject) == ((OTHER,), {}, f"Withhold {OTHER}")
    assert OTHER in plan.known
    restore(world)
    for path, content in plan.files.items():
        assert isinstance(content, bytes)
        world.write(path, content)
    world.commit(plan.subject, at=day(2))
    assert gate(world) == []


# What was refused


def test_what_comes_after_a_refused_commit_is_judged_as_if_that_had_not_been(world: World) -> None:
    refused(world)
    assert gate(world) == ["record-claim-unreviewed"]
    # The reviews come too late, for a claim that nobody accepted: this is the same change still.
    world.review("reviewer-a", VERIFIED, at=day(1))
    world.commit("One review", at=day(1))
    assert gate(world) == ["record-claim-unreviewed"] * 2
    restore(world)
    world.record("nnnn00000001")
    world.commit("Take it back, and propose", at=day(1))
    # Nothing is said of the third.
    assert gate(world) == ["record-claim-unreviewed"] * 2


def test_the_date_of_a_refused_commit_is_not_that_of_the_next(world: World) -> None:
    world.commit("From the future", at="2099-01-01")
    account = {"id": "quay-news", "platform": "twitter", "handle": "quay_news", "name": "Quay News"}
    world.write(
        "lists/protected/more.yaml", emit(FileKind.PROTECTED, {"title": "More", "accounts": [account]})
    )
    world.commit("Rules", at=day(1))
    world.record("nnnn00000001")
    world.commit("Propose", at=day(1))
    # The rules were accepted, so they do not come together with the proposal.
    assert gate(world) == ["commit-future"]


def test_two_halves_of_a_change_that_is_refused_are_refused(world: World) -> None:
    """The second half does nothing against the first; against what was accepted it does all of it."""
    world.write(f"lists/{LIST}/list.yaml", "title: [\n")
    world.commit("Break the list: nothing of it is read")
    world.git("show", f"published:lists/{LIST}/list.yaml")
    text = world.git("show", f"published:lists/{LIST}/list.yaml").replace("quorum: 2", "quorum: 3")
    world.write(f"lists/{LIST}/list.yaml", text.replace("quorum: 3", "quorum: 1") + "\n")
    world.commit("And mend it")
    found = gate(world)
    assert {"policy-weakened", "breaker-publish"} & set(found)


def test_a_withholding_on_top_of_a_refused_commit_waits_for_it(world: World) -> None:
    refused(world)
    world.withhold(OTHER)
    world.commit("Withhold")
    assert gate(world) == ["record-claim-unreviewed"]


# What is passed over


def test_an_emergency_is_accepted_and_what_it_passes_over_is_not_judged(world: World) -> None:
    first, second = refused(world, at="2099-01-01"), refused(world)
    emergency(world, first, second)
    assert gate(world) == []
    world.review("reviewer-b", CONFIRMED_ONCE[0], at=day(2))
    world.commit("Ordinary work goes on", at=day(2))
    assert gate(world) == []
    third = refused(world)
    # What was named before stays named; the next emergency goes on from the last commit that was accepted.
    restore(world, "HEAD~1")
    world.withhold(VERIFIED)
    name(world, first, second, third)
    world.commit("Another emergency", at=day(2))
    assert gate(world) == []


def _more_than_a_withholding(world: World, *_: str) -> None:
    world.record("nnnn00000001")


def _a_release(world: World, *_: str) -> None:
    world.release(WITHHELD, steward=None)


def _another_withholding_rewritten(world: World, *_: str) -> None:
    world.withhold(WITHHELD, reason="safety")


def _something_outside(world: World, *_: str) -> None:
    world.write("README.md", "# Something else\n")


def _one_name_missing(world: World, first: str, *_: str) -> None:
    name(world, first)


def _in_another_order(world: World, first: str, second: str) -> None:
    name(world, second, first)


def _what_was_published(world: World, first: str, second: str) -> None:
    name(world, world.git("rev-parse", "published"), first, second)


def _no_commit(world: World, first: str, second: str) -> None:
    name(world, first, second, "ab" * 20)


@pytest.mark.parametrize(
    "change",
    [
        _more_than_a_withholding,
        _a_release,
        _another_withholding_rewritten,
        _something_outside,
        _one_name_missing,
        _in_another_order,
        _what_was_published,
        _no_commit,
    ],
)
def test_passing_over_is_for_emergencies_alone(world: World, change: Callable[..., None]) -> None:
    first, second = refused(world), refused(world)
    restore(world)
    world.withhold(OTHER)
    name(world, first, second)
    change(world, first, second)
    world.commit("Almost an emergency", at=day(2))
    assert "history-file-changed" in gate(world)


def test_names_that_are_taken_back_are_no_emergency(world: World) -> None:
    emergency(world, refused(world))
    (world.root / NAMES).unlink()
    world.commit("Take the names back", at=day(2))
    assert set(gate(world)) == {"history-file-changed", "record-claim-unreviewed"}


@pytest.mark.parametrize("restores", [True, False])
def test_nobody_passes_over_a_withholding(world: World, *, restores: bool) -> None:
    """It is on the branch and not yet public: one person has stopped it, and no emergency starts it again."""
    passed = [refused(world)]
    world.withhold(VERIFIED)
    passed.append(world.commit("Withhold"))
    world.release(VERIFIED, steward=None)
    passed.append(world.commit("Deleted in silence"))
    restore(world)
    world.withhold(VERIFIED if restores else OTHER, reason="safety")
    name(world, *passed)
    world.commit("Emergency", at=day(2))
    assert gate(world) == ([] if restores else ["history-file-changed"])


@pytest.mark.parametrize("after", [False, True])
def test_nothing_is_passed_over_that_was_accepted(world: World, *, after: bool) -> None:
    """Neither before the first refused commit nor between an emergency and the next one."""
    names = [refused(world)] if after else []
    if after:
        emergency(world, *names)
    last = world.git("rev-parse", "HEAD")
    world.retract(PUBLIC[2])
    accepted = world.commit("Retract", at=day(2))
    assert gate(world) == []
    second = refused(world, at=day(2))
    for passed, told in (((accepted, second), True), ((second,), False)):
        restore(world, last if told else accepted)
        world.withhold(PUBLIC[3])
        name(world, *names, *passed)
        head = world.commit("Another emergency", at=day(2))
        assert ("history-file-changed" in gate(world), not gate(world)) == (told, not told)
        line = world.git("rev-list", "--first-parent", "--reverse", f"published..{head}").split()
        published = world.git("rev-parse", "published")
        assert last_accepted(world.repository, published, line, NOW) == (accepted if told else head)
        world.git("reset", "-q", "--hard", second)


def test_a_check_that_fails_refuses_what_is_passed_over_and_stops_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = refused(world)
    emergency(world, bad)
    published, head = world.git("rev-parse", "published", "HEAD").split()

    def failing(repository: Repository, base: str, commit: str, *rest: Any, **more: Any) -> Checked:
        if commit == bad:
            raise AssertionError("a fault of the check")
        return judge(repository, base, commit, *rest, **more)

    monkeypatch.setattr("site_builder.check.gate.judge", failing)
    assert gate(world) == []
    assert last_accepted(world.repository, published, (bad, head), NOW) == head
    assert last_accepted(world.repository, published, (bad,), NOW) == published
    with pytest.raises(AssertionError, match="a fault of the check"):
        gate(world, bad)


def test_a_date_counts_on_the_line_alone(world: World) -> None:
    world.git("switch", "-q", "-c", "side")
    world.record("nnnn00000001")
    world.commit("Propose in the far future", at="2099-01-01")
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "--no-ff", "-m", "Merge", "side", at=day(1))
    assert gate(world) == []
    assert codes(world.check("published")) == []
    world.git("reset", "-q", "--hard", "side")
    assert gate(world) == ["commit-future"]
    assert codes(world.check("published")) == ["commit-future"]


def test_a_malformed_tree_is_refused_once_and_never_in_what_was_passed_over(world: World) -> None:
    blob = write_blob(world.root, "id: x\n")
    path = f"lists/{LIST}"
    bad = write_tree(world.root, *((FILE, "list.yaml", each) for each in (blob, blob)))
    commit = commit_tree(world.root, replaced(world.root, "HEAD", path, bad), "HEAD")
    world.git("reset", "-q", "--hard", "published")
    world.git("update-ref", "refs/heads/main", commit)
    restore(world)
    world.record("nnnn00000001")
    world.commit("Propose", at=day(1))
    assert gate(world) == ["change-tree"]
    since, tip = world.git("rev-parse", "published", "HEAD").split()
    changes = check_since(world.repository, since, tip, NOW).changes
    assert [(item.head, item.errors) for item in changes] == [(commit, ("change-tree",)), (tip, ())]
    # Who proposes something is told of what the branch has; that is nobody's removal.
    assert codes(world.check("published")) == ["change-tree"]
    emergency(world, *world.git("rev-list", "--first-parent", "--reverse", "published..HEAD").split())
    assert gate(world) == []
    assert codes(world.check("published")) == []


def test_the_wrong_way_round_it_is_said_how_to_go_on(world: World) -> None:
    world.git("switch", "-q", "-c", "side", "published~1")
    world.commit("Empty", at=day(1))
    world.git("merge", "-q", "--no-ff", "-m", "The wrong way", "main", at=day(1))
    since, tip = world.git("rev-parse", "published", "HEAD").split()
    (problem,) = check_since(world.repository, since, tip, NOW).problems
    assert (problem.code, problem.params["cause"]) == ("since-not-on-line", "merged")


# What is proposed


def test_a_change_to_a_refused_branch_is_judged_against_what_was_accepted(world: World) -> None:
    world.record("nnnn00000001")
    world.commit("Accepted and not yet published")
    refused(world)
    world.git("switch", "-q", "-c", "change")
    world.record("nnnn00000002")
    world.commit("Propose")
    assert proposed(world) == ["record-claim-unreviewed"]
    restore(world, "main~1")
    world.record("nnnn00000003")
    world.commit("Take the refused one back, and propose")
    # Against the tip it would be a claim that changes once more.
    assert codes(world.check("main")) == ["claim-replaces"]
    assert proposed(world) == []


def test_an_emergency_may_come_as_a_pull_request(world: World) -> None:
    first = refused(world)
    world.git("switch", "-q", "-c", "change")
    emergency(world, first)
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "--no-ff", "-m", "Merge", "change", at=day(2))
    assert proposed(world, "main~1") == []
    assert gate(world) == []
    # By the tip alone it is not accepted: that is not the last accepted one.
    assert "history-file-changed" in codes(world.check("main~1"))


def test_where_the_tip_is_accepted_what_was_published_makes_no_difference(world: World) -> None:
    world.record("nnnn00000001")
    world.commit("Accepted and not yet published")
    world.git("switch", "-q", "-c", "change")
    world.write("lists/protected/more.yaml", "title: [\n")
    world.commit("Rules, apart from the record")
    assert proposed(world) == ["yaml-syntax"]
    assert set(codes(world.check("published"))) == {"change-mixed", "yaml-syntax"}


def test_a_proposal_that_lacks_the_tip_or_what_was_published_is_refused(world: World) -> None:
    world.git("switch", "-q", "-c", "change")
    world.record("nnnn00000001")
    world.commit("Propose")
    world.git("switch", "-q", "main")
    world.commit("The branch goes on", at=day(1))
    assert proposed(world, "main", "change") == ["base-not-ancestor"]
    world.git("switch", "-q", "--orphan", "other")
    world.commit("Another past", at=day(1))
    assert proposed(world, "HEAD") == ["since-not-on-line"]
