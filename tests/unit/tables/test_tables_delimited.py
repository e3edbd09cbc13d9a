"""Cells of delimited text: by what they are cut, what is quoted, and what is wrong with quotation marks."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.settings import LIMITS
from site_builder.tables.delimited import Cutting, cutting_of, rows
from site_builder.tables.model import TableFault, TableRow
from tests.unit.tables.handed_files import cells, everything, handed, refusal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text", "second"),
    [
        ("a.csv", "name;share\nsample;12,5\nother;13,7\n", ("sample", "12,5")),
        ("a.txt", "name|id\nsample|1\n", ("sample", "1")),
        ("a.csv", 'name, note\nsample, "a, b"\n', ("sample", "a, b")),
        ("a.csv", "name, note\nsample, b\n", ("sample", " b")),
        ("a.csv", 'name,note\nsample,"a; b"\n', ("sample", "a; b")),
        ("a.csv", '"name"\n"a, b"\n', ("a, b",)),
        ("a.csv", "handle\n@sample_one\n", ("@sample_one",)),
        ("a.csv", "handle,note\n@sample_one,a,b,c\nx\ny\nz\n", ("@sample_one", "a", "b", "c")),
        ("a.csv", "sep=|\na|b\nc,x|d\n", ("c,x", "d")),
        ("a.csv", "a,b\rc,d\r", ("c", "d")),
        ("a.csv", 'a,b\n"c\rd\r\ne",5" disk\n', ("c\rd\r\ne", '5" disk')),
        ("a.txt", "@sample_one, @sample_two, and others\n@sample_drei\n@sample_four\n", ("@sample_drei",)),
    ],
)
def test_how_cells_are_cut(tmp_path: Path, name: str, text: str, second: tuple[str, ...]) -> None:
    assert cells(handed(tmp_path, name, text))[1] == second


def test_one_line_has_columns_only_where_its_name_says_so(tmp_path: Path) -> None:
    assert cells(handed(tmp_path, "a.txt", "@sample_one, @sample_two\n")) == [("@sample_one, @sample_two",)]
    assert cells(handed(tmp_path, "a.csv", "@sample_one,1\n")) == [("@sample_one", "1")]


def test_rows_are_given_with_the_line_on_which_they_begin(tmp_path: Path) -> None:
    text = 'a,b\r\n\r\n"one\r\ntwo",c\r\n,,\r\nlonger,1,2,\r\nshort\r\n'
    _, tables = everything(handed(tmp_path, "a.csv", text))
    assert tables[""] == [
        TableRow(1, ("a", "b")),
        TableRow(3, ("one\r\ntwo", "c")),
        TableRow(6, ("longer", "1", "2", "")),
        TableRow(7, ("short",)),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\nc,"d\ne,f\ng,h\n', 2),
        ('a,b\n"c\nd","e\nf,g\n', 3),
        ('a,b\nc,"d""\ne,f\n', 2),
        ('a,b\nc,"d" e "f\ng,h\n', 2),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_found_where_it_opens(
    tmp_path: Path, text: str, line: int
) -> None:
    fault = refusal(handed(tmp_path, "a.csv", text))
    assert (fault.reason, fault.line) == ("quote-open", line)


def test_a_quotation_mark_that_is_not_doubled_is_a_fault_of_its_row(tmp_path: Path) -> None:
    _, tables = everything(handed(tmp_path, "a.csv", 'a,b\nc,"d" and "e"\nf,g\n'))
    first, fault, last = tables[""]
    assert isinstance(fault, TableFault)
    assert (fault.reason, fault.line, fault.whole) == ("quote", 2, False)
    assert (first, last) == (TableRow(1, ("a", "b")), TableRow(3, ("f", "g")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a\tb\nc\t"d\ne\tf\ng\th"\n', [("c", '"d'), ("e", "f"), ("g", 'h"')]),  # as Google Sheets writes
        ('a\tb\nc\t"d\ne\tf\n', [("c", '"d'), ("e", "f")]),
        ('a\tb\nc\t"d" said "e"\n', [("c", '"d" said "e"')]),
        ('a\tb\nc\t"d\ne"\nf\tg\n', [("c", "d\ne"), ("f", "g")]),  # as Excel does
        ('a\tb\nc\t"d ""e"""\n', [("c", 'd "e"')]),
    ],
)
def test_tabs_with_and_without_quoting(tmp_path: Path, text: str, expected: list[tuple[str, ...]]) -> None:
    assert cells(handed(tmp_path, "a.tsv", text))[1:] == expected


def test_a_long_line_and_a_long_quoted_cell_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("lines", "delimited"):
        monkeypatch.setattr(f"site_builder.tables.{module}.LIMITS", replace(LIMITS, table_row=1000))
    fault = refusal(handed(tmp_path, "a.csv", f"a,b\nc,{'d' * 999}\n"))
    assert (fault.reason, fault.line) == ("row-size", 2)
    fault = refusal(handed(tmp_path, "a.csv", 'a,b\nc,"d\n' + "e,f\n" * 1000))
    assert (fault.reason, fault.line) == ("quote-open", 2)
    read: list[int] = []

    class Counted(io.StringIO):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
            read.append(size)
            return super().readline(size)

    with pytest.raises(Exception, match="never closed"):
        list(rows(Counted('a,b\nc,"d\n' + "e,f\n" * 1000), Cutting(",")))
    assert len(read) < 260
    assert set(read) == {1001}


def test_a_row_with_too_many_cells_is_a_fault(tmp_path: Path) -> None:
    most = ",".join("x" * LIMITS.table_columns)
    _, tables = everything(handed(tmp_path, "a.csv", f"a,b\nc,d\n{most}\n{most},x\ne,f\n"))
    assert [row.line for row in tables[""] if isinstance(row, TableFault)] == [4]
    assert len(tables[""]) == 5


_cell = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=6)


@given(st.lists(st.lists(_cell, min_size=3, max_size=3), min_size=1), st.sampled_from(",;\t|"))
def test_what_a_program_writes_is_read_as_it_was(table: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    text.seek(0)
    found = [row.cells for row in rows(text, Cutting(delimiter)) if isinstance(row, TableRow)]
    assert found == [tuple(row) for row in table if "".join(row).strip()]


@given(st.text(max_size=60), st.sampled_from([".csv", ".tsv", ".txt"]))
def test_any_text_is_cut_somehow(text: str, ending: str) -> None:
    sample = list(io.StringIO(text, newline=""))
    assert cutting_of(sample, ending).delimiter in {"", ",", ";", "\t", "|"}
