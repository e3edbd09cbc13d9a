"""Rows of a text whose cells are cut by commas, semicolons, tabs or bars, or that has one cell in each line.

Cells may be quoted as in RFC 4180. Google Sheets writes tabs without quoting anything, so that a quotation mark there
is just that: which of the two a file does is decided by how evenly its rows are cut.
"""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Final, Self

from site_builder.settings import LIMITS
from site_builder.tables.lines import checked_row, lines
from site_builder.tables.model import TableFault, TableRefused, TableRow

_DELIMITERS: Final = ("\t", ",", ";", "|")
"""In the order in which they win where rows are cut as evenly by several."""
_NAMED: Final = {".csv": (",", ";", "|", "\t"), ".tsv": ("\t",), ".tab": ("\t",)}
"""Endings of names that say that there are columns, and by what they may be cut."""
_EVEN: Final = 0.7
"""The part of the rows that have the same number of cells where a text has columns."""
_QUOTE: Final = '"'
_LINE_END: Final = "\r\n"
_BETWEEN: Final = re.compile("[\t\r\n]")

EMPTY: Final = "the file has no rows"

OpenText = Callable[[], AbstractContextManager[io.TextIOBase]]
"""Opens the text from its beginning."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """How lines are cut into cells."""

    delimiter: str = ""
    """Empty where each line is a cell."""
    quoted: bool = True
    """Whether quotation marks around cells are not part of them."""
    spaced: bool = False
    """Whether blanks before a cell are not part of it, so that it may be quoted: `a, "b"`."""
    skipped: int = 0
    """Lines before the first row: Excel's `sep=;`."""

    def cut(self, text: Iterable[str]) -> Iterator[list[str]]:
        """Return the reader of rows; it raises `csv.Error` for one that is wrong, and goes on with the next line."""
        return csv.reader(
            text,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            skipinitialspace=self.spaced,
            strict=self.quoted,
        )


def cutting_of(sample: Sequence[str], ending: str) -> Cutting:
    """Return how a text is cut, by its first lines and the ending of its name."""
    said = sample[0].strip(f"{_QUOTE}{_LINE_END}") if sample else ""
    if said[:4].lower() == "sep=" and said[4:] in _DELIMITERS:
        return Cutting(said[4:], skipped=1)
    filled = [line for line in sample if line.strip()]
    ways = [Cutting(delimiter, spaced=spaced) for delimiter in _DELIMITERS for spaced in (False, True)]
    even = {way: _evenness(filled, way) for way in (*ways, Cutting("\t", quoted=False))}
    best = max(even, key=even.__getitem__)
    if even[best][0] >= _EVEN:
        return replace(best, quoted=True)
    counted = {
        delimiter: sum(line.count(delimiter) for line in filled) for delimiter in _NAMED.get(ending, ())
    }
    if any(counted.values()):
        return Cutting(max(counted, key=lambda each: (even[Cutting(each)], counted[each])))
    if filled and all(line.startswith(_QUOTE) and line.rstrip().endswith(_QUOTE) for line in filled):
        return Cutting(",")
    return Cutting()


def _evenness(sample: Sequence[str], cutting: Cutting) -> tuple[float, bool, int]:
    """Return what part of some lines is cut into the same number of cells, two or more, and what else speaks for it.

    Whether the cuts are elsewhere than inside quotation marks and numbers, and how many cells there are.
    """
    widths: Counter[int] = Counter()
    clean = True
    for cells in _cells(cutting.cut(sample)):
        widths[len(cells)] += 1
        pairs = list(itertools.pairwise(cells))
        in_numbers = pairs and all(one[-1:].isdigit() and two[:1].isdigit() for one, two in pairs)
        clean = clean and not in_numbers and not any(cell.count(_QUOTE) % 2 for cell in cells)
    columns = ((count, width) for width, count in widths.items() if width > 1)
    count, width = max(columns, default=(0, 0))
    # One line alone is even in any case.
    return (count / widths.total() if widths.total() > 1 else 0.0), clean, width


