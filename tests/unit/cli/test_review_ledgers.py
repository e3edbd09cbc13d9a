"""Filing several reviews: all of them are written, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.cli import ledgers
from site_builder.errors import UsageError
from site_builder.reviewing.admission import new_review
from site_builder.write.files import write_atomic
from tests.acceptance.support import fingerprint
from tests.unit.reviewing.desks import NEW, OLD, TODAY, open_desk, write_desk

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.model import Review

FIRST: Final = "lists/harbour/reviews/reviewer-a/7k.yaml"
SECOND: Final = "lists/harbour/reviews/reviewer-a/9m.yaml"


def reviews(root: Path) -> list[Review]:
    desk = open_desk(root, "reviewer-a")
    return [new_review(desk.items[record], "reviewer-a", TODAY, "withdraw") for record in (NEW, OLD)]


@pytest.mark.parametrize("new", [True, False])
def test_where_one_file_cannot_be_written_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, new: bool
) -> None:
    root = write_desk(tmp_path)
    wanted = reviews(root)
    if new:
        (root / FIRST).unlink()
    before = fingerprint(root)
    write = write_atomic

    def fail(path: Path, content: bytes) -> None:
        if path == root / SECOND:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr("site_builder.write.files.write_atomic", fail)
    with pytest.raises(OSError, match="No space"):
        ledgers.write_reviews(root, wanted)
    assert fingerprint(root) == before
    monkeypatch.undo()
    assert ledgers.write_reviews(root, wanted) == (FIRST, SECOND)
    assert fingerprint(root) != before


def test_a_file_that_cannot_be_read_as_it_is_stops_all(tmp_path: Path) -> None:
    root = write_desk(tmp_path)
    wanted = reviews(root)
    (root / SECOND).write_text("x: [")
    before = fingerprint(root)
    with pytest.raises(UsageError, match="cannot be read as it is"):
        ledgers.write_reviews(root, wanted)
    assert fingerprint(root) == before


def test_a_link_anywhere_on_the_way_is_refused(tmp_path: Path) -> None:
    root = write_desk(tmp_path / "root")
    (review,) = reviews(root)[:1]
    for name in ("reviewer-x", "reviewer-y"):
        (tmp_path / name).mkdir()
    (root / "lists/harbour/reviews/reviewer-x").symlink_to(tmp_path / "reviewer-x")
    (root / "lists/harbour/reviews/reviewer-y").mkdir()
    (root / "lists/harbour/reviews/reviewer-y/9m.yaml").symlink_to(tmp_path / "missing.yaml")
    for name in ("reviewer-x", "reviewer-y"):
        with pytest.raises(UsageError, match="is a symbolic link"):
            ledgers.write_reviews(root, [replace(review, reviewer=name)])
    assert not (tmp_path / "missing.yaml").exists()
    assert list((tmp_path / "reviewer-x").iterdir()) == []
