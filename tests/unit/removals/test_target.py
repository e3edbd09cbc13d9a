"""Which record is meant, also where its file does not validate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.derive.state import derive_all
from site_builder.errors import UsageError
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.removals.target import Target, find_record
from tests.instance import BASE, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "7k3f9q2m4d1p"


def found(root: Path, text: str) -> Target:
    source = WorkingTree(root)
    loading = load_tree(source)
    return find_record(text, loading, derive_all(loading.tree, "2026-04-01"), source)


@pytest.mark.parametrize(
    "text", [RECORD, f" {RECORD} ", "@harbour_tickets", "https://x.com/Harbour_Tickets", "900000000000000001"]
)
def test_a_record_is_found_by_id_and_by_account(tmp_path: Path, text: str) -> None:
    target = found(write_instance(tmp_path), text)
    assert (target.id, target.list, target.file, target.broken) == (RECORD, "harbour", VERIFIED, False)
    assert target.data == (BASE / VERIFIED).read_bytes()
    assert target.item is not None


def test_a_record_that_does_not_fit_its_schema_is_found_by_id_and_can_be_edited(tmp_path: Path) -> None:
    text = (BASE / VERIFIED).read_text() + "unknown: 1\n"
    target = found(write_instance(tmp_path, files={VERIFIED: text}), RECORD)
    assert (target.file, target.item, target.broken) == (VERIFIED, None, False)


@pytest.mark.parametrize("text", ["id: [broken", "- a\n", "a: 1\na: 2\n", ""])
def test_a_record_that_is_no_mapping_is_found_by_id_and_cannot_be_edited(tmp_path: Path, text: str) -> None:
    target = found(write_instance(tmp_path, files={VERIFIED: text}), RECORD)
    assert (target.file, target.broken) == (VERIFIED, True)


def test_a_record_of_a_list_that_cannot_be_read_is_found_by_id(tmp_path: Path) -> None:
    target = found(write_instance(tmp_path, files={"lists/harbour/list.yaml": "title: 1\n"}), RECORD)
    assert (target.file, target.item) == (VERIFIED, None)


def test_no_record_and_several_are_refused(tmp_path: Path) -> None:
    text = (BASE / PROPOSED).read_text().replace("ferry_refunds", "harbour_tickets")
    write_instance(tmp_path, files={PROPOSED: text})
    with pytest.raises(UsageError, match="no record matches somebody"):
        found(tmp_path, "somebody")
    for text in ("https://t.me/harbour_tickets - gone", "https://t.me/harbour_tickets…", "North Wind Desk"):
        with pytest.raises(UsageError, match="cannot be read in full"):
            found(tmp_path, text)
    with pytest.raises(UsageError, match=f"2 records match harbour_tickets: {RECORD}, 9m2x0r5t8v4w"):
        found(tmp_path, "harbour_tickets")
    assert found(tmp_path, "https://t.me/harbour_tickets").file == PROPOSED
