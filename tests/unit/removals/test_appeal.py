"""Appeals as edits, and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.derive.state import derive_all
from site_builder.errors import UsageError
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.removals import appeal
from site_builder.removals.target import find_record
from tests.instance import BASE, LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.load.source_tree import Loading
    from site_builder.removals.target import Target

RECORD = "7k3f9q2m4d1p"
OPEN = "  - {{opened: {0}, ground: {1}, due: {2}, status: open}}\n"


def with_appeals(file: str, *appeals: tuple[str, str, str]) -> str:
    return (BASE / file).read_text() + "appeals:\n" + "".join(OPEN.format(*item) for item in appeals)


def loaded(root: Path, text: str | None = None) -> tuple[Loading, Target]:
    source = WorkingTree(write_instance(root, files={} if text is None else {VERIFIED: text}))
    loading = load_tree(source)
    return loading, find_record(RECORD, loading, derive_all(loading.tree, "2026-04-01"), source)


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [("2026-01-31", 30, "2026-03-02"), ("2026-01-31", 0, "2026-01-31"), ("9999-12-30", 30, "9999-12-31")],
)
def test_an_appeal_is_due_as_many_days_later_as_the_policy_gives(opened: str, days: int, due: str) -> None:
    policy: Any = {"appeal_days": days}
    assert appeal.due_day(policy, opened) == due


def test_the_only_open_appeal_is_meant_and_of_several_one_is_named(tmp_path: Path) -> None:
    first, second = ("2026-02-01", "safety", "2026-03-01"), ("2026-02-03", "out-of-scope", "2026-03-03")
    _, target = loaded(tmp_path / "a", with_appeals(VERIFIED, first))
    assert appeal.choose(target, None) == 0
    _, target = loaded(tmp_path / "b", with_appeals(VERIFIED, first, second))
    assert appeal.choose(target, "2026-02-03") == 1
    with pytest.raises(UsageError, match=r"several open appeals: 2026-02-01 \(safety\), 2026-02-03"):
        appeal.choose(target, None)
    with pytest.raises(UsageError, match="no open appeal of 2026-02-04"):
        appeal.choose(target, "2026-02-04")


def test_the_same_appeal_is_not_opened_twice_and_every_open_appeal_can_be_decided(tmp_path: Path) -> None:
    first, other = ("2026-02-01", "safety", "2026-03-01"), ("2026-02-01", "out-of-scope", "2026-03-01")
    _, target = loaded(tmp_path / "a", with_appeals(VERIFIED, first))
    entry: Any = {"opened": "2026-02-01", "ground": "safety", "due": "2026-03-02", "status": "open"}
    with pytest.raises(UsageError, match="has an open appeal of 2026-02-01 with the ground safety already"):
        appeal.open_appeal(target, entry)
    assert appeal.open_appeal(target, entry | {"ground": "out-of-scope"})
    _, target = loaded(tmp_path / "b", with_appeals(VERIFIED, first, other))
    with pytest.raises(UsageError, match="several open appeals"):
        appeal.choose(target, "2026-02-01")
    assert appeal.choose(target, None, "out-of-scope") == 1
    _, target = loaded(tmp_path / "c", with_appeals(VERIFIED, first, first, other))
    assert appeal.choose(target, "2026-02-01", "safety") == 0


def test_a_decided_appeal_is_not_decided_again(tmp_path: Path) -> None:
    _, target = loaded(tmp_path, with_appeals(VERIFIED, ("2026-02-01", "safety", "2026-03-01")))
    decision = {
        "status": "dismissed",
        "decided": "2026-02-20",
        "decided_by": "desk",
        "reason": "The evidence stands.",
    }
    after = target.edited(appeal.decide(target, 0, decision))
    assert after.items("appeals")[0] == {
        "opened": "2026-02-01",
        "ground": "safety",
        "due": "2026-03-01",
        "status": "dismissed",
        "decided": "2026-02-20",
        "decided_by": "desk",
        "reason": "The evidence stands.",
    }
    with pytest.raises(UsageError, match="has no open appeal"):
        appeal.choose(after, None)


def test_open_appeals_are_listed_by_the_day_on_which_they_are_due(tmp_path: Path) -> None:
    texts = {
        VERIFIED: with_appeals(VERIFIED, ("2026-03-20", "safety", "2026-04-02")),
        LINKING: with_appeals(LINKING, ("2026-03-01", "out-of-scope", "2026-03-31")),
        PROPOSED: with_appeals(PROPOSED, ("2026-03-01", "safety", "2026-04-01")).replace(
            "status: open", "status: dismissed, decided: 2026-03-02, decided_by: desk"
        ),
    }
    loading = load_tree(WorkingTree(write_instance(tmp_path, files=texts)))
    assert loading.problems == ()
    found = appeal.waiting_appeals(derive_all(loading.tree, "2026-04-01"), "2026-04-01")
    assert [(row["record"], row["overdue"], row["state"]) for row in found] == [
        ("0a1b2c3d4e5f", True, "withheld"),
        (RECORD, False, "disputed"),
    ]
