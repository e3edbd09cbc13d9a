"""The sheets of a workbook, read in a process of its own whose memory and time are bounded.

That process is not trusted either: what it writes is read as text from outside.
"""

import contextlib
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from site_builder.errors import file_size
from site_builder.settings import LIMITS
from site_builder.tables.archive import DAMAGED, PASSWORD
from site_builder.tables.lines import checked_row, too_large
from site_builder.tables.model import SourceTable, TableFault, TableRefused, TableRow

_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_ANSWER: Final = 16
"""Bytes that a character of a row may take in an answer, its marks included."""


def sheets(data: bytes) -> Iterator[SourceTable]:
    """Yield the sheets of a workbook in order; the rows of one are read before the next is asked for.

    What goes wrong on the way is a fault among the rows, with `whole`.
    """
    name, hidden = "", False
    for is_row, group in itertools.groupby(_messages(data), lambda message: message[0] != "sheet"):
        if is_row:
            yield SourceTable(name, None, _rows(group), hidden=hidden)
        else:
            *_, (_, name, hidden) = group


def _rows(messages: Iterator[list[Any]]) -> Iterator[TableRow | TableFault]:
    for kind, *rest in messages:
        row: TableRow | TableFault | None
        if kind == "row":
            row = checked_row(rest[0], tuple(rest[1]))
        else:
            row = rest[0] if kind == "refused" else too_large(rest[0], kind)
        if row:
            yield row


def _messages(data: bytes) -> Iterator[list[Any]]:
    """Yield what the process writes of a workbook; last, where it fails, `refused` and why."""
    limits = (
        LIMITS.workbook_memory,
        LIMITS.workbook_seconds,
        LIMITS.tables,
        LIMITS.table_columns,
        LIMITS.table_row,
    )
    command = (sys.executable, "-I", str(_CHILD), *map(str, limits))
    try:
        process = subprocess.Popen(  # noqa: S603 - arguments are ours; no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        yield _message(b"")
        return
    with process:
        try:
            yield from _answers(process, data)
        except BaseException:  # nobody reads on
            process.kill()
            raise


def _answers(process: subprocess.Popen[bytes], data: bytes) -> Iterator[list[Any]]:
    given, answers = process.stdin, process.stdout
    if given is None or answers is None:  # pipes were asked for
        return
    with contextlib.suppress(BrokenPipeError), given:
        given.write(data)
    while (message := _message(answers.readline(_ANSWER * LIMITS.table_row)))[0] != "end":
        yield message
        if message[0] == "refused":
            process.kill()
            return


def _message(answer: bytes) -> list[Any]:
    """Return what one line of an answer says, or that it is not one."""
    try:
        message: list[Any] = json.loads(answer)
        kind, *rest = message
    except (ValueError, TypeError, RecursionError):
        kind, rest = "failed", ["large"]
    match kind, rest:
        case ("row", [int(), list(cells)]) if {*map(type, cells)} <= {str}:
            return message
        case ("end", []) | ("sheet", [str(), bool()]) | ("columns" | "row-size", [int()]):
            return message
    why = rest[0] if kind == "failed" and rest else ""
    return ["refused", _refused(why if isinstance(why, str) else "").fault]


def _refused(why: str) -> TableRefused:
    if why == "sheets":
        return TableRefused("file-size", f"the workbook has more than {LIMITS.tables:,} sheets; split it")
    most = f"{file_size(LIMITS.workbook_memory)} of memory or {LIMITS.workbook_seconds} seconds"
    large = f"the workbook cannot be read within {most}; save its sheet as CSV UTF-8"
    return TableRefused("workbook", {"password": PASSWORD, "damaged": DAMAGED}.get(why, large))
