"""Markdown: every table of a file, its cells as a reader sees them, with the addresses of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.tables.model import TableFault, TableRow
from site_builder.tables.opened import open_tables
from tests.unit.tables.handed_files import cells, everything, handed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("`@sample`", "@sample"),
        ("``a ` b``", "a ` b"),
        ("`hxxps[:]//social[.]example/a(b)`", "hxxps[:]//social[.]example/a(b)"),
        (r"a\|b", "a|b"),
        ("a &#124; b &amp; c &copy=1", "a | b & c &copy=1"),
        (r"sample\_one", "sample_one"),
        ("[@sample](https://social.example/@sample)", "@sample https://social.example/@sample"),
        ("[`@sample`](https://social.example/a_(b) 'title')", "@sample https://social.example/a_(b)"),
        ("[https://social.example/a](https://social.example/a)", "https://social.example/a"),
        ("[](<https://social.example/a>)", "https://social.example/a"),
        ("**@sample**", "@sample"),
        ("__sample__", "__sample__"),
        ("sam***", "sam***"),
        ("~~@sample~~", "~~@sample~~"),
        ("<https://social.example/a>", "https://social.example/a"),
        ("a [b] (c)", "a [b] (c)"),
        ("`" * 4000, "`" * 4000),
        ("[x](" * 1000, "[x](" * 1000),
        ("`a" * 3000, "`a" * 3000),
    ],
)
def test_a_cell_is_what_a_reader_sees(tmp_path: Path, cell: str, shown: str) -> None:
    path = handed(tmp_path, "a.md", f"| a | b |\n|---|---|\n| {cell} | x |\n")
    assert cells(path) == [(shown, "x")]


def test_every_table_has_its_header_and_rows(tmp_path: Path) -> None:
    text = (
        "# Title | with a bar\n\nhandle | id\n:-- | --:\n@sample_one | 1\n@sample_two | 2 | 3\nalone\n\n"
        "text | after it\n\n> | **a** |\n> |:-:|\n> | `b` |\n> | |\n## Next\n| x | y |\n| --- |\n```\n"
    )
    found = open_tables(handed(tmp_path, "a.md", text))
    assert not isinstance(found, TableFault)
    tables = [(table.sheet, table.header, list(table.rows)) for table in found[1]]
    assert tables == [
        (
            "table 1",
            ("handle", "id"),
            [
                TableRow(5, ("@sample_one", "1")),
                TableRow(6, ("@sample_two", "2", "3")),
                TableRow(7, ("alone",)),
            ],
        ),
        ("table 2", ("a",), [TableRow(13, ("b",))]),
        ("table 3", ("x", "y"), []),
    ]


def test_a_table_is_found_wherever_it_begins(tmp_path: Path) -> None:
    text = "some text\n" * 40_000 + "| a |\n|---|\n| b |\n"
    file, tables = everything(handed(tmp_path, "a.md", text))
    assert (file.form, tables) == ("markdown", {"": [TableRow(40_003, ("b",))]})


def test_markdown_without_a_table_is_text(tmp_path: Path) -> None:
    file, tables = everything(handed(tmp_path, "a.md", "- @sample_one, since, 2024\n\n- @sample_two, a, b\n"))
    assert file.form == "text"
    assert [row.line for row in tables[""]] == [1, 3]
