"""Several files are written and taken away together, or nothing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.errors import OutputError
from site_builder.load.files import ignored
from site_builder.write import files
from site_builder.write.files import write_atomic, write_together
from tests.acceptance.support import fingerprint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "old").write_text("old")
    (tmp_path / "gone").write_text("gone")
    (tmp_path / "link").symlink_to("old")
    return tmp_path


def test_they_are_written_in_the_order_given(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def write(path: Path, content: bytes) -> None:
        seen.append((path.name, (root / "gone").exists()))
        write_atomic(path, content)

    monkeypatch.setattr(files, "write_atomic", write)
    write_together(root, {"new/a": b"a", "old": b"b", "gone": None, "link": None})
    assert seen == [("a", True), ("old", True)]
    assert sorted(path.name for path in root.rglob("*")) == ["a", "new", "old"]
    assert (root / "old").read_bytes() == b"b"


@pytest.mark.parametrize("last", [{"absent": None}, {"full": b"x"}, {"link": b"x"}, {"link/x": b"x"}])
def test_where_one_fails_all_are_as_they_were(
    root: Path, monkeypatch: pytest.MonkeyPatch, last: dict[str, bytes | None]
) -> None:
    def write(path: Path, content: bytes) -> None:
        if path.name == "full":
            raise OSError(28, "No space left on device")
        write_atomic(path, content)

    before = fingerprint(root)
    monkeypatch.setattr(files, "write_atomic", write)
    with pytest.raises((OSError, OutputError)):
        write_together(root, {"a": b"a", "old": b"b", "gone": None, **last})
    assert fingerprint(root) == before
    assert str((root / "link").readlink()) == "old"


def test_what_was_set_aside_is_no_source(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.unlink", stop)
    with pytest.raises(KeyboardInterrupt):
        write_together(root, {"gone": None})
    (left,) = (path.name for path in root.iterdir() if path.name not in {"old", "link"})
    assert ignored(left)
