"""The tables of a Markdown file: rows between bars below a line of hyphens.

Cells are given as a reader of the page sees them, with the address of each link behind its text. What is outside
tables is not a row.
"""

import html
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from site_builder.tables.lines import checked_row, lines
from site_builder.tables.model import Rows

_DASHES: Final = re.compile(":?-+:?")
_QUOTED: Final = re.compile(r"[ \t]*(?:>[ \t]?)*")
_OTHER: Final = re.compile(r"$|#{1,6} |>|```|~~~")
"""What a table ends at."""
_BAR: Final = re.compile(r"(?<!\\)\|")
_CODE: Final = re.compile(r"(?<!`)(?:``([^`]+(?:`[^`]+)*)``|`([^`]+)`)(?!`)")
_LINK: Final = re.compile(
    r"!?\[(?P<text>[^\[\]]*)\]\([ ]*<?(?P<address>[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)>?"
    r"(?:\s+[\"'][^\"']*[\"'])?\s*\)"
)
_AUTOLINK: Final = re.compile(r"<(https?://[^<>\s]+)>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS: Final = re.compile(r"\*{1,3}([^*]+)\*{1,3}")
_MARK: Final = re.compile(r"[`\\&<\[*]")
_LONG: Final = 4096
"""Characters of a cell from which on it is given as written."""


def _is_rule(line: str) -> bool:
    """Return whether a line is what separates the names of a table's columns from its rows: `| --- | :-: |`."""
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return "|" in line and all(_DASHES.fullmatch(cell.strip()) for cell in cells)


def count_tables(text: Iterable[str]) -> int:
    """Return how many tables some lines have."""
    numbered = enumerate(text, 1)
    return sum(1 for _ in _headers(numbered))


def tables(text: io.TextIOBase) -> Iterator[tuple[tuple[str, ...], Rows]]:
    """Yield the header and the rows of each table; the rows are read before the next table is asked for."""
    numbered = enumerate(lines(text), 1)
    for header in _headers(numbered):
        yield _cells(header), _rows(numbered)


def _headers(numbered: Iterator[tuple[int, str]]) -> Iterator[str]:
    """Yield each line that a line of hyphens makes a header, at which the rows below begin."""
    before = ""
    for _, line in numbered:
        if "-" in line and "|" in before and _is_rule(_bare(line)):
            yield _bare(before)
            before = ""
        else:
            before = line


def _rows(numbered: Iterator[tuple[int, str]]) -> Rows:
    for number, whole in numbered:
        line = _bare(whole)
        if _OTHER.match(line):
            return
        row = checked_row(number, _cells(line))
        if row:
            yield row


def _bare(line: str) -> str:
    """Return a line without its end, the blanks around it and the marks of a quotation."""
    return line[_QUOTED.match(line).end() :].rstrip()  # type: ignore[union-attr]  # it matches nothing, too


def _cells(line: str) -> tuple[str, ...]:
    parts = _BAR.split(line)
    parts = parts[1:] if not parts[0] else parts
    return tuple(
        _shown(part.replace(r"\|", "|").strip()) for part in (parts[:-1] if not parts[-1] else parts)
    )


def _shown(cell: str) -> str:
    """Return a cell's text without its marks, and with the addresses of its links."""
    if len(cell) > _LONG or not _MARK.search(cell):
        return cell
    cell = _AUTOLINK.sub(r"\1", _LINK.sub(_linked, cell))
    emphasis = _EMPHASIS.fullmatch(cell)
    cell = emphasis[1] if emphasis else cell
    shown, place = [], 0
    for code in _CODE.finditer(cell):
        shown += [_prose(cell[place : code.start()]), _unescaped(code[1] or code[2])]
        place = code.end()
    return "".join([*shown, _prose(cell[place:])]).strip()


def _linked(link: re.Match[str]) -> str:
    text, address = link["text"].strip(), link["address"]
    return address if text in {"", address} else f"{text} {address}"


def _prose(text: str) -> str:
    return _unescaped(_ESCAPE.sub(r"\1", text))


def _unescaped(text: str) -> str:
    """Undo entities that end in a semicolon; those without one are parts of addresses."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
