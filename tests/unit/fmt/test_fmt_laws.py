"""The formatter's laws, over invented values: no meaning changes, no comment goes, twice is once."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
import yaml
from hypothesis import assume, event, example, given
from hypothesis import strategies as st

from site_builder.fmt.comments import comments, header_alone, read
from site_builder.fmt.emitter import emit, emit_layout
from site_builder.fmt.form import ScalarKind, form
from site_builder.fmt.formatter import format_bytes
from site_builder.fmt.scalars import WIDTH, lines
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load
from site_builder.report.escape import is_hostile
from tests.unit.fmt.fmt_worlds import KINDS, LONG, TAME, TEXTS, VALUES


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


@given(KINDS, VALUES)
def test_what_is_emitted_loads_as_the_same_value(kind: FileKind, value: Any) -> None:
    loaded = load(emit(kind, value), "x.yaml")
    assert loaded.problems == ()
    assert loaded.value == value


@given(KINDS, VALUES)
def test_what_is_emitted_is_in_canonical_form_already(kind: FileKind, value: Any) -> None:
    data = emit(kind, value)
    formatted = format_bytes(kind, data, "x.yaml")
    assert formatted.content == data
    assert formatted.value == value
    assert formatted.problems == ()
    assert formatted.defect is None


@given(KINDS, VALUES, st.sampled_from((None, '"', "|")))
def test_line_ends_of_windows_are_no_part_of_the_form_and_change_no_meaning(
    kind: FileKind, value: Any, style: str | None
) -> None:
    """As git makes them in a checkout with `core.autocrlf`: each of the file's own, and they stay."""
    for written in (emit(kind, value), yaml.dump(value, Dumper=_NoAliases, default_style=style).encode()):
        here, there = (
            format_bytes(kind, data, "x.yaml") for data in (written, written.replace(b"\n", b"\r\n"))
        )
        assert there.value == here.value
        assert there.content == here.content.replace(b"\n", b"\r\n")


@given(
    kind=KINDS,
    value=VALUES,
    style=st.sampled_from((None, '"', "'", "|", ">")),
    flow=st.sampled_from((None, True, False)),
    width=st.sampled_from((20, 80, 10_000)),
    indent=st.integers(2, 6),
)
# A space of another script is not a blank line's.
@example(kind=FileKind.RECORD, value=["x #y", ["\u3000"], []], style="|", flow=None, width=80, indent=2)
def test_a_value_has_one_canonical_form_however_it_was_written(  # noqa: PLR0913 - each is a way of writing
    *, kind: FileKind, value: Any, style: str | None, flow: bool | None, width: int, indent: int
) -> None:
    written = yaml.dump(
        value,
        Dumper=_NoAliases,
        default_style=style,
        default_flow_style=flow,
        width=width,
        indent=indent,
        allow_unicode=True,
        sort_keys=False,
    ).encode()
    loaded = load(written, "x.yaml")
    # PyYAML writes some texts raw that no source file may hold.
    assume(not loaded.problems and loaded.value == value)
    assume("\n#" not in written.decode() and "\n\n" not in written.decode())
    formatted = format_bytes(kind, written, "x.yaml")
    assert formatted.defect is None
    assert formatted.content == emit(kind, value)


@given(LONG, st.integers(0, 40))
def test_folding_can_be_undone_and_keeps_lines_short(text: str, indent: int) -> None:
    head, *rest = lines(text, ScalarKind.TEXT, column=indent, indent=indent)
    event(head[:1])
    assert bool(rest) == (head == ">-")
    if rest:
        assert " ".join(row[indent:] for row in rest) == text
        assert all(row[indent] != " " and row[-1] != " " for row in rest)
        assert all(len(row) <= WIDTH or re.search(r"\S \S", row[indent:]) is None for row in rest)
    else:
        assert indent + len(head) <= WIDTH or text != text.strip(" ") or "\\" in head or " " not in text