def _cells(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the cells of each row; none of one that is wrong."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield []


def settled(cutting: Cutting, opened: OpenText) -> Cutting:
    """Read a text once through, and return its cutting with what quotation marks mean in it.

    Raises `TableRefused` for what makes its rows unsure: a quotation mark that is never closed, a line without an end.
    """
    refused: TableRefused | None = None
    even, doubtful = 0.0, True
    try:
        even, doubtful = _even_rows(cutting, opened)
    except TableRefused as error:
        refused = error
    if cutting.delimiter == "\t" and doubtful:
        bare = replace(cutting, quoted=False)
        if _even_rows(bare, opened)[0] >= max(even, _EVEN):
            return bare
    if refused:
        raise refused
    if not even:
        raise TableRefused("file-empty", EMPTY)
    return cutting


def _even_rows(cutting: Cutting, opened: OpenText) -> tuple[float, bool]:
    """Return what part of the rows of a text has the same number of cells, and whether quoting may be a mistake.

    Raises as `rows` does.
    """
    widths: Counter[int] = Counter()
    total, doubtful = 0, False
    with opened() as text:
        for row in rows(text, cutting):
            total += 1
            if isinstance(row, TableRow):
                widths[len(row.cells)] += 1
                doubtful = doubtful or any(map(_BETWEEN.search, row.cells))
            else:
                doubtful = True
    return max(widths.values(), default=0) / max(1, total), doubtful


class _RowLines:
    """The lines of a text, for the reader of cells, with those of the row that it is at."""

    def __init__(self, text: io.TextIOBase, cutting: Cutting) -> None:
        self._lines, self._delimiter = lines(text), cutting.delimiter
        self._line, self._size = 0, 0
        self._row: list[str] = []
        for _ in range(cutting.skipped):
            next(self)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._line += 1
        self._size += len(line)
        self._row.append(line)
        if self._size > LIMITS.table_row:
            raise _never_closed(self.open_since() or self.begins)
        return line

    def begin(self) -> None:
        """Forget the row that was read: the next line begins another."""
        self._row.clear()
        self._size = 0

    @property
    def begins(self) -> int:
        """The line on which the row begins."""
        return self._line - len(self._row) + 1

    @property
    def balanced(self) -> bool:
        """Whether the row has a closing quotation mark for each opening one."""
        return sum(line.count(_QUOTE) for line in self._row) % 2 == 0

    def open_since(self) -> int | None:
        """Return the line with the quotation mark that is not closed at the end of the row."""
        since, before = None, self._delimiter
        for number, line in enumerate(self._row, self.begins):
            for character in line:
                if character == _QUOTE:
                    if since is not None:
                        since = None
                    elif before in (self._delimiter, *_LINE_END, _QUOTE):
                        since = number
                if character != " ":
                    before = character
        return since


def _never_closed(line: int) -> TableRefused:
    words = "the quotation mark that opens a cell on this line is never closed; close it, or take it out"
    return TableRefused("quote-open", words, line)


def rows(text: io.TextIOBase, cutting: Cutting) -> Iterator[TableRow | TableFault]:
    """Yield the rows of a text that have something in them. Raises `TableRefused` as `settled` does."""
    if not cutting.delimiter:
        for number, line in enumerate(lines(text), 1):
            row = checked_row(number, (line.rstrip(_LINE_END),))
            if row:
                yield row
        return
    source = _RowLines(text, cutting)
    reader = cutting.cut(source)
    while True:
        source.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _misquoted(source)
            continue
        row = checked_row(source.begins, tuple(cells))
        if row:
            yield row


def _misquoted(source: _RowLines) -> TableFault:
    """Return what is wrong with the quotation marks of a row. Raises `TableRefused` where its end is not known."""
    if source.balanced:
        words = 'a quotation mark inside a quoted cell of this row is not written twice (""); write it twice'
        return TableFault("quote", source.begins, words)
    raise _never_closed(source.open_since() or source.begins)
