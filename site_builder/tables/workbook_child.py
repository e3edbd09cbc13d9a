"""The process that reads a workbook, so that nothing in it can take the memory or the time of the one that asks.

It is run as a file with no access to this package: the workbook comes on standard input, its rows go to standard
output as JSON, one array in each line:

    ["sheet", name, hidden]       a sheet begins
    ["row", line, [cell, ...]]    a row with something in it
    ["columns" or "row-size", line]   a row that is larger than is allowed
    ["end"]                       all was read
    ["failed", reason]            `password`, `damaged`, `large` or `sheets`: nothing more comes

Formulas are not computed and macros not run: cells have the values that were saved with them.
"""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

_EXACT: Final = 2**53 - 1
"""The highest whole number up to which a cell of a number holds each one."""
_DIGITS: Final = 15
"""Digits that spreadsheet programs keep; the others become 0."""
_HINTS: Final = (b' t="e"', b' office:string-value=""')
_ERROR: Final = re.compile(
    rb'(?P<cell><(?:\w+:)?c\b[^<>]*? t=")e"|(?P<tag><table:(?:covered-)?table-cell\b[^<>]*?) office:string-value=""'
)
"""What says in XLSX that a cell is an error, and what hides the text of one in ODS."""


def limit(memory: int, seconds: int) -> None:
    """Bound what this process may use, where the system can do that: address space and processor; no core is dumped."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def cell_text(value: Any) -> str:
    """Return a cell as a person sees it, numbers in full where they are exact and shortened where they are damaged."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return number_text(float(value)) if isinstance(value, int | float) else str(value)


def number_text(value: float) -> str:
    """Return a number's text; of a whole one that lost digits the short form, such as `9.0072E+17`."""
    if not value.is_integer():
        return f"{value:.{_DIGITS}g}"
    digits = str(int(value))
    lost = len(digits.lstrip("-")) > _DIGITS and digits.endswith("0")
    if abs(value) <= _EXACT and not lost:
        return digits
    mantissa, exponent = f"{value:.5E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def with_errors(data: bytes) -> bytes:
    """Return a workbook whose errors (`#N/A`) are cells of text: the library gives empty ones for them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = dict.fromkeys(archive.namelist())
        changed = {name for name in names if name.endswith(".xml") and _has_errors(archive.read(name))}
        if not changed:
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            for name in names:
                content = archive.read(name)
                out.writestr(name, _ERROR.sub(_as_text, content) if name in changed else content)
    return made.getvalue()


def _has_errors(content: bytes) -> bool:
    return any(hint in content for hint in _HINTS)


def _as_text(found: re.Match[bytes]) -> bytes:
    return found["tag"] or found["cell"] + b'str"'


def messages(data: bytes, sheets: int, columns: int, characters: int) -> Iterator[list[Any]]:
    """Yield what is written of a workbook, with at most so many sheets, and cells and characters in a row."""
    from python_calamine import (  # noqa: PLC0415 - after the limits were set
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(with_errors(data)))
        found = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(found) > sheets:
            yield ["failed", "sheets"]
            return
        for sheet in found:
            yield ["sheet", sheet.name, sheet.visible != SheetVisibleEnum.Visible]
            for line, values in enumerate(book.get_sheet_by_name(sheet.name).iter_rows(), 1):
                cells = [cell_text(value) for value in values]
                while cells and not cells[-1]:
                    cells.pop()
                if len(cells) > columns or sum(map(len, cells)) > characters:
                    yield ["columns" if len(cells) > columns else "row-size", line]
                elif cells:
                    yield ["row", line, cells]
        yield ["end"]
    except PasswordError:
        yield ["failed", "password"]
    except CalamineError:
        yield ["failed", "damaged"]
    except MemoryError:
        yield ["failed", "large"]


def main(arguments: list[str]) -> None:
    """Read a workbook from standard input within the limits given: memory, seconds, sheets, columns, characters."""
    memory, seconds, sheets, columns, characters = map(int, arguments)
    limit(memory, seconds)
    for message in messages(sys.stdin.buffer.read(), sheets, columns, characters):
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
