"""Comments: where they are in a document, and to which key or item each belongs.

libyaml drops comments but says where every token begins and ends. What lies between two tokens is white space,
indicators and comments: a `#` there begins one, whatever comes before it. The rules of who owns a comment:

- On the line of a token, after it: the key or item that the token is of.
- On a line of its own: the key or item that comes next; but where mappings or sequences end before that and the
  comment is indented deeper than what comes next, the deepest of them that begins no further right.
- The lines that a file begins with, down to its first blank line or key: nobody's, they stay at the top.

Takes only text that the strict loader finds no fault with.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not re-export it

from site_builder.fmt.node import Branch, Layout, NodeEntry

# The first line of a block scalar may end in a comment, which libyaml counts to the scalar.
_BLOCK_HEADER: Final = re.compile(r"[|>][-+0-9]*[ ]*(#[^\r\n]*)?")
# A blank line, or a # where a comment could begin. After a letter, digit or slash it is part of a scalar.
_SIGN: Final = re.compile(r"(?<![A-Za-z0-9/])#|\n[ \r]*\n|\A[ \r]*\n")
_HEADER: Final = re.compile(r"(?:#[^\n]*\n)+")
_LEFT_OF_ALL: Final = -1
_IN_FLOW: Final = -1


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is being read; `owner` is the entry whose value it is."""

    branch: Branch
    owner: NodeEntry
    column: int
    """Where its keys or dashes are; of no use in flow style."""
    pending: NodeEntry | None = None
    """The key whose value comes next."""


@dataclass(slots=True)
class _Target:
    """Whose lines the comments before a token become."""

    lines: list[str]
    column: int = _LEFT_OF_ALL
    blanks: bool = True
    """Whether blank lines count here; they do not between a key and its value."""


def read(text: str) -> Layout:
    """Return the document with every comment at its key or item."""
    return _Reader(text).read()


def header_alone(text: str) -> list[str] | None:
    """Return the comments at the top of a document that certainly has no others, and no blank lines; or None."""
    header = _HEADER.match(text)
    end = header.end() if header is not None else 0
    # The header's line break may be the first half of a blank line.
    if _SIGN.search(text, max(end - 1, 0)) is not None:
        return None
    return [line.rstrip() for line in text[:end].split("\n")[:-1]]


def comments(text: str) -> tuple[str, ...]:
    """Return every comment of the document in order, from its `#` to the end of its line."""
    reader = _Reader(text)
    reader.read()
    return tuple(reader.comments)


class _Reader:
    """One pass over the events of one text. Events are `Any`: PyYAML types them as one bare class."""

    def __init__(self, text: str) -> None:
        self.comments: list[str] = []
        self._text = text
        self._at = 0
        self._root = NodeEntry(None)
        self._layout = Layout(self._root)
        self._stack: list[_Frame] = []
        self._owner: NodeEntry | None = None
        self._closed: list[_Frame] = []
        self._opened: _Target | None = None

    def read(self) -> Layout:
        """Return the document."""
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
        }
        next_event = CParser(self._text).get_event
        while True:
            event = next_event()
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
            elif type(event) is yaml.StreamEndEvent:
                self._gap(len(self._text), _Target(self._layout.foot), last=True)
                return self._layout

    def _scalar(self, event: Any) -> None:
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.branch.mapping and frame.pending is None:
            entry = frame.pending = self._new(frame, NodeEntry(event.value))
        else:
            entry = self._place(event.value)
        self._token(event, entry)
        if event.style in ("|", ">"):
            self._block_scalar(event, entry)

    def _open(self, event: Any) -> None:
        branch = Branch(mapping=type(event) is yaml.MappingStartEvent)
        entry = self._place(branch)
        if event.flow_style:
            self._token(event, entry)
            self._stack.append(_Frame(branch, entry, _IN_FLOW))
        else:
            self._stack.append(_Frame(branch, entry, event.start_mark.column))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        if frame.column == _IN_FLOW:
            self._token(event, frame.owner, _Target(frame.branch.foot))
        else:
            self._closed.append(frame)

    def _place(self, node: str | Branch) -> NodeEntry:
        """Put a value where it belongs and return its entry."""
        if not self._stack:
            self._root.node = node
            return self._root
        frame = self._stack[-1]
        if not frame.branch.mapping:
            return self._new(frame, NodeEntry(None, node))
        entry, frame.pending = frame.pending, None
        if entry is None:
            raise AssertionError("a key that is not a scalar; the strict loader refuses it")
        entry.node = node
        return entry

    def _new(self, frame: _Frame, entry: NodeEntry) -> NodeEntry:
        frame.branch.entries.append(entry)
        # Of several that begin at one token, the outermost is what a comment is about.
        if self._opened is None:
            self._opened = _Target(entry.lead, frame.column)
        return entry

    def _token(self, event: Any, entry: NodeEntry, target: _Target | None = None) -> None:
        self._gap(
            event.start_mark.index, target or self._opened or _Target(entry.lead, blanks=self._owner is None)
        )
        self._at = event.end_mark.index
        self._owner = entry
        self._closed.clear()
        self._opened = None

    def _block_scalar(self, event: Any, entry: NodeEntry) -> None:
        """Take the comment of the scalar's first line, and leave the blank lines after its last one to the gap."""
        start = event.start_mark.index
        header = _BLOCK_HEADER.match(self._text, start)
        if header is not None and header.group(1):
            self._comment(header.group(1), entry.trail)
        shown = len(self._text[start : self._at].rstrip(" \r\n"))
        self._at = max(start + shown, header.end() if header is not None else start)

    def _gap(self, end: int, target: _Target, *, last: bool = False) -> None:
        """Give the comments and blank lines between the last token and `end` to their owners."""
        gap = self._text[self._at : end]
        if "#" not in gap and gap.count("\n") < 2:  # noqa: PLR2004 - two line breaks enclose a blank line
            return
        rows = gap.split("\n")
        if self._owner is None:
            self._top(rows[:-1], target)
            return
        if "#" in rows[0]:
            self._comment(rows[0], self._owner.trail)
        self._assign(rows[1:] if last else rows[1:-1], target)

    def _top(self, rows: list[str], target: _Target) -> None:
        """Split the lines before the first token into the file's header and what belongs to that token."""
        found: list[str] = []
        self._assign(rows, _Target(found))
        while found and not found[0]:
            del found[0]
        end = found.index("") + 1 if "" in found else len(found)
        self._layout.header = found[:end]
        target.lines.extend(found[end:])

    def _assign(self, rows: list[str], target: _Target) -> None:
        closed = iter(self._closed)
        inner = next(closed, None)
        blank = False
        for row in rows:
            column = row.find("#")
            if column < 0:
                # What is neither blank nor a comment holds indicators only, such as a dash.
                blank = blank or not row.strip()
                continue
            if column <= target.column or row[:column].strip():
                inner = None
            while inner is not None and inner.column > column:
                inner = next(closed, None)
            lines = target.lines if inner is None else inner.branch.foot
            if blank and (target.blanks or inner is not None):
                lines.append("")
            blank = False
            self._comment(row, lines)
        if blank and target.blanks:
            target.lines.append("")

    def _comment(self, row: str, lines: list[str]) -> None:
        comment = row[row.index("#") :].rstrip()
        self.comments.append(comment)
        lines.append(comment)
