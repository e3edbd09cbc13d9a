"""Workbooks: cells as a person sees them, numbers that were damaged stay recognizable, and nothing in one gets out."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.settings import LIMITS
from site_builder.tables import workbook, workbook_child
from site_builder.tables.model import TableFault, TableRow
from site_builder.tables.opened import open_tables
from tests.unit.tables.handed_files import handed, refusal
from tests.unit.tables.workbook_files import (
    DAY,
    MOMENT,
    number,
    ods,
    ods_cell,
    ods_row,
    other,
    row,
    text,
    xlsx,
    xlsx_parts,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def _messages(data: bytes) -> list[list[Any]]:
    """Return what the process would write, read in this one."""
    return list(workbook_child.messages(data, 10, 20, 1000))


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("123", "123"),
        ("123.0", "123"),
        ("-5", "-5"),
        ("0.30000000000000004", "0.3"),
        ("9007199254740991", "9007199254740991"),
        ("9007199254740992", "9.0072E+15"),
        ("900720000000000001", "9.0072E+17"),
        ("1841426044945080320", "1.84143E+18"),
        ("1000000000000000000", "1E+18"),
        ("1234567890123450", "1.23457E+15"),
        ("1234567890123456", "1234567890123456"),
        ("123456789012340", "123456789012340"),
    ],
)
def test_a_number_that_lost_digits_is_given_in_short(written: str, seen: str) -> None:
    assert workbook_child.number_text(float(written)) == seen


def test_kinds_of_cells_of_xlsx() -> None:
    cells = row(
        3,
        text("B3", " @sample_one "),
        number("C3", "900720000000000001"),
        number("D3", "45000", DAY),
        number("E3", "45000.5", MOMENT),
        number("F3", "0.5", MOMENT),
        other("G3", "b", "1"),
        other("H3", "e", "#N/A"),
        other("I3", "str", "cached", 'WEBSERVICE("https://social.example")'),
        other("J3", "e", "#REF!", "A1"),
        text("K3", ""),
    )
    assert _messages(xlsx(cells)) == [
        ["sheet", "Sheet1", False],
        [
            "row",
            3,
            [
                *(" @sample_one ", "9.0072E+17", "2023-03-15", "2023-03-15T12:00:00", "12:00:00", "true"),
                *("#N/A", "cached", "#REF!"),
            ],
        ],
        ["end"],
    ]


def test_kinds_of_cells_of_ods() -> None:
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="">'
        "<text:p>#N/A</text:p></table:table-cell>"
    )
    cells = (
        *(ods_cell("@sample_one"), ods_cell("12", "float"), ods_cell("true", "boolean"), error),
        *(ods_cell("2024-01-02", "date"), ods_cell("1841426044945080320", "float")),
    )
    data = ods({"One": ods_row(repeated=4) + ods_row(*cells), "Two": ods_row(ods_cell("a"), repeated=2)})
    assert _messages(data) == [
        ["sheet", "One", False],
        ["row", 5, ["@sample_one", "12", "true", "#N/A", "2024-01-02", "1.84143E+18"]],
        ["sheet", "Two", False],
        ["row", 1, ["a"]],
        ["row", 2, ["a"]],
        ["end"],
    ]


def test_other_values_have_a_text() -> None:
    assert workbook_child.cell_text(timedelta(hours=30)) == "1 day, 6:00:00"
    assert workbook_child.cell_text(12) == "12"
    assert workbook_child.cell_text(False) == "false"  # noqa: FBT003 - a cell's value


def test_rows_and_sheets_that_are_too_many() -> None:
    wide = row(1, *(text(f"{chr(65 + column)}1", "x") for column in range(21))) + row(
        2, text("A2", "x" * 1001)
    )
    assert _messages(xlsx(wide))[1:] == [["columns", 1], ["row-size", 2], ["end"]]
    many = zipped(xlsx_parts({f"Sheet{place}": row(1, text("A1", "a")) for place in range(11)}))
    assert _messages(many) == [["failed", "sheets"]]
    assert _messages(zipped({"xl/workbook.xml": "<workbook/>"})) == [["failed", "damaged"]]


def test_sheets_are_tables_and_hidden_ones_are_said(tmp_path: Path) -> None:
    parts = xlsx_parts(
        {
            "Accounts": row(2, text("A2", "handle")) + row(4, text("A4", "@sample_one")),
            "Empty": "",
            "Old": row(
                1,
                *(
                    text(f"{first}{second}1", "x")
                    for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                ),
            ),
            "Hidden": row(1, text("A1", "@sample_two")),
        },
        {"Hidden": "hidden"},
    )
    path = handed(tmp_path, "book.bin", zipped(parts))
    found = open_tables(path)
    assert not isinstance(found, TableFault)
    file, tables = found
    assert (file.form, file.encoding, file.size) == ("xlsx", "", path.stat().st_size)
    read = [(table.sheet, table.hidden, table.header, list(table.rows)) for table in tables]
    assert read[0] == ("Accounts", False, None, [TableRow(2, ("handle",)), TableRow(4, ("@sample_one",))])
    assert [sheet for sheet, *_ in read] == ["Accounts", "Old", "Hidden"]
    assert read[2][1:] == (True, None, [TableRow(1, ("@sample_two",))])


def test_damaged_workbooks_are_refused_before_they_are_read(tmp_path: Path) -> None:
    good = xlsx(row(1, text("A1", "a")))
    locked = bytearray(good)
    place = locked.index(b"PK\x01\x02")
    locked[place + 8] |= 1
    for data in (good[: len(good) // 2], b"PK\x03\x04 and nothing"):
        fault = refusal(handed(tmp_path, "a.xlsx", data))
        assert (fault.reason, "damaged" in fault.words) == ("workbook", True)
    assert "password" in refusal(handed(tmp_path, "a.xlsx", bytes(locked))).words


def test_packings_that_take_any_memory_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in xlsx_parts({"A": row(1, text("A1", "a"))}).items():
            archive.writestr(name, content)
    found = open_tables(path)
    assert isinstance(found, TableFault)
    assert found.reason == "workbook"


def test_a_small_file_that_unpacks_to_very_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.tables.archive.LIMITS", replace(LIMITS, workbook_unpacked=1_000_000))
    bomb = bytearray(
        zipped(xlsx_parts({"A": row(1, text("A1", "a"))}) | {"xl/media/a.bin": bytes(1_200_000)})
    )
    assert len(bomb) < 10_000
    assert (
        refusal(handed(tmp_path, "a.xlsx", bytes(bomb))).words
        == "the workbook unpacks to more than 1.0 MB; split it"
    )
    monkeypatch.setattr("site_builder.tables.opened.LIMITS", replace(LIMITS, workbook_bytes=1000))
    assert refusal(handed(tmp_path, "a.xlsx", bytes(bomb))).reason == "file-size"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource on Windows")
def test_a_cell_far_away_ends_the_process_and_nothing_else(tmp_path: Path) -> None:
    far = xlsx(row(1, text("A1", "a")) + row(1_048_576, text("XFD1048576", "b")))
    fault = refusal(handed(tmp_path, "a.xlsx", far))
    assert fault.words == (
        "the workbook cannot be read within 1.0 GB of memory or 60 seconds; save its sheet as CSV UTF-8"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource on Windows")
def test_the_process_has_a_limit_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LIMITS", replace(LIMITS, workbook_memory=150_000_000))
    repeated = ods({"A": ods_row(ods_cell("a", repeated=200), repeated=20_000)})
    assert "memory" in refusal(handed(tmp_path, "a.ods", repeated)).words


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource on Windows")
def test_the_process_has_a_limit_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LIMITS", replace(LIMITS, workbook_seconds=0))
    busy = tmp_path / "busy.py"
    source = Path(workbook_child.__file__).read_text(encoding="utf-8")
    busy.write_text(
        source.replace("limit(memory, seconds)\n", "limit(memory, seconds)\n    while True:\n        pass\n")
    )
    monkeypatch.setattr(workbook, "_CHILD", busy)
    assert refusal(handed(tmp_path, "a.xlsx", xlsx(row(1, text("A1", "a"))))).reason == "workbook"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'["row", 1, ["a", 1]]',
        b'["row", "1", ["a"]]',
        b'["sheet", 1, 2]',
        b'["failed", [1]]',
        b"[" * 9999,
    ],
)
def test_an_answer_that_is_not_one_is_a_refusal(answer: bytes) -> None:
    kind, fault = workbook._message(answer)  # noqa: SLF001 - nothing else makes such answers
    assert kind == "refused"
    assert fault.whole


def test_what_the_process_says_is_a_refusal_among_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(_data: bytes) -> Iterator[list[Any]]:
        yield ["sheet", "A", False]
        yield ["row", 1, ["a"]]
        yield workbook._message(b'["failed", "password"]')  # noqa: SLF001 - as above

    monkeypatch.setattr(workbook, "_messages", answers)
    (rows,) = [list(table.rows) for table in workbook.sheets(b"")]
    assert rows[0] == TableRow(1, ("a",))
    assert isinstance(rows[1], TableFault)
    assert (rows[1].words, rows[1].whole) == ("the workbook has a password; save it without one", True)


def test_a_process_that_cannot_be_started_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert refusal(handed(tmp_path, "a.xlsx", xlsx(row(1, text("A1", "a"))))).reason == "workbook"


def test_rows_that_nobody_reads_do_not_keep_the_process(tmp_path: Path) -> None:
    found = open_tables(handed(tmp_path, "a.ods", ods({"A": ods_row(ods_cell("a"), repeated=100_000)})))
    assert not isinstance(found, TableFault)
    table = next(found[1])
    assert next(table.rows) == TableRow(1, ("a",))
    table.rows.close()  # type: ignore[attr-defined]  # a generator
    found[1].close()  # type: ignore[attr-defined]  # as above


def test_entities_are_not_expanded() -> None:
    parts = xlsx_parts({"A": ""})
    parts["xl/worksheets/sheet1.xml"] = (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;&b;</t></is></c></row></sheetData></worksheet>'
    )
    assert _messages(zipped(parts))[-1] == ["failed", "damaged"]
