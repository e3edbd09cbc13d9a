"""Every change of the corpus is refused, for its own reason and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.problems import Severity
from site_builder.rules.change import CHANGE_RULES
from tests.acceptance.hostile import files, records, removals, reviews, rules
from tests.acceptance.hostile.corpus import CASES
from tests.acceptance.signed_world import World, build_world

if TYPE_CHECKING:
    from pathlib import Path

_ENTERED = (files, records, removals, reviews, rules)
_OTHERWISE = {"base-not-ancestor", "since-not-on-line"}
_REWRITTEN = {"purge-tombstone", "rewrite-changed", "rewrite-epoch", "rewrite-history"}
"""Those of `test_rewritten`."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_change_is_refused_for_its_own_reason(base: World, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    world = base.copy(tmp_path / "repository")
    head = world.git("rev-parse", "HEAD")
    case.move(world)
    if world.git("status", "--porcelain") or world.git("rev-parse", "HEAD") == head:
        if not world.git("diff", "--cached", "--name-only"):
            world.git("add", "-A")
        world.git("commit", "-q", "--allow-empty", "-m", name, at=case.at)
    checked = world.check(**case.options)
    errors = {item.code for item in checked.problems if item.severity is Severity.ERROR}
    assert errors == case.codes


def test_the_corpus_has_every_rule_that_refuses_a_change() -> None:
    errors = {rule.code for rule in CHANGE_RULES if rule.severity is Severity.ERROR}
    told = {code for case in CASES.values() for code in case.codes}
    assert errors - told == _OTHERWISE | _REWRITTEN
