"""Reading: the rows of a file's tables as entries. Where names of columns are, and what has none, is found out here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final

from site_builder.errors import UsageError
from site_builder.imports.columns import (
    PRIVATE,
    ColumnMeaning,
    Columns,
    are_column_names,
    guessed_columns,
    named_columns,
    words_of,
)
from site_builder.imports.entries import ImportEntry, ReadingRules, RowPlace, RowReader
from site_builder.tables.model import SourceTable, TableFault, TableRow

_LOOKED_AT: Final = 200
"""Rows that are looked at before anything is said of the columns."""
_LONG: Final = re.compile("[1-9][0-9]{15,19}")
_ENOUGH: Final = 20
_RARE: Final = 20
_TITLES: Final = 20
"""Rows before the names of the columns at most: titles and notes."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What was found out of one table: for the report, and for a mapping to be corrected."""

    file: int
    sheet: str
    header: int | None
    """The row that was taken for names of columns, from 1; None where none was."""
    columns: Columns
    hidden: bool = False
    """Whether a workbook hides the sheet."""
    platform: str = ""
    """Of the accounts for which neither the row nor its column says one."""


@dataclass(slots=True)
class FileReader:
    """Reads the tables of files. What it found out is in its fields once the entries were taken."""

    rules: ReadingRules
    names: Sequence[str]
    """Of the files."""
    tables: list[ReadTable] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    """By meaning, in how many rows there was something that is left out."""
    rows: int = 0

    def entries(self, file: int, tables: Iterable[SourceTable]) -> Iterator[ImportEntry]:
        """Yield the entries of all tables of the file with this number.

        Raises `UsageError` where the file turns out to be one that cannot be used.
        """
        for table in tables:
            yield from self._table(file, table)

    def _table(self, file: int, table: SourceTable) -> Iterator[ImportEntry]:
        rows = iter(table.rows)
        first = list(islice(rows, _LOOKED_AT))
        columns, at = self._columns(table.header, [row for row in first if isinstance(row, TableRow)])
        above = at or 0
        if table.header is None and at is not None:
            first = [row for row in first if row.line != at]
        whole = are_whole(row.cells for row in first if isinstance(row, TableRow))
        reader = self._reader(ReadTable(file, table.sheet, at, columns, table.hidden), whole_ids=whole)
        for row in chain(first, rows):
            if isinstance(row, TableFault):
                if row.whole:
                    where = f"line {row.line}: " if row.line else ""
                    raise UsageError(f"{self.names[file]}: {where}{row.words}")
                self.rows += 1
                place = RowPlace(file, table.sheet, row.line or 0)
                yield ImportEntry(place, reason=row.reason, words=row.words)
                continue
            # A sheet may hold several tables, one below the other.
            if table.header is None and are_column_names(row.cells):
                found = named_columns(self.rules.platforms, row.cells)
                if found is not None:
                    columns = self._mapped(found)
                    read = ReadTable(file, table.sheet, row.line, columns, table.hidden)
                    reader = self._reader(read, whole_ids=whole)
                    continue
            self.rows += 1
            place = RowPlace(file, table.sheet, row.line)
            if row.line < above:
                yield ImportEntry(place, reason="above-names")
            else:
                yield from reader.entries(place, row.cells)

    def _reader(self, table: ReadTable, *, whole_ids: bool) -> RowReader:
        default = table.columns.platform or (self.rules.platform.id if self.rules.platform else "")
        self.tables.append(replace(table, platform=default))
        return RowReader(self.rules, table.columns, self.left, whole_ids=whole_ids)

    def _columns(self, header: Sequence[str] | None, rows: Sequence[TableRow]) -> tuple[Columns, int | None]:
        """Return what the columns mean, and the line of the row that has their names, where a row does."""
        if header is not None:
            found = named_columns(self.rules.platforms, header)
            return self._mapped(found or self._guessed(header, rows)), None
        for row in rows[:_TITLES]:
            found = named_columns(self.rules.platforms, row.cells)
            if found is not None:
                return self._mapped(found), row.line
        return self._mapped(self._guessed((), rows)), None

    def _guessed(self, names: Sequence[str], rows: Sequence[TableRow]) -> Columns:
        return guessed_columns(self.rules.platforms, names, [row.cells for row in rows], self.rules.platform)

    def _mapped(self, columns: Columns) -> Columns:
        if not self.rules.mapping:
            return columns
        given = [self.rules.mapping.get(words_of(columns.name(at))) for at in range(len(columns.meanings))]
        taken = {meaning for meaning in given if meaning}
        meanings = tuple(
            ColumnMeaning(told) if told else ColumnMeaning() if item.meaning in taken else item
            for told, item in zip(given, columns.meanings, strict=True)
        )
        return replace(columns, meanings=meanings)


def refuse_fields(fields: Iterable[str], tables: Iterable[ReadTable]) -> None:
    """Raise `UsageError` where a text takes a field from a column that is nowhere, or that is left out."""
    every = [table.columns for table in tables]
    names = sorted({name for columns in every for name in columns.names if name})
    for field_name in fields:
        meanings = {
            columns.meanings[columns.names.index(field_name)].meaning
            for columns in every
            if field_name in columns.names
        }
        if not meanings:
            hint = f"known are {', '.join(names)}" if names else "the files have no names of columns"
            raise UsageError(f"there is no column {field_name} for the text", hint=hint)
        if meanings.intersection(PRIVATE):
            raise UsageError(f"column {field_name} is left out, and is not put into a text either")


def are_whole(rows: Iterable[Sequence[str]]) -> bool:
    """Return whether a table's long numbers were not rounded: enough are there, and few end as a spreadsheet's do.

    It keeps 15 digits of a number: each longer id then ends in zeros. One in a hundred of X's does by itself.
    """
    long = [cell.strip() for row in rows for cell in row if _LONG.fullmatch(cell.strip())]
    return len(long) >= _ENOUGH and sum(cell.endswith("000") for cell in long) * _RARE <= len(long)
