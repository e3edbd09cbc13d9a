"""Past: what was ever public may not be deleted, whatever it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder import git
from site_builder.check import past
from site_builder.check.past import ever_public
from site_builder.check.side import read_pair
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
)

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _delete(world: World, record: str) -> None:
    (world.root / world.path(record)).unlink()
    for reviewer in REVIEWERS:
        path = review_path(LIST, reviewer, record)
        if (world.root / path).exists():
            kept = {other: value for other, value in world.read(path).items() if other != record}
            world.write(path, emit(FileKind.REVIEWS, kept)) if kept else (world.root / path).unlink()


def _codes(world: World) -> set[str]:
    return {item.code for item in world.check().problems}


def test_a_record_that_was_withdrawn_may_not_be_deleted(tmp_path: Path) -> None:
    world = build_world(tmp_path / "repository")
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw")
    world.commit("Withdrawn: proposed again")
    assert _codes(world) == set()
    _delete(world, VERIFIED)
    world.commit("Deleted")
    assert _codes(world) == {"record-deleted"}


def test_a_proposal_that_was_retracted_before_it_was_public_may(tmp_path: Path) -> None:
    world = build_world(tmp_path / "repository")
    world.edit(PROPOSED, "retractions", value=[{"date": "2026-06-01", "reason": "out-of-scope"}])
    world.commit("Retracted, never public")
    _delete(world, PROPOSED)
    world.commit("Deleted")
    assert _codes(world) == set()


def test_a_proposal_may_be_moved_and_a_public_record_may_not(tmp_path: Path) -> None:
    world = build_world(tmp_path / "repository")
    target = world.root / world.path(PROPOSED).replace(LIST, "pier")
    target.parent.mkdir(parents=True)
    (world.root / world.path(PROPOSED)).rename(target)
    world.commit("Moved")
    assert _codes(world) == set()


def test_what_was_public_where_its_file_was_before_may_not_be_deleted(tmp_path: Path) -> None:
    world = build_world(tmp_path / "repository")
    old, new = (world.root / world.path(VERIFIED).replace(LIST, name) for name in (LIST, "pier"))
    new.parent.mkdir(parents=True)
    old.rename(new)
    world.commit("Moved, which nobody checked")
    assert _codes(world) == {"record-moved", "review-unknown-record"}
    new.unlink()
    world.commit("Deleted")
    assert _codes(world) == {"record-deleted"}


def test_one_question_about_many_records_has_the_answers_of_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build_world(tmp_path / "repository")
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, VERIFIED, verdict="withdraw")
    world.commit("Withdrawn")
    asked = (VERIFIED, PROPOSED, RETRACTED, PUBLIC[1], "000000000000")
    tip = world.git("rev-parse", "HEAD")
    with git.Blobs(world.root) as blobs:
        pair = read_pair(world.root, tip, tip, blobs)
        expected = frozenset({VERIFIED, RETRACTED, PUBLIC[1]})
        assert ever_public(pair, asked) == expected
        monkeypatch.setattr(past, "_FEW", 1)
        assert ever_public(pair, asked) == expected
        assert ever_public(pair, ()) == frozenset()
