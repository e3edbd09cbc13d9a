"""`handlelists fmt`: what it writes, what it says, how it exits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.cli import run
from tests.unit.fmt.test_fmt_plan import FIRST, HOME, RECORD, placed, put

if TYPE_CHECKING:
    from pathlib import Path

DRAFT: Final = "lists/harbour/drafts/one.yaml"
MESSY: Final = "'title':   b # c\n"
TIDY: Final = "title: b  # c\n"


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, {"lists/instance.yaml": MESSY, DRAFT: RECORD, "lists/harbour/list.yaml": TIDY})
    return tmp_path


def test_it_formats_places_and_says_so_and_has_nothing_left_to_do(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fmt", "--root", str(root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    files = snapshot(root)
    (placed,) = (path for path in files if "/twitter/" in path)
    name = placed.rsplit("/", 1)[1].removesuffix(".yaml")
    assert placed == f"lists/harbour/twitter/{name[:2]}/{name}.yaml"
    head, salt, rest = files[placed].decode().split("\n", 2)
    assert (head, len(salt), rest) == (f"id: {name}", len("salt: ") + 26, RECORD)
    assert DRAFT not in files
    assert files["lists/instance.yaml"].decode() == TIDY
    assert lines == [
        f"gave id {name} to {DRAFT}, now {placed}",
        "formatted lists/instance.yaml",
        "3 files, 2 changed",
    ]
    assert len(files) == 3, "no temporary file is left"

    assert run(["fmt", "--root", str(root)]) == 0
    assert capsys.readouterr().out == "3 files, 0 changed\n"
    assert run(["fmt", "--check", "--diff", "--root", str(root)]) == 0
    assert snapshot(root) == files


def test_check_writes_nothing_and_names_each_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(root)
    assert run(["fmt", "--check", "--root", str(root)]) == 1
    assert snapshot(root) == before
    assert capsys.readouterr().out.splitlines() == [
        f"would give {DRAFT} an id and move it to lists/harbour/twitter/",
        "would format lists/instance.yaml",
        "3 files, 2 would change",
    ]


def test_diff_writes_nothing_and_shows_what_would_change(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / DRAFT).unlink()
    (root / "lists/harbour/list.yaml").write_bytes("a: \u202e\x20# \u2066\r\nb: 'c'".encode())
    before = snapshot(root)
    assert run(["fmt", "--diff", "--root", str(root)]) == 1
    assert snapshot(root) == before
    assert capsys.readouterr().out.splitlines() == [
        "--- a/lists/harbour/list.yaml",
        "+++ b/lists/harbour/list.yaml",
        "@@ -1,2 +1,2 @@",
        "-a: \\u202e # \\u2066",
        "-b: 'c'",
        "\\ No newline at end of file",
        '+a: "\\u202e"  # \\u2066',
        "+b: c",
        "--- a/lists/instance.yaml",
        "+++ b/lists/instance.yaml",
        "@@ -1 +1 @@",
        "-'title':   b # c",
        "+title: b  # c",
    ]


def test_a_misplaced_record_is_moved_and_the_diff_shows_both_names(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / DRAFT).unlink()
    put(root, {f"lists/harbour/{FIRST}.yaml": placed(FIRST), "lists/instance.yaml": TIDY})
    assert run(["fmt", "--diff", "--root", str(root)]) == 1
    assert capsys.readouterr().out == f"--- a/lists/harbour/{FIRST}.yaml\n+++ b/{HOME}\n"
    assert run(["fmt", "--check", "--root", str(root)]) == 1
    assert capsys.readouterr().out.startswith(f"would move lists/harbour/{FIRST}.yaml to {HOME}\n")
    assert run(["fmt", "--root", str(root)]) == 0
    assert capsys.readouterr().out.startswith(f"moved lists/harbour/{FIRST}.yaml to {HOME}\n")
    assert (root / HOME).read_text() == placed(FIRST)


def test_a_file_with_problems_is_reported_and_left_and_the_others_are_written(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, {"lists/harbour/sources.yaml": "a: 1\na: 2\n"})
    assert run(["fmt", "--root", str(root)]) == 1
    out = capsys.readouterr().out
    assert "lists/harbour/sources.yaml:2:1: error:" in out
    assert "[yaml-duplicate-key]" in out
    assert "formatted lists/instance.yaml\n" in out
    assert (root / "lists/harbour/sources.yaml").read_text() == "a: 1\na: 2\n"


def test_a_fault_of_the_builder_exits_70_and_leaves_the_file_alone(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.fmt.formatter.emit_layout", lambda _layout, _form: b"a: other\n")
    before = snapshot(root)
    assert run(["fmt", "--root", str(root)]) == 70
    assert "a fault in handlelists: lists/instance.yaml" in capsys.readouterr().err
    assert snapshot(root) == before


def test_json_says_the_same_for_programs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, {"lists/harbour/sources.yaml": "a: ["})
    assert run(["fmt", "--check", "--diff", "--format", "json", "--root", str(root)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["checked"] == 4
    assert document["written"] is False
    assert document["defects"] == []
    assert [problem["code"] for problem in document["problems"]] == ["yaml-syntax"]
    draft, instance = document["changes"]
    assert any(line.startswith("+id: ") for line in draft.pop("diff"))
    assert draft == {"draft": True, "file": DRAFT, "formatted": True}
    assert (instance["draft"], instance["target"]) == (False, "lists/instance.yaml")

    assert run(["fmt", "--format", "json", "--root", str(root)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["written"] is True
    assert (root / document["changes"][0]["target"]).is_file()


def test_paths_choose_files_and_folders(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "lists")
    assert run(["fmt", "--root", "..", "instance.yaml", "harbour/list.yaml"]) == 0
    assert capsys.readouterr().out == "formatted lists/instance.yaml\n2 files, 1 changed\n"
    assert run(["fmt", "--root", str(root), "--check", str(root / "lists/harbour/drafts")]) == 1
    assert DRAFT in capsys.readouterr().out


@pytest.mark.parametrize("path", ["lists/absent.yaml", "elsewhere.yaml", "lists/../elsewhere.yaml"])
def test_a_path_that_is_not_there_or_not_a_source_is_wrong_use(
    root: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, {"elsewhere.yaml": MESSY})
    assert run(["fmt", "--root", str(root), str(root / path)]) == 2
    assert capsys.readouterr().err.startswith("handlelists: ")
    assert (root / "elsewhere.yaml").read_text() == MESSY


def test_a_link_named_on_the_command_line_is_not_followed(root: Path) -> None:
    put(root, {"outside.yaml": MESSY})
    link = root / "lists/harbour/sources.yaml"
    link.symlink_to(root / "outside.yaml")
    assert run(["fmt", "--root", str(root), str(link)]) == 1
    assert (root / "outside.yaml").read_text() == MESSY
    assert link.is_symlink()


def test_hostile_names_reach_the_terminal_as_escapes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, {"lists/harbour/\u202e\x1b[31m.yaml": RECORD})
    assert run(["fmt", "--root", str(root)]) == 1
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert "\\u202e" in captured.out
