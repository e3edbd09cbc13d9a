"""The lines of a text, numbered and bounded, and the check of cells that both kinds of tables in text need."""

import io
import re
from collections.abc import Iterator
from typing import Final

from site_builder.settings import LIMITS
from site_builder.tables.model import TableFault, TableRefused, TableRow

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def lines(text: io.TextIOBase) -> Iterator[str]:
    """Yield the lines of a text with their ends: LF, CR or both. Raises `TableRefused` for one that is too long."""
    number = 1
    while line := text.readline(LIMITS.table_row + 1):
        if len(line) > LIMITS.table_row:
            raise too_long(number)
        if number > LIMITS.table_lines:
            raise too_many("lines")
        yield line
        number += 1


def too_long(line: int) -> TableRefused:
    """Return what is said of a line that is longer than is allowed."""
    words = f"this line has more than {LIMITS.table_row:,} characters, so the file is not a list of rows"
    return TableRefused("row-size", words, line)


def too_many(what: str) -> TableRefused:
    """Return what is said of a file with more lines or items than is allowed."""
    return TableRefused("file-size", f"the file has more than {LIMITS.table_lines:,} {what}; split it")


def too_large(line: int, reason: str) -> TableFault:
    """Return what is said of a row with more cells (`columns`) or characters (`row-size`) than is allowed."""
    most = f"{LIMITS.table_columns:,} cells" if reason == "columns" else f"{LIMITS.table_row:,} characters"
    return TableFault(reason, line, f"this row has more than {most}")


def checked_row(line: int, cells: tuple[str, ...]) -> TableRow | TableFault | None:
    """Return a row of cells, or what is wrong with it; None where nothing is in it."""
    joined = "".join(cells)
    if not joined or joined.isspace():
        return None
    if len(cells) > LIMITS.table_columns:
        return too_large(line, "columns")
    if not joined.isascii() and _SURROGATE.search(joined):
        words = "letters of this row are in another encoding than the file; save the file as UTF-8"
        return TableFault("encoding", line, words, tuple(_SURROGATE.sub("\ufffd", cell) for cell in cells))
    return TableRow(line, cells)
