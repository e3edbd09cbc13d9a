"""What a reviewed record rests on keeps its meaning, whatever has become of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.layout import FileKind
from tests.acceptance.signed_world import DAY, LIST, REVIEWERS, World, build_world, name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OWN: Final = name("own", 1)
"""The one record that uses what is changed."""
SOURCES: Final = f"lists/{LIST}/sources.yaml"
LIST_FILE: Final = f"lists/{LIST}/list.yaml"
CHANGES: Final[dict[str, tuple[str, FileKind, str, tuple[str, ...]]]] = {
    "a source": ("source-changed", FileKind.SOURCES, SOURCES, ("sources", "own-report", "title")),
    "a source of its basis": ("source-changed", FileKind.SOURCES, SOURCES, ("sources", "basis", "title")),
    "the source of an affiliation": (
        "source-changed",
        FileKind.SOURCES,
        SOURCES,
        ("sources", "far", "title"),
    ),
    "an affiliation": (
        "affiliation-changed",
        FileKind.SOURCES,
        SOURCES,
        ("affiliations", "own-desk", "title"),
    ),
    "a category": ("category-changed", FileKind.LIST, LIST_FILE, ("categories", "own", "meaning")),
    "a category of evidence": (
        "category-changed",
        FileKind.LIST,
        LIST_FILE,
        ("categories", "seen", "meaning"),
    ),
}


def withdrawn(world: World) -> None:
    for reviewer in REVIEWERS[:2]:
        world.review(reviewer, OWN, verdict="withdraw")


def rejected(world: World) -> None:
    world.review("reviewer-b", OWN, verdict="withdraw")
    for reviewer in ("reviewer-a", "reviewer-c"):
        world.review(reviewer, OWN, verdict="reject")


def edited(world: World) -> None:
    """Withhold it, edit its claim and release it: it is proposed then."""
    world.withhold(OWN)
    world.commit("Withhold", at=DAY)
    world.edit(OWN, "summary", value="Other words.")
    world.commit("Edit", at=DAY)
    world.release(OWN)


def still_public(world: World) -> None:
    del world


def retracted(world: World) -> None:
    world.retract(OWN, reason="changed-hands")


FATES: Final[tuple[Callable[[World], None], ...]] = (
    still_public,
    retracted,
    withdrawn,
    rejected,
    edited,
)


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a repository with a proposal that uses sources, an affiliation and categories of its own."""
    world = build_world(tmp_path_factory.mktemp("proposed") / "repository")
    for source in ("own-report", "basis", "far"):
        world.put(FileKind.SOURCES, SOURCES, ("sources", source), {"title": "A report"})
    desk = {"title": "Own Desk", "source": "far"}
    world.put(FileKind.SOURCES, SOURCES, ("affiliations", "own-desk"), desk)
    for category in ("own", "seen"):
        meaning = {"title": "Own", "meaning": "Sells what it has not.", "harm": "fraud"}
        world.put(FileKind.LIST, LIST_FILE, ("categories", category), meaning)
    world.commit("Words", at=DAY)
    world.record(
        OWN,
        sources=["own-report"],
        basis=[{"kind": "research", "source": "basis"}],
        affiliations=["own-desk"],
        categories=["own"],
    )
    world.edit(OWN, "evidence", 0, "shows", value=["own", "seen"])
    world.complete(OWN)
    world.commit("Proposal", at=DAY)
    assert world.check().problems.items == ()
    return world


@pytest.fixture(scope="module")
def public(proposed: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = proposed.copy(tmp_path_factory.mktemp("public") / "repository")
    world.confirm(OWN)
    world.commit("Confirmed", at=DAY)
    assert world.check().problems.items == ()
    return world


@pytest.fixture(scope="module", params=FATES, ids=lambda fate: fate.__name__)
def once_public(
    public: World, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> World:
    world = public.copy(tmp_path_factory.mktemp("once") / "repository")
    request.param(world)
    world.commit("What became of it", at=DAY)
    assert world.check().problems.errors == 0
    return world


def _changed(world: World, target: Path, change: str) -> list[tuple[str, Any]]:
    _, kind, file, where = CHANGES[change]
    return _reworded(world, target, kind, file, where)


def _reworded(
    world: World, target: Path, kind: FileKind, file: str, where: tuple[str, ...]
) -> list[tuple[str, Any]]:
    """Return what is said of other words, that the context of the claim does not fit them aside."""
    made = world.copy(target)
    made.put(kind, file, where, "Something else")
    made.commit("Another meaning")
    found = made.check().problems
    return [(item.code, item.params.get("record")) for item in found if item.code != "context-differs"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_record_that_was_once_public_uses_keeps_its_meaning(
    once_public: World, tmp_path: Path, change: str
) -> None:
    assert _changed(once_public, tmp_path / "repository", change) == [(CHANGES[change][0], OWN)]


@pytest.mark.parametrize("change", CHANGES)
def test_what_only_a_proposal_uses_that_nobody_reviewed_may_be_reworded(
    proposed: World, tmp_path: Path, change: str
) -> None:
    assert _changed(proposed, tmp_path / "repository", change) == []


def confirmed_once(world: World) -> None:
    world.review("reviewer-a", OWN)


def rejected_once(world: World) -> None:
    world.review("reviewer-a", OWN, verdict="reject")


def confirmed_while_it_is_withheld(world: World) -> None:
    world.withhold(OWN)
    world.confirm(OWN)


@pytest.mark.parametrize("review", [confirmed_once, rejected_once, confirmed_while_it_is_withheld])
def test_one_review_is_enough_to_hold_the_words_that_it_is_of(
    proposed: World, tmp_path: Path, review: Callable[[World], None]
) -> None:
    world = proposed.copy(tmp_path / "reviewed")
    review(world)
    world.commit("Reviewed", at=DAY)
    for change, (code, *_) in CHANGES.items():
        assert _changed(world, tmp_path / change, change) == [(code, OWN)]


def test_what_only_a_reviewed_next_claim_uses_keeps_its_meaning(public: World, tmp_path: Path) -> None:
    world = public.copy(tmp_path / "waiting")
    spare = FileKind.SOURCES, SOURCES, ("sources", "spare-report", "title")
    path = world.next_claim(OWN, "sources", value=["own-report", "spare-report"])
    assert _reworded(world, tmp_path / "before", *spare) == []
    world.review("reviewer-a", OWN, claim=world.claim_of(path, OWN))
    world.commit("Reviewed", at=DAY)
    assert _reworded(world, tmp_path / "after", *spare) == [("source-changed", OWN)]
