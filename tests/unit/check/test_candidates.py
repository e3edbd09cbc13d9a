"""Candidates: an account is found however its record is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.signed_world import DAY, World, build_world, name, ordinary

if TYPE_CHECKING:
    from pathlib import Path

_OLD, _NEW = name("the1d", 1), name("fresh", 1)
_HANDLE = "ferry_tickets_4"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.mark.parametrize(
    "written",
    [
        f"handle: {_HANDLE}",
        f'handle: "{_HANDLE}"',
        f"handle: '{_HANDLE}'",
        f'"handle": {_HANDLE}',
        f"handle:   {_HANDLE}  # as it stood",
        f"handle:\n  {_HANDLE}",
        f"? handle\n: {_HANDLE}",
        f"handle: >-\n  {_HANDLE}",
        f"handle: now_another_one\nprevious_handles: [{{handle: {_HANDLE}}}]",
    ],
)
def test_a_look_alike_is_found_however_the_other_is_written(
    base: World, tmp_path: Path, written: str
) -> None:
    world = base.copy(tmp_path / "repository")
    world.record(_OLD)
    text = (world.root / world.path(_OLD)).read_text(encoding="utf-8")
    world.write(world.path(_OLD), text.replace(f"handle: {ordinary(_OLD)['handle']}", written))
    world.commit("The other")
    world.record(_NEW, handle="ferry_tickets_5")
    world.commit("Propose")
    told = [item.params["other"] for item in world.check().problems if item.code == "record-lookalike"]
    assert told == [_OLD]


@pytest.mark.parametrize("written", ["account_id: '{}'", 'account_id: "{}"  # seen', "account_id:\n  '{}'"])
def test_the_same_account_id_is_found_however_it_is_written(
    base: World, tmp_path: Path, written: str
) -> None:
    world = base.copy(tmp_path / "repository")
    world.record(_OLD, account_id=None)
    text = (world.root / world.path(_OLD)).read_text(encoding="utf-8")
    world.write(world.path(_OLD), text + written.format("424242") + "\n")
    world.commit("The other")
    world.record(_NEW, account_id="424242")
    world.commit("Propose")
    assert [item.code for item in world.check().problems] == ["duplicate-account"]


def test_one_handle_under_two_ids_is_said_to_be_so(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    world.record(_OLD, handle=_HANDLE, account_id="424242")
    world.commit("The other")
    world.record(_NEW, handle=_HANDLE, account_id="424243")
    world.commit("Propose")
    (change,) = world.check().changes
    (shown,) = (item for item in change.records if item.record == _NEW)
    assert [item.reason for item in shown.lookalikes] == ["the same handle, under another account id"]


@pytest.mark.parametrize("taken_back", [False, True])
def test_an_account_without_a_handle_is_found_by_its_id(
    base: World,
    tmp_path: Path,
    taken_back: bool,  # noqa: FBT001 - a parameter
) -> None:
    world = base.copy(tmp_path / "repository")
    past = [{"date": DAY, "reason": "duplicate"}] if taken_back else None
    world.record(_OLD, handle=None, account_id="424242", retractions=past)
    world.commit("The other")
    world.record(_NEW, handle=None, account_id="424242")
    world.commit("Propose")
    checked = world.check()
    (item,) = checked.problems
    assert (item.code, item.place.pointer) == (
        "record-lookalike" if taken_back else "duplicate-account",
        "/account_id",
    )
    (record,) = checked.changes[0].records
    assert (record.handle, record.account_id, record.account) == (None, "424242", "account 424242")


def test_a_file_that_nobody_can_read_does_not_end_the_search(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    world.write(world.path(_OLD), b"handle: \xff\xfe\n[")
    world.commit("Broken")
    world.record(_NEW)
    world.commit("Propose")
    assert world.check().problems.items == ()


def test_what_the_user_told_git_changes_nothing(base: World, tmp_path: Path) -> None:
    world = base.copy(tmp_path / "repository")
    for name_, value in (
        ("grep.lineNumber", "true"),
        ("grep.column", "true"),
        ("grep.patternType", "fixed"),
        ("grep.fullName", "false"),
        ("color.ui", "always"),
        ("submodule.recurse", "true"),
        ("core.quotePath", "true"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
    ):
        world.git("config", name_, value)
    world.record(_OLD, handle=_HANDLE)
    world.record(_NEW, handle="ferry_tickets_5")
    world.commit("Propose")
    assert [item.code for item in world.check().problems] == ["record-lookalike"]