@given(TAME, st.data())
def test_comments_and_blank_lines_anywhere_survive(value: Any, data: st.DataObject) -> None:
    rows = emit(FileKind.RECORD, value).decode().split("\n")[:-1]
    put: list[str] = []

    def comment() -> str:
        words = data.draw(st.sampled_from(("", " a: b", " - x", "#", " \u202e")))
        put.append(f"#{len(put)}{words}")
        return put[-1]

    out: list[str] = []
    for row in [*rows, None]:
        for kind in data.draw(st.lists(st.sampled_from(("blank", "comment")), max_size=2)):
            indent = " " * data.draw(st.integers(0, 8))
            out.append(indent + comment() if kind == "comment" else "")
        if row is not None:
            out.append(row + " " + comment() if data.draw(st.integers(0, 3)) == 0 else row)
    text = "\n".join(out) + data.draw(st.sampled_from(("", "\n", "\n\n")))
    assert load(text.encode(), "x.yaml").value == value
    assert comments(text) == tuple(put)

    once = format_bytes(FileKind.RECORD, text.encode(), "x.yaml")
    assert once.defect is None
    assert once.problems == ()
    assert sorted(comments(once.content.decode())) == sorted(put)
    assert b"\n\n\n" not in once.content
    assert format_bytes(FileKind.RECORD, once.content, "x.yaml").content == once.content


@given(
    TAME, st.lists(st.sampled_from(("# a", "#b", "# c: d  ")), max_size=3), st.sampled_from(("", "#", "\n"))
)
def test_the_short_way_for_files_without_inner_comments_gives_the_same(
    value: Any, header: list[str], end: str
) -> None:
    text = "".join(f"{line}\n" for line in header) + emit(FileKind.RECORD, value).decode() + end
    whole = form(FileKind.RECORD)
    found = header_alone(text)
    if found is not None:
        assert format_bytes(FileKind.RECORD, text.encode(), "").content == emit_layout(read(text), whole)
        assert found == [line.rstrip() for line in header]


@pytest.mark.parametrize("text", ["# a\n\nb: c\n", "\nb: c\n", "b: c # d\n", "b: [#d\n c]\n", "b: 'c'#d\n"])
def test_the_short_way_is_not_taken_where_a_comment_or_blank_line_may_stand(text: str) -> None:
    assert header_alone(text) is None


def _formats_or_reports(data: bytes) -> None:
    formatted = format_bytes(FileKind.RECORD, data, "x.yaml")
    assert formatted.defect is None
    assert (formatted.value is None) == bool(formatted.problems)
    if formatted.problems:
        assert formatted.content == data
    else:
        assert format_bytes(FileKind.RECORD, formatted.content, "x.yaml").content == formatted.content


@given(st.binary(max_size=60))
@example(b"\xef\xbb\xbfa: b")
@example(b"a: [# x\n b]")
@example(b"? a # b\n: # c\n  d")
@example(b"a: |+ # c\n\n\n # d\n")
@example(b"[a: b # c\n, {d # e\n: f}]")
@example(b"--- # a\n- # b\n...\n# c")
@example(b"a: [\n# c\n]")
@example(b"- - # c\n    - x\n  # d\n- y")
def test_any_bytes_are_formatted_without_loss_or_left_alone(data: bytes) -> None:
    _formats_or_reports(data)


@given(st.text("ab:-?#,[]{}\"'|> \n", max_size=40))
def test_any_text_of_indicators_is_formatted_without_loss_or_left_alone(text: str) -> None:
    _formats_or_reports(text.encode())


@given(st.one_of(TEXTS, st.characters(codec="utf-8").map(lambda character: f"a{character}b")))
def test_nothing_hidden_stands_in_a_file_as_it_is(text: str) -> None:
    # Unassigned characters (Cn) stay: which they are depends on Python's version.
    for character in emit(FileKind.RECORD, {text: [text]}).decode().replace("\n", ""):
        assert not is_hostile(character) or unicodedata.category(character) == "Cn"
