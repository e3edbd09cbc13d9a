"""The same accounts come out of every form of file, and of what is not read it is said what to do."""

from __future__ import annotations

import ast
import hashlib
import os
from pathlib import Path
from typing import Final

import pytest

from site_builder.settings import LIMITS
from site_builder.tables import model
from site_builder.tables.handed import opened
from site_builder.tables.model import REASONS, TableFault, TableRefused, TableRow
from site_builder.tables.opened import open_tables
from tests.source import nodes_of
from tests.unit.tables.handed_files import cells, everything, handed, refusal
from tests.unit.tables.workbook_files import zipped

_DATA: Final = Path(__file__).parents[2] / "data" / "tables"
_HEADER: Final = ("handle", "account_id", "address", "note")
_ROWS: Final = [
    ("@sample_one", "1841426044945080320", "https://social.example/@sample_one", 'says "hi", twice'),
    ("@sample_two", "900720000000000001", "https://social.example/@sample_two", "two\nlines"),
    ("@sample_drei", "", "https://social.example/@sample_drei", "größer"),
]


@pytest.mark.parametrize(
    ("name", "form", "delimiter", "lines"),
    [
        ("accounts.csv", "delimited", ",", [1, 2, 4, 6]),
        ("semicolons.csv", "delimited", ";", [2, 3, 4, 6]),
        ("accounts.tsv", "delimited", "\t", [1, 2, 3, 5]),
        ("accounts.md", "markdown", "", [7, 8, 9]),
        ("accounts.json", "json", "", [1, 2, 3]),
        ("accounts.ndjson", "ndjson", "", [1, 2, 3]),
    ],
)
def test_the_same_accounts_come_out_of_every_form(
    name: str, form: str, delimiter: str, lines: list[int]
) -> None:
    path = _DATA / name
    found = open_tables(path)
    assert not isinstance(found, TableFault)
    file, tables = found
    data = path.read_bytes()
    assert (file.name, file.form, file.delimiter) == (name, form, delimiter)
    assert (file.encoding, file.guessed, file.size) == ("utf-8", False, len(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    table = next(tables)
    rows = list(table.rows)
    assert next(tables, None) is None
    header = [] if table.header else [_HEADER]
    assert table.header in {None, _HEADER}
    assert (table.sheet, table.hidden) == ("", False)
    assert rows == [TableRow(*pair) for pair in zip(lines, header + _ROWS, strict=True)]


def test_a_text_has_one_cell_a_line() -> None:
    file, tables = everything(_DATA / "handles.txt")
    assert (file.form, file.delimiter) == ("text", "")
    assert tables[""] == [
        TableRow(1, ("# invented accounts",)),
        TableRow(2, ("@sample_one",)),
        TableRow(3, ("https://social.example/@sample_two, since 2024",)),
        TableRow(5, ('@sample_drei and "others"',)),
    ]


def test_rows_that_nobody_asks_for_are_passed_over(tmp_path: Path) -> None:
    path = handed(tmp_path, "a.json", '{"one": ["a", "b"], "two": ["c"]}')
    found = open_tables(path)
    assert not isinstance(found, TableFault)
    assert [(table.sheet, list(table.rows)) for table in found[1] if table.sheet == "two"] == [
        ("two", [TableRow(1, ("c",))])
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "this is a PDF; copy its table into a spreadsheet, and save that as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls), or a workbook with a password"),
        (b"\x1f\x8b\x08", "unpack it"),
        (b"\x89PNG\r\n", "this is a picture"),
        (b"{\\rtf1", "this is a text with formatting"),
        (b"<!DOCTYPE html><table>", "this is a web page or XML"),
        (b'\xef\xbb\xbf <?xml version="1.0"?>', "this is a web page or XML"),
        (zipped({"word/document.xml": ""}), "this is a Word document"),
        (zipped({"Index/Document.iwa": ""}), "this is a Numbers document"),
        (zipped({"xl/workbook.bin": ""}), "this is a binary Excel workbook"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
            "a document, but not",
        ),
        (zipped({"accounts.csv": ""}), "this is a ZIP archive; unpack it"),
    ],
)
def test_what_is_not_read_is_named_whatever_it_is_called(tmp_path: Path, content: bytes, words: str) -> None:
    fault = refusal(handed(tmp_path, "accounts.csv", content))
    assert fault.reason == "file-form"
    assert words in fault.words


@pytest.mark.parametrize("content", [b"", b"\n \r\n\t\n", b"\xef\xbb\xbf", b",,\n,,\n", b"[]", b" {}"])
def test_a_file_without_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(handed(tmp_path, "a.csv", content)).reason == "file-empty"


def test_what_is_not_a_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path / "none", "cannot be read: No such file"),
        (tmp_path, "this is a folder"),
        (tmp_path / "pipe", "a pipe or a device"),
        (Path("/dev/zero"), "a pipe or a device"),
    ):
        fault = refusal(path)
        assert fault.reason == "file"
        assert words in fault.words


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(LIMITS.table_bytes + 1)  # a hole
    assert refusal(path).words == "the file is larger than 250.0 MB; split it"


def test_a_file_that_grows_is_not_read_beyond_its_limit(tmp_path: Path) -> None:
    path = handed(tmp_path, "a.csv", "a,b\n")
    with opened(path, 10) as (stream, _):
        path.write_bytes(b"x" * 11)
        with pytest.raises(TableRefused, match="larger than 10 bytes"):
            stream.read()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = handed(tmp_path, "a.csv", "handle,id\n@sample_one,1\n")
    found = open_tables(path)
    assert not isinstance(found, TableFault)
    path.write_text("handle,id\n@sample_two,1\n")
    *_, last = [row for table in found[1] for row in table.rows]
    assert last == TableFault(
        "file-changed", None, "the file was changed while it was read; try again", whole=True
    )
    path.unlink()
    found = open_tables(handed(tmp_path, "b.csv", "handle,id\n@sample_one,1\n"))
    assert not isinstance(found, TableFault)
    (tmp_path / "b.csv").unlink()
    assert [row.reason for table in found[1] for row in table.rows if isinstance(row, TableFault)] == ["file"]


def test_a_name_does_not_matter_where_the_content_speaks(tmp_path: Path) -> None:
    assert everything(handed(tmp_path, "a.csv", '[{"a": 1}]'))[0].form == "json"
    assert everything(handed(tmp_path, "b.txt", '{"a": 1}\n{"a": 2}\n'))[0].form == "ndjson"
    assert everything(handed(tmp_path, "c.csv", "| a | b |\n|---|---|\n| 1 | 2 |\n"))[0].form == "markdown"
    links = "[@one](https://social.example/one)\n[@two](https://social.example/two)\n"
    assert cells(handed(tmp_path, "d.json.txt", links))[0] == ("[@one](https://social.example/one)",)


def test_every_reason_is_explained_and_given() -> None:
    given = {
        argument.value
        for path in Path(model.__file__).parent.glob("*.py")
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"TableFault", "TableRefused", "too_large"}
        for argument in node.args
        if isinstance(argument, ast.Constant) and argument.value in REASONS
    }
    assert set(REASONS) - given <= {"row-size"}
