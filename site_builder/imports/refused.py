"""Refused: the rows of an import that were refused, in their files' own columns, as CSV with the reason."""

import csv
import io
from collections.abc import Iterable

from site_builder.csv_cells import guarded
from site_builder.imports.columns import PRIVATE, Columns
from site_builder.imports.ledger import ImportLedger
from site_builder.tables.model import SourceTable


def refused_rows(ledger: ImportLedger, tables: Iterable[tuple[int, SourceTable]]) -> bytes:
    """Return a CSV file of the refused rows: file, sheet, line, code and reason, then each column of the input.

    What is left out of proposals is left out of it, too. Of a row that is refused twice there is one line.
    """
    refused = {(item.place.file, item.place.sheet, item.place.line): item for item in ledger.refused}
    columns: dict[tuple[int, str], list[tuple[int, Columns]]] = {}
    for read in ledger.tables:
        columns.setdefault((read.file, read.sheet), []).append((read.header or 0, read.columns))
    every = [read.columns for read in ledger.tables]
    names = list(dict.fromkeys(own.name(at) for own in every for at in range(len(own.meanings))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "sheet", "line", "code", "reason", *map(guarded, names)])
    for file, table in tables:
        for row in table.rows:
            item = refused.get((file, table.sheet, row.line or 0))
            if item is None:
                continue
            # A row above the first names is cut as those below them.
            known = columns[file, table.sheet]
            own = next((found for line, found in reversed(known) if line <= (row.line or 0)), known[0][1])
            cells: dict[str, str] = {}
            for at, cell in enumerate(row.cells[: len(own.meanings)]):
                if own.meanings[at].meaning not in PRIVATE:
                    cells.setdefault(own.name(at), cell)
            head = [ledger.files[file].name, table.sheet, str(row.line or ""), item.code, item.words]
            writer.writerow([guarded(cell) for cell in (*head, *(cells.get(name, "") for name in names))])
    return out.getvalue().encode()
