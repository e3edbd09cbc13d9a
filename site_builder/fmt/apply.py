"""Apply: one change on disk. The only part of the formatter that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.write.files import write_atomic
from site_builder.write.move import move_new

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.fmt.plan import FileEdit


def apply(root: Path, change: FileEdit) -> None:
    """Write a file's new bytes, then move it where it belongs.

    Interrupted between the two, a draft has its id already, and the next run moves it. Raises `OSError`, and
    `OutputError` where something stands at the new place.
    """
    if change.after != change.before:
        write_atomic(root / change.file, change.after)
    if change.target != change.file:
        move_new(root, change.file, change.target)
