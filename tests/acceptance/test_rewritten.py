"""A rewritten history: it purges what `lists/purged.yaml` names, raises the epoch, and does nothing else."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.check.rewritten import check_rewritten
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from site_builder.problems import Severity
from tests.acceptance.signed_world import (
    LIST,
    NOW,
    PROPOSED,
    PUBLIC,
    RETRACTED,
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
)
from tests.acceptance.support import handlelists

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE: Final = "lists/purged.yaml"
OLD: Final = "refs/handlelists/before"
LEFT: Final = {
    "list": LIST,
    "state": "retracted",
    "reason": "mistaken-identity",
    "effect": "undo",
    "example": False,
    "first_public": "2026-05-10T12:00:00Z",
    "removed": "2026-06-01T12:00:00Z",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world with a refused commit that was passed over, and what was published last as a ref."""
    world = build_world(tmp_path_factory.mktemp("base") / "repository")
    for name, value in (("name", "desk"), ("email", "desk@noreply.example")):
        world.git("config", f"user.{name}", value)
    published = world.git("rev-parse", "HEAD")
    world.write(world.path(RETRACTED), "id: [\n")
    world.commit("Break the record")
    world.write(f"lists/{LIST}/sources.yaml", "sources: {}\n")
    world.correct(VERIFIED, "summary", value="Something else.")
    world.confirm(VERIFIED, at=day(1))
    world.commit("Change what nobody may")
    done = handlelists(
        *("withhold", PUBLIC[1], "--from-published", "--published", published, "--by", "desk", "--now", NOW),
        root=world.root,
    )
    assert done.returncode == 0, done.stderr
    world.git("update-ref", OLD, "HEAD")
    return world


@pytest.fixture
def world(base: World, tmp_path: Path) -> World:
    return base.copy(tmp_path / "repository")


def rewrite(world: World, command: str, *, of: str = "index") -> dict[str, str]:
    """Rewrite every commit by a command of the shell; return what the old ones are called now."""
    before = _line(world)
    options = ("--prune-empty",) if of == "index" else ()
    subprocess.run(
        ("git", "-C", str(world.root), "filter-branch", "-f", *options, f"--{of}-filter", command, "HEAD"),
        env={**os.environ, "FILTER_BRANCH_SQUELCH_WARNING": "1"},
        capture_output=True,
        check=True,
    )
    after = {subject: commit for commit, subject in _line(world).items()}
    return {commit: after[subject] for commit, subject in before.items() if subject in after}


def _line(world: World) -> dict[str, str]:
    told = world.git("log", "--first-parent", "--format=%H %s").splitlines()
    return {line[:40]: line[41:] for line in told}


def drop(record: str) -> str:
    return f"git rm -q -r --cached --ignore-unmatch lists/{LIST}/twitter/{record[:2]}/{record}.yaml"


def take_out(world: World, record: str) -> None:
    """Take the blocks of reviews of a record out of the folder."""
    for reviewer in ("reviewer-a", "reviewer-b"):
        path = review_path(LIST, reviewer, record)
        if (world.root / path).exists():
            left = {name: value for name, value in world.read(path).items() if name != record}
            if left:
                world.write(path, emit(FileKind.REVIEWS, left))
            else:
                (world.root / path).unlink()


def begin(world: World, mapped: dict[str, str], **purged: dict[str, Any]) -> None:
    """Write what the commit that begins the new epoch has, and leave it to be changed before it is made."""
    for record in purged:
        take_out(world, record)
    if purged:
        world.write(FILE, emit(FileKind.PURGED, purged))
    text = (world.root / "lists/instance.yaml").read_text()
    world.write("lists/instance.yaml", f"{text}epoch: 1\n")
    names = [mapped[name] for name in world.read("lists/passed-over.yaml")["commits"] if name in mapped]
    world.write("lists/passed-over.yaml", emit(FileKind.PASSED_OVER, {"commits": names}))


def purge(world: World) -> None:
    begin(world, rewrite(world, drop(RETRACTED)), **{RETRACTED: LEFT})


