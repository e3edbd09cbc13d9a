"""What a file that was handed in consists of: tables, rows of cells, and what cannot be read, as data."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with something in it; its cells as written, trailing empty ones perhaps among them."""

    line: int
    """Line of the text on which it begins, row of the sheet, or number of the item in JSON; from 1."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableFault:
    """Why a row, or with `whole` the file, is not read."""

    reason: str
    """One of `REASONS`."""
    line: int | None
    """As a row's; None where there is not one line to blame."""
    words: str
    """One or two sentences for the user, which quote nothing of the file."""
    cells: tuple[str, ...] = ()
    """What could be read of the row."""
    whole: bool = False
    """Whether nothing of the file is to be used, rows that were given out before it included."""


REASONS = {
    "columns": "a row has more cells than is allowed",
    "encoding": "letters of a row are in another encoding than those of the file",
    "encoding-unsure": "the encoding of a file cannot be found out",
    "file": "there is no such file, or it is not a file",
    "file-changed": "a file was changed while it was read",
    "file-empty": "a file has no rows",
    "file-form": "a file is of a form that is not read",
    "file-size": "a file is larger than is allowed, or has more tables",
    "item": "an item of a JSON file is not a row",
    "json": "a file is not JSON, though it begins like it",
    "nul": "a file has NUL bytes",
    "quote": "a quotation mark inside a quoted cell is not written twice",
    "quote-open": "a quotation mark is never closed",
    "row-size": "a row is longer than is allowed",
    "workbook": "a workbook is damaged, has a password or is too large",
}
"""Every code of `TableFault.reason`, and when it is given."""

Rows = Iterator[TableRow | TableFault]


@dataclass(slots=True)
class SourceTable:
    """One table of a file. Its rows are read while they are asked for: before the next table is."""

    sheet: str
    """Name of the sheet or of the JSON list; `table 2` where a Markdown file has several; else empty."""
    header: tuple[str, ...] | None
    """Where the form says it (JSON's keys, Markdown's first row); None where one of the rows may be it."""
    rows: Rows
    hidden: bool = False
    """Whether a workbook hides the sheet."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that tables are read from, and how it is read."""

    name: str
    """Its name without folders, as it is: hostile."""
    sha256: str
    """Of the bytes that were read."""
    size: int
    form: str
    """`delimited`, `text` (each line is a cell), `markdown`, `json`, `ndjson`, `xlsx` or `ods`."""
    encoding: str = ""
    """Empty for workbooks."""
    guessed: bool = False
    """Whether the encoding is a guess; without letters beyond ASCII there is nothing to guess."""
    other_encodings: tuple[str, ...] = ()
    """Encodings that fit as well as the one guessed, and give other letters."""
    delimiter: str = ""
    """What cells are cut at; empty for other forms."""


class TableRefused(Exception):  # noqa: N818 - what happened to a file
    """A file cannot be used. Stays inside this package: `open_tables` and tables give the fault out."""

    def __init__(self, reason: str, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.fault = TableFault(reason, line, words, whole=True)
