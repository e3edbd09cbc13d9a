"""Documents: one source file from bytes to a typed value that fits its schema, or to problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from site_builder.errors import InstanceError
from site_builder.load.files import FileSource, SourceFile
from site_builder.load.layout import (
    FileKind,
    Spot,
    is_leftover,
    misnamed,
    named_record,
    spot,
    unsafe_name,
    withheld_record,
)
from site_builder.load.parsed import Contents, Parsed
from site_builder.load.strict_yaml import Positions, load, positions
from site_builder.load.typed import shape
from site_builder.model import RecordId
from site_builder.problems import UNREADABLE, Parameter, Place, Problem
from site_builder.rules import message, problem
from site_builder.settings import LIMITS


@dataclass(frozen=True, slots=True)
class Document:
    """A source file that fits its schema.

    `parsed` has the strict loader's text, from which claims are made; `typed` has the schema's types.
    """

    file: str
    spot: Spot
    parsed: Parsed
    typed: Any


@dataclass(frozen=True, slots=True)
class Documents:
    """Every file of a source that could be read, by path, and what is wrong with the rest."""

    good: tuple[Document, ...]
    problems: tuple[Problem, ...]
    checked: int
    """Files that were looked at."""
    folders: frozenset[str]
    """List folders that hold at least one file, good or bad."""
    broken: tuple[tuple[str, Spot], ...]
    """Path and meaning of files that have a place in the layout but could not be read."""
    others: Mapping[RecordId, tuple[str, ...]] = field(default_factory=dict)
    """Paths of records by id, where these are the documents of a part of a tree."""

    @property
    def unread(self) -> tuple[str, ...]:
        """Return the files and folders that could not be opened: what they hold is not known to be absent."""
        files = (item.place.file for item in self.problems if item.code == UNREADABLE)
        return tuple(file for file in files if withheld_record(file) is None)

    @property
    def withholdings(self) -> tuple[str, ...]:
        """Return the entries of `lists/withheld/` that withhold, whatever they are and hold, sorted."""
        paths = (*(item.file for item in self.good), *(path for path, _ in self.broken))
        return tuple(sorted(path for path in paths if withheld_record(path)))

    def refuse_unread(self, question: str) -> None:
        """Raise `InstanceError` where something that may answer a question could not be opened, or has an error."""
        if self.unread:
            error = f"cannot say {question}: {self.unread[0]} cannot be opened"
            raise InstanceError(error, hint="let this user read it, and try again")
        lists = {item.spot.list for item in self.good if item.spot.kind is FileKind.LIST}
        records = (item.spot.list for item in self.good if item.spot.kind is FileKind.RECORD)
        wrong = {f"lists/{name}/list.yaml" for name in records if name not in lists}
        wrong |= {path for path, _ in self.broken if named_record(path) or path == "lists/platforms.yaml"}
        for file in sorted(wrong):
            found = (item for item in self.problems if item.place.file == file)
            at = next(
                (f"{file}:{item.place.line}:{item.place.column}: {message(item)}" for item in found), None
            )
            error = f"cannot say {question}: {at or f'there is no {file}'}"
            raise InstanceError(error, hint="correct it, and try again")


def read_documents(source: FileSource, places: Places, contents: Contents) -> Documents:
    """Read every file of the source. Faults in one never keep another from being read."""
    good: list[Document] = []
    problems: list[Problem] = []
    folders: set[str] = set()
    broken: list[tuple[str, Spot]] = []
    checked = 0
    for entry in source.entries():
        checked += 1
        where = spot(entry.path)
        if isinstance(where, Spot) and where.list:
            folders.add(where.list)
        found = list(_entry_problems(entry, where))
        if not found and isinstance(where, Spot) and where.kind is not FileKind.PROSE:
            document, faults = read_document(source, places, contents, entry.path, where)
            found.extend(faults)
            if document is not None:
                good.append(document)
        if found and isinstance(where, Spot):
            broken.append((entry.path, where))
        problems.extend(_bounded(found, entry.path))
    return Documents(tuple(good), tuple(problems), checked, frozenset(folders), tuple(broken))


def read_document(
    source: FileSource, places: Places, contents: Contents, path: str, where: Spot
) -> tuple[Document | None, list[Problem]]:
    """Read one file: its document where it fits its schema, and its problems."""
    limit = where.kind.most_bytes
    try:
        data = source.read(path, limit + 1)
    except OSError as error:
        return None, [problem(UNREADABLE, Place(path), why=error.strerror or "unreadable")]
    if len(data) > limit:
        return None, [problem("file-size", Place(path), size=f"more than {limit}", limit=limit)]
    parsed = contents.parsed(data, reviews=where.kind is FileKind.REVIEWS)
    value = parsed.value
    problems: list[Problem] = []
    if value is None:
        # Read again: to say what is wrong takes the path and the places.
        loaded = load(data, path)
        problems += loaded.problems
        value = loaded.value
    if value is None:
        return None, problems
    kind = shape(where.kind.schema)
    typed = kind.typed(value)
    faults = kind.faults(typed)
    problems += [
        places.problem(fault.code, path, fault.pointer, on_key=fault.on_key, message=fault.message)
        for fault in faults
    ]
    return (None if problems else Document(path, where, parsed, typed)), problems


def _entry_problems(entry: SourceFile, where: Spot | str) -> Iterator[Problem]:
    place = Place(entry.path)
    if isinstance(where, str) and is_leftover(entry.path.rpartition("/")[2]):
        yield problem("file-unexpected", place, why=where, cause="said")
        return
    if entry.kind == "unreadable folder":
        yield problem(UNREADABLE, place, why="the folder cannot be opened")
        return
    if entry.kind != "file":
        yield problem("file-kind", place, kind=entry.kind)
        return
    unsafe = unsafe_name(entry.path)
    if unsafe is not None:
        yield problem("file-name", place, why=unsafe)
    if isinstance(where, str):
        # Why a file of another kind does not belong says what to do with it.
        more = {} if entry.path.endswith(".yaml") else {"cause": "said"}
        yield problem("file-unexpected", place, why=where, **more)
        return
    wrong = misnamed(entry.path)
    if wrong is not None:
        yield problem("file-unexpected", place, why=wrong)
        return
    limit = where.kind.most_bytes
    if entry.size > limit:
        yield problem("file-size", place, size=entry.size, limit=limit)


def _bounded(problems: list[Problem], file: str) -> list[Problem]:
    limit = LIMITS.problems_per_file
    if len(problems) <= limit:
        return problems
    last = problems[limit - 1].place
    more = problem("more-problems", Place(file, last.line, last.column), count=len(problems) - limit)
    return [*problems[:limit], more]


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
