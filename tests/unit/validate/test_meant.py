"""What somebody probably meant: a handle that was copied with what is around it, a file in another list's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.rules import message
from site_builder.validate.checks import validate
from tests.instance import BASE, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

PIER: str = (BASE / "lists/harbour/list.yaml").read_text(encoding="utf-8").replace("  fraud:", "  parking:")
SOURCES: str = (
    (BASE / "lists/harbour/sources.yaml").read_text(encoding="utf-8").replace("ferry-report", "toll-report")
)


def said(root: Path, code: str, *changes: tuple[str, str]) -> list[str]:
    """Return what a rule says of a record in which some text was replaced; a second list knows other names."""
    text = (BASE / VERIFIED).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    files = {VERIFIED: text, "lists/pier/list.yaml": PIER, "lists/pier/sources.yaml": SOURCES}
    found = validate(load_tree(WorkingTree(write_instance(root, files=files))))
    return [message(item) for item in found if item.code == code]


@pytest.mark.parametrize(
    "written",
    [
        "'@harbour_tickets'",
        "\u201charbour_tickets\u201d",
        "https://x.com/harbour_tickets",
        "x.com/harbour_tickets",
    ],
)
def test_a_handle_that_was_copied_with_what_is_around_it(tmp_path: Path, written: str) -> None:
    (sentence,) = said(tmp_path, "handle-syntax", ("handle: Harbour_Tickets", f"handle: {written}"))
    assert sentence.endswith("; write harbour_tickets")


@pytest.mark.parametrize(
    "written", ["no handle at all", "'@'", "https://x.com/", "https://t.me/harbour_tickets"]
)
def test_of_what_holds_no_handle_nothing_is_guessed(tmp_path: Path, written: str) -> None:
    (sentence,) = said(tmp_path, "handle-syntax", ("handle: Harbour_Tickets", f"handle: {written}"))
    assert "; write" not in sentence


def test_a_name_that_another_list_has_says_so(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, "category-unknown", ("[fraud, impersonation]", "[parking]"))
    assert "the list pier has it, so move this file there" in sentence
    (sentence,) = said(tmp_path, "category-unknown", ("[fraud, impersonation]", "[nothing]"))
    assert "pier" not in sentence
    (sentence,) = said(tmp_path, "source-unknown", ("[ferry-report]", "[toll-report]"))
    assert "the list pier has it: move this file there" in sentence
