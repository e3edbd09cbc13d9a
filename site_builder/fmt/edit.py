"""Edit: one value added, set or taken out in a source file, its comments kept, in canonical form. Pure.

The edit is made twice: in the document with its comments, which is written, and in the plain value, with which
the result is compared when it has been read again. Nothing is returned that means anything else.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from site_builder.errors import DefectError, UsageError
from site_builder.fmt.comments import comments, read
from site_builder.fmt.emitter import emit_layout
from site_builder.fmt.form import form
from site_builder.fmt.formatter import defect_of
from site_builder.fmt.node import Branch, Layout, NodeEntry, bare, inner_comments, plain
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import Node, load
from site_builder.problems import escape_pointer
from site_builder.rules import message

Path = tuple[str | int, ...]
"""Keys of mappings and numbers of items (from 0, negative from the end), from the root."""


def append(kind: FileKind, data: bytes, path: Path, value: object, file: str) -> bytes:
    """Return a file with `value` as last item of the sequence at `path`.

    The sequence, and the mappings on the way to it, are made where they are absent; `b""` is a new file. Raises
    `UsageError` where the file cannot be read as it is, something else is in the way, or the file would
    grow beyond its limit; `TypeError` for a value that no source file holds.
    """
    return _with_item(kind, data, path, None, value, file)


def insert(kind: FileKind, data: bytes, path: Path, value: object, file: str) -> bytes:
    """Return a file as `append` does, with `value` at `path`, which ends with the number of an item (from 0).

    That item and those after it come behind it.
    """
    *way, at = path
    return _with_item(kind, data, tuple(way), int(at), value, file)


def put(kind: FileKind, data: bytes, path: Path, value: object, file: str) -> bytes:
    """Return a file in which `value` is at `path`; keys on the way are made where they are absent.

    Comments inside a value that is replaced then come before it. Raises as `append` does.
    """
    return put_all(kind, data, ((path, value),), file)


def put_all(kind: FileKind, data: bytes, values: Iterable[tuple[Path, object]], file: str) -> bytes:
    """Return a file in which each value is at its path: several times `put`, in one go."""
    layout, expected, kept = _open(data, file)
    for path, value in values:
        new = bare(value)
        _plain_at(expected, path, file, "")
        holder: Any = _plain_at(expected, path[:-1], file, {})
        holder[path[-1]] = plain(new)
        entry = _reach(layout, path)
        entry.lead += inner_comments(entry.node)
        entry.node = new
    return _written(kind, layout, expected, kept, file)


def remove(kind: FileKind, data: bytes, path: Path, file: str) -> bytes:
    """Return a file without the key at `path`; the comments that are its own go with it.

    Raises `UsageError` where there is no such key, and as `append` does.
    """
    layout, expected, kept = _open(data, file)
    way, last = path[:-1], path[-1]
    members = _plain_at(expected, way, file, {})
    if not isinstance(members, dict) or last not in members:
        raise _unfit(file, path, "anything")
    del members[last]
    branch = _branch(_reach(layout, way))
    gone = next(entry for entry in branch.entries if entry.key == last)
    branch.entries.remove(gone)
    own = Counter(line for line in (*gone.lead, *gone.trail, *inner_comments(gone.node)) if line)
    return _written(kind, layout, expected, tuple((Counter(kept) - own).elements()), file)


def _with_item(  # noqa: PLR0913, PLR0917 - those of `insert`, whose path is two things
    kind: FileKind, data: bytes, path: Path, at: int | None, value: object, file: str
) -> bytes:
    layout, expected, kept = _open(data, file)
    new = bare(value)
    items = _plain_at(expected, path, file, [])
    if not isinstance(items, list):
        raise _unfit(file, path, "a sequence")
    place = len(items) if at is None else at
    items.insert(place, plain(new))
    _branch(_reach(layout, path, mapping=False)).entries.insert(place, NodeEntry(None, new))
    return _written(kind, layout, expected, kept, file)


def _open(data: bytes, file: str) -> tuple[Layout, Node, tuple[str, ...]]:
    """Return a document with its comments, its plain value, and all its comments in order."""
    if not data:
        return Layout(NodeEntry(None, Branch(mapping=True))), {}, ()
    loaded = load(data, file)
    if loaded.problems or loaded.value is None:
        why = "".join(f" ({message(item)})" for item in loaded.problems[:1])
        error = f"{file} cannot be read as it is{why}"
        raise UsageError(error, hint="`handlelists validate` says where; fix the file first")
    text = data.decode("utf-8")
    return read(text), loaded.value, comments(text)


def _plain_at(value: Node, path: Path, file: str, fresh: Node) -> Node:
    """Return what a plain value has at a path; keys on the way are made where they are absent, the last as `fresh`."""
    for number, step in enumerate(path, start=1):
        if isinstance(step, str) and isinstance(value, dict):
            value = value.setdefault(step, fresh if number == len(path) else {})
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            raise _unfit(file, path[:number], "a key" if isinstance(step, str) else "an item")
    return value


def _reach(layout: Layout, path: Path, *, mapping: bool = True) -> NodeEntry:
    """Return the entry at a path that fits the document; absent keys are made, the last with an empty branch."""
    entry = layout.root
    for number, step in enumerate(path):
        branch = _branch(entry)
        if isinstance(step, int):
            entry = branch.entries[step]
            continue
        found = next((child for child in branch.entries if child.key == step), None)
        if found is None:
            found = NodeEntry(step, Branch(mapping=mapping if number == len(path) - 1 else True))
            branch.entries.append(found)
        entry = found
    return entry


def _branch(entry: NodeEntry) -> Branch:
    if isinstance(entry.node, Branch):
        return entry.node
    raise AssertionError("a path leads through a scalar; the plain value was looked at first")


def _written(kind: FileKind, layout: Layout, expected: Node, kept: Iterable[str], file: str) -> bytes:
    content = emit_layout(layout, form(kind))
    defect = defect_of(content, expected, kept)
    if defect is not None:
        raise DefectError(f"{file}: {defect}; nothing was changed")
    if len(content) > kind.most_bytes:
        error = f"{file} would grow to {len(content)} bytes, more than the {kind.most_bytes} that it may have"
        raise UsageError(error)
    return content


def _unfit(file: str, path: Path, what: str) -> UsageError:
    pointer = "".join(f"/{escape_pointer(str(step))}" for step in path)
    return UsageError(f"{file} does not hold {what} at {pointer or 'its root'}")
