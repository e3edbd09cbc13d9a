"""File edit: one change of the formatter, as people see it and on disk."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.report.escape import visible
from site_builder.write.files import write_atomic
from site_builder.write.move import move_new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNFINISHED: Final = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What happens to one file: other bytes, another path, or both; `record_id` is the id a draft gets."""

    file: str
    target: str
    before: bytes
    after: bytes
    record_id: str | None = None


def apply(root: Path, change: FileEdit) -> None:
    """Write a file's new bytes, then move it where it belongs.

    Interrupted between the two, a draft has its id already, and the next run moves it. Raises `OSError`, and
    `OutputError` where there is something at the new place.
    """
    if change.after != change.before:
        write_atomic(root / change.file, change.after)
    if change.target != change.file:
        move_new(root, change.file, change.target)


def unified(change: FileEdit) -> Iterator[str]:
    """Yield the lines of a unified diff, without line ends; the two names alone where only the path changes.

    What a terminal would obey is made visible.
    """
    old, new = f"a/{change.file}", f"b/{change.target}"
    before, after = (data.decode("utf-8").splitlines(keepends=True) for data in (change.before, change.after))
    rows = list(difflib.unified_diff(before, after, old, new, lineterm=""))
    for row in rows or (f"--- {old}", f"+++ {new}"):
        yield visible(row.removesuffix("\n").removesuffix("\r"))
        if not row.endswith("\n") and not row.startswith(("---", "+++", "@@")):
            yield _UNFINISHED
