from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.write.files import write_atomic


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_atomic(file, b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [item.name for item in tmp_path.iterdir()] == ["a.yaml"]


def test_a_new_file_gets_its_folders_and_can_be_read_by_others(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a/b.yaml", b"new")
    assert (tmp_path / "a/b.yaml").stat().st_mode & 0o777 == 0o644


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError

    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(PermissionError):
        write_atomic(file, b"new")
    assert file.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.yaml"]
