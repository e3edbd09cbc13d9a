"""Nodes: a document as the formatter sees it, every key and item with the comments that belong to it.

Mutable while it is being read; nothing here reads or writes text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class NodeEntry:
    """One key with its value, or one item of a sequence (`key` is None), with its comments.

    Lines of comments begin with `#`; an empty line stands for a blank one.
    """

    key: str | None
    node: Node = ""
    lead: list[str] = field(default_factory=list)
    """Lines before it."""
    trail: list[str] = field(default_factory=list)
    """Comments that end its line: normally one at most."""


@dataclass(slots=True)
class Branch:
    """A mapping or a sequence; `foot` are the lines after its last entry, at its own depth."""

    mapping: bool
    entries: list[NodeEntry] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


Node = str | Branch


@dataclass(slots=True)
class Layout:
    """A whole document: the lines at its top, its value, the lines at its end."""

    root: NodeEntry
    header: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


def bare(value: Any) -> Node:
    """Return a value as a node without comments: text, mappings, sequences; numbers and truth values as text.

    Raises `TypeError` for anything else: a defect of the caller.
    """
    if isinstance(value, dict):
        return Branch(mapping=True, entries=[NodeEntry(str(key), bare(part)) for key, part in value.items()])
    if isinstance(value, list | tuple):
        return Branch(mapping=False, entries=[NodeEntry(None, bare(part)) for part in value])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    raise TypeError(f"no YAML source file holds a {type(value).__name__}")


def plain(node: Node) -> Any:
    """Return what the strict loader reads where this node is written: every scalar is text."""
    if isinstance(node, str):
        return node
    if node.mapping:
        return {entry.key: plain(entry.node) for entry in node.entries}
    return [plain(entry.node) for entry in node.entries]


def inner_comments(node: Node) -> list[str]:
    """Return all comments inside a value, in order, without blank lines."""
    if isinstance(node, str):
        return []
    lines = [
        line for entry in node.entries for line in (*entry.lead, *entry.trail, *inner_comments(entry.node))
    ]
    return [line for line in (*lines, *node.foot) if line]
