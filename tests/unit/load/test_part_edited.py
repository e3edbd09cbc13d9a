"""An edited part of a tree is what loading would give if the file had been written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.load.files import WorkingTree
from site_builder.load.part import TreePart
from site_builder.load.source_tree import load_tree
from site_builder.validate.checks import validate
from tests.instance import BASE, LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

NEW = "lists/harbour/twitter/0a/0a1b2c3d4e5g.yaml"
TEXT = (BASE / VERIFIED).read_text()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (VERIFIED, TEXT.replace("Sold", "Offered")),
        (VERIFIED, TEXT.replace("Harbour_Tickets", "quay_news")),
        (VERIFIED, TEXT.replace("id: 7k3f9q2m4d1p\n", "")),
        (VERIFIED, TEXT + "unknown: 1\n"),
        (VERIFIED, "id: [broken"),
        (NEW, TEXT.replace("7k3f9q2m4d1p", "0a1b2c3d4e5g")),
        (NEW, TEXT),
        (PROPOSED, (BASE / LINKING).read_text()),
    ],
)
@pytest.mark.parametrize("before", [{}, {VERIFIED: "id: [broken", LINKING: "a: 1\n"}])
def test_an_edit_is_the_tree_that_would_be(
    tmp_path: Path, file: str, text: str, before: dict[str, str]
) -> None:
    source = WorkingTree(write_instance(tmp_path, files=before))
    part = TreePart(source)
    part.take_all()
    laid = part.edited({file: text.encode()})
    problems = validate(laid)
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    written = load_tree(source)
    assert problems == validate(written)
    assert laid.tree.records == written.tree.records
    assert laid.tree.drafts == written.tree.drafts
    assert sorted(laid.documents.broken, key=str) == sorted(written.documents.broken, key=str)
    assert [item.file for item in laid.documents.good] == [item.file for item in written.documents.good]
    assert laid.documents.checked == written.documents.checked


def test_an_edit_writes_nothing(tmp_path: Path) -> None:
    source = WorkingTree(write_instance(tmp_path))
    TreePart(source).edited({NEW: TEXT.encode()})
    assert not (tmp_path / NEW).exists()
