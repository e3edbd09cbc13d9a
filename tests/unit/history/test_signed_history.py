"""The history of a list that demands signatures: they are verified at every revision, by its own roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.signed_world import INSTANCE, LIST, LIST_DATA, SOURCES, World, name
from tests.acceptance.support import git
from tests.history.actual import actual
from tests.keys import key

if TYPE_CHECKING:
    from pathlib import Path

_SIGNED, _FORGED = name("very", 1), name("very", 2)
_A, _B = "reviewer-a", "reviewer-b"
_PLACE = "lists/reviewers.yaml"


def _key(owner: str, start: str = "2026-01-01", end: str | None = None) -> dict[str, str]:
    return {"key": key(owner).public, "from": start} | ({"until": end} if end is not None else {})


def _roster(world: World, *of_b: dict[str, str]) -> None:
    common: dict[str, Any] = {"lists": [LIST], "active": [{"from": "2026-01-01"}]}
    people = {_A: {**common, "keys": [_key(_A)]}, _B: {**common, "keys": list(of_b)}}
    world.write(_PLACE, emit(FileKind.REVIEWERS, people))


@pytest.fixture(name="world")
def a_list_with_two_records(tmp_path: Path) -> World:
    """Write two records with two confirmations each; one of them is by a key that is on no roster."""
    world = World(tmp_path / "repository")
    world.root.mkdir()
    git(world.root, "init", "-q", "-b", "main")
    world.write("lists/instance.yaml", emit(FileKind.INSTANCE, INSTANCE))
    world.write(f"lists/{LIST}/list.yaml", emit(FileKind.LIST, LIST_DATA))
    world.write(f"lists/{LIST}/sources.yaml", emit(FileKind.SOURCES, SOURCES))
    _roster(world, _key(_B))
    for record in (_SIGNED, _FORGED):
        world.record(record)
        world.review(_A, record, at="2026-05-01")
    world.review(_B, _SIGNED, at="2026-05-01")
    world.review(_B, _FORGED, at="2026-05-01", signer="a stranger")
    world.commit("Two records", at="2026-05-02")
    return world


def _events(world: World) -> list[tuple[str, str, str]]:
    return [(row["time"][:10], row["record"], row["kind"]) for row in actual(world.root)[0]]


_FIRST = ("2026-05-02", _SIGNED, "published")


def test_only_what_is_signed_was_ever_public(world: World) -> None:
    assert _events(world) == [_FIRST]


def test_a_key_that_is_ended_in_the_past_takes_back_what_rested_on_it(world: World) -> None:
    _roster(world, _key(_B, end="2026-04-30"), _key("the second key", start="2026-05-03"))
    world.commit("A key was lost in April", at="2026-05-03")
    world.review(_B, _SIGNED, at="2026-05-04", signer="the second key")
    world.commit("Reviewed again", at="2026-05-04")
    assert _events(world) == [
        _FIRST,
        ("2026-05-03", _SIGNED, "withdrawn"),
        ("2026-05-04", _SIGNED, "published"),
    ]


def test_a_key_that_ends_changes_nothing_that_was_signed_before(world: World) -> None:
    _roster(world, _key(_B, end="2026-05-10"))
    world.commit("A key ends next week", at="2026-05-03")
    world.commit("The day came", at="2026-05-11")
    world.review(_B, _FORGED, at="2026-05-11")
    world.commit("A review by a key that has ended", at="2026-05-12")
    assert _events(world) == [_FIRST]


def test_a_key_counts_from_its_first_day(world: World) -> None:
    _roster(world, _key(_B), _key("a stranger", start="2026-05-02"))
    world.commit("The stranger's key, from tomorrow on", at="2026-05-03")
    _roster(world, _key(_B), _key("a stranger", start="2026-05-01"))
    world.commit("And from that day on", at="2026-05-04")
    assert _events(world) == [_FIRST, ("2026-05-04", _FORGED, "published")]


def test_a_list_that_begins_to_waive_signatures_publishes_what_is_not_signed(world: World) -> None:
    policy = {**LIST_DATA["policy"], "signatures": "waived"}
    world.write(
        f"lists/{LIST}/list.yaml", emit(FileKind.LIST, {**LIST_DATA, "policy": policy, "example": True})
    )
    world.commit("An example", at="2026-05-03")
    assert ("2026-05-03", _FORGED, "published") in _events(world)
