"""Places: from a JSON pointer in a file to line and column, found only when a problem needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.load.strict_yaml import Positions, positions
from site_builder.problems import Parameter, Place, Problem
from site_builder.rules import problem
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from site_builder.load.files import FileSource


class Places:
    """Finds places in the files of one source, reading each file once, and once more for excerpts.

    Excerpts are asked for file by file, as a report is sorted: only the last file's lines are kept.
    """

    def __init__(self, source: FileSource) -> None:
        self._source = source
        self._known: dict[str, Positions] = {}
        self._open: tuple[str, list[str]] = ("", [])

    def at(self, file: str, pointer: str = "", *, on_key: bool = False) -> Place:
        """Return the place of a value (or of the key that holds it); the file's start where it is unknown."""
        marks = self._known.get(file)
        if marks is None:
            marks = self._known[file] = self._read(file)
        mark = marks.of(pointer, key=on_key)
        return Place(file, mark.line, mark.column, pointer)

    def line(self, file: str, number: int) -> str | None:
        """Return a line of a file (from 1) for an excerpt, or None where it cannot be had."""
        if self._open[0] != file:
            self._open = (file, self._lines(file))
        lines = self._open[1]
        return lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else None

    def problem(
        self, code: str, file: str, pointer: str = "", /, *, on_key: bool = False, **params: Parameter
    ) -> Problem:
        """Return a problem of rule `code` at a value of a file."""
        return problem(code, self.at(file, pointer, on_key=on_key), **params)

    def _lines(self, file: str) -> list[str]:
        try:
            return self._source.read(file, LIMITS.file_bytes).decode("utf-8", "replace").split("\n")
        except OSError:
            return []

    def _read(self, file: str) -> Positions:
        try:
            return positions(self._source.read(file, LIMITS.file_bytes))
        except OSError:  # gone since it was loaded: the problem still names the file
            return Positions({}, {})
