"""A next claim takes its record's place by its own words alone, and what nobody vouches for stays with the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.fmt.edit import put_all, remove
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import load_tree
from site_builder.load.strict_yaml import load
from site_builder.reviewing.promotion import Promotion, promoted, promotions
from tests.instance import VERIFIED, withholding
from tests.unit.reviewing.desks import OLD, TODAY, edit, open_desk, review, write_desk

if TYPE_CHECKING:
    from pathlib import Path

NEXT: Final = VERIFIED.replace(".yaml", ".next-0a1b2c.yaml")


def next_claim(root: Path, **changed: object) -> None:
    """Write a next claim of the verified record, with what is changed."""
    claim = open_desk(root).items[OLD].record.claim
    data = (root / VERIFIED).read_bytes()
    value: Any = load(data, VERIFIED).value
    for name in {"observations", "appeals", "retractions"} & value.keys():
        data = remove(FileKind.RECORD, data, (name,), NEXT)
    said = {"summary": "Sold tickets for a ferry that never ran.", "replaces": claim} | changed
    (root / NEXT).write_bytes(
        put_all(FileKind.RECORD, data, (((name,), it) for name, it in said.items()), NEXT)
    )


def found(root: Path) -> Promotion:
    (item,) = promotions(load_tree(WorkingTree(root)).tree, TODAY)
    return item


def reviewed(root: Path, *verdicts: str) -> Promotion:
    for number, verdict in enumerate(verdicts):
        review(root, f"reviewer-{'ab'[number]}", found(root).next_claim, verdict, TODAY, sign=False)
    return found(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_desk(tmp_path)
    edit(root, VERIFIED, "evidence", 0, "sha256", value="5f" * 32)
    edit(root, VERIFIED, "evidence", 0, "archived", value="https://archive.example/1")
    return root


@pytest.mark.parametrize(
    ("verdicts", "why"),
    [
        ((), "it has 0 of 2 confirmations"),
        (("confirm",), "it has 1 of 2 confirmations"),
        (("confirm", "reject"), "it has 1 rejection"),
        (("confirm", "confirm"), None),
    ],
)
def test_it_needs_its_own_quorum_and_no_rejection(
    root: Path, verdicts: tuple[str, ...], why: str | None
) -> None:
    next_claim(root)
    assert reviewed(root, *verdicts).refusal == why


def test_words_on_the_records_claim_do_not_count_for_it(root: Path) -> None:
    next_claim(root)
    assert open_desk(root).items[OLD].derived.confirms == ()  # the evidence was edited above
    review(root, "reviewer-a", open_desk(root).items[OLD], "confirm", TODAY, sign=False)
    assert found(root).next_claim.derived.confirms == ()


@pytest.mark.parametrize(
    ("path", "where", "value"),
    [
        (withholding(OLD), None, "{since: 2026-01-30, by: desk, reason: safety}\n"),
        (
            VERIFIED,
            "appeals",
            [{"opened": "2026-01-20", "ground": "safety", "due": "2026-01-21", "status": "open"}],
        ),
    ],
)
def test_neither_withholding_nor_appeal_holds_it_up(
    root: Path, path: str, where: str | None, value: Any
) -> None:
    next_claim(root)
    if where is None:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(value)
    else:
        edit(root, path, where, value=value)
    assert reviewed(root, "confirm", "confirm").refusal is None


def test_it_replaces_only_the_claim_that_it_names(root: Path) -> None:
    next_claim(root)
    edit(root, VERIFIED, "summary", value="Something else.")
    assert reviewed(root, "confirm", "confirm").refusal == (
        "the record has another claim than the one that this replaces"
    )


def test_a_retracted_record_never_changes(root: Path) -> None:
    next_claim(root)
    edit(root, VERIFIED, "retractions", value=[{"date": "2026-01-30", "reason": "duplicate"}])
    assert reviewed(root, "confirm", "confirm").refusal == "the record was retracted, for good"


def test_what_nobody_vouches_for_is_kept(root: Path) -> None:
    text = (root / VERIFIED).read_text()
    (root / VERIFIED).write_text(
        text.replace(
            "archived: https://archive.example/1", "# by hand\n    archived: https://archive.example/1"
        )
    )
    appeal = {"opened": "2026-01-20", "ground": "safety", "due": "2028-01-21", "status": "open"}
    edit(root, VERIFIED, "appeals", value=[appeal])
    next_claim(root)
    edit(root, NEXT, "evidence", 0, "id", value="e2")
    value: Any = load((root / NEXT).read_bytes(), NEXT).value
    (root / NEXT).write_bytes(
        remove(FileKind.RECORD, (root / NEXT).read_bytes(), ("evidence", 0, "archived"), NEXT)
    )
    before = found(root).next_claim.record.claim
    assert "archived" in value["evidence"][0]
    (root / VERIFIED).write_bytes(promoted(found(root), (root / NEXT).read_bytes()))
    (root / NEXT).unlink()
    record = open_desk(root).items[OLD].record
    assert record.claim == before
    assert record.data["appeals"] == [appeal]
    assert record.data["evidence"][0]["archived"] == "https://archive.example/1"
    # The evidence of this observation is gone, what was seen is not.
    assert record.data["observations"] == [{"date": "2026-01-10", "state": "active", "followers": 147000}]
