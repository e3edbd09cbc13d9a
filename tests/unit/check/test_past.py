"""Past: what was ever public or reviewed keeps its file, its place and its id, whatever it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder import git
from site_builder.check import past
from site_builder.check.past import ever_public, last_written
from site_builder.check.side import Between, read_pair
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.signed_world import (
    LIST,
    PROPOSED,
    PUBLIC,
    RETRACTED,
    REVIEWERS,
    VERIFIED,
    World,
    build_world,
    name,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[World, str], None]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.fixture
def world(base: World, tmp_path: Path) -> World:
    return base.copy(tmp_path / "repository")


def _delete(world: World, record: str) -> None:
    (world.root / world.path(record)).unlink()
    for reviewer in REVIEWERS:
        path = review_path(LIST, reviewer, record)
        if (world.root / path).exists():
            kept = {other: value for other, value in world.read(path).items() if other != record}
            world.write(path, emit(FileKind.REVIEWS, kept)) if kept else (world.root / path).unlink()


def _move(world: World, record: str) -> None:
    target = world.root / world.path(record).replace(LIST, "pier")
    target.parent.mkdir(parents=True)
    (world.root / world.path(record)).rename(target)


def _give_another_id(world: World, record: str) -> None:
    text = (world.root / world.path(record)).read_text(encoding="utf-8")
    _delete(world, record)
    other = name("other", 1)
    world.write(world.path(other), text.replace(record, other))


def _codes(world: World) -> set[str]:
    return {item.code for item in world.check().problems}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_delete, {"record-deleted", "review-removed"}),
        (_move, {"record-moved", "review-unknown-record"}),
        (_give_another_id, {"record-deleted", "review-removed"}),
    ],
    ids=["deleted", "moved", "of another id"],
)
def test_a_record_that_was_withdrawn_keeps_its_file_its_place_and_its_id(
    world: World, change: Callable[[World, str], None], codes: set[str]
) -> None:
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw")
    world.commit("Withdrawn: proposed again")
    assert _codes(world) == set()
    change(world, VERIFIED)
    world.commit("Changed")
    assert _codes(world) == codes


@pytest.mark.parametrize(
    ("stop", "cause"),
    [
        (lambda world: world.retract(PROPOSED, reason="out-of-scope"), "retracted"),
        (lambda world: world.appeal(PROPOSED), "appealed"),
        (lambda world: world.withhold(PROPOSED), "withheld"),
    ],
)
def test_a_proposal_against_which_somebody_spoke_stays(
    world: World, stop: Callable[[World], None], cause: str
) -> None:
    stop(world)
    world.commit("Stopped, never public")
    assert _codes(world) == set()
    _delete(world, PROPOSED)
    world.commit("Deleted")
    (found,) = (item for item in world.check().problems if item.code == "record-deleted")
    assert found.params == {"cause": cause, "record": PROPOSED}


def test_of_a_record_deleted_with_its_reviews_left_the_cause_is_said(world: World) -> None:
    (world.root / world.path(VERIFIED)).unlink()
    world.commit("Deleted")
    assert _codes(world) == {"record-deleted", "review-unknown-record"}


def test_a_proposal_may_be_moved(world: World) -> None:
    _move(world, PROPOSED)
    world.commit("Moved")
    assert _codes(world) == set()


def test_what_was_public_where_its_file_was_before_may_not_be_deleted(world: World) -> None:
    _move(world, VERIFIED)
    world.commit("Moved, which nobody checked")
    assert _codes(world) == {"record-moved", "review-unknown-record"}
    (world.root / world.path(VERIFIED).replace(LIST, "pier")).unlink()
    world.commit("Deleted")
    assert _codes(world) == {"record-deleted"}


def test_one_question_about_many_records_has_the_answers_of_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw")
    world.commit("Withdrawn")
    asked = (VERIFIED, PROPOSED, RETRACTED, PUBLIC[1], "000000000000")
    tip = world.git("rev-parse", "HEAD")
    with git.Blobs(world.root) as blobs:
        pair = read_pair(world.repository, Between.of(world.repository, tip, tip), blobs)
        expected = frozenset({VERIFIED, RETRACTED, PUBLIC[1]})
        assert ever_public(pair, asked) == expected
        written = last_written(pair, asked)
        assert {name: len(found) for name, found in written.items()} == {
            VERIFIED: 1,
            PROPOSED: 1,
            RETRACTED: 2,
            PUBLIC[1]: 1,
        }
        monkeypatch.setattr(past, "_FEW", 1)
        assert ever_public(pair, asked) == expected
        assert last_written(pair, asked) == written
        assert ever_public(pair, ()) == frozenset()
