"""Every sequence of the corpus is accepted up to its last change, and that is refused for its own reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.problems import Severity
from site_builder.rules import message
from tests.acceptance.chains import law
from tests.acceptance.chains.chain import ACTED
from tests.acceptance.hostile_changes import CHAINS
from tests.acceptance.signed_world import World, build_world
from tests.acceptance.support import LATER

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.problems import Problem


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_is_refused_at_its_last_change_and_has_done_no_harm(
    base: World, tmp_path: Path, name: str
) -> None:
    told, world = CHAINS[name], base.copy(tmp_path / "repository")
    first = tip = world.git("rev-parse", "HEAD")
    at = ACTED
    for named in told.move(world):
        at = named or at
        tip, errors = _landed(world, tip, at)
        assert [message(item) for item in errors] == []
    assert tip != first
    _, errors = _landed(world, tip, at, **told.options)
    assert {item.code for item in errors} == told.codes
    assert [message(item) for item in errors if told.says in message(item)]

    world.git("checkout", "-q", "--detach", tip)
    assert list(law.breaches(world)) == []
    assert law.public(world).keys().isdisjoint(told.hidden)
    kept = law.rules(world, first).items() ^ law.rules(world, tip).items()
    assert {path for path, _ in kept} <= {*told.changed}
    assert told.aim(world)


def _landed(world: World, tip: str, at: str, **options: str) -> tuple[str, list[Problem]]:
    """Commit what a chain did, unless it did so itself; return the new tip and the errors of the change."""
    if world.git("status", "--porcelain") or world.git("rev-parse", "HEAD") == tip:
        world.commit("One of several changes", at=at)
    head = world.git("rev-parse", "HEAD")
    problems = world.check(tip, head, now=LATER, **options).problems
    return head, [item for item in problems if item.severity is Severity.ERROR]
