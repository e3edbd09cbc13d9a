"""The site changes in one step, and what killed builds leave behind goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.errors import OutputError
from site_builder.promises import Promise
from site_builder.write import atomic
from site_builder.write.atomic import WRITTEN, StagedDirectory, swap, written_file
from site_builder.write.files import write_files

HOLDER = """
import sys, time
from pathlib import Path
from site_builder.write.atomic import StagedDirectory
staged = StagedDirectory.create(Path(sys.argv[1]))
print(staged.path, flush=True)
sys.stdin.read()
"""


def site(folder: Path, content: str, *more: str) -> Path:
    """Write a site as a build leaves it."""
    folder.mkdir(parents=True)
    for name in ("index.html", *more):
        (folder / name).write_text(content)
    (folder / WRITTEN).write_bytes(written_file(("index.html", *more)))
    return folder


def left(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


@pytest.fixture(params=["exchange", "renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "renames":
        monkeypatch.setattr(atomic, "_exchange", lambda *_: False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_new_site_takes_the_place_of_the_old(tmp_path: Path) -> None:
    final = site(tmp_path / "site", "old", "gone.html")
    staged = StagedDirectory.create(final)
    (staged.path / "index.html").write_text("new")
    assert (final / "index.html").read_text() == "old"
    staged.publish()
    assert left(final) == ["index.html"]
    assert (final / "index.html").read_text() == "new"
    assert left(tmp_path) == ["site"]


@pytest.mark.usefixtures("way")
def test_the_first_site_needs_no_old_one(tmp_path: Path) -> None:
    staged = StagedDirectory.create(tmp_path / "deep/site")
    (staged.path / "index.html").write_text("new")
    staged.publish()
    assert (tmp_path / "deep/site/index.html").read_text() == "new"
    assert left(tmp_path / "deep") == ["site"]


@pytest.mark.usefixtures("way")
def test_swapped_folders_change_places(tmp_path: Path) -> None:
    one, other = site(tmp_path / "one", "1"), site(tmp_path / "other", "2")
    swap(one, other)
    assert [(path / "index.html").read_text() for path in (one, other)] == ["2", "1"]


def test_a_failed_rename_puts_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_exchange", lambda *_: False)
    final = site(tmp_path / "site", "old")
    with pytest.raises(FileNotFoundError):
        swap(tmp_path / "missing", final)
    assert (final / "index.html").read_text() == "old"


def test_a_build_that_gives_up_leaves_only_the_old_site(tmp_path: Path) -> None:
    final = site(tmp_path / "site", "old")
    staged = StagedDirectory.create(final)
    (staged.path / "index.html").write_text("half")
    staged.discard()
    staged.discard()
    assert (final / "index.html").read_text() == "old"
    assert left(tmp_path) == ["site"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_what_a_killed_build_left_goes_and_a_running_build_stays(tmp_path: Path) -> None:
    def start() -> tuple[subprocess.Popen[str], Path]:
        process = subprocess.Popen(
            (sys.executable, "-c", HOLDER, str(tmp_path / "site")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    with start()[0] as killed, start()[0] as running:
        holders = {path.name for path in tmp_path.glob(".site-*")}
        assert len(holders) == 2
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        StagedDirectory.create(tmp_path / "site").discard()
        assert len(list(tmp_path.glob(".site-*"))) == 1
        running.communicate()
    StagedDirectory.create(tmp_path / "site").discard()
    assert left(tmp_path) == []


def test_folders_of_other_names_are_left_alone(tmp_path: Path) -> None:
    for name in (".site-notes", ".site-packages", ".site-abcdefghi", "site-abcdefgh"):
        (tmp_path / name / "mine").mkdir(parents=True)
    (tmp_path / ".site-filefile").write_text("mine")
    before = left(tmp_path)
    StagedDirectory.create(tmp_path / "site").discard()
    assert left(tmp_path) == before
    assert all((tmp_path / name / "mine").is_dir() for name in before if name != ".site-filefile")


def test_what_came_while_the_build_ran_is_not_replaced(tmp_path: Path) -> None:
    final = site(tmp_path / "site", "old")
    staged = StagedDirectory.create(final)
    (staged.path / "index.html").write_text("new")
    (final / "CNAME").write_text("mine")
    with pytest.raises(OutputError, match="no build wrote CNAME"):
        staged.publish()
    staged.discard()
    assert left(final) == [WRITTEN, "CNAME", "index.html"]


def promise(path: str, *pieces: bytes) -> Promise:
    return Promise(path, (), lambda: pieces)


def test_files_are_written_where_they_belong(tmp_path: Path) -> None:
    write_files(tmp_path, [promise("a/b/c.json", b"1"), promise("a/b/d.json", b"\r", b"\n"), promise("e")])
    assert (tmp_path / "a/b/d.json").read_bytes() == b"\r\n"


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "a/./b", "a\\b", "", "a/", "a\0b"])
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError):
        write_files(tmp_path / "in", [promise(path)])
    assert left(tmp_path) == []


def test_no_file_is_written_twice(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="both publish a"):
        write_files(tmp_path, [promise("a", b"1"), promise("a", b"2")])
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_site_is_readable_by_a_web_server(tmp_path: Path) -> None:
    staged = StagedDirectory.create(tmp_path / "site")
    (staged.path / "index.html").write_text("")
    staged.publish()
    mask = os.umask(0o022)
    os.umask(mask)
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o777 & ~mask
