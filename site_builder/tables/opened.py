"""From a path to the tables of the file that is there.

A text is read more than once, a piece at a time, so that it is never held as a whole: for its encoding, for its form
and what makes it unusable, and for its rows. If the last reading gives other bytes than the first, the file is refused.
"""

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from site_builder.settings import LIMITS
from site_builder.tables import json_tables, markdown, workbook
from site_builder.tables.archive import workbook_form
from site_builder.tables.delimited import EMPTY, Cutting, cutting_of, rows, settled
from site_builder.tables.encoding import TextEncoding, encoding_of
from site_builder.tables.form import is_workbook, text_form
from site_builder.tables.handed import HashedBytes, opened
from site_builder.tables.json_tables import headers, json_items, line_items
from site_builder.tables.json_text import JsonItem
from site_builder.tables.lines import lines
from site_builder.tables.model import Rows, SourceTable, TableFault, TableFile, TableRefused

_HEAD: Final = 64
_SAMPLE: Final = 256 * 1024
_MARKDOWN: Final = frozenset({".md", ".markdown"})

Tables = Iterator[SourceTable]


def open_tables(path: Path, *, encoding: str | None = None) -> tuple[TableFile, Tables] | TableFault:
    """Return what a file is and its tables, or why it is not read. Tables and rows are read when they are asked for.

    `encoding` is what the user says that a text is encoded in. The rows of a table are read before the next table
    is asked for, or passed over; a fault among them may be `whole`. Raises `UsageError` for no encoding.
    """
    try:
        with opened(path, LIMITS.table_bytes) as (stream, _):
            head = stream.read(_HEAD)
        return _workbook(path) if is_workbook(head) else _text(path, encoding)
    except TableRefused as refused:
        return refused.fault


def _workbook(path: Path) -> tuple[TableFile, Tables]:
    with opened(path, LIMITS.workbook_bytes) as (stream, raw):
        data = stream.read()
    return TableFile(path.name, raw.sha256, raw.size, workbook_form(data)), workbook.sheets(data)


@dataclass(frozen=True, slots=True)
class _HandedText:
    """A text that was handed in."""

    path: Path
    encoding: TextEncoding
    sha256: str

    @contextlib.contextmanager
    def open(self) -> Iterator[io.TextIOBase]:
        """Open it at its beginning."""
        with self._open() as (text, _):
            yield text

    def tables(self, read: Callable[[io.TextIOBase], Tables]) -> Tables:
        """Yield its tables; what is found to be wrong with the file on the way is a fault among the rows."""
        try:
            with self._open() as (text, raw):
                for table in read(text):
                    guarded = _guarded(table.rows)
                    yield replace(table, rows=guarded)
                    for _ in guarded:
                        pass  # rows that nobody asked for
                if raw.sha256 != self.sha256:
                    raise _changed()
        except TableRefused as refused:
            yield SourceTable("", None, iter([refused.fault]))

    @contextlib.contextmanager
    def _open(self) -> Iterator[tuple[io.TextIOBase, HashedBytes]]:
        with opened(self.path, LIMITS.table_bytes) as (stream, raw):
            try:
                yield self.encoding.text(stream), raw
            except UnicodeError:
                raise _changed() from None


def _changed() -> TableRefused:
    return TableRefused("file-changed", "the file was changed while it was read; try again")


def _guarded(rows: Rows) -> Rows:
    try:
        yield from rows
    except TableRefused as refused:
        yield refused.fault
    except UnicodeError:
        yield _changed().fault


def _text(path: Path, said: str | None) -> tuple[TableFile, Tables]:
    encoding, read = encoding_of(path, said)
    text = _HandedText(path, encoding, read.sha256)
    ending = path.suffix.lower()
    with text.open() as stream:
        sample = list(io.StringIO(stream.read(_SAMPLE), newline=""))
        if len(sample) > 1 and stream.read(1):
            sample.pop()  # it may go on
    form = text_form(sample, ending)
    if form == "text" and ending in _MARKDOWN:
        with text.open() as stream:
            form = "markdown" if markdown.count_tables(lines(stream)) else form
    cutting = Cutting()
    if form in {"json", "ndjson"}:
        tables = _json(text, form)
    elif form == "markdown":
        with text.open() as stream:
            several = markdown.count_tables(lines(stream)) > 1
        tables = text.tables(partial(_markdown, several=several))
    else:
        cutting = settled(Cutting() if ending in _MARKDOWN else cutting_of(sample, ending), text.open)
        form = "delimited" if cutting.delimiter else "text"
        tables = text.tables(lambda stream: iter([SourceTable("", None, rows(stream, cutting))]))
    file = TableFile(
        path.name,
        read.sha256,
        read.size,
        form,
        encoding.name,
        guessed=encoding.guessed,
        other_encodings=encoding.others,
        delimiter=cutting.delimiter,
    )
    return file, tables


def _json(text: _HandedText, form: str) -> Tables:
    def items(stream: io.TextIOBase) -> Iterator[JsonItem]:
        return line_items(stream) if form == "ndjson" else json_items(stream, whole=whole)

    whole = False
    with text.open() as stream:
        known = headers(items(stream))
    if not known:
        whole = True
        with text.open() as stream:
            known = headers(items(stream))
    if not known:
        raise TableRefused("file-empty", EMPTY)
    return text.tables(lambda stream: json_tables.tables(items(stream), known))


def _markdown(stream: io.TextIOBase, *, several: bool) -> Tables:
    for number, (header, found) in enumerate(markdown.tables(stream), 1):
        yield SourceTable(f"table {number}" if several else "", header, found)
