"""Mapping: a small file that says what columns mean and what is the same in all, written to be corrected by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from site_builder.errors import UsageError
from site_builder.fmt.scalars import inline
from site_builder.imports.columns import IGNORED, tables, words_of
from site_builder.imports.reading import ReadTable
from site_builder.load.strict_yaml import load
from site_builder.rules import message
from site_builder.settings import LIMITS

_MEMBERS: Final = frozenset({"platform", "columns", "record", "evidence"})


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """What a mapping file says; all of it may be missing."""

    platform: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By the words of a column's name its meaning."""
    record: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)


def read_mapping(data: bytes, file: str) -> ImportMapping:
    """Return what a mapping file says. Raises `UsageError` that says what is wrong with it, and where."""
    if len(data) > LIMITS.file_bytes:
        raise UsageError(f"{file} is too large for a mapping")
    loaded = load(data, file)
    for problem in loaded.problems:
        raise UsageError(f"{file}:{problem.place.line}: {message(problem)}")
    value: Any = loaded.value or {}
    if not isinstance(value, dict) or not _MEMBERS.issuperset(value):
        raise UsageError(
            f"{file} is not a mapping of an import", hint=f"it may have {', '.join(sorted(_MEMBERS))}"
        )
    columns = value.get("columns", {})
    known = (*tables()["columns"], IGNORED)
    for name in ("columns", "record", "evidence"):
        if not isinstance(value.get(name, {}), dict):
            raise UsageError(f"{file}: {name} is not a mapping of names to values")
    for name, meaning in columns.items():
        if meaning not in known:
            raise UsageError(
                f"{file}: column {name!r} cannot mean {meaning!r}", hint=f"known are {', '.join(known)}"
            )
    platform = value.get("platform", "")
    if not isinstance(platform, str):
        raise UsageError(f"{file}: platform is not a name")
    by_words = {words_of(name): meaning for name, meaning in columns.items()}
    return ImportMapping(platform, by_words, value.get("record", {}), value.get("evidence", {}))


def written_mapping(read: Sequence[ReadTable], platform: str | None) -> str:
    """Return a mapping file that says what was found out of the columns."""
    lines = [
        "# What each column means. Correct what is wrong, and name this file with --mapping.",
        f"# A column may mean {', '.join((*tables()['columns'], IGNORED))}.",
    ]
    if platform:
        lines.append(f"platform: {inline(platform)}")
    lines.append("columns:")
    seen: dict[str, str] = {}
    for table in read:
        for at, item in enumerate(table.columns.meanings):
            seen.setdefault(table.columns.name(at), item.meaning or IGNORED)
    lines += [f"  {inline(name)}: {meaning}" for name, meaning in seen.items()]
    return "\n".join(lines) + "\n"
