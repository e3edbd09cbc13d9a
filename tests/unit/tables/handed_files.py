"""Files that are handed in, and what is read of them, as short as a test needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.tables.model import TableFault, TableRow
from site_builder.tables.opened import open_tables

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.tables.model import TableFile


def handed(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file and return its path; text in UTF-8."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def everything(
    path: Path, encoding: str | None = None
) -> tuple[TableFile, dict[str, list[TableRow | TableFault]]]:
    """Return a file that is read, and the rows and faults of its tables by their names."""
    found = open_tables(path, encoding=encoding)
    assert not isinstance(found, TableFault), found
    file, tables = found
    return file, {table.sheet: list(table.rows) for table in tables}


def cells(path: Path, encoding: str | None = None) -> list[tuple[str, ...]]:
    """Return the cells of a file with one table and no faults."""
    _, tables = everything(path, encoding)
    (rows,) = tables.values()
    assert all(isinstance(row, TableRow) for row in rows), rows
    return [row.cells for row in rows]


def refusal(path: Path, encoding: str | None = None) -> TableFault:
    """Return why a file is not read: at once, or as the last that comes of it."""
    found = open_tables(path, encoding=encoding)
    if not isinstance(found, TableFault):
        *_, last = [row for table in found[1] for row in table.rows]
        assert isinstance(last, TableFault)
        found = last
    assert found.whole
    return found
