"""A folder that was not there before: whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.errors import OutputError
from site_builder.write.fresh import fresh_folder


@pytest.mark.parametrize("before", ["nothing", "an empty folder"])
def test_it_is_there_when_the_block_is_left(tmp_path: Path, before: str) -> None:
    final = tmp_path / "deep" / "made"
    if before != "nothing":
        final.mkdir(parents=True)
    with fresh_folder(final) as folder:
        (folder / "a").write_bytes(b"1")
        assert not final.exists() or not any(final.iterdir())
    assert (final / "a").read_bytes() == b"1"
    assert [path.name for path in final.parent.iterdir()] == ["made"]


def test_the_folder_that_somebody_stands_in_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    with fresh_folder(Path()) as folder:
        (folder / "a").write_bytes(b"1")
    assert Path("a").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_nothing_is_left_where_the_block_raises(tmp_path: Path) -> None:
    def fail() -> None:
        with fresh_folder(tmp_path / "made") as folder:
            (folder / "a").write_bytes(b"1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["a file", "a full folder", "a link"])
def test_what_is_there_is_not_replaced(tmp_path: Path, there: str) -> None:
    final, other = tmp_path / "made", tmp_path / "other"
    other.mkdir()
    if there == "a file":
        final.write_bytes(b"1")
    elif there == "a link":
        final.symlink_to(other)
    else:
        final.mkdir()
        (final / "a").write_bytes(b"1")
    with pytest.raises(OutputError), fresh_folder(final):
        pass
    assert final.is_symlink() or final.exists()


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"), fresh_folder(tmp_path / "file" / "made"):
        pass
