"""Emitting values that other parts of the builder make: their own types, and what no file can hold."""

from __future__ import annotations

import pytest

from site_builder.fmt.emitter import emit
from site_builder.fmt.form import ANY, ScalarKind, form
from site_builder.fmt.scalars import WIDTH
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load


def test_numbers_and_truth_values_are_written_as_their_schema_reads_them() -> None:
    value = {
        "example": True,
        "policy": {"quorum": 2, "require_archive": False, "withhold_on": ["safety", "legal-order"]},
        "title": 7,
    }
    assert emit(FileKind.LIST, value) == (
        b'title: "7"\nexample: true\npolicy:\n  quorum: 2\n  require_archive: false\n'
        b"  withhold_on: [safety, legal-order]\n"
    )


def test_tuples_are_sequences() -> None:
    assert emit(FileKind.RECORD, {"sources": ("a", "b")}) == b"sources: [a, b]\n"


@pytest.mark.parametrize("value", [None, 1.5, b"x", {"a": None}, [object()]])
def test_what_no_source_file_holds_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no YAML source file holds"):
        emit(FileKind.RECORD, value)


def test_a_key_that_is_too_long_for_its_line_is_marked_as_a_key() -> None:
    value = {"k" * 2000: {"a": ["b"]}, "x": {"l" * 1500: "c"}}
    data = emit(FileKind.RECORD, value)
    assert data.startswith(b"? kkk")
    assert load(data, "").value == value


@pytest.mark.parametrize("kind", [kind for kind in FileKind if kind is not FileKind.PROSE])
def test_each_kind_of_file_has_a_form(kind: FileKind) -> None:
    assert form(kind) != ANY


def test_a_form_knows_dates_numbers_and_truth_values_wherever_they_stand() -> None:
    record, sources = form(FileKind.RECORD), form(FileKind.SOURCES)
    observation = record.child("observations").child(None)
    assert observation.child("date").reading is ScalarKind.DATE
    assert observation.child("followers").reading is ScalarKind.NUMBER
    assert record.child("retractions").child(None).child("public_handle").reading is ScalarKind.TRUTH
    assert sources.child("sources").child("any-id").child("date").reading is ScalarKind.DATE
    assert record.child("handle").reading is ScalarKind.TEXT
    assert record.child("no-such-key").child(None).reading is ScalarKind.TEXT


@pytest.mark.parametrize(("length", "rows"), [(25, 1), (26, 4)])
def test_a_sequence_stands_on_one_line_as_long_as_it_fits(length: int, rows: int) -> None:
    # "sources: [", two times 30 and ", ", the last word, "]"
    assert WIDTH == 10 + 32 + 32 + 25 + 1
    data = emit(FileKind.RECORD, {"sources": ["a" * 30, "b" * 30, "c" * length]})
    assert data.count(b"\n") == rows


def test_prose_never_stands_on_one_line_with_other_items() -> None:
    assert emit(FileKind.RECORD, {"sources": ["a", "b c"]}) == b"sources:\n  - a\n  - b c\n"
    assert emit(FileKind.RECORD, {"sources": ["a", "b" * 61]}).count(b"\n") == 3
