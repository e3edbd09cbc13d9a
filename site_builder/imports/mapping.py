"""Mapping: a small file that says what columns mean and what is the same in all, written to be corrected by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from site_builder.errors import UsageError
from site_builder.fmt.scalars import inline
from site_builder.imports.columns import IGNORED, NAMING, tables, words_of
from site_builder.imports.reading import ReadTable
from site_builder.load.strict_yaml import load
from site_builder.rules import message
from site_builder.settings import LIMITS

_MEMBERS: Final = frozenset({"platform", "columns", "record", "evidence"})
_OF_RECORD: Final = frozenset({"affiliations", "basis", "categories", "summary"})
_OF_EVIDENCE: Final = frozenset(
    {"archived", "captured", "kind", "published", "sensitivity", "summary", "url"}
)
"""What may be the same in all: nothing that names the account, and nothing that is found out."""


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
    for fault in _faults(file, value):
        raise fault
    platform = value.get("platform", "")
    if not isinstance(platform, str):
        raise UsageError(f"{file}: platform is not a name")
    by_words = {words_of(name): meaning for name, meaning in columns.items()}
    return ImportMapping(platform, by_words, value.get("record", {}), value.get("evidence", {}))


def _faults(file: str, value: dict[str, Any]) -> Iterator[UsageError]:
    """Yield what is wrong with the members of a mapping."""
    for name in ("columns", "record", "evidence"):
        if not isinstance(value.get(name, {}), dict):
            yield UsageError(f"{file}: {name} is not a mapping of names to values")
    for name, allowed in (("record", _OF_RECORD), ("evidence", _OF_EVIDENCE)):
        for wrong in sorted(value.get(name, {}).keys() - allowed):
            hint = f"it may have {', '.join(sorted(allowed))}"
            yield UsageError(f"{file}: {name} cannot have {wrong}", hint=hint)
    columns, known = value.get("columns", {}), (*tables()["columns"],)
    for name, meaning in columns.items():
        if meaning not in known:
            hint = f"known are {', '.join(known)}"
            yield UsageError(f"{file}: column {name!r} cannot mean {meaning!r}", hint=hint)
    naming = [meaning for meaning in columns.values() if meaning in NAMING]
    if len(naming) > len(set(naming)):
        yield UsageError(f"{file}: two columns have the same meaning", hint="say ignored of all but one")


def written_mapping(read: Sequence[ReadTable], platform: str | None) -> str:
    """Return a mapping file that says what was found out of the columns."""
    lines = [
        "# What each column means. Correct what is wrong, and name this file with --mapping.",
        f"# A column may mean {', '.join(tables()['columns'])}.",
    ]
    known = {table.platform for table in read if table.platform}
    platform = platform or (known.pop() if len(known) == 1 else None)
    if platform:
        lines.append(f"platform: {inline(platform)}")
    lines.append("columns:")
    seen: dict[str, str] = {}
    for table in read:
        for at, item in enumerate(table.columns.meanings):
            if item.platform is None:  # its own name says more than a mapping can
                seen.setdefault(table.columns.name(at), item.meaning or IGNORED)
    lines += [f"  {inline(name)}: {meaning}" for name, meaning in seen.items()]
    return "\n".join(lines) + "\n"
