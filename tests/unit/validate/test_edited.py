"""An edit answers for what it brings, not for what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.load.files import WorkingTree
from site_builder.load.part import TreePart
from site_builder.validate.checks import brought
from tests.instance import BASE, LINKING, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = (BASE / VERIFIED).read_text() + "unknown: 1\n"


def codes(root: Path, file: str, text: str) -> list[tuple[str, str]]:
    part = TreePart(WorkingTree(root))
    part.take_all()
    return [
        (item.code, item.place.file) for item in brought(part.loading, part.edited({file: text.encode()}))
    ]


def test_what_was_wrong_before_is_left_out_although_its_line_moved(tmp_path: Path) -> None:
    write_instance(tmp_path, files={VERIFIED: BROKEN, LINKING: "id: [broken"})
    assert codes(tmp_path, VERIFIED, "# a line more\n" + BROKEN) == []


def test_what_the_edit_breaks_is_told(tmp_path: Path) -> None:
    write_instance(tmp_path, files={VERIFIED: BROKEN})
    assert codes(tmp_path, VERIFIED, BROKEN + "second: 1\n") == [("schema-unknown-key", VERIFIED)]


def test_what_the_edit_breaks_in_another_file_is_told(tmp_path: Path) -> None:
    write_instance(tmp_path)
    text = (BASE / VERIFIED).read_text().replace("id: 7k3f9q2m4d1p", "id: 7k3f9q2m4d1r")
    assert ("link-unknown", LINKING) in codes(tmp_path, VERIFIED, text)


def test_an_edit_that_mends_brings_nothing(tmp_path: Path) -> None:
    write_instance(tmp_path, files={VERIFIED: BROKEN})
    assert codes(tmp_path, VERIFIED, (BASE / VERIFIED).read_text()) == []
