"""Every sequence of the corpus is accepted up to its last change, and that is refused for its own reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.check.gate import check_since
from site_builder.check.rewritten import check_rewritten
from site_builder.problems import Severity
from site_builder.rules import message
from tests.acceptance.chains import law
from tests.acceptance.chains.chain import ACTED, CHAINS
from tests.acceptance.hostile_changes import KINDS
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


@pytest.mark.parametrize("number", sorted(KINDS))
def test_every_kind_has_at_least_three(number: int) -> None:
    assert len(KINDS[number]) >= 3


def _landed(  # noqa: PLR0913 - how a chain's last change is looked at
    world: World,
    tip: str,
    at: str,
    *,
    ref: str = "HEAD",
    since: bool = False,
    rewritten: bool = False,
    actor: str | None = None,
) -> tuple[str, list[Problem]]:
    """Commit what a chain did, unless it did so itself; return the new tip and the errors of the change.

    `ref` is where the change is, `since` whether it is judged as what a publication brings, `rewritten` whether as
    another history.
    """
    if ref == "HEAD" and (world.git("status", "--porcelain") or world.git("rev-parse", ref) == tip):
        world.commit("One of several changes", at=at)
    head = world.git("rev-parse", ref)
    if rewritten:
        found = check_rewritten(world.repository, tip, head, LATER, actor).problems
    elif since:
        found = check_since(world.repository, tip, head, LATER, actor).problems
    else:
        found = world.check(tip, head, actor, LATER).problems
    return head, [item for item in found if item.severity is Severity.ERROR]
