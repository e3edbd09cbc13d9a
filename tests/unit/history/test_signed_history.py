"""The history of a list that demands signatures: they are verified at every revision, by its own roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.signed_world import INSTANCE, LIST, LIST_DATA, SOURCES, World, name
from tests.acceptance.support import git
from tests.history.actual import actual
from tests.instance import withholding
from tests.keys import key

if TYPE_CHECKING:
    from pathlib import Path

_SIGNED, _FORGED = name("very", 1), name("very", 2)
_A, _B = "reviewer-a", "reviewer-b"
_PLACE = "lists/reviewers.yaml"


def _key(owner: str, start: str = "2026-01-01", end: str | None = None) -> dict[str, Any]:
    return {"key": key(owner).public, "from": start} | ({"until": end} if end is not None else {})


def _roster(world: World, *of_b: dict[str, Any]) -> None:
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


def test_no_end_of_a_key_silences_a_stop_word_but_a_stolen_key_signed_nothing(world: World) -> None:
    world.review(_B, _SIGNED, verdict="reject", at="2026-05-03")
    world.commit("A rejection", at="2026-05-03")
    _roster(world, _key(_B, end="2026-04-30"), _key("the second key", start="2026-05-03"))
    world.commit("The key ended before it", at="2026-05-04")
    world.confirm(_SIGNED, [_A], at="2026-05-04")
    world.review(_B, _SIGNED, at="2026-05-04", signer="the second key", number=1)
    world.commit("A confirmation with the number of the one before the rejection", at="2026-05-05")
    world.review(_B, _SIGNED, at="2026-05-05", signer="the second key")
    world.commit("And one with a higher number", at="2026-05-06")
    _roster(world, {**_key(_B), "stolen": True}, _key("the second key", start="2026-05-03"))
    world.commit("The first key was stolen", at="2026-05-07")
    _roster(world, _key(_B), {**_key("the second key", start="2026-05-03"), "stolen": True})
    world.commit("Not that one, but the second", at="2026-05-08")
    assert _events(world) == [
        _FIRST,
        ("2026-05-03", _SIGNED, "withdrawn"),
        ("2026-05-06", _SIGNED, "published"),
        ("2026-05-08", _SIGNED, "withdrawn"),
    ]


def test_every_word_is_for_the_instance_of_its_commit(world: World) -> None:
    """Whose id changes has no confirmed record any more; a withholding works all the same."""
    other = {**INSTANCE, "id": "1b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d"}
    path = "lists/instance.yaml"
    stop = world.root / withholding(_SIGNED)
    for day, instance, withheld in (
        ("2026-05-03", other, False),
        ("2026-05-04", INSTANCE, False),
        ("2026-05-05", {**INSTANCE, "title": "Another title"}, False),
        ("2026-05-06", {member: value for member, value in INSTANCE.items() if member != "id"}, False),
        ("2026-05-07", None, False),
        ("2026-05-08", None, True),
        ("2026-05-09", INSTANCE, True),
        ("2026-05-10", INSTANCE, False),
    ):
        world.write(path, emit(FileKind.INSTANCE, instance or INSTANCE))
        if instance is None:
            (world.root / path).unlink()
        stop.unlink(missing_ok=True)
        if withheld:
            world.write(withholding(_SIGNED), "since: 2026-05-08\nby: maintainer-a\nreason: safety\n")
        world.commit("A change", at=day)
    assert _events(world) == [
        _FIRST,
        ("2026-05-03", _SIGNED, "withdrawn"),
        ("2026-05-04", _SIGNED, "published"),
        ("2026-05-07", _SIGNED, "withdrawn"),
        ("2026-05-08", _SIGNED, "withheld"),
        ("2026-05-10", _SIGNED, "published"),
    ]
