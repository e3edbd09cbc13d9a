"""Diff: what a change does to a file's text, for people; what a terminal would obey is made visible."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from site_builder.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.fmt.plan import FileEdit

_UNFINISHED: Final = "\\ No newline at end of file"


def unified(change: FileEdit) -> Iterator[str]:
    """Yield the lines of a unified diff, without line ends; the two names alone where only the path changes."""
    old, new = f"a/{change.file}", f"b/{change.target}"
    before, after = (data.decode("utf-8").splitlines(keepends=True) for data in (change.before, change.after))
    rows = list(difflib.unified_diff(before, after, old, new, lineterm=""))
    for row in rows or (f"--- {old}", f"+++ {new}"):
        yield visible(row.removesuffix("\n"))
        if not row.endswith("\n") and not row.startswith(("---", "+++", "@@")):
            yield _UNFINISHED
