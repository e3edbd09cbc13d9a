"""Formatter: a source file's bytes to their canonical form, with proof that nothing was lost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.fmt.comments import comments, header_alone, read
from site_builder.fmt.emitter import emit_layout
from site_builder.fmt.form import form
from site_builder.fmt.node import Layout, NodeEntry, bare
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import Node, load
from site_builder.problems import Problem


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in its canonical form. Where there are problems or a defect, `content` is the file as it was."""

    content: bytes
    value: Node | None
    """What the strict loader reads in `content`; None where it finds a problem."""
    problems: tuple[Problem, ...] = ()
    defect: str | None = None
    """What the builder itself got wrong: the result would not have meant the same."""


def format_bytes(kind: FileKind, data: bytes, file: str) -> Formatted:
    """Return a source file of this kind in its canonical form. `file` names it in problems; never raises.

    Every file that the strict loader reads without problems can be formatted, whether or not it fits its schema.
    """
    loaded = load(data, file)
    if loaded.problems or loaded.value is None:
        return Formatted(data, None, loaded.problems)
    text = data.decode("utf-8")
    expected = loaded.value
    header = header_alone(text)
    layout = read(text) if header is None else Layout(NodeEntry(None, bare(expected)), header)
    content = emit_layout(layout, form(kind))
    if b"\r\n" in data:
        # Ends of lines are not part of the form: a checkout may have its own (core.autocrlf), and keeps them.
        content = data if content == data.replace(b"\r\n", b"\n") else content.replace(b"\n", b"\r\n")
    if content != data:
        defect = defect_of(content, expected, comments(text))
        if defect is not None:
            return Formatted(data, loaded.value, defect=defect)
    return Formatted(content, expected)


def defect_of(content: bytes, expected: Node, kept: Iterable[str]) -> str | None:
    """Return what a result would have changed, or None where it says what it should, with all comments kept."""
    again = load(content, "")
    if again.problems:
        return f"the result could not be read again ({again.problems[0].code})"
    if again.value != expected:
        return "the result would have another meaning"
    if sorted(comments(content.decode("utf-8"))) != sorted(kept):
        return "the result would have other comments"
    return None
