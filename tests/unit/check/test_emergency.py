"""The plan of an emergency fits the tree that it is laid over, whatever was pushed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.check.emergency import plan_emergency
from site_builder.world.dice import Die
from tests.world.base import VERIFIED, WITHHELD, built
from tests.world.town import Proposal

if TYPE_CHECKING:
    from site_builder.check.emergency import Emergency
    from tests.world.town import Town

FOLDER = f"lists/withheld/{VERIFIED[0]}.aaaaaa.yaml"
ENTRY: Any = {"since": "2026-05-11", "by": "maintainers", "reason": "safety"}


def planned(town: Town, tip: str) -> Emergency:
    named = lambda _tree: [VERIFIED[1]]  # noqa: E731 - what `plan_emergency` asks
    plan = plan_emergency(town.repository, town.accepted, tip, tip, named, ENTRY, town.now, Die("plan").below)
    assert plan is not None
    return plan


@pytest.mark.parametrize("pushed", ["a file in the folder's place", "the folder as a file in another one"])
def test_what_was_pushed_where_a_folder_or_a_file_withholds_is_in_nobodys_way(pushed: str) -> None:
    town = built()
    files = town.files()
    files[f"{FOLDER}/z"] = b""
    assert town.propose(Proposal(files, "withheld by a folder")) == []
    files = town.files()
    if pushed.startswith("a file"):
        del files[f"{FOLDER}/z"]
        files[FOLDER] = files[f"lists/withheld/{WITHHELD}.000001.yaml"]
    else:
        files[f"{FOLDER}/z/{WITHHELD}"] = b""
        del files[f"{FOLDER}/z"]
    files[f"lists/withheld/{WITHHELD}.000001.yaml"] = b"a: [\n"
    tip = town.commit(Proposal(files, "pushed"))
    plan = planned(town, tip)
    laid = {
        path: item if isinstance(item, str) else town.repository.hold(item)
        for path, item in plan.files.items()
    }
    tree = town.repository.commits[plan.start].tree.updated(laid)
    assert town.propose(Proposal(tree, "emergency", None, plan.parents, "since")) == []
    assert {VERIFIED[0], VERIFIED[1]}.isdisjoint(town.published(town.accepted).public)
