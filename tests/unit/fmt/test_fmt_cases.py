"""The canonical form by example: each `<case>.in.yaml` of tests/cases_fmt becomes its `<case>.out.yaml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from site_builder.fmt.comments import comments
from site_builder.fmt.edit import put
from site_builder.fmt.formatter import format_bytes
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load

_FOLDER: Final = Path(__file__).parents[2] / "cases_fmt"
_PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "format.md"
_CASES: Final = sorted(_FOLDER.rglob("*.in.yaml"))


def _name(path: Path) -> str:
    return path.relative_to(_FOLDER).as_posix().removesuffix(".in.yaml")


@pytest.mark.parametrize("path", _CASES, ids=_name)
def test_a_case_takes_its_canonical_form_and_keeps_it(path: Path) -> None:
    kind = FileKind(path.parent.name)
    before = path.read_bytes()
    expected = path.with_name(path.name.replace(".in.", ".out.")).read_bytes()

    formatted = format_bytes(kind, before, path.name)
    assert formatted.problems == ()
    assert formatted.defect is None
    assert formatted.content.decode() == expected.decode()
    assert format_bytes(kind, expected, path.name).content == expected

    assert load(expected, "").value == load(before, "").value
    assert sorted(comments(expected.decode())) == sorted(comments(before.decode()))


def test_there_are_cases_and_each_has_both_halves() -> None:
    assert len(_CASES) > 10
    halves = {path.name.replace(".out.", ".in.") for path in _FOLDER.rglob("*.out.yaml")}
    assert halves == {path.name for path in _CASES}


def test_the_example_of_the_documentation_is_in_canonical_form() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", _PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert format_bytes(FileKind.RECORD, example.encode(), "").content.decode() == example


def test_line_ends_of_windows_stay_and_a_missing_last_one_is_added() -> None:
    data = b"# top\r\n\r\nhandle: a # b\r\nsummary: |\r\n  one\r\n  two"
    formatted = format_bytes(FileKind.RECORD, data, "x.yaml")
    assert formatted.content == b"# top\r\n\r\nhandle: a  # b\r\nsummary: |-\r\n  one\r\n  two\r\n"


@pytest.mark.parametrize("data", [b"handle: a\r\nplatform: twitter\n", b"handle: a\nplatform: twitter\r\n"])
def test_mixed_line_ends_alone_are_no_reason_to_write_a_file(data: bytes) -> None:
    assert format_bytes(FileKind.RECORD, data, "x.yaml").content == data


def test_a_draft_gets_its_id_as_first_key_below_the_header() -> None:
    data = b"# top\n\n# about the handle\nhandle: a\n"
    content = put(FileKind.RECORD, data, ("id",), "7k3f9q2m4d1p", "x.yaml")
    assert content == b"# top\n\nid: 7k3f9q2m4d1p\n# about the handle\nhandle: a\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a: 1\na: 2\n", "yaml-duplicate-key"),
        (b"a: &x 1\nb: *x\n", "yaml-alias"),
        (b"a:\t1\n", "yaml-tab"),
        (b"\xef\xbb\xbfa: 1\n", "yaml-encoding"),
        (b"a: 1\n---\nb: 2\n", "yaml-document"),
        (b"# nothing\n", "yaml-document"),
        (b"[" * 40 + b"]" * 40, "yaml-depth"),
        (b"a: [\n", "yaml-syntax"),
    ],
)
def test_a_file_with_problems_is_left_as_it_is(data: bytes, code: str) -> None:
    formatted = format_bytes(FileKind.RECORD, data, "lists/a/x.yaml")
    assert formatted.content == data
    assert formatted.value is None
    assert code in {problem.code for problem in formatted.problems}
    assert {problem.place.file for problem in formatted.problems} == {"lists/a/x.yaml"}


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"a: 2\n# c\n", "the result would have another meaning"),
        (b"a: 1\n", "the result would have other comments"),
        (b"a: 1 # c\n# c\n", "the result would have other comments"),
        (b"a: [\n", "the result could not be read again (yaml-syntax)"),
    ],
)
def test_a_result_that_would_lose_something_is_a_defect_and_not_written(
    monkeypatch: pytest.MonkeyPatch, broken: bytes, why: str
) -> None:
    monkeypatch.setattr("site_builder.fmt.formatter.emit_layout", lambda _layout, _form: broken)
    data = b"'a':   1   # c\n"
    formatted = format_bytes(FileKind.RECORD, data, "x.yaml")
    assert formatted.content == data
    assert formatted.defect == why
