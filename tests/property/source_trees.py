"""What the laws about loading are tried on: YAML of all styles, good documents of every kind, and changed ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import yaml
from hypothesis import strategies as st

from site_builder import resources
from site_builder.load.files import SourceFile, WorkingTree
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import load_tree
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from tests.instance import BASE, CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KINDS: Final = tuple(sorted({kind.schema for kind in FileKind if kind is not FileKind.PROSE}))

# Surrogates are no text that UTF-8 can carry.
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
trees = st.recursive(
    text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
mappings = st.dictionaries(text, trees, min_size=1, max_size=5)
words = st.text("abcxyz0129 öß北", min_size=1, max_size=6).map(str.strip).filter(bool)


class _Dumper(yaml.CSafeDumper):
    """Writes every value out: no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


@st.composite
def styles(draw: st.DrawFn, *, escapes: bool = True) -> Callable[[Any], str]:
    """Draw one way of writing a value as YAML, on request without escapes of letters."""
    options: dict[str, Any] = {
        "Dumper": _Dumper,
        "allow_unicode": not escapes or draw(st.booleans()),
        "default_flow_style": draw(st.sampled_from([True, False, None])),
        "default_style": draw(st.sampled_from([None, '"', "'"])),
        "explicit_start": draw(st.booleans()),
        "indent": draw(st.integers(2, 6)),
        "sort_keys": draw(st.booleans()),
        "width": draw(st.sampled_from([20, 80, 10_000])),
    }

    def write(value: Any) -> str:
        written: str = yaml.dump(value, **options)
        if _BREAKS.search(written):  # PyYAML writes them as they are, which no source file may
            written = yaml.dump(value, **{**options, "allow_unicode": False})
        return written

    return write


_BREAKS: Final = re.compile("[\x85\u2028\u2029]")

_TOKENS: Final = (
    "a", "b", "no", "0123", "é", "北", "😀", "key", " ", "  ", "\n", "\n  ", "\n- ", "\r\n", "\r", "\t",
    ": ", ":", "- ", "-", "? ", ", ", "[", "]", "{", "}", "'", '"', "|\n  ", ">-\n ", "#", " # c", "&a ",
    "*a", "!!str ", "!t ", "%YAML 1.2\n", "---\n", "...\n", "<<: ", "\\", '"\\u0041"', '"\\ud800"',
    '"\\0"', "\0", "\x1b", "\x85", "\u2028", "\ufeff", "\u202e",
)  # fmt: skip
soup = st.lists(st.sampled_from(_TOKENS), max_size=25).map("".join)
"""Pieces of YAML in no order."""


@dataclass(frozen=True)
class MemorySource:
    """A source tree that is only in memory."""

    files: Mapping[str, bytes]

    def entries(self) -> Iterator[SourceFile]:
        for path, content in sorted(self.files.items()):
            yield SourceFile(path, "file", len(content))

    def read(self, path: str, limit: int) -> bytes:
        return self.files[path][:limit]


@cache
def base_files() -> dict[str, bytes]:
    """Return the minimal instance's files by path."""
    source = WorkingTree(BASE)
    return {entry.path: source.read(entry.path, entry.size) for entry in source.entries()}


@cache
def good_documents(kind: str) -> tuple[Any, ...]:
    """Return typed documents of a kind that fit its schema: those of the minimal instance and of all cases."""
    if kind in {"vocabulary", "platforms"}:
        file = resources.schemas_path() / f"{kind}.yaml"
        loaded = load(file.read_bytes(), file.name)
        entries: Any = shape(kind).typed(loaded.value)
        # One platform is as good as thirteen, and quicker to look at.
        return (entries,) if kind == "vocabulary" else tuple({name: entry} for name, entry in entries.items())
    roots = [BASE, *sorted(path for path in CASES.glob("*/pass*") if (path / "lists").is_dir())]
    documents = [document for root in roots for document in load_tree(WorkingTree(root)).documents.good]
    return tuple(document.typed for document in documents if document.spot.kind.schema == kind)


STRINGS: Final = (
    "", " ", "x", "-", "\n", "a\n", "\na", "a\r", "a\r\n", "\x1c", "\x85", "\u00a0", "\u2028", "\u3000",
    "\ufeff", "\x00", "é", "é\n", "😀", "true", "false", "0", "-0", "01", "1_000", "9" * 18, "9" * 19, "no",
    "null", "e1", "e1\n", "e0", "2026-02-30", "2026-01-01", "2026-01-01\n", "https://news.example/",
    "https://news.example/\n", "https://", "javascript:alert(1)", "7k3f9q2m4d1p", "7k3f9q2m4d1p\n",
    "0" * 64, "0" * 64 + "\n", "x" * 60, "x" * 61, "😀" * 200, "😀" * 201, "😀" * 2000, "😀" * 2001,
    "mailto:a@b", "mailto:a@b\n", "fraud", "open", "upheld", "ssh-ed25519 AAAA", "ssh-ed25519 AAAA\n",
    "A" * 320, "reviews",
    "0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d", "https://{account_id}/x", "/{handle}", "en", "AQ", "a.example",
    "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----",
)  # fmt: skip
hostile = st.sampled_from(STRINGS) | text
_values = st.recursive(
    hostile | st.booleans() | st.integers(-(10**18), 10**18),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile, inner, max_size=3),
    max_leaves=4,
)


def places_of(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a value, itself included."""
    found = [place]
    if isinstance(value, dict):
        for key, part in value.items():
            found += places_of(part, (*place, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            found += places_of(part, (*place, index))
    return found


def at(value: Any, place: tuple[Any, ...]) -> Any:
    """Return the value at a path."""
    for token in place:
        value = value[token]
    return value


def replaced(value: Any, place: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    """Return a copy of `value` in which the value at `place` went through `change`."""
    if not place:
        return change(value)
    head, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {key: replaced(part, rest, change) if key == head else part for key, part in value.items()}
    return [replaced(part, rest, change) if index == head else part for index, part in enumerate(value)]


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """Draw a copy of a value with one thing in it changed: dropped, added, repeated, renamed or replaced."""
    part = draw(st.sampled_from(places_of(value)))
    other, key = draw(_values), draw(hostile)
    number, index = draw(st.integers(-1, 3)), draw(st.integers(0, 30))
    changes: list[Callable[[Any], Any]] = [lambda _: other]

    def rename(old: dict[str, Any]) -> dict[str, Any]:
        names = list(old)
        name = names[index % len(names)]
        return {key if each == name else each: inner for each, inner in old.items()}

    def drop(old: dict[str, Any]) -> dict[str, Any]:
        name = list(old)[index % len(old)]
        return {each: inner for each, inner in old.items() if each != name}

    found = at(value, part)
    if isinstance(found, dict):
        changes += [lambda old: {**old, key: other}]
        changes += [rename, drop] if found else []
    elif isinstance(found, list):
        changes += [lambda old: [*old, other], lambda old: old * max(number, 0), lambda old: old[1:]]
    elif isinstance(found, str):
        changes += [lambda old: old + key, lambda old: key + old, lambda old: old[:-1], str.upper, str.title]
    elif isinstance(found, int):
        changes += [lambda old: old * number, str, lambda old: old + 10**number]
    return replaced(value, part, draw(st.sampled_from(changes)))
