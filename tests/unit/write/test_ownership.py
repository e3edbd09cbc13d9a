"""What was not written by handlelists is neither replaced nor deleted, wherever a command is told to write."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest

from site_builder.cli import run
from site_builder.errors import OutputError
from site_builder.write.atomic import WRITTEN, StagedDirectory, refuse_foreign, refuse_place, written_file
from site_builder.write.files import write_atomic
from site_builder.write.generations import opened
from tests.instance import write_instance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOREIGN = {
    "a page of somebody else": ("index.html",),
    "a clone": (".git/HEAD", "index.html"),
    "one file": ("notes.txt",),
    "folders that are still empty": ("photos/",),
}


def write(folder: Path, *paths: str) -> Path:
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.mkdir() if path.endswith("/") else target.write_text("mine")
    return folder


def built(folder: Path, *paths: str) -> Path:
    """Write what a build leaves: these files, and their names."""
    write(folder, *paths)
    (folder / WRITTEN).write_bytes(written_file(paths))
    return folder


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def into_a_site(folder: Path) -> None:
    StagedDirectory.create(folder).discard()


def into_a_mirror(folder: Path) -> None:
    with opened(folder):
        pass


WRITERS = {"build": into_a_site, "sync": into_a_mirror}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("paths", FOREIGN.values(), ids=FOREIGN)
def test_a_folder_of_something_else_stays(
    tmp_path: Path, paths: tuple[str, ...], writer: Callable[[Path], None]
) -> None:
    folder = write(tmp_path / "web", *paths)
    before = everything(tmp_path)
    with pytest.raises(OutputError):
        writer(folder)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("paths", [("generations/grandparents/anna.txt", "lock"), ("generations/notes.txt",)])
def test_a_folder_that_only_looks_like_a_mirror_stays(tmp_path: Path, paths: tuple[str, ...]) -> None:
    folder = write(tmp_path / "family", *paths)
    before = everything(folder)
    with pytest.raises(OutputError, match="other files, such as generations/"), opened(folder):
        pass
    assert everything(folder) == before


def test_states_behind_a_link_stay(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "0123456789abcdef/mine.txt")
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/generations").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="other files"), opened(tmp_path / "mirror"):
        pass
    assert everything(tmp_path / "elsewhere") == ["0123456789abcdef", "0123456789abcdef/mine.txt"]


@pytest.mark.parametrize("added", ["CNAME", "lists/harbour/notes.txt", "a/b/c", "line\nbreak"])
def test_a_file_that_no_build_wrote_is_named_and_stays(tmp_path: Path, added: str) -> None:
    folder = built(tmp_path / "site", "index.html", "lists/harbour/index.html")
    refuse_foreign(folder)
    write(folder, added)
    with pytest.raises(OutputError) as refused:
        refuse_foreign(folder)
    assert f"no build wrote {added} in" in str(refused.value)


def test_a_link_in_a_site_is_not_followed(tmp_path: Path) -> None:
    folder = built(tmp_path / "site", "index.html")
    (folder / "more").symlink_to(tmp_path)
    with pytest.raises(OutputError, match="no build wrote more in"):
        refuse_foreign(folder)


def test_a_site_may_have_lost_files_and_be_looked_at(tmp_path: Path) -> None:
    folder = built(tmp_path / "site", "index.html", "404.html", "empty/x")
    (folder / "404.html").unlink()
    write(folder, ".DS_Store", "empty/Thumbs.db")
    refuse_foreign(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"files": 1}', b'{"files": [{}]}', b"[" * 100_000])
def test_a_site_whose_own_names_cannot_be_read_is_somebody_elses(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "index.html")
    (tmp_path / WRITTEN).write_bytes(content)
    with pytest.raises(OutputError):
        refuse_foreign(tmp_path)


def test_an_empty_folder_and_nothing_at_all_are_free(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "missing")
    refuse_foreign(tmp_path)


def test_a_file_is_not_replaced_by_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "site")
    with pytest.raises(OutputError, match="not a folder"):
        refuse_foreign(tmp_path / "site")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_instance(tmp_path / "machine/instance")
    (root / ".git/refs").mkdir(parents=True)
    (root / "alias").symlink_to(root / "lists")
    (root / "out").mkdir()
    (root / "link").symlink_to(root / "out")
    (tmp_path / "machines").symlink_to(tmp_path / "machine")
    return root


@pytest.mark.parametrize(
    "place",
    ["lists", "lists/web", "lists/harbour/web", "alias/web", ".git/web", ".git/refs/web", "link", "link/web"],
)
def test_nothing_is_written_among_sources_or_through_a_link(root: Path, place: str) -> None:
    with pytest.raises(OutputError):
        refuse_place(root / place)
    with pytest.raises(OutputError):
        into_a_site(root / place)
    with pytest.raises(OutputError):
        into_a_mirror(root / place)


@pytest.mark.parametrize("place", ["site/sub", "site/report.md", "site/a/b", "mkdocs.yml/x"])
def test_nothing_is_written_inside_a_built_site_or_a_file(root: Path, place: str) -> None:
    (root / "site").mkdir()
    (root / "site" / WRITTEN).write_bytes(written_file(()))
    (root / "mkdocs.yml").touch()
    refuse_place(root / "site")
    with pytest.raises(OutputError, match=r"is inside .*: that is a (built site|file)"):
        refuse_place(root / place)


@pytest.mark.parametrize("command", [refuse_place, partial(write_atomic, content=b"x")])
def test_what_is_neither_file_nor_folder_stays(tmp_path: Path, command: Callable[[Path], None]) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="neither a file nor a folder"):
        command(tmp_path / "pipe")
    assert [path.is_fifo() for path in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize("place", [".", ".."])
def test_a_site_does_not_replace_the_instance(root: Path, place: str) -> None:
    before = everything(root)
    with pytest.raises(OutputError, match="not a built site"):
        into_a_site(root / place)
    assert everything(root) == before


@pytest.mark.parametrize("place", ["site", "out", "out/site", "listsite", "../machine/instance/site"])
def test_other_places_are_free_and_links_outside_the_instance_are_the_machines(
    root: Path, place: str
) -> None:
    refuse_place(root / place)
    refuse_place(root.parent.parent / "machines/instance" / place)
    refuse_place(root.parent.parent / "machines/elsewhere")


@pytest.mark.parametrize("file", ["lists/report.md", ".git/report.md", "link", "link/report.md"])
def test_reports_and_answers_go_nowhere_else_either(root: Path, file: str) -> None:
    commands = {
        "check": ("check", "--base", "HEAD", "--output", f"markdown={root / file}"),
        "review": (
            "review",
            "--as",
            "x",
            "--packet",
            str(root / "lists/instance.yaml"),
            "--out",
            str(root / file),
        ),
    }
    before = everything(root)
    for name, arguments in commands.items():
        assert run([*arguments, "--root", str(root)]) == 2, name
    assert everything(root) == before