def found(world: World, at: str = day(3)) -> list[str]:
    """Commit what is in the folder, let stewards sign for it, and return the errors of the whole history."""
    world.override(base=OLD)
    old, head = world.git("rev-parse", OLD).strip(), world.commit("Begin a new epoch", at=at)
    checked = check_rewritten(world.repository, old, head, f"{at}T13:00:00Z")
    return [item.code for item in checked.problems if item.severity is Severity.ERROR]


def test_a_purge_is_accepted_and_nothing_of_the_record_is_left(world: World) -> None:
    purge(world)
    assert found(world) == []
    assert RETRACTED not in world.git("log", "-p", "HEAD", "--", f"lists/{LIST}/twitter")


def test_a_purge_needs_more_than_the_command_without_the_option(world: World) -> None:
    purge(world)
    assert found(world) == []
    options = ("check", "--since", OLD, "--now", "2026-06-05T12:00:00Z")
    done = handlelists(*options, root=world.root)
    assert (done.returncode, "add --rewritten" in done.stdout) == (1, True)
    done = handlelists(*options, "--rewritten", root=world.root)
    assert done.returncode == 0, done.stdout


def test_the_clock_goes_on_between_both(world: World) -> None:
    """Everything has lapsed by then, which is nobody's doing."""
    purge(world)
    assert found(world, "2028-06-01") == []


def test_what_was_never_public_goes_without_a_tombstone(world: World) -> None:
    mapped = rewrite(world, f"{drop(RETRACTED)}; {drop(PROPOSED)}")
    begin(world, mapped, **{RETRACTED: LEFT})
    assert found(world) == []


def test_time_goes_on(world: World) -> None:
    last = world.git("rev-parse", "HEAD")
    world.git("update-ref", OLD, world.commit("Tick", at=day(5)))
    world.git("reset", "-q", "--hard", last)
    purge(world)
    assert found(world) == ["rewrite-history"]


# What a rewriting must not do


def _the_old_epoch(world: World) -> None:
    purge(world)
    text = (world.root / "lists/instance.yaml").read_text()
    world.write("lists/instance.yaml", text.replace("epoch: 1\n", ""))


def _another_site(world: World) -> None:
    purge(world)
    text = (world.root / "lists/instance.yaml").read_text()
    world.write("lists/instance.yaml", text.replace("quay.example/", "pier.example/"))


def _a_retraction_without_its_tombstone(world: World) -> None:
    purge(world)
    (world.root / FILE).unlink()


def _another_reason(world: World) -> None:
    begin(
        world,
        rewrite(world, drop(RETRACTED)),
        **{RETRACTED: LEFT | {"reason": "changed-hands", "effect": "stop-relying"}},
    )


def _a_later_day(world: World) -> None:
    begin(
        world, rewrite(world, drop(RETRACTED)), **{RETRACTED: LEFT | {"first_public": "2026-05-11T12:00:00Z"}}
    )


def _a_public_record_goes(world: World) -> None:
    mapped = rewrite(world, f"{drop(RETRACTED)}; {drop(VERIFIED)}")
    begin(
        world, mapped, **{RETRACTED: LEFT, VERIFIED: LEFT | {"reason": "duplicate", "effect": "stop-relying"}}
    )


def _a_private_record_gets_a_tombstone(world: World) -> None:
    mapped = rewrite(world, f"{drop(RETRACTED)}; {drop(PROPOSED)}")
    begin(world, mapped, **{RETRACTED: LEFT, PROPOSED: LEFT})


def _a_purged_record_stays(world: World) -> None:
    mapped = rewrite(world, "true")
    begin(world, mapped, **{RETRACTED: LEFT})


def _its_reviews_stay(world: World) -> None:
    mapped = rewrite(world, drop(RETRACTED))
    begin(world, mapped)
    world.write(FILE, emit(FileKind.PURGED, {RETRACTED: LEFT}))


def _a_review_of_another_goes(world: World) -> None:
    purge(world)
    take_out(world, VERIFIED)


def _a_withholding_goes(world: World) -> None:
    purge(world)
    world.release(WITHHELD)


def _a_withholding_comes(world: World) -> None:
    purge(world)
    world.withhold(RETRACTED)


