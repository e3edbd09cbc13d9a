"""Strict YAML: every scalar a string, one document, nothing that hides or repeats.

Built on libyaml's event stream: its parser keeps its own stack on the heap, so that depth is counted here
before anything recurses, and anchors, aliases and tags are seen where a composer would resolve them away.
Positions cost nothing on good files: `load` does not keep them; `positions` reads the text again where a
problem needs its place.
"""

import re
from dataclasses import dataclass
from sys import intern
from typing import Any, Final

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not re-export it

from site_builder.load.mistakes import find_mistake
from site_builder.problems import Place, Problem, escape_pointer
from site_builder.rules import problem
from site_builder.settings import LIMITS
from site_builder.strict_json import BYTE_ORDER_MARKS, MARKED

Node = str | list[Any] | dict[str, Any]
"""What the loader gives: text, or sequences and mappings of it."""

# YAML 1.1 breaks lines at NEL, LS and PS, YAML 1.2 does not: a file that holds one means two things.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_TAB: Final = re.compile("\t")
_SHORT: Final = 24
"""Characters of a scalar up to which equal ones are kept once."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document's value, or None where it cannot be had, and what is wrong with it."""

    value: Node | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A position: line and column from 1, in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each value, and each mapping's key, of a document begins, by JSON pointer (RFC 6901)."""

    values: dict[str, Mark]
    keys: dict[str, Mark]

    def of(self, pointer: str, *, key: bool = False) -> Mark:
        """Return the mark of a value (or of the key that holds it), or of its nearest known parent."""
        table = self.keys if key else self.values
        while pointer not in table:
            if not pointer:
                return Mark(1, 1)
            pointer, table = pointer.rpartition("/")[0], self.values
        return table[pointer]


def load(data: bytes, file: str) -> Loaded:
    """Read one document. `file` names it in problems. Never raises on any bytes."""
    text, faults = _text(data, file)
    if text is None:
        return Loaded(None, tuple(faults))
    reader = _Reader(file)
    value = reader.read(text)
    if reader.faults:
        # Read once more, now with positions: only a bad file pays for them.
        reader = _Reader(file, Positions({}, {}))
        value = reader.read(text)
        faults.extend(reader.faults)
    return Loaded(None if reader.fatal else value, tuple(faults))


def positions(data: bytes) -> Positions:
    """Return where the values of a document begin, as far as it can be read."""
    marks = Positions({}, {})
    text, _ = _text(data, "")
    if text is not None:
        _Reader("", marks).read(text)
    return marks


