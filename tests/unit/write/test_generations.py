"""A folder of generations shows one whole state at any time, and only one process changes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder.errors import OutputError
from site_builder.write import generations
from site_builder.write.generations import Busy, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDER = """
import sys
from pathlib import Path
from site_builder.write.generations import opened
with opened(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
HALF = "0123456789abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path / "deep/mirror") as states:
        states.replace([("a/b", b"old"), ("c", b"old")])
    return tmp_path / "deep/mirror"


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def shown(folder: Path) -> dict[str, bytes]:
    current = folder / "current"
    return {
        path.relative_to(current).as_posix(): path.read_bytes()
        for path in current.rglob("*")
        if path.is_file()
    }


def test_an_empty_folder_shows_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "mirror") as states:
        assert states.current is None
    assert names(tmp_path / "mirror") == ["generations", "lock"]


def test_a_state_takes_the_place_of_the_one_before(folder: Path) -> None:
    assert shown(folder) == {"a/b": b"old", "c": b"old"}
    with opened(folder) as states:
        states.replace([("c", b"new")])
        assert states.current is not None
        assert (states.current / "c").read_bytes() == b"new"
    assert shown(folder) == {"c": b"new"}
    assert names(folder) == ["current", "generations", "lock"]
    assert len(names(folder / "generations")) == 1


def test_the_folder_may_be_moved(folder: Path, tmp_path: Path) -> None:
    folder.rename(tmp_path / "elsewhere")
    assert shown(tmp_path / "elsewhere")["c"] == b"old"


def test_a_state_that_cannot_be_written_leaves_the_one_before(folder: Path) -> None:
    def broken() -> Iterator[tuple[str, bytes]]:
        yield "c", b"new"
        raise OSError

    with opened(folder) as states:
        for bad in (broken(), iter([("../c", b"new")])):
            with pytest.raises((OSError, OutputError)):
                states.replace(bad)
            assert shown(folder) == {"a/b": b"old", "c": b"old"}
            assert len(names(folder / "generations")) == 1


def test_a_link_that_cannot_be_replaced_leaves_the_state_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: Path) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(generations, "_flush", refuse)
    with opened(folder) as states, pytest.raises(OSError, match="full"):
        states.replace([("c", b"new")])
    assert shown(folder) == {"a/b": b"old", "c": b"old"}


def test_what_killed_processes_left_is_removed(folder: Path) -> None:
    (folder / f"generations/{HALF}/a").mkdir(parents=True)
    (folder / f"generations/{HALF}/a/b").write_text("half")
    (folder / ".current-next").symlink_to(f"generations/{HALF}")
    with opened(folder):
        pass
    assert names(folder) == ["current", "generations", "lock"]
    assert len(names(folder / "generations")) == 1
    assert shown(folder) == {"a/b": b"old", "c": b"old"}


def test_only_one_process_has_the_folder_until_it_ends(folder: Path) -> None:
    with subprocess.Popen(
        (sys.executable, "-c", HOLDER, folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), opened(folder):
            pass
        holder.kill()
    with opened(folder) as states:
        states.replace([("c", b"new")])


@pytest.mark.parametrize("target", ["/etc", "generations", "generations/..", "generations/", "../x", "a/b/c"])
def test_a_link_that_leads_elsewhere_is_not_followed(folder: Path, target: str) -> None:
    (folder / "current").unlink()
    (folder / "current").symlink_to(target)
    with pytest.raises(OutputError, match="does not lead to"), opened(folder):
        pass
    assert (folder / "current").readlink() == Path(target)


def test_a_current_that_is_no_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "generations").mkdir()
    (tmp_path / "current").mkdir()
    with pytest.raises(OutputError, match="does not lead to"), opened(tmp_path):
        pass


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(OutputError, match="holds other files"), opened(tmp_path):
        pass
    with pytest.raises(OutputError, match="not a folder"), opened(tmp_path / "notes"):
        pass
    assert names(tmp_path) == ["notes"]


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/lock").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="lock"), opened(tmp_path / "mirror"):
        pass
    assert not (tmp_path / "victim").exists()
