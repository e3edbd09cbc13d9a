"""Plan: what formatting would do to a source tree, as people see it, and each edit of it made on disk."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from site_builder.errors import DefectError, UsageError
from site_builder.fmt.drafts import Below, Completion, is_placed, moves, taken_ids
from site_builder.fmt.edit import put_all
from site_builder.fmt.formatter import Formatted, format_bytes
from site_builder.handles import as_handle
from site_builder.load.atlas import Atlas
from site_builder.load.files import FileSource, SourceFile
from site_builder.load.layout import FileKind, Spot, spot, unsafe_name
from site_builder.load.part import Selection
from site_builder.load.source_tree import PLATFORMS_FILE, load_tree
from site_builder.problems import Problem, Problems
from site_builder.progress import Progress, counted, silent
from site_builder.report.escape import visible
from site_builder.settings import LIMITS
from site_builder.write.files import move_new, write_atomic


@dataclass(frozen=True, slots=True)
class Plan:
    """What formatting does, ordered by file; what it leaves alone, and why."""

    changes: tuple[FileEdit, ...]
    problems: Problems
    defects: tuple[tuple[str, str], ...]
    """Files that the builder itself would have damaged, and how."""
    checked: int
    """Files that were looked at."""


@dataclass(slots=True)
class _Survey:
    """What the first look at each file found."""

    changes: dict[str, FileEdit] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    defects: dict[str, str] = field(default_factory=dict)
    suspects: set[str] = field(default_factory=set)
    """Files that the loader has to look at: unreadable ones, drafts and misplaced records."""


def make_plan(
    source: FileSource,
    below: Below,
    *,
    chosen: Callable[[str], bool] = lambda _: True,
    tell: Progress = silent,
) -> Plan:
    """Return what formatting the chosen files would do.

    `below` is the source of randomness for new ids. Raises `InstanceError` where there are no source files.
    """
    everything = tuple(source.entries())
    entries = tuple(entry for entry in everything if chosen(entry.path))
    atlas = Atlas.of({entry.path: entry for entry in everything})
    completion = Completion(source, atlas, below)
    survey = _Survey()
    for entry in counted(tell, "Reading files", entries):
        _look(source, entry, completion, survey)
    if survey.suspects:
        _settle(source, atlas, completion, below, survey)
    changes = (survey.changes[file] for file in sorted(survey.changes))
    return Plan(
        tuple(changes), Problems.of(survey.problems), tuple(sorted(survey.defects.items())), len(entries)
    )


def _look(source: FileSource, entry: SourceFile, completion: Completion, survey: _Survey) -> None:
    file, where = entry.path, spot(entry.path)
    if entry.kind != "file" or isinstance(where, str) or unsafe_name(file) is not None:
        survey.suspects.add(file)
        return
    if not where.kind.is_laid_out:
        return
    limit = where.kind.most_bytes
    try:
        data = source.read(file, limit + 1)
    except OSError:
        data = None
    if data is None or len(data) > limit:
        survey.suspects.add(file)
        return
    formatted = format_bytes(where.kind, data, file)
    survey.problems.extend(formatted.problems)
    if formatted.defect is not None:
        survey.defects[file] = formatted.defect
    elif formatted.value is not None:
        content = _settled(formatted, file, where, completion, survey)
        if content is not None and content != data:
            survey.changes[file] = FileEdit(file, file, data, content)


def _settled(
    formatted: Formatted, file: str, where: Spot, completion: Completion, survey: _Survey
) -> bytes | None:
    """Return a formatted file with what a record lacks; None for a draft, which stays as it is without an id."""
    value = formatted.value
    if where.kind not in (FileKind.RECORD, FileKind.NEXT_CLAIM) or not isinstance(value, dict):
        return formatted.content
    if where.kind is FileKind.RECORD and not is_placed(file, where.list, value):
        survey.suspects.add(file)
        if "id" not in value:
            return None
    missing = completion.missing_in(where.list, value, file)
    return _with(formatted.content, missing, file, survey) if missing else formatted.content


def _with(content: bytes, values: Mapping[str, Any], file: str, survey: _Survey) -> bytes | None:
    """Return a record's file with other values of some members; None where that cannot be done."""
    try:
        made = put_all(FileKind.RECORD, content, (((name,), value) for name, value in values.items()), file)
    except (DefectError, UsageError) as error:
        survey.defects[file] = str(error)
        return None
    # A checkout may have its own ends of lines (core.autocrlf), and keeps them.
    return made.replace(b"\n", b"\r\n") if b"\r\n" in content else made


def _settle(
    source: FileSource, atlas: Atlas[SourceFile], completion: Completion, below: Below, survey: _Survey
) -> None:
    """Let the loader say what is wrong with the suspects, and give the good ones their places."""
    selected = tuple(
        entry for path, entry in atlas.files.items() if path in survey.suspects or path == PLATFORMS_FILE
    )
    loading = load_tree(Selection(source, selected))
    survey.problems.extend(item for item in loading.documents.problems if item.place.file in survey.suspects)
    found, problems = moves(loading, atlas.files, taken_ids(source, atlas), below)
    survey.problems.extend(problems)
    drafts = {draft.file: draft for draft in loading.tree.drafts}
    for file, target, record_id in found:
        before = source.read(file, LIMITS.record_bytes)
        edit = survey.changes.get(file)
        after: bytes | None = edit.after if edit is not None else before
        if record_id is not None:
            draft: Any = drafts[file].data  # its platform is known
            written = draft.get("handle")
            handle = as_handle(loading.tree.platforms[draft["platform"]], written or "") or written
            known = {"handle": handle} if handle else {}
            values = completion.missing(drafts[file].list, {**draft, **known})
            after = _with(before, {"id": record_id, **values, **known}, file, survey)
        if after is None:
            continue
        survey.changes[file] = FileEdit(file, target, before, after, record_id)


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