def _a_claim_becomes_another(world: World) -> None:
    purge(world)
    world.edit(PROPOSED, "summary", value="Something else.")


def _a_record_comes(world: World) -> None:
    purge(world)
    world.record("nnnn00000001")


def _the_roster_changes(world: World) -> None:
    purge(world)
    text = (world.root / "lists/reviewers.yaml").read_text()
    world.write("lists/reviewers.yaml", text.replace("reviewer-soon", "reviewer-late"))


def _the_builder_changes(world: World) -> None:
    purge(world)
    world.write("site_builder/engine.py", "print('another')\n")


def _a_retraction_was_never(world: World) -> None:
    """The tree is as it was; in the history the retraction never happened, so the record is withdrawn."""
    file = world.path(RETRACTED)
    begin(world, rewrite(world, f"sed -i '/^retractions:/,$d' {file} || true", of="tree"))
    world.write(file, world.git("show", f"{OLD}:{file}") + "\n")


def _a_proposal_said_something_else(world: World) -> None:
    """The tree is as it was, and nothing was public; with more words it could have been, under any name."""
    file = world.path(PROPOSED)
    begin(world, rewrite(world, f"sed -i 's/Sold/Gave away/' {file} || true", of="tree"))
    world.write(file, world.git("show", f"{OLD}:{file}") + "\n")


def _it_was_public_later(world: World) -> None:
    mapped = rewrite(
        world,
        'case $GIT_COMMITTER_DATE in @1778*) export GIT_COMMITTER_DATE="@1779000000 +0000" ;; esac',
        of="env",
    )
    begin(world, mapped)


def _what_was_refused_was_not(world: World) -> None:
    """A name that is not mapped: the commit that broke the record counts, and what was published is another."""
    purge(world)
    (world.root / "lists/passed-over.yaml").unlink()


def _more_is_passed_over(world: World) -> None:
    purge(world)
    names = world.read("lists/passed-over.yaml")["commits"]
    line = world.git("rev-list", "--first-parent", "HEAD").split()
    world.write("lists/passed-over.yaml", emit(FileKind.PASSED_OVER, {"commits": [*names, *line[-2:]]}))


def _time_runs_back(world: World) -> None:
    mapped = rewrite(world, 'export GIT_COMMITTER_DATE="@1700000000 +0000"', of="env")
    begin(world, mapped)


HOSTILE: Final[dict[Callable[[World], None], set[str]]] = {
    _the_old_epoch: {"rewrite-epoch"},
    _another_site: {"rewrite-changed"},
    _a_retraction_without_its_tombstone: {"rewrite-changed", "rewrite-history"},
    _another_reason: {"purge-tombstone"},
    _a_later_day: {"purge-tombstone"},
    _a_public_record_goes: {"purge-tombstone"},
    _a_private_record_gets_a_tombstone: {"purge-tombstone"},
    _a_purged_record_stays: {"record-purged"},
    _its_reviews_stay: {"record-purged"},
    _a_review_of_another_goes: {"rewrite-changed", "rewrite-history"},
    _a_withholding_goes: {"rewrite-changed", "rewrite-history"},
    _a_withholding_comes: {"rewrite-changed"},
    _a_claim_becomes_another: {"rewrite-changed", "rewrite-history"},
    _a_record_comes: {"rewrite-changed", "rewrite-history"},
    _the_roster_changes: {"rewrite-changed"},
    _the_builder_changes: {"rewrite-changed"},
    _a_retraction_was_never: {"rewrite-history"},
    _it_was_public_later: {"rewrite-history"},
    _what_was_refused_was_not: {"rewrite-history"},
    _a_proposal_said_something_else: {"rewrite-history"},
    _more_is_passed_over: {"rewrite-changed", "rewrite-history"},
    _time_runs_back: {"rewrite-history"},
}


@pytest.mark.parametrize("move", HOSTILE, ids=lambda move: move.__name__)
def test_nothing_else_comes_of_it(world: World, move: Callable[[World], None]) -> None:
    move(world)
    assert set(found(world)) == HOSTILE[move]
