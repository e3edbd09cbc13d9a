"""Emitter: the canonical text of a document. Pure; docs/reference/format.md states the form."""

from typing import Any, Final

from site_builder.fmt.form import Form, form
from site_builder.fmt.node import Branch, Layout, NodeEntry, bare
from site_builder.fmt.scalars import WIDTH, inline, is_word, lines
from site_builder.load.layout import FileKind

_STEP: Final = 2
# A key ends within 1024 characters or is marked as one (YAML 1.2.2 section 7.4.3).
_KEY_LENGTH: Final = 1000


def emit(kind: FileKind, value: Any) -> bytes:
    """Return the canonical file of a value: what the strict loader gives, or the same with its schema's types.

    Raises `TypeError` for a value that no source file holds. A lone surrogate, which is not text, gives a file
    that the strict loader refuses.
    """
    return emit_layout(Layout(NodeEntry(None, bare(value))), form(kind))


def emit_layout(layout: Layout, whole: Form) -> bytes:
    """Return the canonical file of a document with its comments."""
    # The root is laid out like an item whose dash would be left of the margin.
    root, node = layout.root, layout.root.node
    out = _squeezed([*layout.header, *_before(root, whole, -_STEP)])
    if isinstance(node, Branch) and _flow(node, whole, 0) is None:
        _block(out, node, whole, 0)
    else:
        _value(out, "", root, whole, 0)
    out += _squeezed(layout.foot)
    return ("\n".join(out).strip("\n") + "\n").encode()


def _block(out: list[str], branch: Branch, of: Form, indent: int) -> None:
    """Append a branch's entries. The lines before the first are the caller's: a dash may come between."""
    write = _member if branch.mapping else _item
    for number, entry in enumerate(_ordered(branch, of)):
        below = of.child(entry.key)
        if number:
            out += _padded(_before(entry, below, indent), indent)
        write(out, entry, below, indent)
    out += _padded(branch.foot, indent)


def _member(out: list[str], entry: NodeEntry, of: Form, indent: int) -> None:
    pad = " " * indent
    key = inline(entry.key or "")
    head = f"{pad}{key}:"
    if len(key) > _KEY_LENGTH:
        out.append(f"{pad}? {key}")
        head = f"{pad}:"
    node = entry.node
    if isinstance(node, Branch) and _flow(node, of, len(head) + 1) is None:
        out.append(head + _tail(entry))
        first = _ordered(node, of)[0]
        before = _before(first, of.child(first.key), indent + _STEP)
        out += _padded(before[1:] if before and not before[0] else before, indent + _STEP)
        _block(out, node, of, indent + _STEP)
    else:
        _value(out, f"{head} ", entry, of, indent)


def _item(out: list[str], entry: NodeEntry, of: Form, indent: int) -> None:
    head = " " * indent + "- "
    node = entry.node
    if isinstance(node, Branch) and _flow(node, of, len(head)) is None:
        start = len(out)
        _block(out, node, of, len(head))
        out[start] = head + out[start][len(head) :]
    else:
        _value(out, head, entry, of, indent)


def _value(out: list[str], head: str, entry: NodeEntry, of: Form, indent: int) -> None:
    """Append what needs no lines of keys or items: text, and sequences on one line."""
    node = entry.node
    if isinstance(node, str):
        first, *rest = lines(node, of.reading, column=len(head), indent=indent + _STEP)
        out.append(head + first + _tail(entry))
        out += rest
    else:
        out.append(head + (_flow(node, of, len(head)) or "") + _tail(entry))


def _flow(branch: Branch, of: Form, column: int) -> str | None:
    """Return a branch on one line that begins at `column`, or None where it takes a block."""
    if not branch.entries:
        return "{}" if branch.mapping else "[]"
    if branch.mapping or any(branch.foot):
        return None
    reading = of.child(None).reading
    words = []
    for entry in branch.entries:
        if not isinstance(entry.node, str) or not is_word(entry.node) or any(entry.lead) or entry.trail:
            return None
        words.append(inline(entry.node, reading))
    text = f"[{', '.join(words)}]"
    return text if column + len(text) <= WIDTH else None


def _ordered(branch: Branch, of: Form) -> list[NodeEntry]:
    """Return the entries in the schema's order; keys that it does not name follow in their own."""
    if not branch.mapping or not of.named:
        return branch.entries
    given = {entry.key: entry for entry in branch.entries}
    named = [given[key] for key in of.named if key in given]
    return [*named, *(entry for entry in branch.entries if entry.key not in of.named)]


def _before(entry: NodeEntry, of: Form, indent: int) -> list[str]:
    """Return the lines before an entry: its own, and those that find no place further inside."""
    node = entry.node
    if isinstance(node, str):
        return [*entry.lead, *entry.trail[:-1]]
    if not node.entries:
        return [*entry.lead, *entry.trail[:-1], *node.foot]
    if entry.key is not None or _flow(node, of, indent + _STEP) is not None:
        return [*entry.lead, *entry.trail[:-1]]
    # An item whose first key follows its dash: no line fits between the two.
    first = _ordered(node, of)[0]
    return [*entry.lead, *entry.trail, *_before(first, of.child(first.key), indent + _STEP)]


def _tail(entry: NodeEntry) -> str:
    return f"  {entry.trail[-1]}" if entry.trail else ""


def _padded(comments: list[str], indent: int) -> list[str]:
    pad = " " * indent
    return [pad + line if line else "" for line in _squeezed(comments)] if comments else comments


def _squeezed(comments: list[str]) -> list[str]:
    """Return the lines, of several blank ones in a row the first only."""
    return [line for number, line in enumerate(comments) if line or not number or comments[number - 1]]