def _text(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """Decode and look for characters that no source file may hold."""
    if data.startswith(BYTE_ORDER_MARKS):
        return None, [problem("yaml-encoding", Place(file), why=f"the file {MARKED}")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        why = f"byte 0x{data[error.start]:02X} is not UTF-8"
        return None, [problem("yaml-encoding", _place(file, before, len(before)), why=why)]
    bad = _FORBIDDEN.search(text)
    if bad:
        why = f"character U+{ord(bad.group()):04X} is not allowed in a source file"
        return None, [problem("yaml-encoding", _place(file, text, bad.start()), why=why)]
    faults = []
    tab = _TAB.search(text)
    if tab:
        # libyaml reads most tabs; going on finds the file's other problems in the same run.
        faults.append(problem("yaml-tab", _place(file, text, tab.start())))
    return text, faults


def _place(file: str, text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(file, text.count("\n", 0, offset) + 1, offset - line_start + 1)


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is being filled."""

    node: Any
    pointer: str
    key: str | None = None
    skipped: bool = False
    """Whether the key of the value to come was used before: the value is read and dropped."""

    def child_pointer(self) -> str:
        """Return the JSON pointer of the value that comes next."""
        token = str(len(self.node)) if type(self.node) is list else escape_pointer(self.key or "")
        return f"{self.pointer}/{token}"


class _Reader:
    """One pass over the events of one text. Events are `Any`: PyYAML types them as one bare class."""

    def __init__(self, file: str, marks: Positions | None = None) -> None:
        self.file = file
        self.marks = marks
        self.faults: list[Problem] = []
        self.fatal = False
        self._done = False
        self._root: Node | None = None
        self._documents = 0
        self._stack: list[_Frame] = []

    def read(self, text: str) -> Node | None:
        """Return the value of the first document; what is wrong is in `faults`."""
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.StreamEndEvent: self._end,
        }
        try:
            next_event = CParser(text).get_event
            while not self._done:
                event = next_event()
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(event)
        except yaml.YAMLError as error:
            self._syntax(error, text)
        return self._root

    def _scalar(self, event: Any) -> None:
        self._undecorated(event)
        value: str = event.value
        # Keys, codes, dates and ids come again in every record: one object each.
        self._put(intern(value) if len(value) <= _SHORT else value, event)

    def _close(self, _event: Any) -> None:
        self._stack.pop()

    def _alias(self, event: Any) -> None:
        self._fault("yaml-alias", event)
        self._put("", event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if event.version is not None or event.tags:
            self._fault("yaml-tag", event)
        if self._documents > 1:
            self._stop("yaml-document", event, why="a second document begins here; a file holds one")

    def _end(self, event: Any) -> None:
        self._done = True
        if self._root is None:
            self._stop(
                "yaml-document",
                event,
                why="the file is empty or holds only comments; fill it in, or delete it",
            )

    def _open(self, event: Any) -> None:
        self._undecorated(event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.node) is dict:
            self._stop("yaml-syntax", event, why="a key must be plain text")
        elif len(self._stack) >= LIMITS.yaml_depth:
            self._stop("yaml-depth", event, limit=LIMITS.yaml_depth)
        else:
            node: Any = {} if type(event) is yaml.MappingStartEvent else []
            pointer = frame.child_pointer() if frame is not None and self.marks is not None else ""
            self._put(node, event)
            self._stack.append(_Frame(node, pointer))

    def _put(self, value: Node, event: Any) -> None:
        if not self._stack:
            self._root = value
            self._mark("", event)
            return
        frame = self._stack[-1]
        node = frame.node
        if type(node) is list:
            if self.marks is not None:
                self._mark(frame.child_pointer(), event)
            node.append(value)
        elif frame.key is None:
            self._key(frame, value if isinstance(value, str) else "", event)
        else:
            if not frame.skipped:
                if self.marks is not None:
                    self._mark(frame.child_pointer(), event)
                node[frame.key] = value
            frame.key = None

    def _key(self, frame: _Frame, key: str, event: Any) -> None:
        frame.key = key
        frame.skipped = key in frame.node
        if not frame.skipped:
            # The value follows; claiming the key now lets a second one be seen while the first is open.
            frame.node[key] = ""
        if self.marks is None:
            if frame.skipped:
                self._fault("yaml-duplicate-key", event, key=key, first=0)
            return
        pointer = frame.child_pointer()
        if frame.skipped:
            first = self.marks.keys[pointer].line
            self._fault("yaml-duplicate-key", event, pointer=pointer, key=key, first=first)
        else:
            self.marks.keys.setdefault(pointer, _position(event))

    def _mark(self, pointer: str, event: Any) -> None:
        # The first counts: what follows a key's second appearance is read and dropped.
        if self.marks is not None:
            self.marks.values.setdefault(pointer, _position(event))

    def _undecorated(self, event: Any) -> None:
        if event.anchor is not None:
            self._fault("yaml-alias", event)
        if event.tag is not None:
            self._fault("yaml-tag", event)

    def _stop(self, code: str, event: Any, *, pointer: str = "", **params: str | int) -> None:
        self._fault(code, event, pointer=pointer, **params)
        self.fatal = self._done = True

    def _fault(self, code: str, event: Any, *, pointer: str = "", **params: str | int) -> None:
        mark = _position(event)
        self.faults.append(problem(code, Place(self.file, mark.line, mark.column, pointer), **params))

    def _syntax(self, error: yaml.YAMLError, text: str) -> None:
        self.fatal = True
        marks = (getattr(error, name, None) for name in ("problem_mark", "context_mark"))
        at, began = ((mark.line + 1, mark.column + 1) if mark else None for mark in marks)
        parts = (getattr(error, name, None) for name in ("context", "problem", "reason"))
        why = ": ".join(str(part) for part in parts if part) or "it is not well-formed"
        found = find_mistake(text, why, at or began or (1, 1), began)
        if found is not None:
            place = Place(self.file, found.line, found.column)
            self.faults.append(problem("yaml-syntax", place, cause=found.cause, why=why, **found.params))


def _position(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
